"""Shortcuts and lists of the three systems, in all their encodings."""

import plistlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oktodesk.media import intake
from oktodesk.media.intake import tables
from oktodesk.media.intake.decoding import decode

A = "https://cdn.acme.com/a.mp4"
LIST = f"Name;Link\r\nFrühling & Film;{A}\r\n"


def dropped(tmp_path: Path, name: str, content: bytes) -> tuple[list[str], list[str]]:
    path = tmp_path / name
    path.write_bytes(content)
    found = intake.from_file(path)
    return [link.source for link in found.links], [reject.problem.id for reject in found.rejects]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("film.url", f"[DEFAULT]\r\nBASEURL=https://no.com\r\n[InternetShortcut]\r\nURL={A}\r\n".encode()),
        ("film.URL", f"[InternetShortcut]\r\nURL={A}\r\n".encode("utf-16")),
        ("film.desktop", f"[Desktop Entry]\nType=Link\nURL[$e]={A}\n".encode()),
        ("film.webloc", plistlib.dumps({"URL": A})),
        ("film.webloc", plistlib.dumps({"URL": A}, fmt=plistlib.FMT_BINARY)),
        ("films.txt", f"{A}\n".encode()),
        ("films.csv", LIST.encode("utf-8-sig")),
        ("films.csv", LIST.encode("utf-16")),
        ("films.csv", LIST.encode("utf-16-le")),
        ("films.csv", LIST.encode("utf-16-be")),
        ("films.csv", LIST.encode("cp1252")),
        ("films.csv", f"{A}\n".encode()),
        ("films.tsv", f"Name\tSource\nFilm\t{A}\n".encode()),
        ("mail.html", f'<html><a href="{A}">film</a>'.encode()),
    ],
)
def test_the_one_link_is_found(tmp_path: Path, name: str, content: bytes) -> None:
    assert dropped(tmp_path, name, content) == ([A], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_letters_survive(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "films.csv"
    path.write_bytes(LIST.encode(encoding))
    (link,) = intake.from_file(path).links
    assert (link.name, link.origin, link.line) == ("Frühling & Film", "films.csv", 2)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("film.mp4", b"", "local_media_file"),
        ("logo.PNG", b"", "local_media_file"),
        ("film.webloc", plistlib.dumps({"Title": "x"}), "shortcut_without_link"),
        ("film.webloc", b'<?xml version="1.0"?><!DOCTYPE plist PUBLIC "x" "http://www.apple.com/x.dtd"><plist/>',
         "shortcut_without_link"),
        ("film.url", b"[InternetShortcut]\nURL=\n", "shortcut_without_link"),
        ("film.url", b"[InternetShortcut]\nURL=file:///c:/film.mp4\n", "local_media_file"),
        ("film.desktop", b"[Desktop Entry]\nType=Application\nURL=https://a.com/\n", "shortcut_without_link"),
        ("film.url", bytes(70_000), "file_too_long"),
        ("films.txt", b"", "nothing_dropped"),
        ("films.csv", b"", "nothing_dropped"),
        ("films.csv", b"Name;Link\r\n", "nothing_dropped"),
        ("films.txt", b"only words\n", "list_line_rejected"),
        ("films.xlsx", b"PK\x03\x04" + bytes(100), "list_unreadable"),
        ("program.exe", b"MZ" + bytes(range(256)), "list_unreadable"),
        ("films.txt", bytes(range(256)) * 20, "list_unreadable"),
    ],
)  # fmt: skip
def test_what_holds_no_link_is_told(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    assert dropped(tmp_path, name, content) == ([], [problem])


TITLE = "Campaign films, Q3\n\n"
COMMAS = "https://res.acme.com/w_300,h_200/a.mp4"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{TITLE}Name;URL\nFilm, long;{A}\n", [(A, "Film, long")]),
        (f"Campaign\nName\tURL\nFilm\t{A}\n", [(A, "Film")]),
        (f'"Name";"URL"\n"Film";"{A}"\n', [(A, "Film")]),
        (f"sep=;\nURL;Name\n{A};Film\n", [(A, "Film")]),
        (f"URL\n{COMMAS}\n{A}\n", [(COMMAS, ""), (A, "")]),  # the only column has no separator to be mistaken
        (f"{COMMAS}\n{A}\n", [(COMMAS, ""), (A, "")]),
        (f"URL;Name\n{COMMAS};Film, long\n", [(COMMAS, "Film, long")]),
    ],
)
def test_the_separator_is_the_headers(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    path = tmp_path / "films.csv"
    path.write_text(text)
    found = intake.from_file(path)
    assert [(link.source, link.name) for link in found.links] == expected
    assert found.rejects == ()


def test_of_several_columns_called_like_the_links_the_fullest_is_it(tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    path.write_text(f"Name,Address,Link\nAcme,Main St. 1,{A}\nFoo,,{A}?b\n")
    assert [link.source for link in intake.from_file(path).links] == [A, f"{A}?b"]
    path.write_text(f"URL,Download link\nhttps://acme.com/story,{A}\n,{A}?b\n")
    assert [link.source for link in intake.from_file(path).links] == [A, f"{A}?b"]


def test_a_header_may_hold_an_address_itself(tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    path.write_text(f"Name;Link;All of them: https://acme.com/films\nTeaser;{A};\n")
    (link,) = intake.from_file(path).links
    assert (link.source, link.name) == (A, "Teaser")


def test_columns_called_like_the_links_cost_what_their_cells_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of them above lines of one cell were gone through a thousand times."""
    looked_at: list[str] = []
    monkeypatch.setattr(tables, "whole_line_address", looked_at.append)
    tables.read_table("link," * 1000 + "\n" + "x\n" * 100)
    assert len(looked_at) <= 1000


def test_a_type_in_words_is_none_and_networks_are_named_as_people_do(tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    path.write_text(f"Link;Type;Platform\n{A};Video;Linked In, You Tube.\n{A}?b;video/MP4;X (Twitter) • IG\n")
    first, second = intake.from_file(path).links
    assert (first.mime_type, first.meant_for) == ("", ("LinkedIn", "Youtube"))
    assert first.columns["Type"] == "Video"
    assert (second.mime_type, second.meant_for) == ("video/mp4", ("Twitter", "Instagram"))


def test_without_a_header_a_file_name_behind_a_link_is_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    path.write_text(f"{A};Film.mp4\nhttps://drive.google.com/file/d/1aB/view;Other.mp4\n")
    assert [link.columns["B"] for link in intake.from_file(path).links] == ["Film.mp4", "Other.mp4"]


def test_rejects_name_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    path.write_text(f'name,source\nOne,{A}\n"Two\nlines",nothing\nThree,ftp://a.com/x\n')
    rejects = intake.from_file(path).rejects
    assert [(each.origin, each.line, each.problem.id) for each in rejects] == [
        ("films.csv", 3, "list_line_rejected"),
        ("films.csv", 5, "scheme_unsupported"),
    ]
    assert rejects[0].problem.values == {"line": 3, "file": "films.csv"}


def test_folders_and_missing_files(tmp_path: Path) -> None:
    (folder,) = intake.from_file(tmp_path).rejects
    (missing,) = intake.from_file(tmp_path / "gone.txt").rejects
    assert (folder.problem.id, missing.problem.id) == ("local_folder", "list_unreadable")


def test_a_folder_is_searched_for_lists_and_shortcuts(tmp_path: Path) -> None:
    folder = tmp_path / "Spring campaign.mp4"  # a folder, whatever it is called
    deep = folder / "Shortcuts" / "Videos"
    deep.mkdir(parents=True)
    (folder / ".hidden").mkdir()
    (folder / "films.csv").write_text(LIST)
    (folder / "LICENSE.txt").write_text("No links here.\nNone at all.\n")
    (folder / "cut.mp4").write_bytes(b"x")
    (folder / "program.exe").write_bytes(b"MZ")
    (folder / ".hidden" / "more.txt").write_text("https://b.com/hidden.mp4\n")
    (deep / "b.url").write_text("[InternetShortcut]\nURL=https://b.com/b.mp4\n")
    (deep / "broken.url").write_text("[InternetShortcut]\n")
    (deep / "logo.png").write_bytes(b"x")
    (deep / "round").symlink_to(folder, target_is_directory=True)
    found = intake.from_file(folder)
    assert [link.source for link in found.links] == [A, "https://b.com/b.mp4"]
    assert {each.problem.id: each.problem.values for each in found.rejects} == {
        "shortcut_without_link": {"file": "broken.url"},
        "local_media_folder": {"file": "Spring campaign.mp4", "count": 2},
    }


def test_of_a_folder_without_end_it_is_said_how_far_it_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oktodesk.media.intake.folders.MOST_ENTRIES", 2)
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(f"{A}?{name}\n")
    found = intake.from_file(tmp_path)
    assert [link.source for link in found.links] == [f"{A}?a.txt", f"{A}?b.txt"]
    assert [(each.problem.id, each.problem.values["count"]) for each in found.rejects] == [("folder_too_large", 2)]


def test_uri_lists_read_shortcuts(tmp_path: Path) -> None:
    path = tmp_path / "my film.url"
    path.write_text(f"[InternetShortcut]\nURL={A}\n")
    found = intake.from_uri_list(["# a comment", path.as_uri(), "https://b.com/x", (tmp_path / "x.mp4").as_uri()])
    assert [link.source for link in found.links] == [A, "https://b.com/x"]
    assert [reject.problem.id for reject in found.rejects] == ["local_media_file"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400),
    st.sampled_from([".url", ".webloc", ".desktop", ".txt", ".csv", ".tsv", ".html", ".x"]),
)
def test_no_file_crashes(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"drop{ending}"
    path.write_bytes(content)
    found = intake.from_file(path)
    assert content.strip() == b"" or found.links or found.rejects or decode(content) is not None


def test_bytes_that_are_no_text_are_not_read_as_text() -> None:
    assert decode(bytes(1000)) is None
    assert decode(b"abc\x00\x00\x00def") is None

"""Links as they are given: as arguments, in a list, on stdin."""

import io
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from oktodesk.cli.links import read_links
from oktodesk.problems import UsageTrouble

ONE, TWO = "https://a.example/one.mp4", "https://a.example/two.mp4"


def given(*urls: str, list_file: str | None = None) -> Namespace:
    return Namespace(urls=list(urls), list_file=list_file)


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_arguments_and_a_list_together(tmp_path: Path) -> None:
    path = tmp_path / "links.txt"
    path.write_text(f"{TWO}\nno link here\n{ONE}\n")
    intake = read_links(given(ONE, list_file=str(path)))
    assert [link.source for link in intake.links] == [ONE, TWO]
    assert (intake.merged, [reject.line for reject in intake.rejects]) == (1, [2])


def test_names_of_a_table_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text(f"source,name,mimeType\n{ONE},First cut.mp4,video/mp4\n")
    (link,) = read_links(given(list_file=str(path))).links
    assert (link.name, link.mime_type) == ("First cut.mp4", "video/mp4")


def test_a_list_on_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, f"\ufeff{ONE}\r\n{TWO}\r\n".encode())
    found = read_links(given(list_file="-"))
    assert [link.source for link in found.links] == [ONE, TWO]
    assert {link.origin for link in found.links} == {"stdin"}


def test_an_empty_list_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "links.txt"
    path.touch()
    assert read_links(given(list_file=str(path))).links == ()


@pytest.mark.parametrize("ending", [".Xb3kQ9", ".list2", ".dat"])
def test_a_list_is_one_whatever_its_name_ends_in(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"tmp{ending}"
    path.write_text(f"source,name\n{ONE},First cut.mp4\n")
    assert [(link.source, link.name) for link in read_links(given(list_file=str(path))).links] == [
        (ONE, "First cut.mp4")
    ]


def test_an_empty_list_is_the_same_from_a_file_and_from_stdin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "links.txt"
    path.write_text("\n \n")
    pipe(monkeypatch, b"\n \n")
    assert read_links(given(list_file=str(path))) == read_links(given(list_file="-"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("links.txt", b"\x7fELF\x00\x00\x00\x01"),
        ("links.bin", b"\x7fELF\x00\x00\x00\x01"),
        ("film.mp4", b""),
        ("page.url", b"x"),
    ],
)
def test_a_file_that_is_no_list_is_refused_before_anything_is_sent(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UsageTrouble):
        read_links(given(ONE, list_file=str(path)))


def test_a_folder_and_an_unset_variable_are_no_lists(tmp_path: Path) -> None:
    for name in (str(tmp_path), ""):
        with pytest.raises(UsageTrouble):
            read_links(given(list_file=name))


def test_a_closed_stdin_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageTrouble):
        read_links(given(list_file="-"))


def test_what_is_no_link_is_accounted_for() -> None:
    intake = read_links(given("nonsense", ONE))
    assert ([link.source for link in intake.links], len(intake.rejects)) == ([ONE], 1)


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(UsageTrouble):
        read_links(given())


def test_a_missing_list_is_refused() -> None:
    with pytest.raises(UsageTrouble) as caught:
        read_links(given(list_file="/no/such/list.txt"))
    assert caught.value.problem.id == "list_unreadable"


def test_a_list_on_stdin_as_windows_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, "Größe;Link\r\n1;https://a.com/a.mp4\r\n".encode("cp1252"))
    (link,) = read_links(given(list_file="-")).links
    assert link.columns == {"Link": "https://a.com/a.mp4", "Größe": "1"}


def test_stdin_that_is_no_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, b"\x7fELF\x00\x00\x00\x01\x80")
    with pytest.raises(UsageTrouble):
        read_links(given(list_file="-"))

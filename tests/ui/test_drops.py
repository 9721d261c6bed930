"""Whatever another program offers: the most telling form of it becomes links."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from oktodesk.media.report import Intake
from oktodesk.ui.drops import Dropped, intake_of, may_hold_links, read_mime
from oktodesk.ui.intake_words import intake_notice
from oktodesk.ui.notices import Help
from oktodesk.ui.origins import CLIPBOARD, EMAIL, PAGE, SHEET, TEXT, origin_of_html

FIRST, SECOND = "https://cdn.example.com/one.mp4", "https://cdn.example.com/two.mp4"


def taken(mime: QMimeData) -> Intake:
    assert may_hold_links(mime)
    return asyncio.run(intake_of(read_mime(mime)))


def sources(mime: QMimeData) -> list[str]:
    return [link.source for link in taken(mime).links]


def test_addresses() -> None:
    mime = QMimeData()
    mime.setUrls([QUrl(FIRST), QUrl(SECOND)])
    assert sources(mime) == [FIRST, SECOND]


def test_an_address_keeps_its_escapes() -> None:
    mime = QMimeData()
    address = "https://cdn.example.com/a%20b.mp4?sig=a%2Bb%2F"
    mime.setUrls([QUrl(address)])
    assert sources(mime) == [address]


def test_an_address_stays_as_it_travels() -> None:
    mime = QMimeData()
    address = "https://xn--mnchen-3ya.example/a%20b.mp4"
    mime.setUrls([QUrl(address)])
    assert read_mime(mime).addresses == (address,)


def test_plain_text_with_several() -> None:
    mime = QMimeData()
    mime.setText(f"Hello, here they are:\n{FIRST}\n{SECOND}\nBest, Dana")
    assert sources(mime) == [FIRST, SECOND]


def test_html_wins_over_its_text() -> None:
    mime = QMimeData()
    mime.setHtml(f'<p>See <a href="{FIRST}">the video</a></p>')
    mime.setText("See the video")
    assert sources(mime) == [FIRST]


def test_cells_of_a_spreadsheet_keep_their_columns() -> None:
    mime = QMimeData()
    mime.setHtml("<table><tr><td>source</td><td>name</td></tr></table>")
    mime.setText(f"source\tname\n{FIRST}\tTeaser\n")
    links = taken(mime).links
    assert [(link.source, link.name) for link in links] == [(FIRST, "Teaser")]


def test_firefox_offers_utf_16() -> None:
    mime = QMimeData()
    mime.setData("text/x-moz-url", f"{FIRST}\nThe video".encode("utf-16-le"))
    assert sources(mime) == [FIRST]


def test_a_shortcut_file(tmp_path: Path) -> None:
    shortcut = tmp_path / "video.url"
    shortcut.write_text(f"[InternetShortcut]\nURL={FIRST}\n")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(shortcut))])
    assert sources(mime) == [FIRST]


def test_links_keep_where_they_came_from(tmp_path: Path) -> None:
    def origins(dropped: Dropped) -> list[str]:
        return [link.origin for link in asyncio.run(intake_of(dropped)).links]

    link, listed = f'<a href="{FIRST}">x</a>', tmp_path / "list.csv"
    listed.write_text(f"source\n{FIRST}\n{SECOND}\n")
    assert origins(Dropped(html=f'<p class="MsoNormal">{link}</p>', pasted=True)) == [EMAIL]
    assert origins(Dropped(html=f'<div class="gmail_quote">{link}</div>')) == [EMAIL]
    protected = f'<a href="https://eur01.safelinks.protection.outlook.com/?url={FIRST}">x</a>'
    assert origins(Dropped(html=protected)) == [EMAIL]
    assert origins(Dropped(html=f'<p class="hero">{link}</p>')) == [PAGE]
    assert origins(Dropped(html=f"<google-sheets-html-origin>{link}</google-sheets-html-origin>")) == [SHEET]
    assert origins(Dropped(html="<table></table>", text=f"source\tname\n{FIRST}\tA")) == [SHEET]
    assert (
        origins(Dropped(text=FIRST, pasted=True))
        == origins(Dropped(addresses=(FIRST,), pasted=True))
        == [CLIPBOARD]
    )
    assert origins(Dropped(text=f"See {FIRST}")) == [TEXT]
    assert origins(Dropped(text=FIRST, typed=True)) == origins(Dropped(addresses=(FIRST,))) == [""]
    assert origins(Dropped(files=(listed,))) == ["list.csv", "list.csv"]


def test_a_local_video_is_answered_with_what_to_do(tmp_path: Path) -> None:
    video = tmp_path / "Teaser.mp4"
    video.write_bytes(b"\0\0\0\x18ftypmp42")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(video))])
    notice = intake_notice(taken(mime))
    assert notice is not None
    assert "Teaser.mp4" in notice.title
    assert "Dropbox" in notice.advice


@pytest.mark.parametrize("text", ["", "just words"])
def test_nothing_in_it_is_said(text: str) -> None:
    notice = intake_notice(asyncio.run(intake_of(Dropped(text=text))))
    assert notice is not None
    assert notice.title


def test_links_and_nothing_else_need_no_words() -> None:
    assert intake_notice(asyncio.run(intake_of(Dropped(text=f"{FIRST}\n{SECOND}")))) is None


def test_the_counts_add_up() -> None:
    intake = asyncio.run(intake_of(Dropped(text=f"{FIRST}\n{FIRST}\nftp://old.example/x.mp4")))
    notice = intake_notice(intake)
    assert notice is not None
    assert notice.help is (Help.SHOW_REJECTS if intake.rejects else Help.NONE)
    assert len(intake.links) == 1
    assert intake.merged == 1


@pytest.mark.parametrize("before", [0, 64 * 1024 - 20, 200_000])
def test_a_long_page_is_told_by_its_marks_wherever_they_stand(before: int) -> None:
    filling = "<p>x</p>" * (before // 8)
    assert origin_of_html(f"{filling}<div class='gmail_quote'>") == EMAIL
    assert origin_of_html(f"{filling}<a href='https://eur01.safelinks.protection.outlook.com/?url=x'>") == EMAIL
    assert origin_of_html(f"{filling}<p>nothing</p>") == PAGE
    assert origin_of_html(f"<meta name=ProgId content=Excel.Sheet>{filling}") == SHEET


def test_what_came_with_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "the list.csv"
    path.write_text(f"source;name\n{FIRST};Teaser\n", encoding="utf-8")
    found = asyncio.run(intake_of(Dropped.of_arguments([SECOND, path.as_uri(), "gone.csv"])))
    assert [(link.source, link.name) for link in found.links] == [(FIRST, "Teaser"), (SECOND, "")]
    assert [reject.text for reject in found.rejects] == ["gone.csv"]

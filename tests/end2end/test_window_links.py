"""Links that are not yet what they should be, in the real window: mended in the panel, taken back, told apart."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from oktodesk.media import share_links
from oktodesk.media.share_forms import Address, ShareLink
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.ui.dialogs import RejectsSheet
from oktodesk.ui.row_actions import Action
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from oktodesk.uploads.rows import State
from tests.end2end.window_program import offscreen, use_window

pytestmark = offscreen

CLIP, STILL, SHOT = "Countdown-clip.mp4", "Event-banner.png", "Product-shot.jpg"
VIDEO_PAGE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def practice(tmp_path: Path) -> SandboxOptions:
    return SandboxOptions(state=tmp_path / "oktopost")


class Browser(QObject):
    """Keeps what would be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        QDesktopServices.setUrlHandler("https", self, "visit")  # type: ignore[arg-type]  # the stubs want bytes

    @Slot(QUrl)
    def visit(self, url: QUrl) -> None:
        self.opened.append(url.toString())

    def close(self) -> None:
        QDesktopServices.unsetUrlHandler("https")


def test_a_page_is_opened_and_the_link_found_there_takes_its_place(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        stage.hover([VIDEO_PAGE])
        stage.drop()
        await watch.until(lambda: stage.in_state(State.NEEDS_YOU, [VIDEO_PAGE]))
        (row,) = stage.rows
        stage.select(VIDEO_PAGE)
        one = stage.window.detail.one
        await watch.until(one.mending.isVisible)
        assert one.state.texts[1].startswith("Videos can't be taken from this site.")

        browser = Browser()
        try:
            page = one.offered.button(Action.OPEN_PAGE)
            assert page is not None
            page.click()
            await watch.until(lambda: bool(browser.opened))
        finally:
            browser.close()
        assert browser.opened == [VIDEO_PAGE]

        QGuiApplication.clipboard().setText(stage.sample(CLIP))
        QTest.keyClick(one.mending.field, Qt.Key.Key_V, CONTROL)
        QTest.keyClick(one.mending.field, Qt.Key.Key_Return)
        await watch.until(lambda: stage.in_state(State.READY, [stage.sample(CLIP)]))
        (mended,) = stage.rows
        assert mended.key == row.key
        assert not one.mending.isVisible()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 1)

    use_window(profile, act, practice=practice)


def give(stage: Stage, mime: QMimeData) -> None:
    """Drag it over the window and let go."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(stage.window, QDragEnterEvent(QPoint(200, 200), copy, mime, left, none))
    QApplication.sendEvent(stage.window, QDropEvent(QPointF(200, 200), copy, mime, left, none))


def told(stage: Stage) -> list[str]:
    """What the banners say."""
    return [notice.title for notice in stage.shell._notices.shown]


def e_mail(stage: Stage) -> QMimeData:
    """What a browser offers of a selection in a mail: wrapped, twice, with a signature and a tracker."""
    clip, still, shot = map(stage.sample, (CLIP, STILL, SHOT))
    host = clip.rpartition("/")[0]
    wrapped = f"https://eur01.safelinks.protection.outlook.com/?url={quote(clip, safe='')}&amp;data=05"
    mime = QMimeData()
    mime.setText("Hi Dana, here are the cuts: Countdown-clip")
    mime.setHtml(
        f"""<html><head><style>a {{color: red}}</style></head><body>
        <p>Hi Dana,<br>here are the cuts: <a href="{wrapped}">{clip}</a></p>
        <p><a href="{still}"><img src="{host}/preview-of-it.png" width="300"></a> <a href="{shot}">The shot</a></p>
        <p>or plain: {shot}.</p>
        <p><a href="mailto:jo@agency.example">jo@agency.example</a> <a href="{host}/imprint">Imprint</a>
        <img src="{host}/seen.gif?mail=1" width="1" height="1"></p></body></html>"""
    )
    return mime


def test_of_an_e_mail_the_media_are_ticked_and_the_counts_add_up(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        media = [stage.sample(name) for name in (CLIP, STILL, SHOT)]
        give(stage, e_mail(stage))
        await watch.until(lambda: stage.in_state(State.READY, media))
        await watch.until(lambda: stage.window.new_strip.shown.pages == 3)
        shown = stage.window.new_strip.shown
        assert (shown.total, shown.addable, shown.need_you) == (6, 3, 0)
        assert stage.window.new_strip.add_button.text().startswith("Add 3 of 6 (")
        assert told(stage) == ["6 links taken; 3 of them are page links; 2 doubles merged"]
        ticked = stage.workspace.list.rows.ticked
        assert {row.source for row in stage.rows if row.key in ticked} == set(media)
        clip = next(row for row in stage.rows if row.source == media[0])
        assert clip.pasted.startswith("https://eur01.safelinks.protection.outlook.com/")

    use_window(profile, act, practice=practice)


def test_what_holds_no_link_is_listed_with_file_and_line(
    qtbot: QtBot, profile: Path, practice: SandboxOptions, tmp_path: Path
) -> None:
    (tmp_path / "cuts").mkdir()
    (tmp_path / "cuts" / "Teaser.mp4").write_bytes(b"video")
    (tmp_path / "Reel.mp4").write_bytes(b"video")
    shortcuts = tmp_path / "shortcuts"
    shortcuts.mkdir()
    table = tmp_path / "links.csv"

    async def act(stage: Stage, watch: Watch) -> None:
        (shortcuts / "still.url").write_text(f"[InternetShortcut]\nURL={stage.sample(STILL)}\n")
        table.write_text(f"source;name\n{stage.sample(SHOT)};Shot\n;only a name\n")
        mime = QMimeData()
        given = (tmp_path / "Reel.mp4", table, tmp_path / "cuts", shortcuts)
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in given])
        give(stage, mime)
        await watch.until(lambda: stage.in_state(State.READY, [stage.sample(STILL), stage.sample(SHOT)]))
        assert told(stage) == ["2 links taken; 3 could not be used"]
        sheet = RejectsSheet(stage.workspace.rejects, stage.window)
        lines = sheet.list.toPlainText().splitlines()
        sheet.deleteLater()
        assert [line for line in lines if not line.startswith(" ")] == [
            "Reel.mp4 is a file on this computer",
            "Line 3 of links.csv holds no link: only a name",
            "The folder cuts holds videos or images (1) that are only on this computer",
        ]
        assert sum("Dropbox, Google Drive, SharePoint" in line for line in lines) == 2

    use_window(profile, act, practice=practice)


def test_what_lies_here_unsent_is_not_taken_a_second_time(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        clip, shot = stage.sample(CLIP), stage.sample(SHOT)
        give(stage, _addresses(clip))
        await watch.until(lambda: stage.in_state(State.READY, [clip]))
        give(stage, _addresses(clip, shot))
        await watch.until(lambda: stage.in_state(State.READY, [shot]))
        assert told(stage) == ["1 link taken; 1 in the list already, not sent yet"]
        give(stage, _addresses(clip))
        await watch.until(lambda: told(stage) == ["0 links taken; 1 in the list already, not sent yet"])
        assert sorted(row.source for row in stage.rows) == sorted([clip, shot])

    use_window(profile, act, practice=practice)


def test_a_share_link_is_made_direct_and_one_click_takes_it_back_and_forth(
    qtbot: QtBot, profile: Path, practice: SandboxOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service's place is taken by the local one: nothing here may ask Dropbox."""

    def local_dropbox(address: Address) -> ShareLink:
        return ShareLink("Dropbox", direct=direct[0] if address.query == "dl=0" else None)

    direct: list[str] = []
    local = (re.compile(r"^127\.0\.0\.1$"), local_dropbox)
    monkeypatch.setattr(share_links, "SERVICES", (local, *share_links.SERVICES))
    share_links._reader.cache_clear()

    async def act(stage: Stage, watch: Watch) -> None:
        direct.append(stage.sample(CLIP) + "?dl=1")
        shared = stage.sample(CLIP) + "?dl=0"
        give(stage, _addresses(shared))
        await watch.until(lambda: stage.in_state(State.READY, direct))
        stage.select(direct[0])
        note = stage.window.detail.one.provenance
        await watch.until(lambda: note.isVisible() and note.text.startswith("The Dropbox link was turned"))
        (row,) = stage.rows
        assert row.pasted == shared
        for sent, said in ((shared, "Use the direct link"), (direct[0], "Send it as pasted")):
            note.button.click()
            await watch.until(lambda sent=sent: stage.in_state(State.READY, [sent]))  # type: ignore[misc]
            await watch.until(lambda said=said: note.button.text() == said)  # type: ignore[misc]
            (changed,) = stage.rows
            assert (changed.key, changed.pasted) == (row.key, shared)

    try:
        use_window(profile, act, practice=practice)
    finally:
        share_links._reader.cache_clear()


def test_a_guess_at_the_networks_is_corrected_with_one_click_and_kept(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        clip = stage.sample(CLIP)
        give(stage, _addresses(clip))
        await watch.until(lambda: stage.in_state(State.READY, [clip]))
        (row,) = stage.rows
        stage.select(clip)
        one = stage.window.detail.one
        stage.window.detail.renamed.emit(row.key, "Countdown_YT.mp4")
        await watch.until(lambda: one.purpose.isVisible() and "YouTube" in one.purpose.text)
        assert one.networks.texts["LinkedIn"].startswith("refused (not needed)")
        one.purpose.every.click()
        await watch.until(lambda: bool(stage.rows[0].meant_for) and not one.purpose.isVisible())
        assert one.networks.texts["LinkedIn"].startswith("expected: refused")

    use_window(profile, act, practice=practice)


def _addresses(*links: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(link) for link in links])
    return mime

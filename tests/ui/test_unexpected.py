"""Whatever nobody caught reaches the person once, redacted, and never as a storm."""

import asyncio
import gc
import logging
import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, QtMsgType, Signal
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from oktodesk.system.unexpected import Happening, happening
from oktodesk.ui.crash_sheet import CrashDesk, CrashSheet
from oktodesk.ui.last_end import last_end_notice
from oktodesk.ui.loop import DeskLoop
from oktodesk.ui.notices import Help, Notices, Tone
from oktodesk.ui.unexpected import Unexpected

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


class Pressed(QObject):
    now = Signal()


@pytest.fixture
def net(tmp_path: Path, desk_loop: DeskLoop) -> Iterator[Unexpected]:
    """Installed as in the program, with Python's own hooks before it."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook, threading.excepthook, sys.unraisablehook = (
        sys.__excepthook__,
        threading.__excepthook__,
        sys.__unraisablehook__,
    )
    net = Unexpected(tmp_path)
    net.install(desk_loop)
    yield net
    net.uninstall()
    assert (sys.excepthook, threading.excepthook) == (sys.__excepthook__, threading.__excepthook__)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def fail() -> None:
    raise ValueError("https://u:canary@x.com/canary.mp4?sig=canary")


def in_slot(_loop: DeskLoop) -> None:
    pressed = Pressed()
    pressed.now.connect(fail)
    pressed.now.emit()


def in_callback(loop: DeskLoop) -> None:
    loop.call_soon(fail)


def in_thread(_loop: DeskLoop) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def in_finaliser(_loop: DeskLoop) -> None:
    class Ending:
        def __del__(self) -> None:
            fail()

    Ending()
    gc.collect()


def in_forgotten_task(loop: DeskLoop) -> None:
    async def main() -> None:
        task = asyncio.create_task(_failing())
        await asyncio.wait({task})

    loop.run_until_complete(main())
    gc.collect()


async def _failing() -> None:
    fail()


@pytest.mark.parametrize("where", [in_slot, in_callback, in_thread, in_finaliser, in_forgotten_task])
def test_it_is_heard_wherever_it_happens(
    net: Unexpected, desk_loop: DeskLoop, tmp_path: Path, where: object, capfd: pytest.CaptureFixture[str]
) -> None:
    heard: list[Happening] = []
    threads: list[bool] = []

    def hear(what: Happening) -> None:
        heard.append(what)
        threads.append(threading.current_thread() is threading.main_thread())
        desk_loop.stop()

    net.happened.connect(hear)
    assert callable(where)
    where(desk_loop)
    if not heard:
        QTimer.singleShot(20_000, desk_loop.stop)
        desk_loop.run_forever()
    assert threads == [True]
    assert "ValueError" in heard[0].report
    assert "in fail" in heard[0].report
    assert "canary" not in heard[0].report
    (kept,) = tmp_path.iterdir()
    assert kept.read_text().strip() == heard[0].report.strip()
    assert os.name != "posix" or stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert capfd.readouterr().err == ""  # nothing on the screen


def test_a_storm_is_one_dialog_a_few_files_and_a_count(
    net: Unexpected, desk_loop: DeskLoop, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    window = QWidget()
    qtbot.addWidget(window)
    desk = crash_desk(window, tmp_path, in_line=3)
    net.happened.connect(desk.show)
    for _ in range(200):
        in_slot(desk_loop)
    assert len(window.findChildren(CrashSheet)) == 1
    assert desk.sheet is not None
    assert desk.sheet.times.text() == "There were 200 such errors until now."
    assert any("3 unsent" in text for text in texts(desk.sheet))
    assert len(list(tmp_path.iterdir())) <= 5
    desk.sheet.go_on.click()
    in_slot(desk_loop)
    assert desk.sheet is None  # the same is told once


def test_what_fails_while_it_is_told_ends_there(
    net: Unexpected, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    class Worse(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no words")

    def tell_more(_what: object) -> None:
        net.tell("telling", ValueError("inner"))
        raise ValueError("in the slot that tells")

    net.happened.connect(tell_more)
    net.tell("outer", Worse())
    assert len(list(tmp_path.iterdir())) <= 1


def crash_desk(window: QWidget, log_dir: Path, *, in_line: int = 0, leaving: bool = False) -> CrashDesk:
    return CrashDesk(
        window,
        log_dir=log_dir,
        in_line=lambda: in_line,
        leave=lambda: window.setObjectName("left"),
        is_leaving=lambda: leaving,
    )


def texts(sheet: CrashSheet) -> list[str]:
    return [label.text() for label in sheet.findChildren(QLabel)]


def test_ways_to_go_on(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    desk = crash_desk(window, tmp_path)
    desk.show(Happening("one", "the report"))
    sheet = desk.sheet
    assert sheet is not None
    assert any("Nothing is lost" in text for text in texts(sheet))
    desk.show(Happening("two", "another"))
    with qtbot.waitSignal(sheet.copy_pressed) as copied:
        sheet._on_copy()
    assert copied.args == ["the report\n2 times until now\n"]
    sheet.quit_pressed.emit()
    assert window.objectName() == "left"
    sheet.accept()
    for number in range(9):
        desk.show(Happening(f"more {number}", ""))
        if desk.sheet is not None:
            desk.sheet.accept()
    assert len(desk._told) == 3


def test_nothing_is_opened_while_the_window_closes(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    desk = crash_desk(window, tmp_path, leaving=True)
    desk.show(Happening("one", ""))
    assert desk.sheet is None


def test_qt_speaks_to_the_log_and_its_last_word_is_kept(
    net: Unexpected, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    net._qt_before = None
    with caplog.at_level(logging.WARNING, logger="qt"):
        net._on_qt(QtMsgType.QtWarningMsg, None, "a warning")  # type: ignore[arg-type]
        net._on_qt(QtMsgType.QtFatalMsg, None, "the end")  # type: ignore[arg-type]
    assert caplog.messages == ["a warning", "the end"]
    (kept,) = tmp_path.iterdir()
    assert "Qt: the end" in kept.read_text()


def test_tasks_of_the_window_end_in_the_same_net(qapp: object) -> None:
    told: list[str] = []
    notices = Notices(unexpected=lambda task, _error: told.append(task))
    notices.tell_failure("draw", ValueError("broken"))
    assert told == ["draw"]
    assert notices.shown == ()


def test_details_to_copy_are_redacted_without_the_net_too(qapp: object, caplog: pytest.LogCaptureFixture) -> None:
    notices = Notices()
    with caplog.at_level(logging.CRITICAL):
        notices.tell_failure("draw", ValueError("https://x.com/?sig=canary"))
    assert "canary" not in notices.shown[0].detail


def test_how_the_last_run_ended(qapp: object) -> None:
    quiet = last_end_notice("", 2)
    assert (quiet.tone, quiet.help) == (Tone.INFO, Help.NONE)
    assert "2 unsent" in quiet.advice
    loud = last_end_notice("Fatal Python error: Aborted", 0)
    assert (loud.tone, loud.help) == (Tone.WARNING, Help.COPY_DETAILS)
    assert "Aborted" in loud.detail


def test_the_same_thing_at_the_same_place_is_the_same() -> None:
    kinds = set()
    for _ in range(2):
        try:
            fail()
        except ValueError as error:
            kinds.add(happening("x", error).kind)
    assert len(kinds) == 1

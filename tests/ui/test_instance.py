"""One window a profile: the second start hands its links over and leaves."""

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from oktodesk.ui.instance import Call, SingleInstance

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from oktodesk.ui.instance import Call, SingleInstance
application = QCoreApplication([])
first = SingleInstance(sys.argv[1], lock_file=Path(sys.argv[2])).claim(Call(links=tuple(sys.argv[3:])))
sys.exit(0 if first else 7)
"""


@pytest.fixture
def name() -> str:
    return f"oktodesk-test-{uuid4().hex[:12]}"


def second_start(name: str, lock: Path, *links: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", SECOND, name, str(lock), *links])


def test_the_second_start_hands_its_links_over(qtbot: QtBot, name: str, tmp_path: Path) -> None:
    lock = tmp_path / "window.lock"
    first = SingleInstance(name, lock_file=lock)
    assert first.claim(Call())
    with qtbot.waitSignal(first.called, timeout=60_000) as called:
        process = second_start(name, lock, "https://a.example/1.mp4", "https://a.example/2.mp4")
    assert called.args == [Call(links=("https://a.example/1.mp4", "https://a.example/2.mp4"))]
    assert process.wait(60) == 7
    first.release()


def test_after_a_release_the_name_is_free(name: str, tmp_path: Path, qapp: QObject) -> None:
    for _ in range(2):
        instance = SingleInstance(name, lock_file=tmp_path / "window.lock")
        assert instance.claim(Call())
        instance.release()


def test_what_a_killed_window_left_behind_is_taken_over(name: str, tmp_path: Path, qtbot: QtBot) -> None:
    lock = tmp_path / "window.lock"
    code = SECOND.replace("sys.exit(0 if first else 7)", "import os; os.kill(os.getpid(), 9)")
    if sys.platform == "win32":
        code = SECOND.replace("sys.exit(0 if first else 7)", "import os; os._exit(9)")
    subprocess.run([sys.executable, "-c", code, name, str(lock)], check=False, timeout=60)
    instance = SingleInstance(name, lock_file=lock)
    assert instance.claim(Call())
    with qtbot.waitSignal(instance.called, timeout=60_000):
        process = second_start(name, lock, "https://a.example/1.mp4")
    assert process.wait(60) == 7
    instance.release()


def test_rubbish_on_the_socket_is_dropped(qtbot: QtBot, name: str, tmp_path: Path) -> None:
    first = SingleInstance(name, lock_file=tmp_path / "window.lock")
    assert first.claim(Call())
    # In this thread: the waiting calls of a socket keep Python, so that the other end could not answer.
    socket = QLocalSocket()
    with qtbot.assertNotEmitted(first.called), qtbot.waitSignal(socket.disconnected, timeout=60_000):
        socket.connectToServer(name)
        socket.write(b"not json\n")
    assert bytes(socket.readAll().data()) == b""
    first.release()

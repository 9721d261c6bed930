"""Who holds the lock, also across processes and deaths."""

import subprocess
import sys
from pathlib import Path

import pytest

from oktodesk.problems import LocalTrouble
from oktodesk.system.identity_lock import OsLock

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys
from pathlib import Path
from oktodesk.system.identity_lock import OsLock
lock = OsLock(Path(sys.argv[1]))
print(lock.try_acquire(), flush=True)
sys.stdin.read()
"""


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    one, other = OsLock(tmp_path / "sender.lock"), OsLock(tmp_path / "sender.lock")
    assert one.try_acquire()
    assert one.try_acquire()
    assert not other.try_acquire()
    assert (one.held, other.held) == (True, False)
    other.release()
    one.release()
    assert other.try_acquire()
    other.release()


def test_a_killed_holder_frees_the_lock_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sender.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        lock = OsLock(path)
        assert not lock.try_acquire()
        holder.kill()
        holder.wait(30)
        assert lock.try_acquire()
        lock.release()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalTrouble):
        OsLock(tmp_path / "file" / "sender.lock").try_acquire()

"""A full disk is told from a folder that can't be written."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from oktodesk.problems import LocalTrouble
from oktodesk.system.disk import write_trouble, write_trouble_of
from oktodesk.system.identity_lock import OsLock
from oktodesk.system.paths import Paths


@pytest.mark.parametrize(
    ("number", "problem_id"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EFBIG, "disk_full"),
        (errno.EROFS, "profile_unwritable"),
        (errno.EACCES, "profile_unwritable"),
        (errno.ENOTDIR, "profile_unwritable"),
    ],
)
def test_the_systems_own_number_decides(tmp_path: Path, number: int, problem_id: str) -> None:
    problem = write_trouble(tmp_path, OSError(number, "words")).problem
    assert (problem.id, "words" in problem.detail) == (problem_id, True)


def test_where_there_is_no_number_it_is_tried_out(tmp_path: Path) -> None:
    assert write_trouble_of(tmp_path, "disk I/O error").problem.id == "profile_unwritable"
    assert list(tmp_path.iterdir()) == []
    problem = write_trouble_of(tmp_path / "gone", "disk I/O error").problem
    assert (problem.id, problem.values["folder"]) == ("profile_unwritable", str(tmp_path / "gone"))


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_limit_on_files_counts_as_full(tmp_path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from oktodesk.system.disk import write_trouble_of\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))\n"
        "print(write_trouble_of(Path(sys.argv[1]), 'disk I/O error').problem.id)"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "disk_full"


def test_a_lock_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(LocalTrouble) as caught:
        OsLock(tmp_path / "a.lock").try_acquire()
    assert caught.value.problem.id == "disk_full"


def test_folders_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(LocalTrouble) as caught:
        Paths.default(tmp_path / "profile").prepare()
    assert caught.value.problem.id == "disk_full"

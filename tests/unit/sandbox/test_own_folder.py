"""A folder that somebody else had a hand in: refused or left alone, and nothing behind a link is touched."""

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from oktodesk.problems import LocalTrouble
from oktodesk.sandbox.byte_store import ByteStore
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.own_folder import is_closed_and_ours
from oktodesk.sandbox.serve import run
from oktodesk.sandbox.state import State

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows keeps a person's folders apart by itself")


@pytest.fixture
def elses(tmp_path: Path) -> Path:
    """A folder with something in it that is none of the sandbox's business."""
    folder = tmp_path / "elses"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    (folder / "letter.txt").write_text("dear")
    return folder


def untouched(folder: Path, mode: int = 0o755) -> bool:
    return (
        [each.name for each in folder.iterdir()] == ["letter.txt"]
        and (folder / "letter.txt").read_text() == "dear"
        and stat.S_IMODE(folder.stat().st_mode) == mode
    )


def somebody_else(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """As if it belonged to another user: only root could give it away."""
    there, lstat, usual = path.stat(), Path.lstat, Path.stat

    def seen(found: os.stat_result) -> os.stat_result:
        if (found.st_dev, found.st_ino) != (there.st_dev, there.st_ino):
            return found
        return os.stat_result([*found[:4], found.st_uid + 1, *found[5:10]])

    monkeypatch.setattr(Path, "lstat", lambda self: seen(lstat(self)))
    monkeypatch.setattr(Path, "stat", lambda self, **how: seen(usual(self, **how)))


def refusal(folder: Path) -> str:
    with pytest.raises(LocalTrouble) as refused:
        State(folder)
    assert refused.value.problem.id == "profile_unwritable"
    return refused.value.problem.detail


@pytest.mark.parametrize("name", ["files", "sandbox.db", "sandbox.db-wal", "sandbox.lock", "requests.jsonl"])
def test_a_link_in_place_of_what_is_kept_is_not_followed(tmp_path: Path, elses: Path, name: str) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / name).symlink_to(elses if name == "files" else elses / "letter.txt")
    assert refusal(folder) == f"{folder / name} is a link"
    assert untouched(elses)


def test_a_link_in_place_of_a_fetched_file_is_neither_written_to_nor_served(tmp_path: Path, elses: Path) -> None:
    State(tmp_path / "state").close()
    part = tmp_path / "state" / "files" / ByteStore(elses, cap_bytes=0).path_of(1).name
    part.symlink_to(elses / "letter.txt")
    assert refusal(tmp_path / "state") == f"{part} is a link"
    assert untouched(elses)


@pytest.mark.parametrize("name", ["", "files", "sandbox.db", "files/one.bin"])
def test_what_belongs_to_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / "state"
    State(folder).close()
    (folder / "files" / "one.bin").write_bytes(b"x")
    somebody_else(monkeypatch, folder / name)
    assert refusal(folder) == f"{folder / name} belongs to somebody else"


def test_an_old_folder_that_stood_open_is_closed_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    with contextlib.closing(State(folder)) as state:
        state.remember("colour", "green")
    for each in (folder, folder / "files"):
        each.chmod(0o777)
    with contextlib.closing(State(folder)) as state:
        assert state.fact("colour") == "green"
        assert {stat.S_IMODE(each.stat().st_mode) for each in (folder, state.files)} == {0o700}


def test_a_folder_that_the_person_reaches_by_a_link_and_shares_with_other_things_is_fine(
    tmp_path: Path, elses: Path
) -> None:
    (elses / "notes").symlink_to(elses / "letter.txt")
    (tmp_path / "short").symlink_to(elses)
    State(tmp_path / "short").close()
    assert (elses / "sandbox.db").is_file()


def test_the_program_says_so_and_ends(tmp_path: Path, elses: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "files").symlink_to(elses)
    with pytest.raises(LocalTrouble, match="profile_unwritable"):
        run(SandboxOptions(state=tmp_path / "state"))


def linked(folder: Path, elses: Path) -> None:
    folder.symlink_to(elses)


def stands_open(folder: Path, _elses: Path) -> None:
    folder.mkdir()
    folder.chmod(0o770)


def a_file(folder: Path, _elses: Path) -> None:
    folder.write_bytes(b"x")
    folder.chmod(0o700)


@pytest.mark.parametrize("make", [linked, stands_open, a_file])
def test_of_what_looks_left_over_only_folders_that_were_always_closed_are_removed(
    tmp_path: Path, elses: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path, Path], None]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / "oktodesk-sandbox-x"
    make(folder, elses)
    os.utime(folder, (1, 1), follow_symlinks=False)
    elses.chmod(0o700)
    assert not is_closed_and_ours(folder)
    os.utime(elses, (1, 1))
    State(None).close()
    assert folder in tmp_path.iterdir()
    assert untouched(elses, 0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such owners")
def test_a_left_over_folder_of_somebody_else_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / "oktodesk-sandbox-x"
    folder.mkdir(mode=0o700)
    os.utime(folder, (1, 1))
    with monkeypatch.context() as their:
        somebody_else(their, folder)
        State(None).close()
    assert list(folder.iterdir()) == []
    State(None).close()
    assert not folder.exists()

import contextlib
import os
import stat
import tempfile
from pathlib import Path

import pytest

from oktodesk.problems import LocalTrouble
from oktodesk.sandbox.state import State, next_number, transaction


def test_a_named_folder_stays_and_remembers(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "state"
    with contextlib.closing(State(folder)) as state:
        state.remember("colour", "green")
        state.remember("colour", "blue")

    with contextlib.closing(State(folder)) as again:
        assert again.fact("colour") == "blue"
        assert again.fact("taste") is None


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps a person's folders apart by itself")
def test_nobody_else_looks_into_the_folder_whatever_the_umask_is(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        for folder in (tmp_path / "state", None):
            with contextlib.closing(State(folder)) as state:
                assert stat.S_IMODE(state.folder.stat().st_mode) == 0o700
    finally:
        os.umask(before)


def test_an_unnamed_folder_is_removed() -> None:
    with contextlib.closing(State(None)) as state:
        folder = state.folder
        assert folder.is_dir()

    assert not folder.exists()


def test_a_second_sandbox_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with contextlib.closing(State(tmp_path)), pytest.raises(LocalTrouble) as refused:
        State(tmp_path)

    assert refused.value.problem.id == "sandbox_state_taken"
    State(tmp_path).close()


def test_a_file_where_the_folder_should_be_is_a_local_trouble(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")

    with pytest.raises(LocalTrouble):
        State(taken)


def test_a_damaged_database_is_put_aside_and_practice_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with contextlib.closing(State(tmp_path)) as state:
        (state.files / "of-the-damaged-one.bin").write_bytes(b"x")
    damaged = b"not a database, for sure" * 100
    (tmp_path / "sandbox.db").write_bytes(damaged)

    with contextlib.closing(State(tmp_path)) as state:
        state.remember("colour", "green")
        assert list(state.files.iterdir()) == []

    assert (tmp_path / "damaged.db").read_bytes() == damaged
    assert "was damaged" in caplog.text
    with contextlib.closing(State(tmp_path)) as state:
        assert state.fact("colour") == "green"


def test_a_database_that_can_not_be_opened_is_a_local_trouble(tmp_path: Path) -> None:
    (tmp_path / "sandbox.db").mkdir()

    with pytest.raises(LocalTrouble) as refused:
        State(tmp_path)

    assert refused.value.problem.id == "sandbox_failed"


def test_a_transaction_is_all_or_nothing(state: State) -> None:
    def half_way() -> None:
        with transaction(state.db):
            state.remember("half", "done")
            raise KeyError

    with pytest.raises(KeyError):
        half_way()

    assert state.fact("half") is None


def test_what_killed_sandboxes_left_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, young, else_s = (tmp_path / name for name in ("oktodesk-sandbox-a", "oktodesk-sandbox-b", "other"))
    for folder in (left, young, else_s):
        folder.mkdir(mode=0o700)
        (folder / "file").write_bytes(b"x")
    with contextlib.closing(State(None)) as living:
        for old in (left, else_s, living.folder):
            os.utime(old, (1, 1))

        State(None).close()

        assert sorted(tmp_path.iterdir()) == sorted([young, else_s, living.folder])


def test_two_sandboxes_give_no_id_twice(tmp_path: Path) -> None:
    with contextlib.closing(State(tmp_path / "one")) as one, contextlib.closing(State(tmp_path / "two")) as two:
        numbers = {next_number(state.db, table) for state in (one, two) for table in ("uploads", "media")}
        first = next_number(one.db, "uploads")

    assert len(numbers) == 2
    with contextlib.closing(State(tmp_path / "one")) as again:
        assert next_number(again.db, "uploads") == first

"""oktodesk's children: how they are started, heard and ended."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from oktodesk.system.child_process import LastWords, end_child, own_command, start_child


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_command("sandbox") == [sys.executable, "-P", "-m", "oktodesk", "sandbox"]

    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert own_command("sandbox") == [sys.executable, "sandbox"]


def test_the_newest_lines_of_a_child_are_kept_and_an_endless_one_is_left_out() -> None:
    program = "import sys; [print(n, file=sys.stderr) for n in range(30)]; print('x' * 200_000, file=sys.stderr)"
    heard: list[str] = []

    async def run() -> str:
        process = await start_child([sys.executable, "-c", program], {})
        last_words = LastWords(process, "child", heard=heard.append)
        await end_child(process, limit_s=20)
        await last_words.close()
        return last_words.text

    assert "29" in asyncio.run(run()).split()
    assert heard[:30] == [str(number) for number in range(30)]
    assert sum(map(len, heard)) < 100_000


def test_a_child_that_minds_nothing_is_killed() -> None:
    program = "from signal import *; signal(SIGTERM, SIG_IGN); print('on', flush=True); pause()"

    async def run() -> int | None:
        process = await start_child([sys.executable, "-c", program], {})
        assert process.stdout is not None
        await process.stdout.readline()
        last_words = LastWords(process, "child")
        await end_child(process, limit_s=0.1)
        await last_words.close()
        return process.returncode

    assert asyncio.run(run()) == -9


def test_a_child_whose_end_is_not_waited_for_is_killed() -> None:
    program = "from signal import *; signal(SIGTERM, SIG_IGN); print('on', flush=True); pause()"

    async def run() -> int | None:
        process = await start_child([sys.executable, "-c", program], {})
        assert process.stdout is not None
        await process.stdout.readline()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await end_child(process, limit_s=20)
        async with asyncio.timeout(20):
            return await process.wait()

    assert asyncio.run(run()) == -9


def test_what_lies_in_the_persons_folder_is_no_part_of_a_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("oktodesk", "msgspec"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)

    async def run() -> int | None:
        process = await start_child(own_command("serve-checks"), os.environ)
        last_words = LastWords(process, "child")
        await end_child(process, limit_s=20)
        await last_words.close()
        return process.returncode

    assert asyncio.run(run()) == 0

"""The short form of ``tests.chaos.run``: a little of everything, in less than a minute."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.chaos.programs import Program
from tests.chaos.run import BACK_WITHIN_S, SHARE, SHORT, chaos
from tests.chaos.script import write
from tests.chaos.supervisor import Supervisor, Tally
from tests.chaos.week import live_a_week, refresh_often, sit_out_a_lock_out

PENDING = 10


@pytest.mark.skipif(sys.platform != "linux", reason="limits and stops other processes as only Linux can")
def test_kills_and_faults_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    tally = asyncio.run(chaos(1, SHORT, tmp_path, print))
    assert tally.lost == []
    assert tally.duplicated == []
    assert tally.corrupt == []
    assert tally.failed_starts == []
    assert tally.kills >= SHORT.rounds * SHORT.kills
    assert tally.confirmed >= tally.links == SHORT.rounds * SHORT.links


@pytest.mark.skipif(sys.platform != "linux", reason="starts what only Linux can limit and stop")
def test_an_interrupted_run_leaves_no_process_behind(tmp_path: Path) -> None:
    async def story() -> list[Program]:
        (profile,) = write(1, SHORT)
        supervisor = Supervisor(tmp_path / "life", profile, Tally(), say=print)
        living = asyncio.ensure_future(supervisor.live())
        while len(supervisor.started) < 2:
            await asyncio.sleep(0)
            assert not living.done()
        living.cancel()
        await asyncio.wait({living})
        assert living.cancelled()
        return supervisor.started

    started = asyncio.run(story())
    assert len(started) >= 2
    assert not any(program.is_alive for program in started)


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as only Linux tells it")
def test_a_quarter_of_an_hour_of_use_stays_below_the_limits_and_the_memory_flat() -> None:
    figures = asyncio.run(live_a_week(least_s=900, warm_up=100, pending=PENDING))
    assert figures.refused == 0
    assert figures.fewest_pending == PENDING
    assert figures.refreshes >= 150
    assert figures.busiest_minute <= SHARE * 60
    assert figures.grown_mb < 5.0


@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as only Linux tells it")
def test_refreshes_of_an_account_that_stays_the_same_leave_nothing_in_the_memory() -> None:
    figures = asyncio.run(refresh_often(least_s=1_800, refreshes=0, warm_up=100))
    assert figures.refreshes >= 300
    assert figures.grown_mb < 2.0


@pytest.mark.parametrize(("for_s", "is_told"), [(900.0, False), (120.0, True)], ids=["15 minutes", "told"])
def test_after_a_lock_out_the_program_is_back_at_once_and_asked_nothing_meanwhile(
    for_s: float, is_told: bool
) -> None:
    figures = asyncio.run(sit_out_a_lock_out(for_s=for_s, is_told=is_told, pending=PENDING))
    assert 0 <= figures.back_after_s <= BACK_WITHIN_S
    assert figures.calls_within == 1

"""The tour: the main job, step by step, as a person would do it, each step proven by what the window shows."""

import asyncio
import logging
import time
from pathlib import Path

import msgspec

from oktodesk.ui.shell import Shell
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.steps import STEPS, Step
from oktodesk.ui.tour.watch import Watch
from oktodesk.ui.window import MainWindow

_LIMIT_S = 35.0
"""The whole tour, so that starting and closing fit into 40 s with it."""

_log = logging.getLogger(__name__)


class StepReport(msgspec.Struct, frozen=True):
    """What became of a step. ``picture``: the file's name in the report's folder; empty: none was taken."""

    name: str
    ok: bool
    picture: str
    seconds: float


class TourReport(msgspec.Struct, frozen=True):
    """``report.json``."""

    ok: bool
    steps: tuple[StepReport, ...]


async def take_tour(window: MainWindow, shell: Shell, out: Path) -> int:
    """Take all steps, write pictures and report to ``out``; returns 1 if a step did not happen."""
    stage = Stage(window, shell)
    watch = Watch(window)
    unsubscribe = stage.workspace.store.subscribe(watch.stir)
    try:
        reports = await _take_steps(stage, watch, out)
    finally:
        unsubscribe()
        watch.close()
    report = TourReport(all(step.ok for step in reports), tuple(reports))
    (out / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2))
    return 0 if report.ok else 1


async def _take_steps(stage: Stage, watch: Watch, out: Path) -> list[StepReport]:
    reports: list[StepReport] = []
    ends_at = time.monotonic() + _LIMIT_S
    for number, step in enumerate(STEPS, 1):
        left_s = ends_at - time.monotonic() if all(report.ok for report in reports) else 0.0
        reports.append(await _take_step(step, stage, watch, out / f"{number}-{step.name}.png", left_s))
    return reports


async def _take_step(step: Step, stage: Stage, watch: Watch, picture: Path, left_s: float) -> StepReport:
    """Do it, wait until it is seen, take its picture; a step that did not happen is pictured as it stands."""
    if left_s <= 0:
        return StepReport(step.name, ok=False, picture="", seconds=0.0)
    started, ok = time.monotonic(), True
    try:
        async with asyncio.timeout(left_s):
            await step.act(stage, watch)
    except (TimeoutError, AssertionError) as error:
        _log.warning("tour: %s did not happen: %r", step.name, error)
        ok = False
    await watch.drawn()
    stage.take_picture(picture)
    seconds = round(time.monotonic() - started, 2)
    return StepReport(step.name, ok=ok, picture=picture.name, seconds=seconds)

"""The steps of the main job, from the first drop to a failure and its explanation."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from oktodesk.ui.row_actions import Action
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from oktodesk.uploads.rows import Filter, State

_CLIP, _STILL, _LONG = "Countdown-clip.mp4", "Event-banner.png", "Keynote-recording.mp4"
"""One that some networks refuse, an image, and one that takes long enough for progress to be seen."""
_FAILING = "broken.mp4"


class Step(NamedTuple):
    """``act`` does something and returns once the window shows it; a step that never shows is cancelled."""

    name: str
    act: Callable[[Stage, Watch], Awaitable[None]]


async def _see_the_drop_target(stage: Stage, watch: Watch) -> None:
    await watch.until(lambda: stage.is_seen("try_sample"))


async def _hover(stage: Stage, watch: Watch) -> None:
    stage.hover(_three(stage))
    await watch.until(lambda: stage.is_seen("drop_hint"))


async def _drop(stage: Stage, watch: Watch) -> None:
    stage.drop()
    links = _three(stage)
    await watch.until(lambda: stage.in_state(State.READY, links))
    await watch.until(lambda: stage.window.new_strip.shown.addable == len(links))
    stage.select(links[0])
    await watch.until(lambda: stage.is_detail_of(links[0]))


async def _add(stage: Stage, watch: Watch) -> None:
    stage.press_add()
    await watch.until(lambda: bool(stage.window.new_strip.adding) and stage.window.status.is_waiting)
    await watch.until(lambda: stage.count(Filter.WAITING) == 3)


async def _see_progress(stage: Stage, watch: Watch) -> None:
    stage.press_send_now()
    link = stage.sample(_LONG)
    stage.select(link)
    await watch.until(lambda: stage.is_fetching(link))


async def _arrive(stage: Stage, watch: Watch) -> None:
    links = _three(stage)
    await watch.until(lambda: stage.in_state(State.COMPLETE, links))
    await watch.until(lambda: stage.count(Filter.IN_OKTOPOST) == len(links) and stage.window.status.may_leave)


async def _see_networks(stage: Stage, watch: Watch) -> None:
    link = stage.sample(_CLIP)
    stage.select(link)
    await watch.until(lambda: stage.is_confirmed(link))
    await watch.until(lambda: stage.window.detail.one.picture.is_filled)


async def _drop_a_failing_link(stage: Stage, watch: Watch) -> None:
    link = stage.sample(_FAILING)
    stage.hover([link])
    stage.drop()
    await watch.until(lambda: stage.in_state(State.READY, [link]) or stage.in_state(State.NEEDS_YOU, [link]))
    stage.select(link)
    await watch.until(lambda: stage.is_detail_of(link) and not stage.window.status.may_leave)
    await watch.until(lambda: stage.window.new_strip.shown.checking == 0)


async def _add_it_all_the_same(stage: Stage, watch: Watch) -> None:
    link = stage.sample(_FAILING)
    if not stage.press_action(Action.SEND_ANYWAY):
        await watch.until(lambda: stage.window.new_strip.shown.addable == 1)
        stage.press_add()
    await watch.until(lambda: bool(stage.window.new_strip.adding))
    stage.press_send_now()
    await watch.until(lambda: stage.in_state(State.FAILED, [link]))


async def _explain(stage: Stage, watch: Watch) -> None:
    link = stage.sample(_FAILING)
    stage.select(link)
    await watch.until(lambda: stage.is_explained(link))
    await watch.until(lambda: stage.count(Filter.FAILED) == 1)


def _three(stage: Stage) -> list[str]:
    return [stage.sample(name) for name in (_CLIP, _STILL, _LONG)]


STEPS = (
    Step("open", _see_the_drop_target),
    Step("hover", _hover),
    Step("checks", _drop),
    Step("add", _add),
    Step("progress", _see_progress),
    Step("in-oktopost", _arrive),
    Step("networks", _see_networks),
    Step("failing-link", _drop_a_failing_link),
    Step("failed", _add_it_all_the_same),
    Step("explanation", _explain),
)

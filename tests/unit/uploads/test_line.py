"""Who is next, and why the others are not."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.uploads.allowance import GIB, MARGIN_S, Allowance, Usage
from oktodesk.uploads.line import EXACT, Candidate, Closed, Situation, Turn, Waiting, plan
from oktodesk.uploads.rows import Wait

NOW = 1_760_000_000.0
HOUR = 3600.0


def link(key: int, gib: float | None = 1.0, **fields: object) -> Candidate:
    size = None if gib is None else int(gib * GIB)
    usual: dict[str, object] = {"source": f"https://a.example/{key}", "ready_at": NOW - 1}
    return Candidate(key=key, size_bytes=size, **usual | fields)  # type: ignore[arg-type]  # fields of mixed kinds


def situation(**fields: object) -> Situation:
    usual: dict[str, object] = {"now": NOW, "slots": 3, "allowance": Allowance()}
    return Situation(**usual | fields)  # type: ignore[arg-type]  # fields of mixed kinds


def waits(turn: Turn) -> dict[int, tuple[Wait, float | None]]:
    return {each.key: (each.wait, each.until) for each in turn.waiting}


def test_nothing_in_line_is_nothing_to_do() -> None:
    assert plan([], situation()) == Turn()


def test_links_go_in_their_order_as_far_as_there_are_slots() -> None:
    turn = plan([link(5), link(3), link(9), link(1)], situation())
    assert turn.send == (5, 3, 9)
    assert waits(turn) == {1: (Wait.ORDER, None)}
    assert turn.wakes_at is None, "a slot that gets free wakes it, not time"


def test_what_can_be_taken_back_is_not_sent() -> None:
    turn = plan([link(1, ready_at=NOW + 8), link(2)], situation())
    assert turn.send == (2,)
    assert waits(turn) == {1: (Wait.GRACE, NOW + 8)}
    assert turn.wakes_at == NOW + 8


def test_a_hold_holds_everything() -> None:
    turn = plan([link(1), link(2, ready_at=NOW + 5)], situation(hold=Wait.CALLS, hold_until=NOW + 900))
    assert turn.send == ()
    assert waits(turn) == {1: (Wait.CALLS, NOW + 900), 2: (Wait.GRACE, NOW + 5)}
    assert turn.wakes_at == NOW + 5
    assert turn.last_at == NOW + 900


def test_a_link_that_is_held_back_lets_all_others_pass() -> None:
    turn = plan([link(1, 40, is_held=True), link(2), link(3, is_held=True, ready_at=NOW + 5)], situation())
    assert turn.send == (2,)
    assert waits(turn) == {1: (Wait.HELD, None), 3: (Wait.HELD, None)}
    assert turn.wakes_at is None
    paused = plan([link(1, is_held=True)], situation(hold=Wait.CALLS, hold_until=NOW + 60))
    assert waits(paused) == {1: (Wait.HELD, None)}, "not for the calls: it would not go then"
    assert paused.last_at is None


def test_a_hold_without_an_end_makes_no_promise() -> None:
    assert plan([link(1)], situation(hold=Wait.OFFLINE)).last_at is None


def test_one_create_in_flight_per_source() -> None:
    same = "https://a.example/same"
    turn = plan([link(1, source=same), link(2, source=same), link(3)], situation())
    assert turn.send == (1, 3)
    assert plan([link(1, source=same)], situation(busy=frozenset({same}))).send == ()


def test_a_link_about_to_expire_goes_first() -> None:
    soon, later = link(3, expires_at=NOW + HOUR), link(4, expires_at=NOW + 3 * HOUR)
    next_week, over = link(5, expires_at=NOW + 200 * HOUR), link(6, expires_at=NOW - 1)
    turn = plan([link(1), over, next_week, later, soon], situation(slots=5))
    assert turn.send == (3, 4, 1, 6, 5)


def test_what_does_not_fit_waits_for_the_allowance() -> None:
    full = (Usage(NOW - 20 * HOUR, 28 * GIB),)
    turn = plan([link(1, 8)], situation(usages=full))
    frees_at = NOW + 4 * HOUR + MARGIN_S
    assert waits(turn) == {1: (Wait.ALLOWANCE, frees_at)}
    assert turn.wakes_at == turn.last_at == frees_at


def test_a_smaller_link_overtakes_only_if_that_delays_nobody() -> None:
    usages = (Usage(NOW - 20 * HOUR, 10 * GIB), Usage(NOW - HOUR, 18 * GIB))
    turn = plan([link(1, 8), link(2, 4), link(3, 4)], situation(usages=usages))
    assert turn.send == (2,)
    assert waits(turn) == {
        1: (Wait.ALLOWANCE, NOW + 4 * HOUR + MARGIN_S),
        3: (Wait.ALLOWANCE, NOW + 23 * HOUR + MARGIN_S),
    }


def test_until_the_day_is_known_links_are_sent() -> None:
    full = (Usage(NOW - HOUR, 32 * GIB),)
    assert plan([link(1, 8)], situation(usages=full, usages_known=False)).send == (1,)


def test_unknown_sizes_go_one_at_a_time() -> None:
    turn = plan([link(1, None), link(2, None), link(3)], situation())
    assert turn.send == (1, 3)
    assert plan([link(1, None), link(2)], situation(size_awaited=True)).send == (2,)


def test_an_unknown_size_needs_some_room() -> None:
    full = (Usage(NOW - HOUR, 32 * GIB),)
    assert plan([link(1, None)], situation(usages=full)).send == ()


def test_what_never_fits_is_for_oktopost_to_refuse() -> None:
    assert plan([link(1, 40)], situation()).send == (1,)


def test_after_a_refusal_for_the_allowance_only_smaller_ones_are_tried() -> None:
    closed = Closed(2 * GIB, NOW + 900)
    turn = plan([link(1, 2), link(2, 1), link(3, None)], situation(closed=closed))
    assert turn.send == (2,)
    assert waits(turn) == {1: (Wait.ALLOWANCE, NOW + 900), 3: (Wait.ALLOWANCE, NOW + 900)}
    assert plan([link(1, 2)], situation(closed=msgspec.structs.replace(closed, until=NOW))).send == (1,)


def test_a_long_line_is_planned_in_part_and_estimated_as_a_whole() -> None:
    full = (Usage(NOW - HOUR, 32 * GIB),)
    turn = plan([link(key, 1) for key in range(EXACT + 32)], situation(usages=full))
    assert turn.send == ()
    assert sum(each.wait is Wait.ORDER for each in turn.waiting) == 32
    exact = max(each.until for each in turn.waiting if each.until)
    assert turn.last_at is not None
    assert exact < turn.last_at <= exact + 25 * HOUR


LINKS = st.lists(
    st.tuples(st.none() | st.floats(0.01, 8), st.floats(-60, 60), st.none() | st.floats(-HOUR, 48 * HOUR)),
    max_size=12,
)
HISTORY = st.lists(st.builds(Usage, st.floats(NOW - 86_400, NOW), st.integers(0, 8 * GIB)), max_size=6)


@given(LINKS, HISTORY, st.integers(0, 4), st.booleans())
def test_every_link_is_either_sent_or_told_why_not(
    drawn: list[tuple[float | None, float, float | None]], history: list[Usage], slots: int, known: bool
) -> None:
    links = [
        link(key, gib, ready_at=NOW + grace, expires_at=None if expires is None else NOW + expires)
        for key, (gib, grace, expires) in enumerate(drawn)
    ]
    turn = plan(links, situation(usages=tuple(history), slots=slots, usages_known=known))
    decided = [*turn.send, *(each.key for each in turn.waiting)]
    assert sorted(decided) == list(range(len(links)))
    assert len(turn.send) <= slots
    assert all(each.until is None or each.until > NOW for each in turn.waiting), "never a negative countdown"
    assert all(isinstance(each, Waiting) for each in turn.waiting)
    if known and sum(usage.size_bytes for usage in history) <= 32 * GIB:
        sent = [Usage(NOW, links[key].size_bytes or 0) for key in turn.send]
        assert Allowance().used([*history, *sent], NOW) <= 32 * GIB

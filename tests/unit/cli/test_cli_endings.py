"""When a followed row needs no more waiting, and what its end means."""

import pytest

from oktodesk.api.wire import NetworkVerdict
from oktodesk.cli.endings import UNSURE_PATIENCE_S, VERDICT_PATIENCE_S, Circumstances, Patience, ending, is_settled
from oktodesk.problems import Problem
from oktodesk.uploads.rows import Row, State, Wait

LINK = "https://a.example/b.mp4"
FINE = Circumstances(is_sender=True)
OFFLINE = Circumstances(is_sender=True, offline=Problem("unreachable"))
LOCKED_OUT = Circumstances(is_sender=True, locked_out=Problem("locked_out"))
FOLLOWER = Circumstances(is_sender=False)
REFUSED_KEY = Circumstances(is_sender=True, account=Problem("sign_in_refused"))
ONCE, TO_THE_END = Patience(to_the_end=False, in_state_s=0.0), Patience(to_the_end=True, in_state_s=0.0)
VALID = (NetworkVerdict("LinkedIn", is_valid=True),)


def row(state: State, **fields: object) -> Row:
    return Row(1, state, LINK, **fields)  # type: ignore[arg-type]  # fields of a Row


WAITING = row(State.WAITING, wait=Wait.ORDER)
PARKED = row(State.WAITING, wait=Wait.ALLOWANCE)
UNSURE = row(State.UNSURE)
DOUBTFUL = row(State.UNSURE, problem=Problem("unsure_ask"))
PENDING = row(State.PENDING, upload_id="0up1")
VIDEO = row(State.COMPLETE, upload_id="0up1", mime_type="video/mp4")
VALIDATED = row(State.COMPLETE, upload_id="0up1", mime_type="video/mp4", verdicts=VALID)
PICTURE = row(State.COMPLETE, upload_id="0up1", mime_type="image/png")


@pytest.mark.parametrize("circumstances", [OFFLINE, LOCKED_OUT, FOLLOWER])
def test_without_wait_it_ends_at_once_where_nothing_can_be_sent(circumstances: Circumstances) -> None:
    assert is_settled(WAITING, circumstances, ONCE)
    assert not is_settled(WAITING, circumstances, TO_THE_END)


def test_a_place_in_line_is_waited_for() -> None:
    assert not is_settled(WAITING, FINE, ONCE)
    assert not is_settled(row(State.SENDING), OFFLINE, ONCE)


@pytest.mark.parametrize("patience", [ONCE, TO_THE_END])
def test_what_only_time_or_a_person_can_end_is_not_waited_for(patience: Patience) -> None:
    assert is_settled(PARKED, FINE, patience)
    assert is_settled(row(State.WAITING, wait=Wait.HELD), FINE, patience)
    assert is_settled(row(State.WAITING, wait=Wait.PAUSED), FINE, patience)
    assert is_settled(WAITING, REFUSED_KEY, patience)
    assert is_settled(DOUBTFUL, FINE, patience)
    assert is_settled(row(State.NEEDS_YOU), FINE, patience)
    assert is_settled(row(State.REFUSED), FINE, patience)
    assert is_settled(row(State.FAILED), FINE, patience)
    assert is_settled(None, FINE, patience)


def test_what_an_earlier_run_found_is_found_out_anew_by_who_sends() -> None:
    beginning = Circumstances(is_sender=True, has_planned=False)
    assert not is_settled(PARKED, beginning, TO_THE_END)
    assert not is_settled(row(State.WAITING, wait=Wait.PAUSED), beginning, ONCE)
    assert is_settled(PARKED, Circumstances(is_sender=False, has_planned=False), TO_THE_END), (
        "it is told by another"
    )


def test_an_unsure_one_gets_the_first_looks_or_all_of_them() -> None:
    late = Patience(to_the_end=False, in_state_s=UNSURE_PATIENCE_S)
    assert not is_settled(UNSURE, FINE, ONCE)
    assert is_settled(UNSURE, FINE, late)
    assert not is_settled(UNSURE, FINE, Patience(to_the_end=True, in_state_s=1e6))


def test_wait_means_fetched_and_validated() -> None:
    assert is_settled(PENDING, FINE, ONCE)
    assert not is_settled(PENDING, FINE, TO_THE_END)
    assert is_settled(VIDEO, FINE, ONCE)
    assert not is_settled(VIDEO, FINE, TO_THE_END)
    assert is_settled(VALIDATED, FINE, TO_THE_END)
    assert is_settled(PICTURE, FINE, TO_THE_END)
    assert is_settled(VIDEO, FINE, Patience(to_the_end=True, in_state_s=VERDICT_PATIENCE_S))
    in_turn = Patience(to_the_end=True, in_state_s=10 * VERDICT_PATIENCE_S, validating=True)
    assert not is_settled(VIDEO, FINE, in_turn)


@pytest.mark.parametrize(
    ("followed", "circumstances", "code"),
    [
        (PENDING, FINE, 0),
        (VALIDATED, FINE, 0),
        (row(State.COMPLETE, verdicts=(NetworkVerdict("LinkedIn", is_valid=False),)), FINE, 0),
        (PARKED, OFFLINE, 0),
        (WAITING, FOLLOWER, 0),
        (WAITING, OFFLINE, 4),
        (WAITING, LOCKED_OUT, 4),
        (WAITING, REFUSED_KEY, 3),
        (WAITING, FINE, 1),
        (UNSURE, FINE, 1),
        (UNSURE, OFFLINE, 4),
        (row(State.REFUSED), FINE, 1),
        (row(State.NEEDS_YOU), OFFLINE, 1),
        (row(State.FAILED), FINE, 1),
        (None, FINE, 1),
    ],
)
def test_what_an_end_means_for_the_exit_code(
    followed: Row | None, circumstances: Circumstances, code: int
) -> None:
    assert ending(followed, circumstances, to_the_end=False) == code


@pytest.mark.parametrize("followed", [PENDING, UNSURE, VIDEO])
def test_what_oktopost_can_t_be_asked_about_is_no_item_s_failure(followed: Row) -> None:
    assert is_settled(followed, REFUSED_KEY, TO_THE_END)
    assert not is_settled(followed, OFFLINE, TO_THE_END)
    assert not is_settled(followed, LOCKED_OUT, TO_THE_END)
    codes = [ending(followed, each, to_the_end=True) for each in (REFUSED_KEY, OFFLINE, LOCKED_OUT)]
    assert codes == [3, 4, 4]


@pytest.mark.parametrize("circumstances", [REFUSED_KEY, OFFLINE, LOCKED_OUT])
def test_what_has_all_its_answers_is_done_whatever_came_then(circumstances: Circumstances) -> None:
    assert ending(VALIDATED, circumstances, to_the_end=True) == 0
    assert ending(PICTURE, circumstances, to_the_end=True) == 0
    assert ending(PENDING, circumstances, to_the_end=False) == 0

"""What lies here unsent already is not taken a second time, unless it is said anew."""

from oktodesk.media.report import Link
from oktodesk.uploads.duplicates import not_here_yet
from oktodesk.uploads.rows import State
from oktodesk.uploads.store.records import LinkRecord

ADDRESS = "https://cdn.example.com/a.mp4"
WRAPPED = "https://short.example.com/x"
LINK = Link(ADDRESS, ADDRESS)


def record(state: State = State.READY, *, ticked: bool = True, batch_id: int = 0) -> LinkRecord:
    return LinkRecord(1, state, ADDRESS, pasted=WRAPPED, name="A.mp4", looks_like_media=ticked, batch_id=batch_id)


def test_what_is_checked_ready_or_in_line_stays_one_link() -> None:
    for state in (State.UNCHECKED, State.CHECKING, State.READY, State.WAITING, State.SENDING, State.UNSURE):
        assert not_here_yet([LINK], [record(state)]) == ()
    assert not_here_yet([Link(WRAPPED, WRAPPED)], [record()]) == ()


def test_what_was_refused_or_needs_the_person_may_be_given_again() -> None:
    for state in (State.NEEDS_YOU, State.REFUSED, State.DROPPED):
        assert not_here_yet([LINK], [record(state)]) == (LINK,)


def test_a_link_that_says_something_new_is_taken() -> None:
    renamed = Link(ADDRESS, ADDRESS, name="B.mp4")
    elsewhere = Link(ADDRESS, ADDRESS, meant_for=("LinkedIn",))
    assert not_here_yet([renamed, elsewhere], [record()]) == (renamed, elsewhere)
    assert not_here_yet([Link(ADDRESS, ADDRESS, name="A.mp4")], [record()]) == ()


def test_a_page_link_that_was_not_ticked_is_taken_when_it_is_given_by_itself() -> None:
    assert not_here_yet([LINK], [record(ticked=False)]) == (LINK,)
    assert not_here_yet([LINK], [record(State.WAITING, ticked=False, batch_id=3)]) == ()

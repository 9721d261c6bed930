"""What lies here unsent already is not taken a second time, unless it is said anew."""

import pytest

from oktodesk.media.report import Link
from oktodesk.problems.render import render
from oktodesk.uploads.duplicates import duplicate_of, not_here_yet
from oktodesk.uploads.rows import Row, State
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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Could not download file, error 404", "Look at the reason first: the file was no longer at its address"),
        ("error 403", "Look at the reason first: the file's server did not let Oktopost in"),
        (
            "Could not download file, error 500",
            "Look at the reason first: the file's server answered Oktopost with",
        ),
        ("cURL {28}: timed out", "Look at the reason first: Oktopost could not fetch the file"),
        ("", "Look at the reason first: Oktopost could not fetch the file"),
    ],
)
def test_why_a_link_failed_before_is_told_in_our_words_with_oktoposts_in_the_detail(words: str, told: str) -> None:
    finding = duplicate_of([Row(1, State.FAILED, ADDRESS, upload_id="0up1", last_error=words)])
    assert finding is not None
    sentence = render(finding)
    assert sentence.advice.startswith(told)
    assert sentence.detail == words


def test_an_upload_that_serves_counts_more_than_a_newer_one_that_failed() -> None:
    failed = Row(1, State.FAILED, ADDRESS, upload_id="0up1", created_at=9.0, last_error="error 404")
    done = Row(2, State.COMPLETE, ADDRESS, upload_id="0up2", created_at=1.0)
    finding = duplicate_of([failed, done])
    assert finding is not None
    assert (finding.id, finding.values["upload_id"], finding.detail) == ("duplicate_done", "0up2", "")

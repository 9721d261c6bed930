"""What becomes of a link, in the words of a script."""

import io

import pytest

from oktodesk.api.wire import NetworkVerdict
from oktodesk.cli.items import item_document, item_lines, item_of, rejected_item
from oktodesk.cli.output import Output
from oktodesk.media.report import LinkReport, Reject
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.uploads.rows import Row, State, Wait

LINK = "https://a.example/b.mp4"
STATES = {
    State.UNCHECKED: "waiting",
    State.CHECKING: "waiting",
    State.READY: "waiting",
    State.WAITING: "waiting",
    State.SENDING: "waiting",
    State.NEEDS_YOU: "refused",
    State.REFUSED: "refused",
    State.UNSURE: "unsure",
    State.PENDING: "created",
    State.COMPLETE: "created",
    State.FAILED: "created",
}


@pytest.mark.parametrize("state", list(STATES))
def test_each_state_has_one_of_four_words(state: State) -> None:
    assert item_document(item_of(Row(1, state, LINK)))["state"] == STATES[state]


def test_a_new_link_has_neither_upload_nor_problem_nor_verdicts() -> None:
    document = item_document(item_of(Row(1, State.READY, LINK)))
    assert document == {"source": LINK, "state": "waiting", "upload": None, "problem": None, "verdicts": None}


def test_a_refused_link_says_what_the_check_found() -> None:
    report = LinkReport(LINK, LINK, findings=(Finding("web_page", Severity.ERROR, {"host": "a.example"}),))
    problem = item_document(item_of(Row(1, State.NEEDS_YOU, LINK, report=report)))["problem"]
    assert isinstance(problem, dict)
    assert list(problem) == ["id", "title", "advice", "class", "side", "detail"]
    assert problem["id"] == "web_page"


def test_a_wait_says_why_and_until_when() -> None:
    waiting = Row(1, State.WAITING, LINK, wait=Wait.ALLOWANCE, wait_until=1_760_000_000.0, size_bytes=2**30)
    item = item_of(waiting)
    assert item.problem == Problem("wait_allowance", {"until_at": 1_760_000_000.0, "size_bytes": 2**30})


def test_a_time_that_nobody_knows_is_not_named() -> None:
    item = item_of(Row(1, State.WAITING, LINK, wait=Wait.ALLOWANCE, wait_until=None, size_bytes=2**30))
    assert item.problem == Problem("wait_order")


def test_verdicts_and_upload_of_a_finished_video() -> None:
    finished = Row(
        1,
        State.COMPLETE,
        LINK,
        upload_id="0up1",
        upload_status="complete",
        verdicts=(NetworkVerdict("LinkedIn", is_valid=False, errors=("too long",)),),
    )
    item = item_of(finished)
    assert not item.failed
    assert item_document(item)["verdicts"] == {"LinkedIn": {"isValid": False, "errors": ["too long"]}}


def test_what_holds_no_link_is_refused() -> None:
    item = rejected_item(Reject("oops", Problem("not_a_link", {"text": "oops"})))
    assert (item.source, item.state, item.failed) == ("oops", "refused", True)


def test_a_person_reads_words_not_codes() -> None:
    output = Output(io.StringIO(), io.StringIO(), as_json=False, color=False)
    failed = Row(1, State.FAILED, LINK, upload_id="0up1", upload_status="failed", last_error="error 500")
    assert item_lines(item_of(failed), output) == [f"✗ {LINK}: Failed: error 500", "  0up1"]

"""What the selected rows offer: the first button is the one that helps."""

import msgspec
import pytest

from oktodesk.media.report import LinkReport
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.ui.action_words import action_text
from oktodesk.ui.row_actions import Action, Offer, actions_for, link_wanted, offers_for
from oktodesk.uploads.rows import Row, State, Wait


def row(state: State, *, key: int = 1, problem: str = "", media_id: str = "", dealt: float | None = None) -> Row:
    return Row(
        key=key,
        state=state,
        source=f"https://cdn.example/{key}.mp4",
        mime_type="video/mp4",
        media_id=media_id,
        problem=Problem(problem) if problem else None,
        dealt_with_at=dealt,
    )


@pytest.mark.parametrize(
    ("state", "problem", "first"),
    [
        (State.READY, "", Action.ADD),
        (State.NEEDS_YOU, "folder_or_page", Action.OPEN_PAGE),
        (State.NEEDS_YOU, "link_gone", Action.CHANGE_LINK),
        (State.NEEDS_YOU, "host_timeout", Action.CHECK_AGAIN),
        (State.FAILED, "download_http_error", Action.RETRY),
        (State.FAILED, "download_missing", Action.RETRY_WITH),
        (State.FAILED, "", Action.RETRY),
        (State.REFUSED, "refused", Action.CHANGE_LINK),
        (State.UNSURE, "unsure_ask", Action.SEND_AGAIN),
        (State.WAITING, "", Action.HOLD),
    ],
)
def test_the_first_action_is_the_one_that_helps(state: State, problem: str, first: Action) -> None:
    assert actions_for(row(state, problem=problem))[0] is first


def test_a_link_that_the_account_has_can_be_used_instead() -> None:
    known = Finding("duplicate_done", Severity.WARNING, {"created_at": 5.0})
    report = LinkReport("https://cdn.example/1.mp4", "https://cdn.example/1.mp4", findings=(known,))
    offered = actions_for(msgspec.structs.replace(row(State.READY), report=report))
    assert offered[:2] == (Action.USE_THAT, Action.ADD)


def test_nothing_can_be_done_while_oktopost_decides() -> None:
    for state in (State.SENDING, State.PENDING, State.UNSURE):
        ours = {Action.COPY_LINK, Action.COPY_ROW, Action.OPEN_LINK, Action.MEANT_FOR}
        assert set(actions_for(row(state))) == ours, "copies, and a note of ours"


def test_what_oktopost_documents_as_refused_is_not_offered_to_be_sent_anyway() -> None:
    assert Action.SEND_ANYWAY not in actions_for(row(State.NEEDS_YOU, problem="too_large"))
    assert Action.SEND_ANYWAY in actions_for(row(State.NEEDS_YOU, problem="host_unreachable"))


def test_a_dealt_with_failure_can_be_opened_again() -> None:
    assert Action.REOPEN in actions_for(row(State.FAILED, dealt=5.0))
    assert Action.DEAL_WITH not in actions_for(row(State.FAILED, dealt=5.0))


def test_several_rows_offer_what_some_can_and_count_them() -> None:
    rows = [
        row(State.FAILED, key=1),
        row(State.FAILED, key=2, dealt=5.0),
        row(State.COMPLETE, key=3, media_id="026000000000001"),
    ]
    offers = {offer.action: offer.keys for offer in offers_for(rows)}
    assert offers[Action.RETRY] == (1, 2)
    assert offers[Action.DEAL_WITH] == (1,)
    assert offers[Action.COPY_MEDIA_ID] == (1, 2, 3)  # blanks included: to be pasted beside a list
    assert Action.RETRY_WITH not in offers
    assert Action.OPEN_LINK not in offers


@pytest.mark.parametrize(
    ("finding", "offered"),
    [
        ("duplicate_done", Action.USE_THAT),
        ("duplicate_pending", Action.FOLLOW_IT),
        ("duplicate_failed", Action.ADD),
    ],
)
def test_a_known_link_offers_the_upload_that_is_of_use(finding: str, offered: Action) -> None:
    report = LinkReport("https://cdn.example/1.mp4", "", findings=(Finding(finding, Severity.WARNING),))
    first = offers_for([msgspec.structs.replace(row(State.READY), report=report)])[0]
    assert first.action is offered
    assert first.helps is (offered is not Action.ADD)


def test_a_waiting_link_can_be_moved_held_and_let_go() -> None:
    waiting = row(State.WAITING)
    held = msgspec.structs.replace(waiting, key=2, wait=Wait.HELD)
    moves = {Action.SEND_FIRST, Action.MOVE_UP, Action.MOVE_DOWN, Action.SEND_LAST, Action.TAKE_OUT, Action.REMOVE}
    assert moves | {Action.HOLD} <= set(actions_for(waiting))
    assert actions_for(held)[0] is Action.GO_ON
    assert Action.HOLD not in actions_for(held)
    offers = {offer.action: offer.keys for offer in offers_for([waiting, held])}
    assert (offers[Action.HOLD], offers[Action.GO_ON], offers[Action.SEND_FIRST]) == ((1,), (2,), (1, 2))


@pytest.mark.parametrize(
    ("source", "host"),
    [
        ("https://files.acme.com:8443/a.mp4?key=1", "files.acme.com"),
        ("https://acme.com@evil.example/a.mp4", "evil.example"),
        ("https://exämple.com/a.mp4", "xn--exmple-cua.com"),
        ("ftp://files.acme.com/a.mp4", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("no link", ""),
    ],
)
def test_a_link_is_opened_only_in_a_browser_and_says_where_it_leads(source: str, host: str) -> None:
    offers = offers_for([msgspec.structs.replace(row(State.COMPLETE), source=source)])
    texts = [action_text(offer) for offer in offers if offer.action is Action.OPEN_LINK]
    assert texts == ([f"Open {host} in the browser"] if host else [])


def test_a_row_of_a_batch_leads_to_it() -> None:
    assert Action.SHOW_BATCH in actions_for(msgspec.structs.replace(row(State.COMPLETE), batch_id=4))
    assert Action.SHOW_BATCH not in actions_for(row(State.COMPLETE))


def test_every_action_has_words_for_one_and_for_several() -> None:
    for action in Action:
        assert action_text(Offer(action, (1,)))
        assert action_text(Offer(action, (1, 2)))


@pytest.mark.parametrize(
    ("state", "problem", "wanted"),
    [
        (State.NEEDS_YOU, "folder_or_page", Action.CHANGE_LINK),
        (State.NEEDS_YOU, "too_large", Action.CHANGE_LINK),
        (State.NEEDS_YOU, "host_timeout", None),
        (State.NEEDS_YOU, "name_unknown", None),
        (State.NEEDS_YOU, "type_unknown", None),
        (State.FAILED, "download_missing", Action.RETRY_WITH),
        (State.FAILED, "download_http_error", None),
        (State.READY, "", None),
        (State.COMPLETE, "", None),
    ],
)
def test_another_link_is_asked_for_where_only_that_helps(
    state: State, problem: str, wanted: Action | None
) -> None:
    assert link_wanted(row(state, problem=problem)) is wanted


def test_what_is_only_missing_a_word_is_mended_by_that_word() -> None:
    (nameless, *_), (typeless, *_) = (
        offers_for([row(State.NEEDS_YOU, problem=each)]) for each in ("name_unknown", "type_unknown")
    )
    assert (nameless.action, typeless.action) == (Action.RENAME, Action.CHANGE_TYPE)
    assert nameless.helps
    assert typeless.helps


def test_a_page_is_opened_once_not_twice() -> None:
    offered = actions_for(row(State.NEEDS_YOU, problem="web_page_sign_in"))
    assert Action.OPEN_PAGE in offered
    assert Action.OPEN_LINK not in offered


def test_nothing_is_urged_while_oktodesk_makes_sure_by_itself() -> None:
    (first, *_) = offers_for([Row(key=1, state=State.UNSURE, source="https://a.example/v.mp4")])
    assert not first.helps, "the panel would urge a change of the networks, as if that helped"


def test_whoever_checks_again_hears_first_that_this_may_use_the_link_up() -> None:
    once = Finding("one_time_link", Severity.WARNING, {"host": "file.io"})
    usual = row(State.READY, key=2)
    link = msgspec.structs.replace(row(State.READY), report=LinkReport("a", "a", findings=(once,)))
    (again,) = [offer for offer in offers_for([link]) if offer.action is Action.CHECK_AGAIN]
    assert action_text(again) == "Check again (may use the link up)"
    (both,) = [offer for offer in offers_for([link, usual]) if offer.action is Action.CHECK_AGAIN]
    assert action_text(both) == "Check 2 again (may use the link up)"
    (plain,) = [offer for offer in offers_for([usual]) if offer.action is Action.CHECK_AGAIN]
    assert action_text(plain) == "Check again"

"""Exit codes: 2 before 3 before 4 before 1, whatever happened where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.cli.exits import ExitCode, exit_code, worst
from oktodesk.problems import (
    ConnectionLost,
    Forbidden,
    LinkTrouble,
    LocalTrouble,
    LockedOut,
    NotFound,
    NotSent,
    OktodeskError,
    Refused,
    ServerFailed,
    SignInRefused,
    SignInTrouble,
    UnreadableReply,
    UsageTrouble,
)

RANKS = {2: 0, 3: 1, 4: 2, 1: 3, 0: 4}


@given(st.lists(st.sampled_from(list(ExitCode))))
def test_the_worst_wins(codes: list[ExitCode]) -> None:
    expected = min(codes, key=lambda code: RANKS[code]) if codes else ExitCode.DONE
    assert worst(codes) is expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UsageTrouble("usage", reason="x"), 2),
        (UsageTrouble("list_unreadable", file="x"), 2),
        (SignInTrouble("no_account"), 3),
        (SignInTrouble("no_such_account", account="x"), 3),
        (SignInTrouble("base_url_invalid", base_url="x"), 3),
        (SignInRefused("sign_in_refused"), 3),
        (Forbidden("forbidden"), 3),
        (LocalTrouble("keyring_missing"), 3),
        (LocalTrouble("keyring_locked"), 3),
        (NotSent("unreachable"), 4),
        (NotSent("name_not_found", host="x"), 4),
        (NotSent("tls_failed", host="x", issuer="y"), 4),
        (NotSent("proxy_failed", host="x"), 4),
        (ConnectionLost("reply_lost"), 4),
        (ServerFailed("redirected", host="x"), 4),
        (LockedOut("locked_out", retry_after_s=None), 4),
        (LockedOut("daily_calls_used", retry_after_s=5.0), 4),
        (ServerFailed("server_failed", status=500), 1),
        (UnreadableReply("unreadable_reply"), 1),
        (Refused("refused", words="no"), 1),
        (NotFound("not_found", words="", what="0up"), 1),
        (LocalTrouble("disk_full"), 1),
        (LinkTrouble("web_page"), 1),
    ],
)
def test_what_each_error_means(error: OktodeskError, expected: int) -> None:
    assert exit_code(error) == expected

"""The outcome table of engine.md, line by line."""

import pytest

from oktodesk.problems import (
    ConnectionLost,
    Forbidden,
    LinkTrouble,
    LockedOut,
    NotFound,
    NotSent,
    OktopostTrouble,
    Refused,
    ServerFailed,
    SignInRefused,
    UnreadableReply,
)
from oktodesk.uploads.outcomes import Outcome, is_about_allowance, outcome_of


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, Outcome.CREATED),
        (NotSent("name_not_found"), Outcome.NOT_SENT),
        (NotSent("connect_timeout"), Outcome.NOT_SENT),
        (NotSent("tls_failed"), Outcome.NOT_SENT),
        (LockedOut("locked_out", retry_after_s=None), Outcome.LOCKED_OUT),
        (SignInRefused("sign_in_refused"), Outcome.ACCOUNT),
        (Forbidden("forbidden"), Outcome.ACCOUNT),
        (Refused("refused", words="`source` is required"), Outcome.REFUSED),
        (Refused("refused", words="The upload quota is exceeded"), Outcome.ALLOWANCE),
        (NotFound("not_found", words=""), Outcome.REFUSED),
        (LinkTrouble("link_too_long"), Outcome.REFUSED),
        (ConnectionLost("reply_lost"), Outcome.UNSURE),
        (ServerFailed("server_failed"), Outcome.UNSURE),
        (ServerFailed("redirected"), Outcome.UNSURE),
        (UnreadableReply("unreadable_reply"), Outcome.UNSURE),
        (OktopostTrouble("unexpected"), Outcome.UNSURE),
        (RuntimeError("a mistake of ours"), Outcome.UNSURE),
    ],
)
def test_every_end_of_a_create_has_one_outcome(error: Exception | None, outcome: Outcome) -> None:
    assert outcome_of(error) is outcome


@pytest.mark.parametrize(
    "words",
    [
        "The upload quota is exceeded: too many bytes in the last 24 hours",
        "You have reached your daily upload limit",
        "Maximum of 32GB per 24 hours reached",
        "Upload limit exceeded",
        "At most 32 GiB per day",
    ],
)
def test_words_about_the_allowance_are_told_from_others(words: str) -> None:
    assert is_about_allowance(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "The file is too large, the maximum file size is 8 GB",
        "`name` must be between 1 and 255 characters long",
        "The file type video/webm is not supported",
        "Page size 132 is not valid.",
    ],
)
def test_a_refused_file_is_not_taken_for_a_used_up_allowance(words: str) -> None:
    assert not is_about_allowance(words)

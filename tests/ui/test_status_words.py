"""The bottom line always says whether the person may go."""

from typing import Any

import msgspec
import pytest

from oktodesk.api.wire import Me
from oktodesk.problems import Problem
from oktodesk.ui.notices import Help
from oktodesk.ui.status_line import Leave
from oktodesk.ui.status_words import no_refresh_words, standing_notices, status_words
from oktodesk.uploads.allowance import AllowanceView
from oktodesk.uploads.status import EngineStatus, SyncProgress

NOW = 1_760_000_000.0
ME = Me("00A000000000001", "Jane", "001000000000001", "Acme")


def status(**fields: Any) -> EngineStatus:
    calm = EngineStatus(is_sender=True, allowance=AllowanceView(0, 32 * 2**30, at_least=False), me=ME)
    return msgspec.structs.replace(calm, **fields)


@pytest.mark.parametrize(
    ("fields", "leave", "words"),
    [
        ({}, Leave.YES, "you can close this computer"),
        ({"new": 2}, Leave.UNKNOWN, "not added yet"),
        ({"back": 1}, Leave.UNKNOWN, "not sent; everything else is with"),
        ({"new": 2, "back": 1}, Leave.UNKNOWN, "not sent; everything else is with"),
        ({"in_line": 3, "last_send_at_estimate": NOW + 50_000}, Leave.NOT_YET, "keep oktodesk open until about"),
        ({"in_line": 3}, Leave.NOT_YET, "keep oktodesk open for a moment"),
        ({"in_line": 3, "paused": True}, Leave.NOT_YET, "sending is paused"),
        ({"in_line": 2, "held": 2}, Leave.NOT_YET, "held back until you choose Go on"),
        ({"in_line": 2, "held": 1}, Leave.NOT_YET, "keep oktodesk open for a moment"),
        ({"in_line": 3, "offline": Problem("offline")}, Leave.NOT_YET, "until the connection is back"),
        ({"in_line": 3, "account": Problem("sign_in_refused")}, Leave.NOT_YET, "connect so that"),
    ],
)
def test_whether_one_may_go(qapp: object, fields: dict[str, Any], leave: Leave, words: str) -> None:
    said = status_words(status(**fields), connected=True, practice=False, now=NOW)
    assert said.leave is leave
    assert words in said.sentence
    assert said.account == ("Not connected" if "account" in fields else "Connected with Jane's key")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Connecting…"),
        ({"account": Problem("sign_in_refused")}, "Not connected"),
        ({"offline": Problem("offline")}, "Not connected"),
        ({"locked_until": NOW + 840}, "Not connected"),
    ],
)
def test_whose_key_it_is_while_nobody_has_answered(qapp: object, fields: dict[str, Any], words: str) -> None:
    said = status_words(status(me=None, **fields), connected=True, practice=False, now=NOW)
    assert said.account == words


def test_without_an_account_nothing_is_promised(qapp: object) -> None:
    said = status_words(status(me=None), connected=False, practice=False, now=NOW)
    assert said.leave is Leave.UNKNOWN
    assert said.account == "Not connected"


def test_nothing_is_said_of_links_that_nobody_counted_yet(qapp: object) -> None:
    said = status_words(status(is_counted=False), connected=True, practice=False, now=NOW)
    assert (said.leave, said.sentence) == (Leave.UNKNOWN, "")


def test_practice_mode_and_reading_the_account(qapp: object) -> None:
    said = status_words(status(syncing=SyncProgress(340, 696)), connected=True, practice=True, now=NOW)
    assert said.account == "Practice mode"
    assert said.progress == "Reading your account: 340 of 696"


def test_a_lock_out_counts_down_and_hides_that_calls_fail(qapp: object) -> None:
    locked = status(locked_until=NOW + 840, offline=Problem("offline"))
    (notice,) = standing_notices(locked, now=NOW)
    assert notice.id == "locked_out"
    assert notice.until == NOW + 840
    assert not notice.closable


def test_each_standing_has_its_help(qapp: object) -> None:
    every = status(account=Problem("sign_in_refused"), offline=Problem("offline"), is_sender=False, paused=True)
    told = [(notice.id, notice.help) for notice in standing_notices(every, now=NOW)]
    assert told == [
        ("sign_in_refused", Help.CONNECT),
        ("offline", Help.REFRESH),
        ("other_sender", Help.NONE),
        ("wait_paused", Help.RESUME),
    ]
    assert standing_notices(status(), now=NOW) == ()


def test_new_links_without_an_account_are_not_said_to_be_anywhere_else(qapp: object) -> None:
    said = status_words(status(me=None, new=2), connected=False, practice=False, now=NOW)
    assert "with Oktopost" not in said.sentence
    assert "not added yet" in said.sentence


def test_a_refresh_is_offered_only_where_it_does_something(qapp: object) -> None:
    assert no_refresh_words(status(), connected=True) == ""
    assert "Another oktodesk" in no_refresh_words(status(is_sender=False), connected=True)
    assert "Connect" in no_refresh_words(status(me=None), connected=False)

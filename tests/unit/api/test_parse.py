"""Whatever comes back is either read or reported as unreadable, never a crash."""

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.api import parse
from oktodesk.api.wire import Upload
from oktodesk.problems import UnreadableReply

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
UPLOAD_FIELDS = (
    "Id", "CreatedBy", "Created", "Modified", "Status", "Name", "MimeType", "Source",
    "TotalSize", "Downloaded", "LastError", "Attempts", "MediaId",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(UPLOAD_FIELDS), JSON))
def test_any_upload_is_read_or_unreadable(fields: dict[str, Any]) -> None:
    try:
        upload = parse.upload({"Result": True, "Upload": fields})
    except UnreadableReply:
        return
    _check(upload)
    assert upload.raw == fields


def _check(upload: Upload) -> None:
    assert upload.id
    assert isinstance(msgspec.convert(msgspec.to_builtins(upload), Upload), Upload)
    for number in (upload.total_size_bytes, upload.downloaded_bytes, upload.attempts):
        assert 0 <= number < 2**63


@given(JSON)
def test_any_reply_is_read_or_unreadable(raw: object) -> None:
    for read in (parse.upload, parse.upload_page, parse.me, parse.media, parse.verdicts):
        with contextlib.suppress(UnreadableReply):
            read(raw)


@given(st.dictionaries(st.text(), JSON, min_size=1))
def test_no_network_is_ever_dropped(validations: dict[str, Any]) -> None:
    verdicts = parse.verdicts({"Validations": validations})
    assert [verdict.network for verdict in verdicts] == list(validations)


@given(JSON)
def test_words_are_short_and_on_one_line(errors: object) -> None:
    words = parse.words(errors)
    assert len(words) <= 500
    assert words == " ".join(words.split())


@given(st.text(min_size=1).filter(lambda text: text.strip()), st.integers(0, 6))
def test_a_text_is_found_however_deep_it_lies(text: str, depth: int) -> None:
    errors: object = text
    for level in range(depth):
        errors = [errors] if level % 2 else {"API": errors}
    assert parse.words(errors) == " ".join(text.split())[:500].rstrip()


def test_depth_is_bounded() -> None:
    errors: object = "deep"
    for _ in range(10_000):
        errors = [errors]
    assert parse.words(errors) == ""


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2020-10-27 08:27:30", 1603787250.0),
        (" 2020-10-27 08:27:30 ", 1603787250.0),
        ("2020-10-27T08:27:30Z", 1603787250.0),
        ("2020-10-27T10:27:30+02:00", 1603787250.0),
        ("0000-00-00 00:00:00", None),
        ("3999-12-31 23:59:59", None),
        ("0001-01-01 00:00:00", None),
        ("1969-12-31 23:59:59", None),
        ("2020-02-31 00:00:00", None),
        ("", None),
        ("soon", None),
        (None, None),
        (0, None),
        ([], None),
    ],
)
def test_timestamps(value: object, at: float | None) -> None:
    assert parse.timestamp(value) == at


@given(st.text())
def test_any_text_is_a_time_or_none(text: str) -> None:
    parse.timestamp(text)


@given(st.datetimes())
def test_any_moment_survives(moment: Any) -> None:
    at = parse.timestamp(moment.strftime("%Y-%m-%d %H:%M:%S"))
    assert at is None or at > 0


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Youtube", "Youtube"),
        ("YouTube", "Youtube"),
        (" YOUTUBE ", "Youtube"),
        ("linkedin", "LinkedIn"),
        ("X", "Twitter"),
        ("TikTok", "TikTok"),
    ],
)
def test_networks_match_without_case(name: str, key: str) -> None:
    assert parse.network_key(name) == key


def test_functions_take_the_inner_object_too() -> None:
    assert parse.upload({"Id": "0up000000000001", "Status": "pending"}).status == "pending"
    assert parse.media({"Id": "026000000000001"}).id == "026000000000001"


@pytest.mark.parametrize("value", [True, 1, "1", "true", " True "])
def test_clearly_true(value: object) -> None:
    assert parse.truth(value)


@pytest.mark.parametrize("value", [False, 0, 2, "0", "false", "", "yes", None, [], {}, [1]])
def test_everything_else_is_false(value: object) -> None:
    assert not parse.truth(value)

"""Whatever Oktopost, or whoever poses as it, puts into a reply is a value or a problem of the catalogue."""

import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oktodesk.api import parse, translate
from oktodesk.api.exchange import _content
from oktodesk.problems import UnreadableReply
from oktodesk.problems.render import render

FIELDS = [
    "Id",
    "Status",
    "Source",
    "Name",
    "MimeType",
    "TotalSize",
    "Downloaded",
    "LastError",
    "Attempts",
    "MediaId",
    "CreatedBy",
    "Created",
    "Modified",
    "Type",
    "Size",
    "Resource",
    "VideoPreview",
    "Email",
    "isValid",
    "errors",
]
SHELLS = ["Upload", "Media", "Items", "Total", "User", "Account", "Validations", "Errors", "Message", "Result"]

NUMBERS = st.one_of(
    st.integers(), st.sampled_from([10**400, -(10**4000), 2**63, -1]), st.floats(allow_nan=False), st.just(1e308)
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    NUMBERS,
    st.text(max_size=20),
    st.sampled_from(["0up000000000001", "1" * 400, "1e400", "nan", "-5", "9999-12-31 23:59:59", "../me", "\x00"]),
    st.sampled_from(
        ["0001-01-01T00:00:00+23:59", "<img src='file:///etc/passwd'>", "\u202egpj.exe", "a" * 70_000]
    ),
)
KEYS = st.one_of(st.sampled_from([*FIELDS, *SHELLS]), st.text(max_size=5))
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)
UPLOADS = st.fixed_dictionaries({"Id": st.just("0up000000000001")}, optional=dict.fromkeys(FIELDS[1:], JSON))

READERS: tuple[Callable[[Any], Any], ...] = (
    parse.upload,
    parse.upload_page,
    parse.me,
    parse.media,
    parse.verdicts,
)


@pytest.mark.parametrize("read", READERS, ids=lambda read: str(read.__name__))
@given(raw=JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(SHELLS, JSON)))
def test_any_reply_is_a_value_or_a_problem(read: Callable[[Any], Any], raw: object) -> None:
    try:
        value = read(raw)
    except UnreadableReply as error:
        assert render(error.problem).title  # noqa: PT017 - it may as well be a value
    else:
        msgspec.json.encode(value)  # it can be kept and shown


@given(UPLOADS)
@example({"Id": "0up000000000001", "TotalSize": "1" * 400})
@example({"Id": "0up000000000001", "MediaId": "../me"})
def test_no_field_hides_an_upload(raw: dict[str, Any]) -> None:
    (found,) = parse.upload_page({"Items": [raw, "no upload", {"Id": "../me"}]}).uploads
    assert found.id == "0up000000000001"
    assert 0 <= found.total_size_bytes < 2**63
    assert found.media_id == "" or parse.is_id(found.media_id)


def test_a_page_of_a_million_is_not_read_to_its_end() -> None:
    page = parse.upload_page({"Items": [{"Id": str(number + 1)} for number in range(3_000)], "Total": 3_000})
    assert len(page.uploads) == 1_000
    assert page.total == 3_000


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (rb'{"Name":"cut \ud83d"}', "cut \ufffd"),
        (rb'{"Name":"\udc00\ud800"}', "\ufffd\ufffd"),
        (rb'{"Name":"whole \ud83d\ude00"}', "whole \U0001f600"),
        (b'{"Name":"latin \xff"}', "latin \ufffd"),
    ],
)
def test_half_a_letter_in_a_name_hides_nothing_beside_it(body: bytes, name: str) -> None:
    content = _content(b'{"Result":true,"Upload":' + body + b"}")
    assert isinstance(content, dict)
    assert content["Upload"]["Name"] == name


@pytest.mark.parametrize(
    "number", [b"1e400", b"-1E+999", b"9" * 5_000, b"-" + b"9" * 400 + b".5e3", b"NaN", b"-Infinity", b"1.5e0400"]
)
def test_a_number_that_nobody_can_hold_hides_nothing_beside_it(number: bytes) -> None:
    odd = b'{"Id":"026000000000001","Name":"1e400 \\" NaN","TotalSize":' + number + b"}"
    content = _content(b'{"Items":[' + odd + b',{"Id":"026000000000002","TotalSize":7}],"Total":2}')
    first, second = parse.upload_page(content).uploads
    assert (first.name, first.total_size_bytes) == ('1e400 " NaN', 0)
    assert second.total_size_bytes == 7


@pytest.mark.parametrize("piece", [b"9" * 299 + b",", b'\\"', b"1.", b'"', b"1e", b"Infinit"])
def test_no_reply_makes_the_search_for_numbers_long(piece: bytes) -> None:
    began = time.process_time()
    assert _content(b"[" + piece * (200_000 // len(piece)) + b"!") is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b'{"a":01}'])
def test_what_no_reader_can_hold_is_no_content(body: bytes) -> None:
    assert _content(body) is None


@given(st.binary(max_size=200))
def test_any_body_is_content_or_none(body: bytes) -> None:
    _content(body)


DATES = st.one_of(
    st.text(max_size=40),
    st.builds(
        "{}, {} {} {} {}:{}:{} {}".format,
        st.sampled_from(["Mon", "", "Xyz"]),
        *[st.integers(-1, 10**20)],
        st.sampled_from(["Jan", "Feb", "Foo"]),
        *[st.integers(-1, 10**20)] * 4,
        st.sampled_from(["GMT", "+2359", "-9999", "+99999999999999"]),
    ),
)


@given(DATES, DATES)
@example("Thu, 01 Jan 99999999999 00:00:00 GMT", "")
@example("Thu, 01 Jan 2026 00:00:00 +99999999999999", "1e400")
def test_any_header_is_a_time_or_none(date: str, retry_after: str) -> None:
    translate.http_date(date)
    after_s = translate.retry_after_s({"date": date, "retry-after": retry_after}, 0.0)
    assert after_s is None or 0 <= after_s < float("inf")

"""Which upload is the one whose reply was lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.api.wire import Upload
from oktodesk.uploads.addresses import host_of, normalised
from oktodesk.uploads.adoption import Intent, adopted, matches
from oktodesk.uploads.rows import State
from oktodesk.uploads.store import LinkRecord

AT = 1_760_000_000.0
INTENT = Intent("https://files.example/a.mp4", "00A1", AT, name="Launch.mp4", mime_type="video/mp4")


def upload(**fields: object) -> Upload:
    usual: dict[str, object] = {
        "id": "0up1",
        "status": "pending",
        "source": INTENT.source,
        "name": INTENT.name,
        "mime_type": INTENT.mime_type,
        "created_by": INTENT.user_id,
        "created_at": AT + 1,
    }
    return Upload(**usual | fields)  # type: ignore[arg-type]  # fields of mixed kinds


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"created_at": AT - 2},
        {"source": "HTTPS://Files.Example:443/%61.mp4"},
        {"name": " launch.mp4 "},
        {"mime_type": "video/mp4; codecs=avc1"},
        {"created_by": ""},
        {"status": "failed"},
    ],
)
def test_the_own_upload_is_recognised(fields: dict[str, object]) -> None:
    assert matches(INTENT, upload(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "https://files.example/b.mp4"},
        {"source": "https://files.example/A.mp4"},
        {"source": "https://files.example/a.mp4?v=2"},
        {"name": "Other.mp4"},
        {"mime_type": "image/png"},
        {"created_by": "00A2"},
        {"created_at": AT - 2.1},
        {"created_at": None},
    ],
)
def test_another_upload_is_not(fields: dict[str, object]) -> None:
    assert not matches(INTENT, upload(**fields))


def test_name_and_type_count_only_if_they_were_sent() -> None:
    bare = Intent(INTENT.source, INTENT.user_id, AT)
    assert matches(bare, upload(name="a.mp4", mime_type="video/mp4"))


def test_the_earliest_that_belongs_to_nobody_is_adopted() -> None:
    found = [upload(id="0up3", created_at=AT + 9), upload(id="0up2", created_at=AT + 5), upload(id="0up1")]
    adoptee = adopted(INTENT, found, taken={"0up1"})
    assert adoptee is not None
    assert adoptee.id == "0up2"
    assert adopted(INTENT, found, taken={"0up1", "0up2", "0up3"}) is None


def test_an_intent_is_told_in_server_time() -> None:
    record = LinkRecord(
        1, State.UNSURE, "https://a.example/x", intent_at=AT, server_offset_s=-7200.0, name_sent="x", name="y"
    )
    assert Intent.of(record, "00A1") == Intent("https://a.example/x", "00A1", AT - 7200, name="x")
    with pytest.raises(ValueError, match="never sent"):
        Intent.of(LinkRecord(1, State.WAITING, "https://a.example/x"), "00A1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example", "https://A.example/"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("https://a.example/x#top", "https://a.example/x"),
        ("https://a.example/%7euser/%2f", "https://a.example/~user/%2F"),
        ("https://a.example/ü", "https://a.example/%c3%bc"),
        ("https://a.example/x y", "https://a.example/x%20y"),
    ],
)
def test_spellings_of_one_address_are_the_same(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@given(st.text() | st.from_regex(r"https?://[a-z.\[\]:]{0,20}/\S*\?\S*", fullmatch=True))
def test_any_text_is_normalised_once_and_for_all(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)
    host_of(text)


def test_what_is_longer_than_any_link_is_not_spelled_out() -> None:
    """A server that names megabytes as a source would hold up the window for a minute."""
    endless = "https://A.example/" + "é" * 300_000
    assert normalised(endless) is endless

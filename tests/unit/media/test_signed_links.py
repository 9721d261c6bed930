"""When links expire, by what is written in them."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.media.signed_links import expires_at

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC).timestamp()
HOST = "https://bucket.example.com/film.mp4"


def policy(value: object) -> str:
    text = json.dumps({"Statement": [{"Condition": {"DateLessThan": {"AWS:EpochTime": value}}}]})
    return base64.b64encode(text.encode()).decode().translate(str.maketrans("+=/", "-_~"))


@pytest.mark.parametrize(
    "query",
    [
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261123T110000Z&X-Amz-Expires=3600&X-Amz-Signature=x",
        "X-Goog-Date=20261123T110000Z&X-Goog-Expires=3600&X-Goog-Signature=x",
        f"AWSAccessKeyId=x&Signature=y&Expires={AT:.0f}",
        f"GoogleAccessId=x&Signature=y&Expires={AT:.0f}",
        f"Expires={AT:.0f}&Signature=x&Key-Pair-Id=K",
        f"Policy={policy(int(AT))}&Signature=x&Key-Pair-Id=K",
        "sv=2024-11-04&se=2026-11-23T12%3A00%3A00Z&sr=b&sp=r&sig=x",
        "sv=2024-11-04&se=2026-11-23T13:00:00+01:00&sig=x",
        f"exp={AT * 1000:.0f}",
        f"expires={AT + 900:.0f}&x-amz-date=20261123T110000Z&x-amz-expires=3600",
    ],
)
def test_known_forms(query: str) -> None:
    assert expires_at(f"{HOST}?{query}") == AT


@pytest.mark.parametrize(
    "query",
    ["", "Expires=3600", "expires=never", "Policy=x&Key-Pair-Id=K", f"Policy={policy('x')}&Key-Pair-Id=K",
     f"Policy={policy([])}&Key-Pair-Id=K", "se=2026-11-23T12:00:00Z", "X-Amz-Date=today&X-Amz-Expires=1",
     "X-Amz-Date=20261123T110000Z&X-Amz-Expires=nan", "exp=99999999999999", "v=1795435200"],
)  # fmt: skip
def test_nothing_to_be_read(query: str) -> None:
    assert expires_at(f"{HOST}?{query}") is None


@given(st.sampled_from(["Policy", "se", "Expires", "X-Amz-Expires", "X-Amz-Date"]), st.text(max_size=40))
def test_no_value_crashes(name: str, value: str) -> None:
    expires_at(f"{HOST}?{name}={value}&sig=1&Key-Pair-Id=1&X-Amz-Date=20261123T110000Z")

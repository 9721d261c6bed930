"""Links that expire: when, by what is written in them."""

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

PLAIN_NAMES = ("expires", "expiry", "expire", "exp", "expiration", "expires_at", "x-expires", "valid_until")
EARLIEST, LATEST = 946_684_800.0, 7_258_118_400.0
"""2000 and 2200, in Unix seconds: another number is no date."""


SIGNATURES = frozenset({"signature", "sig", "x-amz-signature", "x-goog-signature"})


def is_signed(url: str) -> bool:
    """Whether a link carries a signature, which is often good for one method only."""
    try:
        return any(name.lower() in SIGNATURES for name, _ in parse_qsl(urlsplit(url).query))
    except ValueError:
        return False


def expires_at(url: str) -> float | None:
    """When a link stops working, in Unix seconds (UTC); None: it doesn't say.

    Amazon S3 (signature 4 and 2), Google Cloud Storage, CloudFront, Azure shared access signatures, and parameters
    plainly called ``Expires``.
    """
    try:
        values = {name.lower(): value for name, value in parse_qsl(urlsplit(url).query)}
    except ValueError:
        return None
    found = (
        _from_start(values, "x-amz-date", "x-amz-expires"),
        _from_start(values, "x-goog-date", "x-goog-expires"),
        _azure(values),
        _cloudfront_policy(values),
        *(_seconds(values.get(name, "")) for name in PLAIN_NAMES),
    )
    moments = [at for at in found if at is not None and EARLIEST < at < LATEST]
    return min(moments, default=None)


def _from_start(values: dict[str, str], date: str, seconds: str) -> float | None:
    try:
        start = datetime.strptime(values.get(date, ""), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return start.timestamp() + float(values.get(seconds, ""))
    except (ValueError, OverflowError):
        return None


def _azure(values: dict[str, str]) -> float | None:
    if "sig" not in values or "se" not in values:
        return None
    try:
        moment = datetime.fromisoformat(values["se"].replace(" ", "+"))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _cloudfront_policy(values: dict[str, str]) -> float | None:
    """A custom policy (CloudFront developer guide): base64 with ``-_~`` for ``+=/``."""
    policy = values.get("policy", "")
    if not policy or "key-pair-id" not in values:
        return None
    try:
        text = base64.b64decode(policy.translate(str.maketrans("-_~", "+=/")))
        condition = json.loads(text)["Statement"][0]["Condition"]
        return float(condition["DateLessThan"]["AWS:EpochTime"])
    except (binascii.Error, ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None


def _seconds(text: str) -> float | None:
    """Unix seconds or milliseconds; small numbers are durations from an unknown start."""
    if not re.fullmatch(r"\d{9,14}(\.\d+)?", text):
        return None
    number = float(text)
    return number / 1000 if number > LATEST else number

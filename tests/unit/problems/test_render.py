"""From ids and values to sentences."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from oktodesk.problems import Finding, Problem, Severity
from oktodesk.problems.render import ENGLISH, render


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KB"),
        (41 * 1024**2, "41 MB"),
        (1000 * 1024**2, "1.0 GB"),
        (int(3.2 * 1024**3), "3.2 GB"),
        (32 * 1024**3, "32 GB"),
    ],
)
def test_sizes(size_bytes: int, shown: str) -> None:
    assert ENGLISH.size(size_bytes) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.4, "0.4 s"), (59, "59 s"), (75, "1:15"), (190, "3:10"), (7390, "2:03:10"), (3599.9, "1:00:00")],
)
def test_durations(seconds: float, shown: str) -> None:
    assert ENGLISH.duration(seconds) == shown


def test_rates() -> None:
    assert ENGLISH.rate(25_000_000) == "25 Mbit/s"
    assert ENGLISH.rate(128_000) == "128 kbit/s"


@pytest.mark.usefixtures("_utc")
def test_moments_are_in_the_persons_time_zone() -> None:
    assert ENGLISH.moment(1603787250.0) == "Tue 27 Oct 2020 08:27"
    now = datetime.now(UTC)
    assert ENGLISH.moment(now.timestamp()) == f"{now:%a %d %b %H:%M}"


def test_values_get_their_unit_from_their_name() -> None:
    sentence = render(Problem("rule_duration_long", {"measured_s": 310, "limit_s": 90}))
    assert sentence.title == "Too long: 5:10, at most 1:30"
    assert sentence.as_json()["class"] == "fix-file"
    assert sentence.as_json()["side"] == "the file's host"
    assert list(sentence.as_json()) == ["id", "title", "advice", "class", "side", "detail"]


def test_a_missing_value_shows_as_its_name_and_never_fails() -> None:
    assert render(Problem("rule_duration_long", {"measured_s": 310})).title == "Too long: 5:10, at most limit_s"


def test_foreign_text_is_not_a_template() -> None:
    sentence = render(Problem("refused", {"words": "{host} {0} {words.__class__}"}))
    assert sentence.title == "Oktopost said no: {host} {0} {words.__class__}"


def test_a_finding_keeps_its_severity_and_words_are_translated() -> None:
    sentence = render(Finding("stalled", Severity.WARNING, {}), translate=str.upper)
    assert sentence.severity == "warning"
    assert sentence.side == "THE FILE'S HOST"


@pytest.fixture
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()

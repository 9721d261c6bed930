"""The words on screen and the person's own formats."""

import time
from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from oktodesk.media.report import LinkReport
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.problems.render import Formats
from oktodesk.ui import words
from oktodesk.ui.formats import LocaleFormats, _figure
from oktodesk.ui.visible import visible
from oktodesk.uploads.rows import Row, State, Wait

GB, MB = 1024**3, 1024**2
NOW = time.mktime((2025, 11, 21, 14, 30, 0, 0, 0, -1))
DAY = 86_400.0
NARROW = "\u202f"
PLAIN = Row(1, State.PENDING, "https://example.com/a.mp4", size_bytes=1000, downloaded_bytes=719)


def at_this_hour(days: int) -> float:
    """So many days from ``NOW`` by the calendar: some lie beyond a change to or from summer time."""
    return time.mktime((2025, 11, 21 + days, 14, 30, 0, 0, 0, -1))


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("size_bytes", "shown"),
    [
        (0, "0 bytes"),
        (900, "900 bytes"),
        (12 * 1024, "12 KB"),
        (41.4 * MB, "41 MB"),
        (0.97 * GB, "1.0 GB"),
        (3.24 * GB, "3.2 GB"),
        (9.96 * GB, "10 GB"),
        (1234 * GB, "1,234 GB"),
    ],
)
def test_sizes(size_bytes: float, shown: str) -> None:
    assert words.size(size_bytes) == shown


def test_a_size_can_be_told_in_the_unit_of_another() -> None:
    assert words.size_like(21 * GB, 32 * GB) == "21"
    assert words.size_like(512 * MB, 32 * GB) == "0.5"
    assert words.size_like(0, 32 * GB) == "0"
    assert words.size_like(3 * MB, 41 * MB) == "3"


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_figures_keep_their_unit_behind_them_among_right_to_left_text(right_to_left: None) -> None:
    told = [
        words.size(5 * MB), words.size(158), words.speed(5 * MB), words.rate(2e6), words.percent(0.71),
        words.duration(9), words.countdown(8),
    ]  # fmt: skip
    assert [text.strip("\u200e") for text in told] == [
        "5 MB", "158 bytes", "5 MB/s", "2 Mbit/s", "71 %", "9 s", "8 s",
    ]  # fmt: skip
    for text in told:
        assert (text[0], text[-1]) == ("\u200e", "\u200e")
        assert visible(text) == text
    assert _figure("5 \u05de\u05d2\u05d4") == "5 \u05de\u05d2\u05d4"  # a unit in Hebrew stands right by itself


def test_formats_are_the_languages_own(german: None) -> None:
    assert words.size(3.24 * GB) == "3,2 GB"
    assert words.number(100_000) == "100.000"
    assert words.moment(at_this_hour(-30), now=NOW) == "22. Okt. 14:30"
    assert words.day_heading("2025-11-18", now=NOW) == "Dienstag"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.4, "0.4 s"), (59, "59 s"), (190, "3:10"), (7390, "2:03:10")],
)
def test_durations(seconds: float, shown: str) -> None:
    assert words.duration(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "1 s left"),
        (41, "45 s left"),
        (130, "2 min left"),
        (3600, "1 h left"),
        (4000, "1 h 7 min left"),
        (40_000, "11 h left"),
    ],
)
def test_time_left(seconds: float, shown: str) -> None:
    assert words.time_left(seconds) == shown


def test_countdowns_are_rounded_up_and_never_negative() -> None:
    assert words.countdown(7.2) == "8 s"
    assert words.countdown(899.5) == "15:00"
    assert words.countdown(-3) == "0 s"


def test_percent_is_full_only_when_it_is() -> None:
    assert words.percent(0.9999) == "99 %"
    assert words.percent(1.0) == "100 %"


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (0, "14:30"),
        (1, "tomorrow 14:30"),
        (-1, "yesterday 14:30"),
        (-3, "Tue 14:30"),
        (4, "Tue 14:30"),
        (-30, "22 Oct 14:30"),
        (-400, "17 Oct 2024 14:30"),
    ],
)
def test_moments(days: int, shown: str) -> None:
    assert words.moment(at_this_hour(days), now=NOW) == shown


@pytest.mark.parametrize(
    ("passed_s", "shown"),
    [
        (3, "Just now"),
        (300, "5 min ago"),
        (2 * 3600, "12:30"),
        (DAY, "Yesterday 14:30"),
        (3 * DAY, "Tue 14:30"),
        (30 * DAY, "22 Oct"),
        (400 * DAY, "17 Oct 2024"),
        (-400, "14:36"),
    ],
)
def test_when_something_was_added(passed_s: float, shown: str) -> None:
    assert words.ago(NOW - passed_s, now=NOW) == shown


@pytest.mark.parametrize(
    ("section", "heading"),
    [
        ("new", "New"),
        ("needs_you", "Needs you"),
        ("on_its_way", "On its way"),
        ("2025-11-21", "Today"),
        ("2025-11-20", "Yesterday"),
        ("2025-11-18", "Tuesday"),
        ("2025-11-14", "14 November"),
        ("2024-11-14", "14 November 2024"),
    ],
)
def test_headings(section: str, heading: str) -> None:
    assert words.section_heading(section, now=NOW) == heading


@pytest.mark.parametrize("name", ["en_US", "de_DE", "fr_FR", "es_ES", "he_IL", "sv_SE", "ja_JP", "hu_HU"])
def test_short_dates_keep_no_rests_of_the_long_ones(name: str) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(name))
    try:
        this_year, last_year = words.day_heading("2025-03-14", now=NOW), words.day_heading("2024-03-14", now=NOW)
    finally:
        QLocale.setDefault(before)
    assert "14" in this_year
    assert "2025" not in this_year
    assert "2024" in last_year
    assert this_year == this_year.strip(" ,.'") or this_year.endswith(".")


def test_the_catalogue_gets_the_persons_formats() -> None:
    formats: Formats = LocaleFormats()
    assert formats.rate(25e6) == "25 Mbit/s"
    assert formats.rate(128e3) == "128 kbit/s"
    told = words.sentence(Problem("too_large", {"size_bytes": 9 * GB, "limit_bytes": 8 * GB}))
    assert told.title == "The file has 9.0 GB; Oktopost takes up to 8.0 GB"
    assert told.advice
    assert words.title(Finding("web_page", Severity.ERROR)) == "This is a web page, not a file"


def test_every_state_has_its_word() -> None:
    assert {words.state_word(state) for state in State} == {
        "Checking",
        "Needs you",
        "Not sent yet",
        "Waiting",
        "Handing over",
        "Making sure Oktopost has it",
        "Not accepted",
        "Being fetched",
        "In Oktopost",
        "Failed",
        "Removed",
    }


@pytest.mark.parametrize("wait", list(Wait))
def test_every_wait_has_a_reason(wait: Wait) -> None:
    row = Row(1, State.WAITING, "https://example.com/a.mp4", wait=wait, wait_until=NOW + DAY)
    assert words.wait_reason(row)
    assert ("about tomorrow 14:30" in words.wait_words(row, now=NOW)) is (wait is not Wait.GRACE)


def test_progress_never_leaves_its_bounds() -> None:
    assert words.progress(PLAIN) == pytest.approx(0.719)
    assert words.progress_words(PLAIN) == "71 %"
    assert words.progress(msgspec.structs.replace(PLAIN, downloaded_bytes=5000)) == 1.0
    unknown = msgspec.structs.replace(PLAIN, size_bytes=None, downloaded_bytes=12 * MB)
    assert words.progress(unknown) is None
    assert words.progress_words(unknown) == "12 MB"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"eta_s": 130.0, "speed_bytes_s": 12.0 * MB}, "Being fetched, 71 %, 2 min left · 12 MB/s"),
        ({"stalled_since": NOW - 380}, "Being fetched, 71 %, no byte for 6:20"),
        ({"state": State.COMPLETE, "modified_at": NOW - DAY}, "In Oktopost since yesterday 14:30"),
        (
            {"state": State.WAITING, "wait": Wait.ALLOWANCE, "wait_until": NOW + DAY},
            "Waiting: For the daily allowance, about tomorrow 14:30",
        ),
        (
            {"state": State.FAILED, "problem": Problem("download_http_error", {"status": 503})},
            "Failed: The file's server answered Oktopost with error 503",
        ),
        ({"state": State.FAILED, "last_error": "Boom"}, "Failed: Boom"),
        ({"state": State.SENDING}, "Handing over"),
    ],
)
def test_a_row_in_one_sentence(changes: dict[str, object], sentence: str) -> None:
    assert words.state_sentence(msgspec.structs.replace(PLAIN, **changes), now=NOW) == sentence


def test_a_new_link_complains_about_its_worst_finding() -> None:
    finding = Finding("web_page", Severity.ERROR)
    report = LinkReport("https://example.com", "https://example.com", findings=(finding,))
    row = Row(1, State.NEEDS_YOU, "https://example.com", report=report)
    assert words.trouble_of(row) == finding
    assert words.state_sentence(row, now=NOW) == "Needs you: This is a web page, not a file"
    assert words.trouble_of(msgspec.structs.replace(row, state=State.COMPLETE)) is None


def test_a_fetch_that_stands_still_says_what_that_means() -> None:
    trouble = words.trouble_of(msgspec.structs.replace(PLAIN, stalled_since=NOW))
    assert trouble is not None
    assert words.sentence(trouble).advice.endswith("Oktopost goes on trying.")


def test_stalled_and_paused_rows_have_their_own_sign() -> None:
    assert words.state_icon(msgspec.structs.replace(PLAIN, stalled_since=NOW)) == "state-stalled"
    paused = Row(1, State.WAITING, "https://example.com", wait=Wait.PAUSED)
    assert words.state_icon(paused) == "state-paused"


def test_a_link_that_its_check_warns_of_is_told_from_a_good_one_by_its_sign() -> None:
    finding = Finding("range_ignored", Severity.WARNING)
    warned = LinkReport("https://example.com", "https://example.com", findings=(finding,))
    row = Row(1, State.READY, "https://example.com", report=warned)
    assert words.state_icon(row) == "warning"
    hint = msgspec.structs.replace(warned, findings=(Finding("link_unwrapped", Severity.INFO),))
    assert words.state_icon(msgspec.structs.replace(row, report=hint)) == "state-ready"
    assert words.state_icon(msgspec.structs.replace(row, state=State.NEEDS_YOU)) == "state-needs-you"


def test_networks_and_types_read_as_people_write_them() -> None:
    assert [words.network(key) for key in ("Twitter", "Youtube", "LinkedIn", "WeChat")] == [
        "X (Twitter)",
        "YouTube",
        "LinkedIn",
        "WeChat",
    ]
    types = (
        "video/mp4",
        "video/quicktime",
        "video/webm",
        "video/x-msvideo",
        "video/new",
        "image/jpeg",
        "application/pdf",
        "text/html",
        "",
    )
    assert [words.file_type(each) for each in types] == [
        "MP4 video",
        "MOV video",
        "WebM video",
        "AVI video",
        "NEW video",
        "JPEG image",
        "PDF",
        "text/html",
        "",
    ]

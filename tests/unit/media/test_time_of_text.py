"""However a text is made, the time that it takes grows as its length does: a page of brackets stops nobody."""

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oktodesk.media import intake
from oktodesk.media.intake.tables import read_table
from oktodesk.media.intake.urls import _without_punctuation
from oktodesk.media.probe import sniff
from oktodesk.media.wrappers import unwrap

LENGTH = 100_000
LIMIT_S = 2.0
"""Of the processor. Each takes a fiftieth of it, and took minutes when its time grew with the length's square."""
A, B = "https://a.example/1.mp4", "https://a.example/2.mp4"


def long(text: str) -> str:
    return text * (LENGTH // len(text))


CASES: dict[str, Callable[[], object]] = {
    "brackets": lambda: intake.from_text(long(")")),
    "brackets behind an address": lambda: intake.from_text("https://a.example/x" + long(")]")),
    "dots behind an address": lambda: intake.from_text("https://a.example/x" + long(".")),
    "a line of addresses": lambda: intake.from_text(long(f"{A} ")),
    "a heading of addresses": lambda: read_table(long(f"{A};")),
    "tags without an end": lambda: intake.from_html(long("<a ")),
    "values without an end": lambda: intake.from_html(long("<a href='>") + long('<a href=">') + '"'),
    "comments without an end": lambda: intake.from_html(long("<!--a>")),
    "instructions without an end": lambda: intake.from_html(long("<?")),
    "ends without an end": lambda: intake.from_html(long("</a ")),
    "foreign letters": lambda: intake.from_text("https://" + long("é")),
    "wrappers": lambda: [unwrap(f"https://urldefense.com{'/v3/__' * 1300}") for _ in range(30)],
    "wrapped without an end": lambda: [unwrap(f"https://urldefense.com/v3/__{'__;' * 2600}") for _ in range(40)],
    "gateways": lambda: [unwrap(f"https://url.avanan.click{'/v2/___https:a' * 580}") for _ in range(50)],
    "comments before a page": lambda: sniff(b"<!---->" * 24 + b"<p>"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_time_grows_as_the_length_does(case: str) -> None:
    begun = time.thread_time()
    CASES[case]()
    assert time.thread_time() - begun < LIMIT_S


def test_a_page_is_known_behind_any_comments() -> None:
    assert sniff(b"<!-- a --> <!----> \n<!-- <html> -->\n<title>x") == "text/html"
    assert sniff(b"<!-- a <html> ") == ""


@pytest.mark.parametrize("broken", ["<p title='it>", "<!-- never closed >", "<a href='x>"])
def test_what_stands_behind_a_tag_without_an_end_is_read(broken: str) -> None:
    found = intake.from_html(f'<a href="{A}?a=1&amp;b=2">x</a>{broken} <a href="{B}">y</a>')
    assert [link.source for link in found.links] == [f"{A}?a=1&b=2", B]


def test_behind_many_tags_without_an_end_addresses_are_found_as_in_a_text() -> None:
    found = intake.from_html(f'{"<!-- x >" * 1000}<a href="{A}?a=1&amp;b=2">y</a> and {B}.')
    assert [link.source for link in found.links] == [f"{A}?a=1&b=2", B]


def test_a_script_without_an_end_holds_no_links() -> None:
    assert intake.from_html(f"<script>{A} <p title='it> {B}").links == ()


@given(st.text("ab(().,])['’‘›", max_size=30))  # noqa: RUF001 - quotation marks as people type them
@example("a(b))]")
@example("a')’.")  # noqa: RUF001 - as above
def test_what_is_taken_off_an_address_is_what_taking_off_sign_by_sign_leaves(address: str) -> None:
    openers = {")": "(", "]": "[", "’": "‘", "›": "‹"}  # noqa: RUF001 - as above
    left = address
    while left and (left[-1] in ".,;:!?…'" or left.count(left[-1]) > left.count(openers.get(left[-1], left[-1]))):
        left = left[:-1]
    assert _without_punctuation(address) == left

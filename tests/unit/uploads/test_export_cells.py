"""Texts of strangers in spreadsheets: none is evaluated, none is lost."""

import csv
import io
import json
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oktodesk.uploads.export.cells import guarded, pasted
from oktodesk.uploads.export.layout import Layout
from oktodesk.uploads.export.text_files import CsvFile, encoded
from oktodesk.uploads.rows import Row, State

SEPARATORS = ",;\t|"
PIECES = st.sampled_from([
    "=", "+", "-", "@", "\t", "\r", "\n", ",", ";", "|", "'", '"', " ", "\u00a0", "\u200b", "\ufeff", "\uff1d",
    "\x00", "\ud800", "cmd|' /C calc'!A0", "HYPERLINK(", ")", "1", "a", "\u202e",
])  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=30))
NUMBER = re.compile(r"[+-]?[0-9.,'\u00a0\u202f ]+[%€$£]?")
STARTS = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def is_evaluated(cell: str) -> bool:
    """As a generous spreadsheet would: blanks and what has no width are passed over."""
    bare = re.sub(r"^[\s\x00-\x1f\u200b\ufeff\u202e]+", "", cell)
    return bare.startswith(STARTS) and bare != "-" and not NUMBER.fullmatch(bare)


def rows_of(content: bytes, separator: str) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def csv_of(row: Row, separator: str) -> bytes:
    file = io.BytesIO()
    writer = CsvFile(file, Layout([row.key], theirs=tuple(row.columns)), delimiter=separator)
    writer.begin()
    writer.write([row])
    return file.getvalue()


def unguarded(cell: str, separator: str) -> str:
    """What the rule says: one apostrophe in front of a formula, at the start or behind a sign, goes."""
    behind = re.compile(
        r"([;,|\t\r\n])'(?=['\"]*[ \u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\"]*"
        r"[=+\-@\uff1d\uff0b\uff0d\uff20][\s\S]*[(|!])"
    )
    text = behind.sub(lambda found: found[0] if found[1] == separator else found[1], cell)
    return text[1:] if text.startswith("'") and guarded(text[1:], separator=separator) == cell else text


@settings(max_examples=150)
@given(TEXTS, TEXTS, st.sampled_from(SEPARATORS))
@example("=1+1", "=cmd|' /C calc'!A0", ",")
@example(" =1", "\u200b=HYPERLINK(1)", ";")
@example("\n=1", '"=1', ",")
def test_no_cell_of_a_csv_is_evaluated(name: str, title: str, separator: str) -> None:
    row = Row(1, State.COMPLETE, "https://a.example/x.mp4", name=name, last_error=name, columns={title: name})
    lines = rows_of(csv_of(row, separator), separator)
    assert {len(line) for line in lines} == {13}
    assert [cell for line in lines for cell in line if is_evaluated(cell)] == []


@settings(max_examples=150)
@given(TEXTS, st.sampled_from(SEPARATORS), st.sampled_from(SEPARATORS))
@example('x;=HYPERLINK("http://evil.example")', ",", ";")
@example("x\n=cmd|' /C calc'!A0", ",", ";")
@example('|"=HYPERLINK(', ",", "|")
@example("|=\tHYPERLINK(", ",", "|")
@example(';"=A1;HYPERLINK("', ",", ";")
def test_a_csv_split_at_another_sign_starts_nothing_either(text: str, written: str, read: str) -> None:
    row = Row(1, State.COMPLETE, "https://a.example/x.mp4", name=text)
    cells = [cell for line in rows_of(csv_of(row, written), read) for cell in line]
    assert [cell for cell in cells if is_evaluated(cell) and re.search(r"[(!]", cell)] == []


@settings(max_examples=200)
@given(TEXTS, st.sampled_from(["", *SEPARATORS]))
@example("'=1", "")
@example("''", "")
@example("''=1", ";")
@example("\n=(1)", "")
def test_the_guard_can_be_taken_off_again(text: str, separator: str) -> None:
    assert unguarded(guarded(text, separator=separator), separator) == text


@pytest.mark.parametrize(
    "text",
    ["-5", "+4,2", "10", "", "plain", "'quoted", "026000000000001", "+49 170 1234567", "-1.234,56 €", "-", "-5 %",
     "https://a.example/x.mp4?a=1,-2;b=@c", "Hello, @john", "1;-2"],
)  # fmt: skip
def test_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_a_megabyte_is_looked_through_once() -> None:
    runs = ("\n" * 500_000, ";=" * 250_000, " " * 500_000, "'" * 500_000, ";" + "\u200b" * 500_000)
    for text in (*runs, ";" + '"' * 100_000 + "x", ";" + "'\"" * 100_000 + "x"):
        assert len(guarded(text)) >= len(text)


@settings(max_examples=100)
@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_pasted_cells_stay_in_their_grid(texts: list[str]) -> None:
    line = "\t".join(map(pasted, texts))
    (read,) = csv.reader(io.StringIO(line + "\n", newline=""), delimiter="\t")
    assert len(read) == len(texts)
    assert [cell for cell in read if is_evaluated(cell)] == []


@settings(max_examples=100)
@given(st.text(st.characters(), max_size=20), st.text(st.characters(), max_size=5))
@example("\ud800\x00", "\udfff")
def test_json_is_valid_for_any_text(text: str, title: str) -> None:
    row = Row(1, State.COMPLETE, text, name=text, upload_id="026000000000001", columns={title: text})
    found = json.loads(encoded(row))
    assert found["uploadId"] == "026000000000001"
    assert found["name"] == text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

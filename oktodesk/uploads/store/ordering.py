"""From a query to the ordered keys of all its rows.

SQLite joins the keys into one text in a single step, during which Python's other threads run freely. Measured with
100,000 rows on 2 cores: 16 ms beside a busy main thread, where fetching row by row took 130 to 280 ms because each
row waits for the interpreter; alone 13 ms against 28 ms. The text is read in pieces, so that the main thread waits
5 ms at most.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put into statements; values are parameters

import sqlite3
import time
from array import array
from bisect import bisect_right

import msgspec

from oktodesk.uploads.rows import Filter, FilterCode, Query, Section
from oktodesk.uploads.store.listing import PART_MIDDLE, PART_SPAN, Part
from oktodesk.uploads.store.records import Ordering

_CODES = {
    Filter.NEEDS_YOU: FilterCode.NEEDS_YOU,
    Filter.WAITING: FilterCode.WAITING,
    Filter.BEING_FETCHED: FilterCode.BEING_FETCHED,
    Filter.IN_OKTOPOST: FilterCode.IN_OKTOPOST,
    Filter.FAILED: FilterCode.FAILED,
}
_SORTS = {
    "name": ("row_name", ("sort_name",)),
    "state": ("row_state", ("stage", "place")),
    "size": ("row_size", ("size",)),
    "networks": ("row_networks", ("usable",)),
    "created": ("row_created", ("created_at",)),
    "source": ("row_source", ("source",)),
}
"""Columns that can be sorted by: the index that holds them in order, and the columns themselves."""
_DONE = Part.DONE * PART_SPAN
_PIECE = 32 * 1024
_NUMBERS = msgspec.json.Decoder(list[int])


def ordered(connection: sqlite3.Connection, query: Query) -> Ordering:
    """Run the query. Raises ``sqlite3.OperationalError`` when interrupted."""
    conditions, values = _conditions(query)
    if query.sort.column in _SORTS:
        (text,) = connection.execute(
            f"SELECT CAST(group_concat(key) AS BLOB) FROM ({_by_column(query, conditions)})", values
        ).fetchone()
        return Ordering(_numbers(text))
    # SQLite keeps a subquery's order for functions that depend on it, like group_concat (its ticket 2942).
    text, new, yours, days = connection.execute(
        f"SELECT CAST(group_concat(key) AS BLOB), sum(place < {Part.NEEDS_YOU * PART_SPAN}),"
        f" sum(place < {Part.IN_LINE * PART_SPAN}),"
        f" CAST(group_concat(CASE WHEN place >= {_DONE} THEN (place - {_DONE + PART_MIDDLE}) / 1000 END) AS BLOB)"
        f" FROM ({_by_default(query, conditions)})",
        values,
    ).fetchone()
    keys, ages = _numbers(text), _numbers(days)
    if not keys:
        return Ordering(keys)
    heads = [("new", new), ("needs_you", yours - new), ("on_its_way", len(keys) - len(ages) - yours)]
    return Ordering(keys, _sections(heads, ages))


def filter_of(code: int) -> Filter | None:
    """The filter that a stored code stands for; None for rows that only All shows."""
    return next((shown for shown, stored in _CODES.items() if stored == code), None)


def _conditions(query: Query) -> tuple[str, list[str | int]]:
    conditions: list[str] = []
    values: list[str | int] = []
    if query.filter in _CODES:
        conditions.append("code = ?")
        values.append(_CODES[query.filter])
    if query.batch_id:
        conditions.append("batch_id != 0 AND batch_id = ?")  # the first half is what the index is about
        values.append(query.batch_id)
    if query.usable_on:
        conditions.append("networks LIKE ? ESCAPE '!'")
        values.append(_containing(f",{query.usable_on.casefold()},"))
    for word in query.search.casefold().split():
        conditions.append("search_text LIKE ? ESCAPE '!'")
        values.append(_containing(word))
    return f"WHERE {' AND '.join(conditions)}" if conditions else "", values


def _containing(text: str) -> str:
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def _access(query: Query, in_order: str) -> str:
    # Said outright, so that no statistics of SQLite's can choose a way that is ten times slower.
    if query.batch_id:
        return "INDEXED BY row_batch"
    # Reading the table once and sorting what is found beats 100,000 look-ups by index (110 against 170 ms).
    return "NOT INDEXED" if query.search.strip() or query.usable_on else f"INDEXED BY {in_order}"


def _by_default(query: Query, conditions: str) -> str:
    access = _access(query, "row_default" if query.filter is Filter.ALL else "row_filter")
    return f"SELECT key, place FROM row {access} {conditions} ORDER BY place, key"


def _by_column(query: Query, conditions: str) -> str:
    index, columns = _SORTS[query.sort.column]
    direction = "DESC" if query.sort.descending else "ASC"
    order = ", ".join(f"{column} {direction}" for column in columns)
    return f"SELECT key FROM row {_access(query, index)} {conditions} ORDER BY {order}"


def _numbers(text: bytes | None) -> "array[int]":
    numbers = array("q")
    start = 0
    while text and start < len(text):
        end = text.find(b",", start + _PIECE)
        end = len(text) if end < 0 else end
        numbers.extend(_NUMBERS.decode(b"[%b]" % text[start:end]))
        start = end + 1
    return numbers


def _sections(heads: list[tuple[str, int]], ages: "array[int]") -> tuple[Section, ...]:
    """``ages`` of the done rows: their creation times in seconds, negated, so that they rise."""
    sections = []
    start = 0
    for name, count in heads:
        if count:
            sections.append(Section(name, start, count))
        start += count
    at = 0
    while at < len(ages):
        day, midnight = _local_day(-ages[at])
        end = bisect_right(ages, -midnight, lo=at + 1)
        sections.append(Section(day, start + at, end - at))
        at = end
    return tuple(sections)


def _local_day(moment: int) -> tuple[str, int]:
    """The local date of a moment, and when that day began, both as this computer's time zone has it now."""
    local = time.localtime(moment)
    midnight = int(time.mktime((local.tm_year, local.tm_mon, local.tm_mday, 0, 0, 0, 0, 0, -1)))
    return f"{local.tm_year:04}-{local.tm_mon:02}-{local.tm_mday:02}", min(midnight, moment)

"""A store in memory with believable rows, for tests of the table and for looking at it."""

import time
from array import array
from collections.abc import Callable, Iterable, Sequence

import msgspec

from oktodesk.api.wire import NetworkVerdict
from oktodesk.media.networks import NETWORKS
from oktodesk.media.report import NetworkForecast
from oktodesk.problems import Finding, Severity
from oktodesk.ui.table.shown import is_new
from oktodesk.uploads.rows import IN_LINE_STATES, Change, Counts, Filter, Query, Row, Section, State
from oktodesk.uploads.store import LinkRecord, Ordering

NOW = time.mktime((2025, 11, 21, 14, 30, 0, 0, 0, -1))
"""A Friday afternoon."""

DEFAULT = Query()

_FILTERS = {
    State.WAITING: Filter.WAITING,
    State.SENDING: Filter.WAITING,
    State.UNSURE: Filter.WAITING,
    State.PENDING: Filter.BEING_FETCHED,
    State.COMPLETE: Filter.IN_OKTOPOST,
    State.FAILED: Filter.FAILED,
}


class FakeStore:
    """Answers like the store, at once."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.all: dict[int, Row] = {row.key: row for row in rows}
        self.reads: list[list[int]] = []
        self.queries: list[Query] = []
        self._heard: list[Callable[[Change], None]] = []

    def rows(self, keys: Sequence[int]) -> dict[int, Row]:
        self.reads.append(list(keys))
        return {key: self.all[key] for key in keys if key in self.all}

    async def ordered(self, query: Query) -> Ordering:
        self.queries.append(query)
        return self.ordering(query)

    async def counts(self, *, seen_at: float | None = None) -> Counts:
        by_filter = {each: sum(shows(each, row) for row in self.all.values()) for each in Filter}
        return Counts(by_filter, new=sum(map(is_new, self.all.values())))

    async def outbox_rows(self, states: Iterable[State]) -> list[LinkRecord]:
        wanted = set(states)
        return [_link(row) for row in self.all.values() if row.state in wanted]

    def subscribe(self, heard: Callable[[Change], None]) -> Callable[[], None]:
        self._heard.append(heard)
        return lambda: self._heard.remove(heard)

    def put(self, *rows: Row, reordered: bool = False) -> Change:
        """Write rows and announce them."""
        self.all.update({row.key: row for row in rows})
        return self._announce(frozenset(row.key for row in rows), reordered=reordered)

    def drop(self, *keys: int) -> Change:
        for key in keys:
            self.all.pop(key, None)
        return self._announce(frozenset(keys), reordered=True)

    def _announce(self, keys: frozenset[int], *, reordered: bool) -> Change:
        change = Change(keys, reordered)
        for heard in self._heard:
            heard(change)
        return change

    def ordering(self, query: Query = DEFAULT) -> Ordering:
        rows = [row for row in self.all.values() if shows(query.filter, row)]
        rows = [row for row in rows if query.search in row.shown_name.casefold()]
        if query.sort.column == "default":
            rows.sort(key=_place)
            return Ordering(array("q", (row.key for row in rows)), _sections(rows))
        rows.sort(key=lambda row: _value(row, query.sort.column), reverse=query.sort.descending)
        return Ordering(array("q", (row.key for row in rows)))


def shows(which: Filter, row: Row) -> bool:
    if row.state is State.DROPPED:
        return False
    return which is Filter.ALL or _FILTERS.get(row.state, Filter.NEEDS_YOU) is which


def _place(row: Row) -> tuple[int, float, int]:
    if is_new(row):
        return 0, row.position, row.key
    if row.state in {State.NEEDS_YOU, State.REFUSED}:
        return 1, row.position, row.key
    if row.state in IN_LINE_STATES:
        return 2, row.position, row.key
    if row.state is State.PENDING:
        return 3, -row.created_at, row.key
    return 4, -row.created_at, row.key


def _value(row: Row, column: str) -> tuple[object, int]:
    value: object = {"name": row.shown_name.casefold(), "size": row.size_bytes or 0}.get(column, row.created_at)
    return value, row.key


def _sections(rows: Sequence[Row]) -> tuple[Section, ...]:
    names = ["new", "needs_you", "on_its_way", "on_its_way"]
    ids = [names[_place(row)[0]] if _place(row)[0] < 4 else _day(row) for row in rows]
    return tuple(Section(each, ids.index(each), ids.count(each)) for each in dict.fromkeys(ids))


def _day(row: Row) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(row.created_at))


def _link(row: Row) -> LinkRecord:
    return LinkRecord(row.key, row.state, row.source, batch_id=row.batch_id, report=row.report)


def upload(key: int, state: State = State.COMPLETE, **values: object) -> Row:
    """A row of the account; rising keys are newer."""
    plain = Row(
        key=key,
        state=state,
        source=f"https://cdn.acme.com/videos/clip-{key}.mp4",
        name=f"clip-{key}.mp4",
        mime_type="video/mp4",
        size_bytes=1000 + key,
        created_at=NOW - 60.0 * (10_000 - key),
        batch_id=1,
    )
    return msgspec.structs.replace(plain, **values)


def verdicts(*refusing: str) -> tuple[NetworkVerdict, ...]:
    """Oktopost's answers; ``refusing`` networks say no."""
    return tuple(NetworkVerdict(network, network not in refusing) for network in NETWORKS)


def forecast(*refusing: str, doubting: Sequence[str] = ()) -> tuple[NetworkForecast, ...]:
    """What our check expects."""
    remark = (Finding("rule_max_duration", Severity.WARNING),)
    return tuple(
        NetworkForecast(
            network,
            network not in refusing,
            "video",
            errors=remark if network in refusing else (),
            warnings=remark if network in doubting else (),
        )
        for network in NETWORKS
    )

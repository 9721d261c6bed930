"""How wide the columns are: what the person chose, fitted to the room there is."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from oktodesk.system.settings import ColumnLayout, TableLayout
from oktodesk.ui.table.columns import COLUMNS, INDEX, ColumnSpec

_EASY = 224
"""The name and the state each get this much before others get anything."""
_EXPENDABLE = ("created", "upload_id", "media_id", "source", "type")
"""Left out one after another where there is no room; the headings tell the day anyway."""
_DISPENSABLE = ("size", "networks")
"""Left out only where the name would not get its least; the panel shows them too."""
_FIRST = ("name", "state")
_AMPLE = 400
_MOST_STATE = 424
"""Beyond an ample name the state, with its reasons, grows too."""


def usual_layout() -> TableLayout:
    """All columns as they are before the person changes anything."""
    return TableLayout(columns=tuple(ColumnLayout(spec.id, spec.width, spec.is_shown) for spec in COLUMNS))


def complete(layout: TableLayout) -> TableLayout:
    """The layout without columns that are gone, and with those it does not know yet at their usual place."""
    usual = usual_layout()
    if layout.version != usual.version:
        return usual
    columns = _known(layout.columns)
    missing = [each for each in usual.columns if each.id not in {known.id for known in columns}]
    for each in missing:
        columns.insert(min(INDEX[each.id], len(columns)), each)
    return TableLayout(columns=tuple(columns))


def fitted(widths: Mapping[str, int], room: int, *, keep: Collection[str] = ()) -> dict[str, int]:
    """Actual widths of the columns that fit; the name takes what is left.

    ``widths`` are those of the columns the person wants to see. Those to ``keep`` are there in any case, as narrow
    as they can be, even if all together are wider than the room.
    """
    fit = dict(widths)
    wanted = fit.get("state", 0)
    if wanted:
        fit["state"] = min(wanted, _EASY)
    for column in _EXPENDABLE:
        if _rest(fit, room) < _EASY and column not in keep:
            fit.pop(column, None)
    for column in _DISPENSABLE:
        if _rest(fit, room) < _spec("name").least - _spare(fit) and column not in keep:
            fit.pop(column, None)
    if _rest(fit, room) < _spec("name").least - _spare(fit):
        fit |= {column: _spec(column).least for column in keep if column in fit and column not in _FIRST}
    if wanted:
        fit["state"] = _state_width(fit["state"], wanted, _rest(fit, room))
    fit["name"] = max(_spec("name").least, _rest(fit, room))
    return fit


def _rest(fit: Mapping[str, int], room: int) -> int:
    return room - sum(width for column, width in fit.items() if column != "name")


def _spare(fit: Mapping[str, int]) -> int:
    """What the state can give to the name."""
    return max(0, fit.get("state", 0) - _spec("state").least)


def _state_width(width: int, wanted: int, rest: int) -> int:
    """Up to what is wanted while the name has it easy, less where it has not, more where it has plenty."""
    if rest < _EASY:
        return max(_spec("state").least, width - (_EASY - rest))
    given = min(wanted - width, rest - _EASY)
    surplus = rest - given - _AMPLE
    if surplus > 0 and wanted == _spec("state").width:
        given += min(surplus // 3, _MOST_STATE - wanted)
    return width + given


def _known(columns: Iterable[ColumnLayout]) -> list[ColumnLayout]:
    known: dict[str, ColumnLayout] = {}
    for each in columns:
        if each.id in INDEX:
            spec = _spec(each.id)
            visible = each.visible or not spec.can_hide
            width = max(spec.least, min(each.width, 2000))
            known[each.id] = msgspec.structs.replace(each, width=width, visible=visible)
    return list(known.values())


def _spec(column: str) -> ColumnSpec:
    return COLUMNS[INDEX[column]]


def in_order(columns: Sequence[ColumnLayout]) -> list[int]:
    """The model's column numbers in the order of the layout."""
    return [INDEX[each.id] for each in columns]

"""A few rows removed, moved or inserted, told to Qt step by step."""

from array import array

from PySide6.QtCore import QAbstractItemModel, QModelIndex

from oktodesk.ui.table.difference import Difference, runs

_ROOT = QModelIndex()


def rearrange(model: QAbstractItemModel, rows: "array[int]", wanted: "array[int]", change: Difference) -> None:
    """Turn ``rows``, which the model shows, into ``wanted``; a key that leaves and comes is moved."""
    coming = {wanted[row] for row in change.inserted}
    moved_from = {rows[row]: row for row in change.removed if rows[row] in coming}
    _remove(model, rows, [row for row in change.removed if rows[row] not in moved_from])
    reach = len(change.removed) + len(change.inserted) + 1
    fresh = [row for row in change.inserted if wanted[row] not in moved_from]
    starts = dict(runs(fresh))
    for row in change.inserted:
        target = _after(rows, wanted, row, reach)
        if wanted[row] in moved_from:
            _move(model, rows, _near(rows, wanted[row], moved_from[wanted[row]], reach), target)
        elif row in starts:
            _insert(model, rows, target, wanted[row : starts[row] + 1])


def _remove(model: QAbstractItemModel, rows: "array[int]", gone: list[int]) -> None:
    for first, last in reversed(runs(gone)):
        model.beginRemoveRows(_ROOT, first, last)
        del rows[first : last + 1]
        model.endRemoveRows()


def _insert(model: QAbstractItemModel, rows: "array[int]", at: int, values: "array[int]") -> None:
    model.beginInsertRows(_ROOT, at, at + len(values) - 1)
    rows[at:at] = values
    model.endInsertRows()


def _move(model: QAbstractItemModel, rows: "array[int]", source: int, target: int) -> None:
    """Qt counts the target before the row has left its place, and refuses a move that changes nothing."""
    if not model.beginMoveRows(_ROOT, source, source, _ROOT, target):
        return
    rows.insert(target, rows[source])
    del rows[source if source < target else source + 1]
    model.endMoveRows()


def _after(rows: "array[int]", wanted: "array[int]", row: int, reach: int) -> int:
    """Where ``wanted[row]`` belongs among ``rows``: after its predecessor, which stands there already."""
    return 0 if row == 0 else _near(rows, wanted[row - 1], row - 1, reach) + 1


def _near(rows: "array[int]", value: int, near: int, reach: int) -> int:
    return rows.index(value, max(0, near - reach), near + reach + 1)

"""Keeps what the person looks at where it is while rows come and go around it."""

import msgspec
from PySide6.QtWidgets import QTableView

from oktodesk.ui.table.model import Rearrangement, UploadModel


class Anchor(msgspec.Struct, frozen=True):
    """Rows and their places on screen before a change."""

    places: tuple[tuple[int, int], ...]
    """Keys with their distance from the top of the viewport, the most important first."""
    otherwise: int
    """Where to scroll if none of them is left."""


def drop_anchor(view: QTableView, model: UploadModel, kind: Rearrangement) -> Anchor:
    """Remember what is seen: the current row if it can be seen, else the topmost ones.

    At the very top the list stays at the top, where new rows come in; another query begins there too, unless the
    current row is in it.
    """
    scrolled = view.verticalScrollBar().value()
    current = view.currentIndex().row()
    seen = [current] if _is_seen(view, current) else []
    if kind is not Rearrangement.QUERY:
        seen = [*seen, *_seen_rows(view, model)] if scrolled else []
    keyed = ((model.key_at(row), _top_of(view, row)) for row in seen)
    places = tuple((key, top) for key, top in keyed if key is not None)
    return Anchor(places, 0 if kind is Rearrangement.QUERY else scrolled)


def hold(view: QTableView, model: UploadModel, anchor: Anchor) -> None:
    """Bring the first of the anchor's rows that is still there back to its place."""
    bar = view.verticalScrollBar()
    for key, top in anchor.places:
        row = model.row_of(key)
        if row is not None:
            bar.setValue(row * _row_height(view) - top)
            return
    bar.setValue(anchor.otherwise)


def _row_height(view: QTableView) -> int:
    return view.verticalHeader().defaultSectionSize()


def _top_of(view: QTableView, row: int) -> int:
    return row * _row_height(view) - view.verticalScrollBar().value()


def _is_seen(view: QTableView, row: int) -> bool:
    return row >= 0 and -_row_height(view) < _top_of(view, row) < view.viewport().height()


def _seen_rows(view: QTableView, model: UploadModel) -> range:
    first = view.verticalScrollBar().value() // _row_height(view)
    seen = view.viewport().height() // _row_height(view) + 2
    return range(first, min(first + seen, model.rowCount()))

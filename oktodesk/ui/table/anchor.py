"""Keeps what the person looks at where it is while rows come and go around it."""

from collections.abc import Collection, Iterable

import msgspec
from PySide6.QtWidgets import QTableView

from oktodesk.ui.table.model import Rearrangement, UploadModel

Beside = tuple[int | None, int | None]
"""The keys above and below a row; None: a heading, or nothing."""


class Anchor(msgspec.Struct, frozen=True):
    """Rows and their places on screen before a change."""

    places: tuple[tuple[int, int], ...]
    """Keys with their distance from the top of the viewport, the most important first."""
    otherwise: int
    """Where to scroll if none of them is left."""
    followed: frozenset[int] = frozenset()
    """Rows that the person is moving, if the current one is among them and can be seen."""
    current: int = 0
    """The key of the current row, where it is followed."""
    beside: Beside = (None, None)
    """What stood around those before."""


def drop_anchor(
    view: QTableView, model: UploadModel, kind: Rearrangement, *, followed: Collection[int] = frozenset()
) -> Anchor:
    """Remember what is seen: the current row if it can be seen, else the topmost ones.

    At the very top the list stays at the top, where new rows come in; another query begins there too, unless the
    current row is in it. ``followed``: what the person moves.
    """
    scrolled = view.verticalScrollBar().value()
    current = view.currentIndex().row()
    seen = [current] if _is_seen(view, current) else []
    follows = model.key_at(current) if seen and model.key_at(current) in followed else None
    if kind is not Rearrangement.QUERY:
        seen = [*seen, *_seen_rows(view, model)] if scrolled else []
    keyed = ((model.key_at(row), _top_of(view, row)) for row in seen)
    places = tuple((key, top) for key, top in keyed if key is not None)
    otherwise = 0 if kind is Rearrangement.QUERY else scrolled
    if follows is None:
        return Anchor(places, otherwise)
    return Anchor(places, otherwise, frozenset(followed), follows, _beside(model, current, followed))


def hold(view: QTableView, model: UploadModel, anchor: Anchor) -> None:
    """Bring the first of the anchor's rows that is still there back to its place.

    Where the person moved the current row the others stay, and it stays in view.
    """
    row = model.row_of(anchor.current) if anchor.current else None
    if row is None or _beside(model, row, anchor.followed) == anchor.beside:
        _restore(view, model, anchor.places, anchor.otherwise)
        return
    others = [(key, top) for key, top in anchor.places if key not in anchor.followed]
    _restore(view, model, others, anchor.otherwise)
    _bring_into_view(view, row)


def _restore(view: QTableView, model: UploadModel, places: Iterable[tuple[int, int]], otherwise: int) -> None:
    bar = view.verticalScrollBar()
    for key, top in places:
        row = model.row_of(key)
        if row is not None:
            bar.setValue(row * _row_height(view) - top)
            return
    bar.setValue(otherwise)


def _bring_into_view(view: QTableView, row: int) -> None:
    """Vertically alone, unlike ``scrollTo``, and as little as it takes."""
    bar, height = view.verticalScrollBar(), _row_height(view)
    highest = row * height
    lowest = highest + height - view.viewport().height()
    bar.setValue(min(max(bar.value(), lowest), highest))


def _beside(model: UploadModel, row: int, moved: Collection[int]) -> Beside:
    above = below = row
    while model.key_at(above) in moved:
        above -= 1
    while model.key_at(below) in moved:
        below += 1
    return model.key_at(above), model.key_at(below)


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

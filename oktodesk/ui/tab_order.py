"""Tab goes where the eyes go: Qt puts what is made later at the end of the round, wherever it stands."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QSplitter, QWidget

_ASKED = "tab_round_asked"
"""The property of a window whose round is put in order in a moment."""


def order_tab_round(part: QWidget) -> None:
    """Let Tab go round the window of ``part`` as its parts stand in it; to be called when some were made."""
    for before, after in pairwise(_stops(part.window())):
        QWidget.setTabOrder(before, after)


def order_tab_round_soon(part: QWidget) -> None:
    """The same once the loop is at rest: of several parts that were remade at once, one asks for all."""
    window = part.window()
    if window.property(_ASKED):
        return
    window.setProperty(_ASKED, 1)
    QTimer.singleShot(0, window, lambda: _order_asked(window))


def _order_asked(window: QWidget) -> None:
    window.setProperty(_ASKED, 0)
    order_tab_round(window)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """Everything that Tab stops at, the outer before the inner."""
    for child in _parts(widget):
        if isinstance(child, QWidget) and not child.isWindow():
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield child
            if not isinstance(child, QAbstractItemView):
                yield from _stops(child)


def _parts(widget: QWidget) -> Sequence[QObject | None]:
    """What is in it, in the order in which it was put in; a splitter's own children have another."""
    if isinstance(widget, QSplitter):
        return [widget.widget(number) for number in range(widget.count())]
    return widget.children()

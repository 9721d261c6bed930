"""The window's keys: what each of them does, wherever the focus is."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from oktodesk.ui.action_words import KEYS, QUIT_KEYS
from oktodesk.ui.row_actions import Action


class WindowKeys(QObject):
    """Holds the shortcuts of one window. Text fields keep the keys they need for themselves."""

    paste_pressed = Signal()
    search_pressed = Signal()
    refresh_pressed = Signal()
    quit_pressed = Signal()
    undo_pressed = Signal()
    action_pressed = Signal(object)
    """A key stands for an ``Action`` on the selected rows."""

    def __init__(self, window: QWidget, *, panes: Callable[[], list[QWidget]]) -> None:
        """``panes``: the parts that F6 goes round."""
        super().__init__(window)
        self._panes = panes
        standard = QKeySequence.StandardKey
        slots = {
            QKeySequence(standard.Paste): self.paste_pressed.emit,
            QKeySequence(standard.Find): self.search_pressed.emit,
            QKeySequence(standard.Refresh): self.refresh_pressed.emit,
            QKeySequence(standard.Undo): self.undo_pressed.emit,
            QKeySequence(QUIT_KEYS): self.quit_pressed.emit,
            QKeySequence("F6"): self._next_pane,
        }
        self._shortcuts = [QShortcut(keys, window, slot) for keys, slot in slots.items()]
        for action, keys in KEYS.items():
            if action is not Action.RENAME:  # the list takes F2 itself, and edits in place
                self._shortcuts.append(self._make(action, QKeySequence(keys), window))

    def _make(self, action: Action, keys: QKeySequence, window: QWidget) -> "_ActionKey":
        shortcut = _ActionKey(action, keys, window)
        shortcut.chosen.connect(self.action_pressed)
        return shortcut

    def _next_pane(self) -> None:
        panes = self._panes()
        focus = QGuiApplication.focusObject()
        at = next((i for i, pane in enumerate(panes) if focus is pane or _holds(pane, focus)), -1)
        round_ = [panes[(at + step) % len(panes)] for step in range(1, len(panes) + 1)]
        self.go_to(next((pane for pane in round_ if _target(pane) is not None), round_[0]))

    def go_to(self, pane: QWidget) -> None:
        """Put the focus into a part of the window, if something there can have it."""
        target = _target(pane)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)


class _ActionKey(QShortcut):
    chosen = Signal(object)

    def __init__(self, action: Action, keys: QKeySequence, parent: QWidget) -> None:
        super().__init__(keys, parent)
        self._action = action
        self.activated.connect(self._on_activated)

    def _on_activated(self) -> None:
        self.chosen.emit(self._action)


def _holds(pane: QWidget, focus: object) -> bool:
    return isinstance(focus, QWidget) and pane.isAncestorOf(focus)


def _target(pane: QWidget) -> QWidget | None:
    return pane if pane.focusPolicy() is not Qt.FocusPolicy.NoFocus else _first_focusable(pane)


def _first_focusable(pane: QWidget) -> QWidget | None:
    inside = pane.findChildren(QWidget)
    return next(
        (each for each in inside if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus), None
    )

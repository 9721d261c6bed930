"""The strip above the list: the new links and the button that adds them, then the seconds to take it back."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from oktodesk.ui import words
from oktodesk.ui.buttons import WaryButton, as_primary
from oktodesk.ui.elided import ElidedLabel
from oktodesk.ui.origins import origin_words
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.theme import GRID, MARGIN

_ONE_LINE = 600
"""Pixels that both need beside the two buttons."""


class NewLinks(msgspec.Struct, frozen=True):
    """What waits to be added."""

    total: int = 0
    checking: int = 0
    need_you: int = 0
    pages: int = 0
    """Linked beside the media, and not ticked: nobody has to do anything about them."""
    ready: int = 0
    """Checked and good to go."""
    addable: int = 0
    """Ready and ticked: what Add would send."""
    addable_bytes: int = 0
    size_known: bool = True
    """False: some of the sizes are unknown, and the sum is a lower bound."""
    origins: frozenset[str] = frozenset()
    """Where they came from."""


class Adding(msgspec.Struct, frozen=True):
    """One Add that can still be taken back. ``seconds_left`` are rounded up."""

    batch_id: int
    links: int
    seconds_left: int


class NewStrip(QFrame):
    """Hidden while there is nothing new and nothing to take back."""

    add_pressed = Signal()
    remove_pressed = Signal()
    take_back_pressed = Signal(int)
    send_now_pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("new_strip")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self._new = _NewRow(self)
        self._adding: dict[int, _AddingRow] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(MARGIN, GRID, MARGIN, GRID)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._new)
        self._new.add.clicked.connect(self.add_pressed)
        self._new.remove.clicked.connect(self.remove_pressed)
        self._new.setVisible(False)
        self.setVisible(False)
        self.shown = NewLinks()
        """What is shown as new."""

    @property
    def add_button(self) -> QPushButton:
        """The button that adds."""
        return self._new.add

    def send_now_button(self, batch_id: int) -> QPushButton:
        """The button that ends the wait of one batch."""
        return self._adding[batch_id].send_now

    def take_back_button(self, batch_id: int) -> QPushButton:
        """The button that undoes one Add."""
        return self._adding[batch_id].take_back

    @property
    def adding(self) -> tuple[int, ...]:
        """The batches that can still be taken back."""
        return tuple(self._adding)

    def show_new(self, new: NewLinks) -> None:
        """Show what is new."""
        self.shown = new
        self._new.show_new(new)
        self._new.setVisible(new.total > 0)
        self._show_or_hide()

    def show_adding(self, adding: Sequence[Adding]) -> None:
        """Show what can still be taken back; called once a second while there is something."""
        gone = set(self._adding) - {each.batch_id for each in adding}
        for batch_id in gone:
            row = self._adding.pop(batch_id)
            self._layout.removeWidget(row)
            row.deleteLater()
        for each in adding:
            self._row_of(each.batch_id).show_adding(each)
        self._show_or_hide()

    def _row_of(self, batch_id: int) -> "_AddingRow":
        if batch_id not in self._adding:
            row = _AddingRow(batch_id, self)
            row.take_back.clicked.connect(row.announce_take_back)
            row.take_back_pressed.connect(self.take_back_pressed)
            row.send_now_pressed.connect(self.send_now_pressed)
            row.send_now.clicked.connect(row.announce_send_now)
            self._adding[batch_id] = row
            self._layout.insertWidget(0, row)
        return self._adding[batch_id]

    def _show_or_hide(self) -> None:
        self.setVisible(self._new.isVisibleTo(self) or bool(self._adding))


class _NewRow(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = PlainLabel("", self)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._state = ElidedLabel("", self)
        self._state.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.remove = WaryButton(self.tr("Remove all"), self)
        self.add = as_primary(WaryButton("", self))
        self.add.setObjectName("add_new_links")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.addWidget(self._title)
        self._words.addWidget(self._state, 1)
        layout.addLayout(self._words, 1)
        layout.addWidget(self.remove)
        layout.addWidget(self.add)
        self._stack(narrow=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, where they came from stands beneath, and can still be read."""
        super().resizeEvent(event)
        self._stack(narrow=self.width() < _ONE_LINE)

    def _stack(self, *, narrow: bool) -> None:
        directions = QBoxLayout.Direction
        self._words.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)
        self._words.setSpacing(0 if narrow else 8)

    def show_new(self, new: NewLinks) -> None:
        self._title.setText(self.tr("NEW · %n link(s)", "", new.total))
        self._state.setText(self._state_text(new))
        self.add.setText(self._add_text(new))
        self.add.setEnabled(new.addable > 0)

    def _state_text(self, new: NewLinks) -> str:
        origin = origin_words(new.origins)
        parts = [origin] if origin else []
        if new.checking:
            parts.append(self.tr("checking %n", "", new.checking))
        if new.need_you:
            parts.append(self.tr("%n can't be added yet", "", new.need_you))
        if new.ready and not (new.checking or new.need_you):
            parts.append(self.tr("all checked"))
        if new.pages:
            parts.append(self.tr("%n page link(s)", "", new.pages))
        return " · ".join(parts)

    def _add_text(self, new: NewLinks) -> str:
        if not new.addable:
            return self.tr("Add")
        size = self._size_text(new)
        if new.addable == new.total:
            return self.tr("Add %n ({size})", "", new.addable).format(size=size)
        count, total = words.number(new.addable), words.number(new.total)
        return self.tr("Add {count} of {total} ({size})").format(count=count, total=total, size=size)

    def _size_text(self, new: NewLinks) -> str:
        if new.size_known:
            return words.size(new.addable_bytes)
        if not new.addable_bytes:
            return self.tr("size unknown")
        return self.tr("at least {size}").format(size=words.size(new.addable_bytes))


class _AddingRow(QWidget):
    take_back_pressed = Signal(int)
    send_now_pressed = Signal(int)

    def __init__(self, batch_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._batch_id = batch_id
        self._text = ElidedLabel("", self)
        self.take_back = WaryButton(self.tr("Take back"), self)
        self.send_now = WaryButton(self.tr("Send now"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.take_back)
        layout.addWidget(self.send_now)

    def show_adding(self, adding: Adding) -> None:
        text = self.tr("Adding %n link(s) in {seconds} s", "", adding.links)
        self._text.setText(text.format(seconds=adding.seconds_left))

    def announce_take_back(self) -> None:
        self.take_back_pressed.emit(self._batch_id)

    def announce_send_now(self) -> None:
        self.send_now_pressed.emit(self._batch_id)

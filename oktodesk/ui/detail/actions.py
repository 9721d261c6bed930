"""The panel's buttons: the most helpful action first, as the primary one where something is wrong."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from oktodesk.ui.action_words import action_text
from oktodesk.ui.buttons import as_primary
from oktodesk.ui.row_actions import IN_MENU_ONLY, Action, Offer
from oktodesk.ui.tab_order import order_tab_round_soon


class ActionButtons(QWidget):
    """Rebuilt only when the offers change, so that a click never hits a button that just moved."""

    pressed = Signal(object)
    """Carries the ``Offer``."""

    def __init__(self, parent: QWidget | None = None, *, elsewhere: frozenset[Action] = IN_MENU_ONLY) -> None:
        """``elsewhere``: actions that have another place here, and get no button."""
        super().__init__(parent)
        self._elsewhere = elsewhere
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._buttons: list[_OfferButton] = []
        self._pairs: list[int] = []
        """How many buttons each line has, as laid out last."""
        self.hide()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show what can be done."""
        wanted = [offer for offer in offers if offer.helps or offer.action not in self._elsewhere]
        if [button.offer for button in self._buttons] == wanted:
            return
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._make(offer) for offer in wanted]
        self._pairs = []
        self._lay_out()
        order_tab_round_soon(self)
        self.setVisible(bool(wanted))

    def button(self, action: Action) -> QPushButton | None:
        """The button of an action, if it is offered."""
        return next((button for button in self._buttons if button.offer.action is action), None)

    def _make(self, offer: Offer) -> "_OfferButton":
        button = _OfferButton(offer, self)
        button.setObjectName(f"action_{offer.action.value}")
        button.chosen.connect(self.pressed)
        if offer.helps:
            as_primary(button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may hold two beside each other, or no longer."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Two beside each other where both are short, else one across."""
        half = (self.width() - self._layout.horizontalSpacing()) // 2
        lines: list[list[_OfferButton]] = []
        waiting = list(self._buttons)
        while waiting:
            are_short = all(button.sizeHint().width() <= half for button in waiting[:2])
            lines.append(waiting[:2] if are_short else waiting[:1])
            waiting = waiting[len(lines[-1]) :]
        if (pairs := [len(line) for line in lines]) == self._pairs:
            return
        self._pairs = pairs
        for row, line in enumerate(lines):
            for column, button in enumerate(line):
                self._layout.addWidget(button, row, column, 1, 3 - len(line))


class _OfferButton(QPushButton):
    chosen = Signal(object)

    def __init__(self, offer: Offer, parent: QWidget) -> None:
        super().__init__(action_text(offer), parent)
        self.offer = offer
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.chosen.emit(self.offer)

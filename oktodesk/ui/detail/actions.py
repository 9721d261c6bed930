"""The panel's buttons: the most helpful action first, as the primary one where something is wrong."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from oktodesk.ui.action_words import action_text
from oktodesk.ui.buttons import as_primary
from oktodesk.ui.row_actions import IN_MENU_ONLY, Action, Offer


class ActionButtons(QWidget):
    """Rebuilt only when the offers change, so that a click never hits a button that just moved."""

    pressed = Signal(object)
    """Carries the ``Offer``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._buttons: list[_OfferButton] = []

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Show what can be done."""
        wanted = [offer for offer in offers if offer.action not in IN_MENU_ONLY]
        if [button.offer for button in self._buttons] == wanted:
            return
        for button in self._buttons:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._make(offer, first=index == 0) for index, offer in enumerate(wanted)]
        self.setVisible(bool(wanted))

    def button(self, action: Action) -> QPushButton | None:
        """The button of an action, if it is offered."""
        return next((button for button in self._buttons if button.offer.action is action), None)

    def _make(self, offer: Offer, *, first: bool) -> "_OfferButton":
        button = _OfferButton(offer, self)
        button.setObjectName(f"action_{offer.action.value}")
        button.chosen.connect(self.pressed)
        if first and offer.action in _GO_ON:
            as_primary(button)
        self._layout.addWidget(button)
        return button


_GO_ON = frozenset(
    {Action.ADD, Action.RETRY, Action.RETRY_WITH, Action.CHANGE_LINK, Action.CHECK_AGAIN, Action.USE_THAT}
)


class _OfferButton(QPushButton):
    chosen = Signal(object)

    def __init__(self, offer: Offer, parent: QWidget) -> None:
        super().__init__(action_text(offer), parent)
        self.offer = offer
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.chosen.emit(self.offer)

"""The top row: account, the field for links, search, refresh, settings."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from oktodesk.ui import icons
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.field import Field
from oktodesk.ui.link_field import LinkField
from oktodesk.ui.plain import plain_tip
from oktodesk.ui.visible import one_line

_ACCOUNT_WIDTH = 160
"""Pixels; a longer name would push the field for links aside."""
_SEARCH_PAUSE_MS = 120
"""A search runs when the typing pauses this long."""


class Toolbar(QWidget):
    """Knows nothing but what was typed and pressed."""

    account_pressed = Signal()
    add_pressed = Signal()
    search_changed = Signal(str)
    refresh_pressed = Signal()
    settings_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.account = QPushButton(self)
        self.account.setObjectName("account_button")
        self.links = LinkField(self)
        self.add = QPushButton(self.tr("Add…"), self)
        self.add.setToolTip(self.tr("Type several links, or choose a list"))
        self.search = self._make_search()
        self.refresh = QuietButton(icon=icons.icon("refresh"), parent=self)
        self.settings = QuietButton(icon=icons.icon("settings"), parent=self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_PAUSE_MS)
        self._name_buttons()
        self._lay_out()
        self._connect()
        self.show_account("")

    def show_account(self, label: str) -> None:
        """Show whose account it is; empty: not connected."""
        label = one_line(label)
        shown = self.account.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, _ACCOUNT_WIDTH)
        self.account.setText(f"{shown.replace('&', '&&')} ▾" if label else self.tr("Connect…"))
        self.account.setToolTip(plain_tip(label) if shown != label else "")
        self.account.setAccessibleName(
            self.tr("Account: {name}").format(name=label) if label else self.tr("Connect to Oktopost")
        )

    def show_refreshable(self, reason: str = "") -> None:
        """Whether the person can ask for news here; ``reason``: why not."""
        keys = QKeySequence(QKeySequence.StandardKey.Refresh).toString(QKeySequence.SequenceFormat.NativeText)
        self.refresh.setEnabled(not reason)
        self.refresh.setToolTip(plain_tip(reason) if reason else self.tr("Refresh ({keys})").format(keys=keys))
        self.refresh.setAccessibleDescription(reason)

    def search_now(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def clear_search(self) -> None:
        """Empty the search field and say so at once."""
        self.search.clear()
        self._announce_search()

    def _make_search(self) -> "_SearchField":
        search = _SearchField("", self)
        search.setObjectName("search_field")
        search.setPlaceholderText(self.tr("Search"))
        search.setAccessibleName(self.tr("Search names, links, ids and errors"))
        search.setClearButtonEnabled(True)
        search.addAction(icons.icon("search", "secondary"), Field.ActionPosition.LeadingPosition)
        return search

    def _name_buttons(self) -> None:
        self.refresh.setAccessibleName(self.tr("Refresh"))
        self.show_refreshable()
        self.settings.setAccessibleName(self.tr("Settings"))
        self.settings.setToolTip(self.tr("Settings"))
        for button in (self.refresh, self.settings):
            button.setIconSize(QSize(20, 20))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget, stretch in (
            (self.account, 0),
            (self.links, 3),
            (self.add, 0),
            (self.search, 2),
            (self.refresh, 0),
            (self.settings, 0),
        ):
            layout.addWidget(widget, stretch)
            if not isinstance(widget, QuietButton):
                widget.setMinimumHeight(32)
        self.search.setMaximumWidth(320)
        self.account.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _connect(self) -> None:
        self.account.clicked.connect(self.account_pressed)
        self.add.clicked.connect(self.add_pressed)
        self.refresh.clicked.connect(self.refresh_pressed)
        self.settings.clicked.connect(self.settings_pressed)
        self.search.textEdited.connect(self._on_search_edited)
        self.search.returnPressed.connect(self._announce_search)
        self._pause.timeout.connect(self._announce_search)
        self.search.given_up.connect(self.clear_search)

    def _on_search_edited(self, text: str) -> None:
        if text:
            self._pause.start()
        else:
            self._announce_search()

    def _announce_search(self) -> None:
        self._pause.stop()
        self.search_changed.emit(self.search.text().strip())


class _SearchField(Field):
    """Escape gives the search up."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)

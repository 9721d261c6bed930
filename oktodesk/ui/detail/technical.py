"""Details for support: folded away, one click from being read, one more from being copied."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from oktodesk.ui import icons
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.fixed_font import fixed_width

_LINES = 10
_FLUSH = "QToolButton { padding: 4px 4px 4px 0; } QToolButton:checked { background: transparent; }"
"""In line with what is above it; not drawn as pressed, for the arrow says that it is open."""


class TechnicalDetails(QWidget):
    """Where API words may appear."""

    copy_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._toggle = QuietButton(self.tr("Details"), icon=icons.icon("chevron-right"), parent=self)
        self._toggle.setObjectName("details_toggle")
        self._toggle.setCheckable(True)
        self._toggle.setStyleSheet(_FLUSH)
        self._toggle.setIconSize(QSize(16, 12))
        self._copy = QuietButton(self.tr("Copy"), icon=icons.icon("copy"), parent=self)
        self._copy.setAccessibleName(self.tr("Copy the details"))
        self._text = QPlainTextEdit(self)
        self._text.setReadOnly(True)
        self._text.setAcceptDrops(False)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(self.tr("Details"))
        self._text.setFont(fixed_width(self._text.font()))
        self._text.setFixedHeight(self._text.fontMetrics().lineSpacing() * _LINES)
        head = QHBoxLayout()
        head.addWidget(self._toggle)
        head.addStretch(1)
        head.addWidget(self._copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._text)
        self._toggle.toggled.connect(self._on_toggled)
        self._copy.clicked.connect(self._on_copy)
        self._show(unfolded=False)

    def show_details(self, text: str) -> None:
        """Show them, folded or not as before; hidden where there are none."""
        if text != self._text.toPlainText():
            self._text.setPlainText(text)
        self.setVisible(bool(text))

    def unfold(self) -> None:
        """Open them."""
        self._toggle.setChecked(True)

    @property
    def text(self) -> str:
        """What is in them."""
        return self._text.toPlainText()

    def _on_toggled(self, unfolded: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._show(unfolded=unfolded)

    def _show(self, *, unfolded: bool) -> None:
        closed = "chevron-left" if self.isRightToLeft() else "chevron-right"
        self._toggle.setIcon(icons.icon("chevron-down" if unfolded else closed))
        self._text.setVisible(unfolded)
        self._copy.setVisible(unfolded)

    def _on_copy(self) -> None:
        self.copy_pressed.emit(self._text.toPlainText())

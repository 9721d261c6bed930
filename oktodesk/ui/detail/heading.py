"""The top of the panel: picture, name with its pencil, and where the row is in its life."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from oktodesk.ui import icons
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.detail.breakable import BreakableLabel
from oktodesk.ui.field import Field
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.sign import Sign

_PICTURE_HEIGHT = 128
_RADIUS = 8
_SIGN = 48
_LINE = 24
"""Pixels: a line of text with a button beside it."""


class Picture(QWidget):
    """The preview, or a sign for the kind of file where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = "kind-link"
        self._pixmap: QPixmap | None = None
        self.setFixedHeight(_PICTURE_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_kind(self, kind: str) -> None:
        """Show a sign: ``kind-video``, ``kind-image``, ``kind-pdf`` or ``kind-link``."""
        self._kind, self._pixmap = kind, None
        self.update()

    @property
    def is_filled(self) -> bool:
        """Whether there is a preview."""
        return self._pixmap is not None

    def show_pixmap(self, pixmap: QPixmap) -> None:
        """Show a preview, fitted into the frame."""
        self._pixmap = pixmap
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame and what is in it."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(self.rect()), _RADIUS, _RADIUS)
        painter.fillPath(frame, self.palette().color(QPalette.ColorRole.AlternateBase))
        if self._pixmap is None:
            place = QRect((self.width() - _SIGN) // 2, (self.height() - _SIGN) // 2, _SIGN, _SIGN)
            icons.icon(self._kind, "faint").paint(painter, place)
            return
        painter.setClipPath(frame)
        ratio = self._pixmap.devicePixelRatio()
        scaled = self._pixmap.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio) / ratio
        left, top = (self.width() - scaled.width()) / 2, (self.height() - scaled.height()) / 2
        painter.drawPixmap(
            QRectF(left, top, scaled.width(), scaled.height()), self._pixmap, QRectF(self._pixmap.rect())
        )


class NameLine(QWidget):
    """The name, with a pencil that turns it into a field; as high with the pencil as without."""

    renamed = Signal(str)
    """Another name was given; a field that is left as it was filled says nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = BreakableLabel("", self)
        self._label.setObjectName("detail_name")
        self._label.setMinimumHeight(_LINE)
        font = self._label.font()
        font.setBold(True)
        self._label.setFont(font)
        self.field = _NameField(self)
        self._filled = ""
        self._pencil = QuietButton(icon=icons.icon("edit"), parent=self)
        self._pencil.setIconSize(QSize(16, 16))
        self._pencil.setFixedSize(_LINE, _LINE)
        self._pencil.setToolTip(self.tr("Change the name (F2)"))
        self._pencil.setAccessibleName(self.tr("Change the name"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._pencil, 0, Qt.AlignmentFlag.AlignTop)
        self.field.hide()
        self._pencil.clicked.connect(self.edit)
        self.field.returnPressed.connect(self._on_done)
        self.field.given_up.connect(self._show_label)
        self.field.editingFinished.connect(self._show_label)

    @property
    def name(self) -> str:
        """What is shown."""
        return self._label.plain_text

    def show_name(self, name: str, *, editable: bool) -> None:
        """Show a name. A field that is being typed in is left alone."""
        self._label.show_text(name)
        self._pencil.setVisible(editable)
        if not editable:
            self._show_label()

    def edit(self) -> None:
        """Turn the name into a field, where it may be changed."""
        if not self._pencil.isVisibleTo(self):
            return
        self.field.setText(self._label.plain_text)
        self._filled = self.field.text().strip()
        self._label.hide()
        self.field.show()
        self.field.setFocus()
        self.field.selectAll()

    def leave(self) -> None:
        """Another row is shown: what is being typed was for the last one."""
        self._show_label()

    def _on_done(self) -> None:
        text = self.field.text().strip()
        self._show_label()
        if text != self._filled:  # what is shown may be made up, like "Dropbox file": nobody chose it
            self.renamed.emit(text)

    def _show_label(self) -> None:
        self.field.hide()
        self._label.show()


class _NameField(Field):
    given_up = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Name in Oktopost"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
            return
        super().keyPressEvent(event)


class StateLine(QWidget):
    """What is going on, and what to do about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = Sign(16, self)
        self._state = PlainLabel("", self)
        self._state.setObjectName("detail_state")
        self._state.setWordWrap(True)
        font = self._state.font()
        font.setBold(True)
        self._state.setFont(font)
        self._note = BreakableLabel("", self)
        self._note.setObjectName("detail_note")
        self._advice = PlainLabel("", self)
        self._advice.setObjectName("detail_advice")
        self._advice.setWordWrap(True)
        self._advice.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column = QVBoxLayout()
        column.setSpacing(4)
        for label in (self._state, self._note, self._advice):
            column.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(column, 1)

    def show_state(self, state: str, note: str, advice: str, sign: QIcon) -> None:
        """Show a state with its sign; note and advice only where there are any."""
        self._state.setText(state)
        self._note.show_text(note)
        self._note.setVisible(bool(note))
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._sign.show_icon(sign)

    @property
    def texts(self) -> tuple[str, str]:
        """State and note in one, and the advice, as shown."""
        said = (self._state.text(), self._note.plain_text)
        return ": ".join(part for part in said if part), self._advice.text()

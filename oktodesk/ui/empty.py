"""The first screen: a large drop target instead of a form."""

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QPalette, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from oktodesk.ui import icons
from oktodesk.ui.buttons import as_primary
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.sign import Sign

_MARGIN, _RADIUS, _DASH = 16, 16, 6.0
_SAID_AFTER_MS, _WAITED_MS = 500, 10_000


class EmptyView(QWidget):
    """What the list's place shows while the list is empty."""

    paste_pressed = Signal()
    sample_pressed = Signal()
    connect_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = Sign(64, self)
        self._sign.show_icon(icons.icon("drop", "accent"))
        self._title = self._line(self.tr("Drop links here"), larger=True)
        self._kinds = self._line(self.tr("Videos · Images · Lists"))
        self._promise = self._line(
            self.tr("Every link is checked first. Nothing is sent before you press Add."), quiet=True
        )
        self.paste = QPushButton(self.tr("Paste"), self)
        self.sample = as_primary(QPushButton(self.tr("Try a sample"), self))
        self.sample.setObjectName("try_sample")
        self.connect_button = QPushButton(self.tr("Connect to Oktopost…"), self)
        self._lay_out()
        self.paste.clicked.connect(self.paste_pressed)
        self.sample.clicked.connect(self.sample_pressed)
        self.connect_button.clicked.connect(self.connect_pressed)
        self.show_situation(practice=False, connected=False)

    def show_situation(self, *, practice: bool, connected: bool) -> None:
        """Offer what helps here: samples in practice mode, connecting where there is no account."""
        self.sample.setVisible(practice)
        self.connect_button.setVisible(not practice and not connected)
        self._promise.setText(
            self.tr("Practice mode: a local Oktopost on this computer. Nothing leaves it.")
            if practice
            else self.tr("Every link is checked first. Nothing is sent before you press Add.")
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dashed frame of a drop target."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        colour.setAlphaF(0.28)
        pen = QPen(colour, 1.5)
        pen.setDashPattern([_DASH, _DASH * 0.75])
        painter.setPen(pen)
        frame = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        painter.drawRoundedRect(frame, _RADIUS, _RADIUS)

    def _line(self, text: str, *, larger: bool = False, quiet: bool = False) -> PlainLabel:
        label = PlainLabel(text, self)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        font = label.font()
        if larger:
            font.setPointSizeF(font.pointSizeF() * 1.6)
            font.setBold(True)
        label.setFont(font)
        if quiet:
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        return label

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.sample, self.paste, self.connect_button):
            button.setMinimumHeight(32)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * _MARGIN, 2 * _MARGIN, 2 * _MARGIN, 2 * _MARGIN)
        layout.setSpacing(8)
        layout.addStretch(3)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._title)
        layout.addWidget(self._kinds)
        layout.addSpacing(8)
        layout.addWidget(self._promise)
        layout.addSpacing(8)
        layout.addLayout(buttons)
        layout.addStretch(4)


class NothingYet(QWidget):
    """What the list's place shows until it is known what belongs there: nothing, and soon that it comes.

    Who has thousands of uploads must not be told that there are none.
    """

    waited = Signal()
    """It takes so long that something else should be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._text = PlainLabel(self.tr("Reading your account…"), self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(self._text)
        layout.addStretch(3)
        self._soon, self._long = QTimer(self), QTimer(self)
        for timer, after_ms in ((self._soon, _SAID_AFTER_MS), (self._long, _WAITED_MS)):
            timer.setSingleShot(True)
            timer.setInterval(after_ms)
        self._soon.timeout.connect(self._text.show)
        self._long.timeout.connect(self.waited)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to wait."""
        super().showEvent(event)
        self._text.hide()
        self._soon.start()
        self._long.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """No longer."""
        super().hideEvent(event)
        self._soon.stop()
        self._long.stop()


class NothingFound(QWidget):
    """What the list's place shows when a filter or a search leaves nothing."""

    show_all_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sign = Sign(32, self)
        sign.show_icon(icons.icon("search", "frame"))
        self._text = PlainLabel("", self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setWordWrap(True)
        self._all = QPushButton(self.tr("Show all"), self)
        self._all.clicked.connect(self.show_all_pressed)
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(2)
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._text)
        layout.addWidget(self._all, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def show_search(self, search: str) -> None:
        """Say what was looked for."""
        self._text.setText(
            self.tr("Nothing found for “{search}”").format(search=search)
            if search
            else self.tr("Nothing here at the moment")
        )

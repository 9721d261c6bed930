"""What is to be told, in place: one frame per notice above the list, never a dialog."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from oktodesk.system.clock import Clock
from oktodesk.ui import icons, theme, words
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.notices import Help, Notice, Tone
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.sign import Sign
from oktodesk.ui.tab_order import order_tab_round_soon
from oktodesk.ui.theme import GRID

_MOST = 3
"""More would push the list away; the rest comes up when these are closed."""


class BannerStack(QWidget):
    """The notices of the moment."""

    help_pressed = Signal(object)
    """Carries the ``Notice`` whose button was pressed."""
    close_pressed = Signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, GRID)
        self._layout.setSpacing(4)
        self._banners: list[_Banner] = []
        self._second = QTimer(self)
        self._second.setInterval(1_000)
        self._second.timeout.connect(self._on_second)
        self.setVisible(False)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is readable now."""
        return tuple(banner.text for banner in self._banners)

    def press_help(self, notice_id: str) -> None:
        """Press the button of a notice, as its click does."""
        for banner in self._banners:
            if banner.notice.id == notice_id:
                banner.press_help()

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show the first few; unchanged ones stay as they are."""
        wanted = notices[:_MOST]
        if [banner.notice for banner in self._banners] != list(wanted):
            self._rebuild(wanted)
        if any(notice.until is not None for notice in wanted):
            self._second.start()
            self._on_second()
        else:
            self._second.stop()
        self.setVisible(bool(wanted))

    def _rebuild(self, notices: Sequence[Notice]) -> None:
        for banner in self._banners:
            self._layout.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
        self._banners = [_Banner(notice, self) for notice in notices]
        for banner in self._banners:
            banner.help_pressed.connect(self.help_pressed)
            banner.close_pressed.connect(self.close_pressed)
            self._layout.addWidget(banner)
        order_tab_round_soon(self)

    def _on_second(self) -> None:
        now = self._clock.now()
        for banner in self._banners:
            banner.count_down(now)


class _Banner(QFrame):
    help_pressed = Signal(object)
    close_pressed = Signal(str)

    def __init__(self, notice: Notice, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = notice
        self._title = PlainLabel(notice.title, self)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._title.setWordWrap(True)
        self._advice = PlainLabel(notice.advice, self)
        self._advice.setWordWrap(True)
        self._advice.setVisible(bool(notice.advice))
        self._lay_out()

    @property
    def text(self) -> str:
        return f"{self._title.text()}\n{self._advice.text()}".strip()

    def count_down(self, now: float) -> None:
        if self.notice.until is None:
            return
        left = max(0, math.ceil(self.notice.until - now))
        template = self.tr("{title} ({left} left)")
        self._title.setText(template.format(title=self.notice.title, left=words.countdown(left)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self._tint(0.45)))
        painter.setBrush(QColor(self._tint(0.12)))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)

    def _tint(self, alpha: float) -> QColor:
        palette = self.palette()
        colour = QColor(palette.color(QPalette.ColorRole.Highlight))
        if self.notice.tone is not Tone.INFO:
            colour = theme.tone_colour(self.notice.tone, palette)
        colour.setAlphaF(alpha)
        return colour

    def _lay_out(self) -> None:
        sign = Sign(20, self)
        sign.show_icon(_sign(self.notice.tone))
        words_column = QVBoxLayout()
        words_column.setSpacing(2)
        words_column.addWidget(self._title)
        words_column.addWidget(self._advice)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(sign)
        layout.addLayout(words_column, 1)
        if self.notice.help is not Help.NONE:
            button = QPushButton(self._help_text(), self)
            button.clicked.connect(self.press_help)
            layout.addWidget(button)
        if self.notice.closable:
            close = QuietButton(icon=icons.icon("close"), parent=self)
            close.setAccessibleName(self.tr("Close"))
            close.clicked.connect(self._on_close)
            layout.addWidget(close)

    def _help_text(self) -> str:
        return {
            Help.CONNECT: self.tr("Connect…"),
            Help.COPY_DETAILS: self.tr("Copy details"),
            Help.RESUME: self.tr("Resume"),
            Help.UNDO_REMOVE: self.tr("Undo"),
            Help.SHOW_REJECTS: self.tr("Show them"),
            Help.REFRESH: self.tr("Try now"),
            Help.NONE: "",
        }[self.notice.help]

    def press_help(self) -> None:
        self.help_pressed.emit(self.notice)

    def _on_close(self) -> None:
        self.close_pressed.emit(self.notice.id)


def _sign(tone: Tone) -> QIcon:
    match tone:
        case Tone.INFO:
            return icons.icon("info", "accent")
        case Tone.WARNING:
            return icons.icon("warning", "warning")
        case Tone.ERROR:
            return icons.icon("error", "bad")

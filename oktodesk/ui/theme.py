"""What the window wears: the platform's widgets and palette, Fusion in our colours on Linux; light, dark or the
system's choice. Sizes follow an 8-pixel grid, and there are two sizes of type.
"""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from oktodesk.system.settings import Theme as Choice
from oktodesk.ui.colours import DARK, LIGHT, Colours, colours_of, palette_of
from oktodesk.ui.flat import FLAT

GRID = 8
"""Pixels; all distances are multiples or halves of it."""
MARGIN = 2 * GRID
"""From the window's edges, the same for everything that stands at one."""
_LEAST_POINT_SIZE = 10.0
"""Bare Linux desktops set 9 points, which leaves no room for a smaller second line."""
_SMALL = 0.87


class Theme(QObject):
    """Dresses the application, and again when the person or the desktop changes the scheme."""

    changed = Signal()
    """Everything has its new colours; pictures made from the old ones are to be made again."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._choice = Choice.SYSTEM
        self._is_ours = _is_linux()
        if self._is_ours:
            application.setStyle("Fusion")
            application.setFont(_readable(application.font()))
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    @property
    def choice(self) -> Choice:
        """What the person chose."""
        return self._choice

    @property
    def colours(self) -> Colours:
        """The colours in use."""
        return colours_of(self._application.palette())

    def apply(self, choice: Choice) -> None:
        """Wear ``choice`` from now on."""
        if choice is not self._choice:
            _set_scheme(self._application, choice)
        self._choice = choice
        self._dress()

    def _dress(self) -> None:
        if self._is_ours:
            self._application.setPalette(palette_of(self._wanted()))
            # Set anew each time: Qt puts the palette into a sheet only when widgets are polished (6.11).
            self._application.setStyleSheet(FLAT)
        self.changed.emit()

    def _wanted(self) -> Colours:
        if self._choice is Choice.SYSTEM:
            # Fusion's own palette follows the system's scheme; to ask for that takes ``Qt``, see ``_set_scheme``.
            return colours_of(self._application.style().standardPalette())
        return DARK if self._choice is Choice.DARK else LIGHT

    def _on_scheme_changed(self, _scheme: object) -> None:
        self._dress()


def _set_scheme(application: QApplication, choice: Choice) -> None:
    from PySide6.QtCore import Qt  # noqa: PLC0415 - 22 ms; a start in the system's scheme does without

    schemes = {
        Choice.SYSTEM: Qt.ColorScheme.Unknown,
        Choice.LIGHT: Qt.ColorScheme.Light,
        Choice.DARK: Qt.ColorScheme.Dark,
    }
    application.styleHints().setColorScheme(schemes[choice])


def small(font: QFont) -> QFont:
    """The smaller of the two sizes of type, made from the usual one."""
    smaller = QFont(font)
    if font.pixelSize() > 0:
        smaller.setPixelSize(round(font.pixelSize() * _SMALL))
    else:
        smaller.setPointSizeF(font.pointSizeF() * _SMALL)
    return smaller


def tone_colour(tone: str, palette: QPalette) -> QColor:
    """The colour of a notice's tone (``info``, ``warning``, ``error``, ``good``) on this palette."""
    colours = colours_of(palette)
    by_tone = {"warning": colours.warning, "error": colours.bad, "good": colours.good}
    return QColor(by_tone.get(tone, colours.accent))


def _readable(font: QFont) -> QFont:
    """The desktop's font, unless it is a bare default."""
    readable = QFont(font)
    if 0 < font.pointSizeF() < _LEAST_POINT_SIZE:
        readable.setPointSizeF(_LEAST_POINT_SIZE)
    return readable


def _is_linux() -> bool:
    return sys.platform.startswith("linux")

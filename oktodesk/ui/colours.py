"""The colours of both schemes by what they mean; every pair that carries text has a contrast of 4.5 : 1 or more.

State is never shown by colour alone: these only repeat what a word or a shape says.
"""

import msgspec
from PySide6.QtGui import QColor, QPalette


class Colours(msgspec.Struct, frozen=True):
    """One scheme, as ``#rrggbb``."""

    window: str
    base: str
    """The ground of lists and fields."""
    raised: str
    """Strips, heads and tooltips: a little apart from ``base``."""
    hover: str
    selected: str
    """The ground of a selected row; its text keeps its colour."""
    line: str
    """Hairlines between rows and panes."""
    frame: str
    """Around fields, buttons and check boxes: 3 : 1 against its ground."""
    text: str
    secondary: str
    """Second lines, headings, hints."""
    faint: str
    """Signs that say nothing yet; never for text."""
    accent: str
    on_accent: str
    good: str
    warning: str
    bad: str

    @property
    def is_dark(self) -> bool:
        """Whether the ground is dark."""
        return QColor(self.base).lightness() < 128


LIGHT = Colours(
    window="#f5f6f8",
    base="#ffffff",
    raised="#eef0f5",
    hover="#f1f4fa",
    selected="#e6ebfb",
    line="#e4e7ed",
    frame="#868e9d",
    text="#1a1e27",
    secondary="#566072",
    faint="#b4bac6",
    accent="#3556d4",
    on_accent="#ffffff",
    good="#18743f",
    warning="#8a5600",
    bad="#bb2734",
)
DARK = Colours(
    window="#16181d",
    base="#1c1f26",
    raised="#252932",
    hover="#242933",
    selected="#2b3453",
    line="#2c313b",
    frame="#6c7687",
    text="#e9ecf1",
    secondary="#a6afbe",
    faint="#566070",
    accent="#8fa6ff",
    on_accent="#11141b",
    good="#62cd90",
    warning="#e6b75c",
    bad="#ff8f8f",
)


def colours_of(palette: QPalette) -> Colours:
    """The scheme that fits a palette, whoever chose it: the person, the desktop or a high-contrast theme."""
    return DARK if palette.color(QPalette.ColorRole.Base).lightness() < 128 else LIGHT


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    known = QColor(colour)
    weighted = ((0.2126, known.redF()), (0.7152, known.greenF()), (0.0722, known.blueF()))
    return sum(weight * _linear(channel) for weight, channel in weighted)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def palette_of(colours: Colours) -> QPalette:
    """The palette that dresses Fusion's widgets in a scheme."""
    palette, role = QPalette(), QPalette.ColorRole
    palette.setColor(role.Light, _colour(colours.window).lighter(150))
    for each, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.base),
        (role.AlternateBase, colours.raised),
        (role.Text, colours.text),
        (role.Button, colours.raised if colours.is_dark else colours.base),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.bad),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.PlaceholderText, colours.secondary),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Mid, colours.line),
        (role.Midlight, colours.selected),
        (role.Dark, colours.faint),
        (role.Shadow, "black"),
    ):
        palette.setColor(each, _colour(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, _colour(colours.frame))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, _colour(colours.faint))
    return palette


def _colour(name: str) -> QColor:
    # Not ``QColor(name)``: to tell its overloads apart takes ``Qt``, whose enums are 22 ms of the start.
    return QColor.fromString(name)

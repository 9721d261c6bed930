"""Both schemes can be read, and the window changes between them."""

import itertools
import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

from oktodesk.system.settings import Theme as Choice
from oktodesk.ui.colours import DARK, LIGHT, Colours, colours_of, contrast, palette_of
from oktodesk.ui.flat import FLAT
from oktodesk.ui.theme import Theme, small, tone_colour

SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
TEXTS = ("text", "secondary", "accent", "good", "warning", "bad")
GROUNDS = ("window", "base", "raised", "hover", "selected")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == pytest.approx(1)


@SCHEMES
@pytest.mark.parametrize(("text", "ground"), [*itertools.product(TEXTS, GROUNDS)])
def test_every_text_can_be_read_on_every_ground(colours: Colours, text: str, ground: str) -> None:
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5


@SCHEMES
def test_text_on_the_accent_and_frames_can_be_seen(colours: Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.frame, colours.base) >= 3
    assert contrast(colours.frame, colours.window) >= 3


@SCHEMES
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
        (QPalette.ColorRole.Text, QPalette.ColorRole.AlternateBase),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
        (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.AlternateBase),
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
        (QPalette.ColorRole.Link, QPalette.ColorRole.Window),
    ],
)
def test_the_palette_can_be_read(colours: Colours, text: QPalette.ColorRole, ground: QPalette.ColorRole) -> None:
    palette = palette_of(colours)
    assert contrast(palette.color(text).name(), palette.color(ground).name()) >= 4.5


def test_the_scheme_follows_from_the_palette_whoever_set_it() -> None:
    assert colours_of(palette_of(DARK)) is DARK
    assert colours_of(palette_of(LIGHT)) is LIGHT
    high_contrast = QPalette(QColor("black"))
    high_contrast.setColor(QPalette.ColorRole.Base, QColor("black"))
    assert colours_of(high_contrast).is_dark


def test_a_choice_dresses_the_application(own_look: QApplication) -> None:
    theme = Theme(own_look)
    heard: list[bool] = []
    theme.changed.connect(lambda: heard.append(theme.colours.is_dark))
    theme.apply(Choice.DARK)
    assert theme.choice is Choice.DARK
    assert own_look.palette().color(QPalette.ColorRole.Base) == QColor(DARK.base)
    theme.apply(Choice.LIGHT)
    assert own_look.palette().color(QPalette.ColorRole.Base) == QColor(LIGHT.base)
    assert heard[-1] is False
    assert True in heard


def test_the_desktops_scheme_counts_only_where_the_system_is_chosen(own_look: QApplication) -> None:
    theme = Theme(own_look)
    theme.apply(Choice.SYSTEM)
    assert not theme.colours.is_dark  # a desktop that says nothing is light
    theme.apply(Choice.DARK)
    own_look.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.colours.is_dark


def test_there_are_two_sizes_of_type(own_look: QApplication) -> None:
    Theme(own_look)
    font = own_look.font()
    assert font.pointSizeF() >= 10
    assert 0.8 < small(font).pointSizeF() / font.pointSizeF() < 0.9
    in_pixels = QFont(font)
    in_pixels.setPixelSize(20)
    assert small(in_pixels).pixelSize() == 17


def test_tones_have_the_colours_of_the_scheme() -> None:
    assert tone_colour("error", palette_of(DARK)) == QColor(DARK.bad)
    assert tone_colour("warning", palette_of(LIGHT)) == QColor(LIGHT.warning)
    assert tone_colour("good", palette_of(LIGHT)) == QColor(LIGHT.good)
    assert tone_colour("info", palette_of(LIGHT)) == QColor(LIGHT.accent)


def test_widgets_on_screen_change_with_the_scheme(own_look: QApplication) -> None:
    theme = Theme(own_look)
    field = QLineEdit("name")
    for choice, colours in ((Choice.LIGHT, LIGHT), (Choice.DARK, DARK), (Choice.LIGHT, LIGHT)):
        theme.apply(choice)
        field.show()
        own_look.processEvents()
        image = field.grab().toImage()
        assert image.pixelColor(image.width() - 8, image.height() // 2) == QColor(colours.base)


def test_fusion_is_flat_and_names_no_colour_of_its_own(own_look: QApplication) -> None:
    Theme(own_look).apply(Choice.LIGHT)
    assert not re.search(r"#[0-9a-f]{3}|rgb", FLAT)
    view = QTableView()
    view.ensurePolished()
    assert view.verticalScrollBar().sizeHint().width() <= 12

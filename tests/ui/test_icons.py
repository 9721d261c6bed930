"""One set of icons: one grid, one stroke, any colour, and a file for every name that is used."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QPushButton

from oktodesk.media.networks import NETWORKS
from oktodesk.system.resources import resource
from oktodesk.ui import icons
from oktodesk.ui.colours import DARK, LIGHT, palette_of
from oktodesk.ui.state_words import state_icon
from oktodesk.uploads.rows import Row, State

FILES = sorted(path for path in resource("icons").glob("*.svg") if path.stem != "oktodesk")
NAMES = {path.stem for path in FILES}
SOURCES = sorted((Path(icons.__file__).parent).rglob("*.py"))
_USED = re.compile(r"""icons?\.(?:icon|pixmap)\(\s*"([a-z-]+)"|look\.icon\(\s*"([a-z-]+)\"""")
_LITERAL = re.compile(r'"((?:state|kind|network)-[a-z-]+)"')


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_icons_share_grid_stroke_and_colour(path: Path) -> None:
    drawing = path.read_text()
    assert 'viewBox="0 0 24 24"' in drawing
    stroke = (
        "2.25" if path.stem.startswith("network-") else "1.75"
    )  # the networks' marks are bolder: small and many
    assert set(re.findall(r'stroke-width="([^"]*)"', drawing)) == {stroke}
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawing)) <= {"none", "currentColor"}
    assert len(drawing) < 1500


@pytest.mark.parametrize("name", sorted(NAMES | {"oktodesk"}))
def test_icons_show_something_at_16_pixels(qapp: QApplication, name: str) -> None:
    image = icons.pixmap(name, 16, "#ff0000").toImage()
    assert image.size() == QSize(16, 16)
    assert _covered(image) > (2 if name == "more" else 5)


def test_the_networks_can_be_told_apart_at_16_pixels(qapp: QApplication) -> None:
    names = [icons.network_icon_name(network) for network in (*NETWORKS, "Xing")]
    images = [icons.pixmap(name, 16, "#000000").toImage() for name in names]
    assert len(set(names)) == len(names)
    for number, image in enumerate(images):
        for other in images[number + 1 :]:
            assert _difference(image, other) > 20


def test_every_state_has_a_sign() -> None:
    for state in State:
        assert state_icon(Row(1, state, "https://example.com/a.mp4")) in NAMES


def test_a_network_is_known_however_it_is_spelled() -> None:
    assert icons.network_icon_name("YouTube") == icons.network_icon_name("Youtube") == "network-youtube"
    assert icons.network_icon_name("WeChat") == "network-other"


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_icon_that_is_named_exists(source: Path) -> None:
    text = source.read_text()
    used = {name for pair in _USED.findall(text) for name in pair if name} | set(_LITERAL.findall(text))
    assert used <= NAMES | {"oktodesk"}


def test_icons_follow_the_palette(own_look: QApplication) -> None:
    refresh = icons.icon("refresh")
    for colours in (LIGHT, DARK):
        own_look.setPalette(palette_of(colours))
        assert _strongest(refresh.pixmap(24, 24)) == QColor(colours.text)
        assert _strongest(icons.icon("warning", "warning").pixmap(24, 24)) == QColor(colours.warning)
        disabled = refresh.pixmap(QSize(24, 24), QIcon.Mode.Disabled)
        assert _strongest(disabled) == QColor(colours.frame)


def test_icons_are_as_sharp_as_the_screen(qapp: QApplication) -> None:
    picture = icons.icon("settings").pixmap(QSize(20, 20), 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (40, 2.0)
    picture = icons.pixmap("settings", 16, "#000000", 1.5)
    assert (picture.width(), picture.devicePixelRatio()) == (24, 1.5)


def test_an_icon_is_drawn_once_per_colour_and_size(qapp: QApplication) -> None:
    first = icons.pixmap("edit", 16, "#123456")
    assert icons.pixmap("edit", 16, "#123456").cacheKey() == first.cacheKey()
    assert icons.pixmap("edit", 16, "#123457").cacheKey() != first.cacheKey()


def test_icons_survive_buttons_copies_and_changes(qapp: QApplication) -> None:
    button = QPushButton(icons.icon("copy"), "Copy")
    assert not button.grab().isNull()
    copy = QIcon(icons.icon("copy"))
    copy.addPixmap(QPixmap(8, 8))  # makes Qt clone the engine
    assert copy.pixmap(16, 16).width() == 16


@pytest.mark.parametrize("size", [16, 32, 256])
def test_the_program_has_an_icon_in_its_own_colours(qapp: QApplication, size: int) -> None:
    image = icons.application_icon().pixmap(size, size).toImage()
    assert image.width() == size
    assert image.pixelColor(size // 2, size // 12) == QColor(LIGHT.accent)


def _covered(image: QImage) -> int:
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(x, y).alpha() > 100 for x, y in pixels)


def _difference(one: QImage, other: QImage) -> int:
    pixels = ((x, y) for x in range(one.width()) for y in range(one.height()))
    return sum(abs(one.pixelColor(x, y).alpha() - other.pixelColor(x, y).alpha()) > 100 for x, y in pixels)


def _strongest(picture: QPixmap) -> QColor:
    image = picture.toImage()
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    x, y = max(pixels, key=lambda place: image.pixelColor(*place).alpha())
    colour = image.pixelColor(x, y)
    colour.setAlpha(255)
    return colour

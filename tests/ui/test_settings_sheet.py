"""What can be set, by mouse and by keyboard, and what is told of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from oktodesk.media.networks import NETWORKS
from oktodesk.system.settings import Settings, Theme
from oktodesk.ui.application import languages
from oktodesk.ui.settings_sheet import Chosen, SettingsSheet

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def opened(
    qtbot: QtBot, settings: Settings, *, account: str = "Acme", team: tuple[str, ...] = ()
) -> SettingsSheet:
    sheet = SettingsSheet(settings, None, account=account, team=team)
    qtbot.addWidget(sheet)
    sheet.open()
    return sheet


def test_it_shows_what_is_set_and_saves_what_is_chosen(qtbot: QtBot) -> None:
    sheet = opened(qtbot, Settings(theme=Theme.DARK, language="en", x_premium=True), team=("LinkedIn", "youtube"))
    assert sheet.team.chosen == ("LinkedIn", "Youtube")
    sheet.theme.setCurrentIndex(sheet.theme.findData("light"))
    sheet.premium.click()
    sheet.team.box("Facebook").click()
    with qtbot.waitSignal(sheet.saved) as saved:
        sheet.save.click()
    assert saved.args == [Chosen(Theme.LIGHT, "en", x_premium=False, networks=("Facebook", "LinkedIn", "Youtube"))]


def test_all_networks_are_told_as_all(qtbot: QtBot) -> None:
    sheet = opened(qtbot, Settings())
    assert sheet.team.chosen == NETWORKS
    with qtbot.waitSignal(sheet.saved) as saved:
        sheet.save.click()
    assert saved.args == [Chosen(Theme.SYSTEM, "", x_premium=False, networks=())]


def test_a_team_without_networks_can_not_be_saved(qtbot: QtBot) -> None:
    sheet = opened(qtbot, Settings(), team=("LinkedIn",))
    sheet.team.box("LinkedIn").click()
    assert not sheet.save.isEnabled()
    assert "Choose at least one network." in [
        label.text() for label in sheet.findChildren(QLabel) if label.isVisible()
    ]
    sheet.team.box("Twitter").click()
    assert sheet.save.isEnabled()


def test_without_an_account_there_is_no_team(qtbot: QtBot) -> None:
    assert not opened(qtbot, Settings(), account="").team.isVisible()


def test_a_language_is_told_to_come_later(qtbot: QtBot) -> None:
    assert "en" in languages()
    sheet = opened(qtbot, Settings())
    assert not sheet._later.isVisible()
    sheet.language.setCurrentIndex(sheet.language.findData("en"))
    assert sheet._later.isVisible()


def test_all_of_it_is_named_and_reached_by_keyboard(qtbot: QtBot) -> None:
    sheet = opened(qtbot, Settings())
    assert [sheet.theme.accessibleName(), sheet.language.accessibleName()] == ["Appearance", "Language"]
    seen = []
    for _ in range(12):
        focus = sheet.focusWidget()
        assert focus is not None
        seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    boxes = [sheet.team.box(network) for network in NETWORKS]
    assert {sheet.theme, sheet.language, sheet.premium, *boxes, sheet.save} <= set(seen)
    assert [each for each in seen if each in boxes] == boxes

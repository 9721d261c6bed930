"""The settings that are more than one click: look, language, and what the team posts to."""

import msgspec
from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QFormLayout, QPushButton, QWidget

from oktodesk.media.networks import NETWORKS
from oktodesk.system.settings import Settings, Theme
from oktodesk.ui.application import languages
from oktodesk.ui.buttons import as_primary
from oktodesk.ui.dialogs import Sheet
from oktodesk.ui.network_choice import NetworkChoice
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.tick_box import TickBox


class Chosen(msgspec.Struct, frozen=True):
    """What the person chose."""

    theme: Theme
    language: str
    """A code; empty: the system's."""
    x_premium: bool
    networks: tuple[str, ...]
    """API keys of the networks the team uses; empty: all."""


class SettingsSheet(Sheet):
    """Nothing changes until it is saved; then all of it does, and the list behind it at once."""

    saved = Signal(object)
    """Carries ``Chosen``."""

    def __init__(self, settings: Settings, parent: QWidget | None, *, account: str, team: tuple[str, ...]) -> None:
        """``account``: whose networks ``team`` (empty: all) are; empty: there is no account."""
        super().__init__("", "", parent)
        self.setObjectName("settings_sheet")
        self.setWindowTitle(self.tr("Settings"))
        self.text.hide()
        self._language = settings.language
        self.theme = self._make_theme(settings.theme)
        self.language = self._make_language(settings.language)
        self.premium = TickBox(self.tr("Our X account has &Premium, which allows longer videos"), self)
        self.premium.setChecked(settings.x_premium)
        self.team = NetworkChoice(self)
        self.team.choose(team or NETWORKS)
        self._later = self._quiet(self.tr("The language changes at the next start."))
        self._none = self._quiet(self.tr("Choose at least one network."))
        self.save = as_primary(QPushButton(self.tr("Save"), self))
        self.save.setDefault(True)
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._lay_out(account)
        self._connect()
        self._on_changed()
        self.theme.setFocus()

    def _make_theme(self, chosen: Theme) -> QComboBox:
        choice = QComboBox(self)
        choice.setObjectName("settings_theme")
        choice.setAccessibleName(self.tr("Appearance"))
        for theme, text in (
            (Theme.SYSTEM, self.tr("Like the system")),
            (Theme.LIGHT, self.tr("Light")),
            (Theme.DARK, self.tr("Dark")),
        ):
            choice.addItem(text, theme.value)
        choice.setCurrentIndex(choice.findData(chosen.value))
        return choice

    def _make_language(self, chosen: str) -> QComboBox:
        choice = QComboBox(self)
        choice.setObjectName("settings_language")
        choice.setAccessibleName(self.tr("Language"))
        choice.addItem(self.tr("Like the system"), "")
        for code in languages():
            choice.addItem(QLocale(code).nativeLanguageName().partition(" (")[0], code)
        choice.setCurrentIndex(max(0, choice.findData(chosen)))
        return choice

    def _quiet(self, text: str) -> PlainLabel:
        label = PlainLabel(text, self)
        label.setWordWrap(True)
        label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        return label

    def _lay_out(self, account: str) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(self.tr("&Appearance:"), self.theme)
        form.addRow(self.tr("&Language:"), self.language)
        form.addRow("", self._later)
        self.column.addLayout(form)
        self.column.addWidget(self.premium)
        title = PlainLabel(self.tr("Networks that {account} uses:").format(account=account), self)
        title.setWordWrap(True)
        others = self._quiet(self.tr("The others are shown in grey and never count as a problem."))
        for part in (title, self.team, others, self._none):
            self.column.addWidget(part)
            part.setVisible(bool(account))
        self.add_buttons(self._cancel, self.save)

    def _connect(self) -> None:
        self.team.changed.connect(self._on_changed)
        self.language.currentIndexChanged.connect(self._on_changed)
        self._cancel.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)

    def _on_changed(self) -> None:
        self._later.setVisible(self.language.currentData() != self._language)
        self._none.setVisible(not self.team.chosen)
        self.save.setEnabled(bool(self.team.chosen))

    def _on_save(self) -> None:
        team = self.team.chosen
        self.saved.emit(
            Chosen(
                theme=Theme(str(self.theme.currentData())),
                language=str(self.language.currentData()),
                x_premium=self.premium.isChecked(),
                networks=() if team == NETWORKS else team,
            )
        )
        self.accept()

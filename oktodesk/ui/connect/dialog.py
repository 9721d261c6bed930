"""The connect dialog: opened with ``open()``, so that everything behind it goes on."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from oktodesk.api.connection import Step
from oktodesk.problems import Problem
from oktodesk.ui import icons, words
from oktodesk.ui.buttons import QuietButton, as_primary
from oktodesk.ui.connect.steps import StepList
from oktodesk.ui.connect.typed import Typed, holds_both, sort_out
from oktodesk.ui.field import Field
from oktodesk.ui.fitting_dialog import FittingDialog
from oktodesk.ui.plain import PlainLabel


class ConnectDialog(FittingDialog):
    """Keeps what was entered, whatever the test says."""

    test_wanted = Signal(object)
    """Carries ``Typed``, sorted out."""
    copy_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Connect to Oktopost"))
        self.setMinimumWidth(480)
        self.account_id = self._field("connect_account_id", "001…")
        self.api_key = self._field("connect_api_key", "")
        self.api_key.setEchoMode(Field.EchoMode.Password)
        self.steps = StepList(self)
        self.outcome = PlainLabel("", self)
        self.outcome.setWordWrap(True)
        self.outcome.hide()
        self.request = QuietButton(self.tr("Copy a request for my admin"), icon=icons.icon("copy"), parent=self)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.go = as_primary(QPushButton(self.tr("Connect"), self))
        self.go.setObjectName("connect_go")
        self.go.setDefault(True)
        self._finished = False
        self._lay_out()
        self._connect()
        self.account_id.setFocus()

    def show_testing(self) -> None:
        """The test began."""
        self.steps.begin()
        self.outcome.hide()
        self._enable(enabled=False)

    def show_step(self, step: Step) -> None:
        """A step was passed or failed."""
        self.steps.show_step(step)
        if not step.ok:
            self._enable(enabled=True)

    def show_problem(self, problem: Problem) -> None:
        """Something is wrong with what was entered, or went wrong outside of the steps."""
        self.steps.show_problem(problem)
        self._enable(enabled=True)

    def show_connected(self, account: str, user: str, keyring: Problem | None) -> None:
        """It worked. ``keyring``: why the key could not be kept, if so."""
        text = self.tr("Connected to {account} with {user}'s key.").format(account=account, user=user)
        if keyring is None:
            text += " " + self.tr("The key is kept in this computer's keyring.")
        else:
            told = words.sentence(keyring)
            text += f"\n{told.title}. {told.advice}"
        self.outcome.setText(text)
        self.outcome.show()
        self.cancel.hide()
        self.request.hide()
        self.go.setText(self.tr("Done"))
        self.go.setEnabled(True)
        self.go.setFocus()
        self._finished = True

    def _field(self, name: str, hint: str) -> Field:
        field = Field("", self)
        field.setObjectName(name)
        field.setPlaceholderText(hint)
        return field

    def _lay_out(self) -> None:
        where = PlainLabel(
            self.tr("Both are in Oktopost, under My Profile → API. You can paste them together."), self
        )
        where.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        where.setWordWrap(True)
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(12)
        for title, field in ((self.tr("Account id"), self.account_id), (self.tr("API key"), self.api_key)):
            label = PlainLabel(title, self)
            label.setMinimumHeight(field.minimumHeight())  # so that both stand on one line
            form.addRow(label, field)
        self.account_id.setAccessibleName(self.tr("Account id"))
        self.api_key.setAccessibleName(self.tr("API key"))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.request)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(where)
        layout.addLayout(form)
        layout.addWidget(self.steps)
        layout.addWidget(self.outcome)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.account_id.textChanged.connect(self._on_pasted_both)
        self.api_key.textChanged.connect(self._on_pasted_both)
        self.go.clicked.connect(self._on_go)
        self.cancel.clicked.connect(self.reject)
        self.steps.copy_pressed.connect(self.copy_pressed)
        self.request.clicked.connect(self._on_request)

    def _enable(self, *, enabled: bool) -> None:
        for widget in (self.account_id, self.api_key, self.go):
            widget.setEnabled(enabled)
        (self.api_key if enabled else self.cancel).setFocus()

    def _on_pasted_both(self, text: str) -> None:
        if holds_both(text):
            self._show_typed(sort_out(self._typed()))

    def _on_go(self) -> None:
        if self._finished:
            self.accept()
            return
        typed = sort_out(self._typed())
        self._show_typed(typed)
        self.test_wanted.emit(typed)

    def _typed(self) -> Typed:
        return Typed(self.account_id.text(), self.api_key.text())

    def _show_typed(self, typed: Typed) -> None:
        for field, text in ((self.account_id, typed.account_id), (self.api_key, typed.api_key)):
            if field.text() != text:
                field.blockSignals(True)  # noqa: FBT003 - Qt's signature
                field.setText(text)
                field.blockSignals(False)  # noqa: FBT003 - Qt's signature

    def _on_request(self) -> None:
        self.copy_pressed.emit(
            self.tr(
                "Hello,\n\nI would like to use oktodesk to add videos and images to our Oktopost account. For that"
                " I need API access: please switch it on for my user, and tell me our account id and my API key"
                " (in Oktopost: My Profile, API).\n\nThank you"
            )
        )

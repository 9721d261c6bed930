"""The steps of the connection test, one line each, and what went wrong where it did."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oktodesk.api.connection import Step, StepId
from oktodesk.problems import Problem
from oktodesk.ui import icons, words
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.sign import Sign


class StepList(QWidget):
    """Waiting, passed or failed, by sign and words."""

    copy_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = {step: _StepLine(text, self) for step, text in self._names().items()}
        self._trouble = _Trouble(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for line in self._lines.values():
            layout.addWidget(line)
            line.hide()  # what was not begun has no steps to show
        layout.addWidget(self._trouble)
        self._trouble.copy_pressed.connect(self.copy_pressed)
        self.hide()

    def begin(self) -> None:
        """Nothing is known yet."""
        for line in self._lines.values():
            line.show_result(None)
            line.show()
        self._trouble.hide()
        self.show()

    def show_step(self, step: Step) -> None:
        """One step was passed or failed."""
        self._lines[step.id].show_result(step.ok)
        if not step.ok:
            self._give_up_the_rest()
        if step.problem is not None:
            self.show_problem(step.problem)

    def show_problem(self, problem: Problem) -> None:
        """Something went wrong that no step is to blame for, or the step's own words."""
        self._trouble.show_problem(problem)
        self.show()

    def _give_up_the_rest(self) -> None:
        for line in self._lines.values():
            if line.result is None:
                line.show_left_out()

    @property
    def passed(self) -> tuple[StepId, ...]:
        """The steps with a tick."""
        return tuple(step for step, line in self._lines.items() if line.result)

    @property
    def trouble(self) -> str:
        """What went wrong, as it is shown."""
        return self._trouble.text if self._trouble.isVisibleTo(self) else ""

    def _names(self) -> dict[StepId, str]:
        return {
            StepId.COMPUTER: self.tr("This computer is connected to a network"),
            StepId.NETWORK: self.tr("The network lets oktodesk through to Oktopost"),
            StepId.OKTOPOST: self.tr("Oktopost answers"),
            StepId.KEY: self.tr("Oktopost accepts the key"),
        }


class _StepLine(QWidget):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.result: bool | None = None
        self._sign = Sign(16, self)
        self._text = PlainLabel(text, self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self._text, 1)

    def show_result(self, result: bool | None) -> None:  # noqa: FBT001 - three-valued: None is not known yet
        self.result = result
        icon = {
            None: icons.icon("state-checking", "secondary"),
            True: icons.icon("check", "good"),
            False: icons.icon("close", "bad"),
        }[result]
        self._sign.show_icon(icon)
        self._text.setForegroundRole(QPalette.ColorRole.WindowText)
        said = {None: self.tr("not tested yet"), True: self.tr("passed"), False: self.tr("failed")}[result]
        self.setAccessibleName(f"{self._text.text()}: {said}")

    def show_left_out(self) -> None:
        """It will not be tested: one before it failed."""
        self._sign.show_icon(None)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.setAccessibleName(self.tr("{step}: not tested").format(step=self._text.text()))


class _Trouble(QWidget):
    copy_pressed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._detail = ""
        self._title = PlainLabel("", self)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._advice = PlainLabel("", self)
        self._side = PlainLabel("", self)
        self._side.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._copy = QuietButton(self.tr("Copy details"), icon=icons.icon("copy"), parent=self)
        self._copy.clicked.connect(self._on_copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 4, 0, 0)
        layout.setSpacing(4)
        for label in (self._title, self._advice, self._side):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addWidget(self._copy)
        self.hide()

    @property
    def text(self) -> str:
        return f"{self._title.text()}\n{self._advice.text()}\n{self._side.text()}"

    def show_problem(self, problem: Problem) -> None:
        told = words.sentence(problem)
        self._title.setText(told.title)
        self._advice.setText(told.advice)
        self._side.setText(self.tr("Whose side: {side}").format(side=told.side))
        self._detail = f"{told.title}\n{told.advice}\n{told.detail}".strip()
        self._copy.setVisible(bool(told.detail))
        self.show()

    def _on_copy(self) -> None:
        self.copy_pressed.emit(self._detail)

"""Findings one after the other: what was found, what to do, and whose figure or whose side it is."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oktodesk.problems import Finding, Severity
from oktodesk.ui import icons, words
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.plain import PlainLabel, plain_tip
from oktodesk.ui.sign import Sign
from oktodesk.ui.visible import visible

_SIGN, _BUTTON = 12, 24
"""Pixels."""
_COMMAND = "command"
"""The value of a finding that holds a line for ffmpeg (``media.rule_checks.COMMAND``)."""


class Reasons(QWidget):
    """Words of Oktopost's, then findings of ours; laid out anew only when they change."""

    copy_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str | Finding, ...] = ()
        self._parts: list[_Words | _Reason] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self.hide()

    def show_reasons(self, reasons: Sequence[str | Finding]) -> None:
        """Show them in this order; hidden where there are none."""
        if tuple(reasons) == self._shown:
            return
        self._shown = tuple(reasons)
        for part in self._parts:
            self._layout.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = [self._make(reason) for reason in reasons]
        for part in self._parts:
            self._layout.addWidget(part)
        self.setVisible(bool(reasons))

    @property
    def texts(self) -> list[str]:
        """What they say, one line each."""
        return [part.text_shown for part in self._parts]

    @property
    def copy_buttons(self) -> list[QuietButton]:
        """The buttons that copy a line for ffmpeg."""
        return [part.copy for part in self._parts if isinstance(part, _Reason) and part.command]

    def _make(self, reason: str | Finding) -> "_Words | _Reason":
        if isinstance(reason, str):
            return _Words(reason, self)
        made = _Reason(reason, self)
        made.copy_pressed.connect(self.copy_pressed)
        return made


class _Words(PlainLabel):
    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.text_shown = text
        _for_reading(self)


class _Reason(QWidget):
    """One finding: measured and limit, the way to mend it, and a button where ffmpeg can."""

    copy_pressed = Signal(str)

    def __init__(self, finding: Finding, parent: QWidget) -> None:
        super().__init__(parent)
        told = words.sentence(finding)
        stop = "" if told.title.endswith((".", ":")) else "."
        self.text_shown = f"{told.title}{stop} {told.advice}".strip()
        self.command = str(finding.values.get(_COMMAND, ""))
        sign = Sign(_SIGN, self)
        sign.show_icon(_sign(finding.severity))
        title, advice = PlainLabel(told.title, self), PlainLabel(told.advice, self)
        column = QVBoxLayout()
        column.setSpacing(0)
        for label in (title, advice):
            _for_reading(label)
            column.addWidget(label)
        title.setForegroundRole(QPalette.ColorRole.WindowText)
        advice.setVisible(bool(told.advice))
        self.copy = QuietButton(icon=icons.icon("copy", "secondary"), parent=self)
        self.copy.setIconSize(QSize(16, 16))
        self.copy.setFixedSize(_BUTTON, _BUTTON)
        self.copy.setVisible(bool(self.command))
        what = self.tr("Copy a line for ffmpeg that mends this")
        self.copy.setAccessibleName(what)
        self.copy.setToolTip(plain_tip(f"{what}\n{self.command}"))
        self.copy.clicked.connect(self._on_copy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(sign, 0, top)
        layout.addLayout(column, 1)
        layout.addWidget(self.copy, 0, top)
        tip = self._tip(finding, told.side)
        self.setToolTip(plain_tip(tip))
        self.copy.setAccessibleDescription(visible(tip))

    def _tip(self, finding: Finding, side: str) -> str:
        """Whose figure a limit is; of anything else, whose side it is on and the detail."""
        if "network" in finding.values:
            source = self.tr("The limit is from {source}")
            return source.format(source=finding.detail) if finding.detail else ""
        whose = self.tr("On the side of {side}").format(side=side)
        return f"{whose}\n{finding.detail}".strip()

    def _on_copy(self) -> None:
        self.copy_pressed.emit(self.command)


def _for_reading(label: PlainLabel) -> None:
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)


def _sign(severity: Severity) -> QIcon:
    match severity:
        case Severity.ERROR:
            return icons.icon("close", "bad")
        case Severity.WARNING:
            return icons.icon("warning", "warning")
        case _:
            return icons.icon("info", "secondary")

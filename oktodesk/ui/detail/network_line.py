"""One network of the validation panel: the verdict, where it fits, the reasons, what is advised."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oktodesk.media.networks import PLACEMENT_LABELS
from oktodesk.problems import Finding
from oktodesk.ui import icons, words
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.detail.reasons import Reasons
from oktodesk.ui.detail.verdicts import Basis, NetworkLine, Standing
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.sign import Sign
from oktodesk.ui.visible import visible

_translate = QCoreApplication.translate

_ICON = 20
_FLUSH = "QToolButton { padding: 2px 4px 2px 0; } QToolButton:checked { background: transparent; }"


class NetworkLineView(QWidget):
    """Kept while its network is shown; only its words change."""

    copy_pressed = Signal(str)

    def __init__(self, network: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = PlainLabel(words.network(network), self)
        self._mark = Sign(16, self)
        self._verdict = PlainLabel("", self)
        self._placement = PlainLabel("", self)
        self._placement.setWordWrap(True)
        self._placement.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.reasons, self.advice = Reasons(self), Reasons(self)
        self.unfold = QuietButton(" ", icon=icons.icon("chevron-right"), parent=self)
        self.unfold.setCheckable(True)
        self.unfold.setStyleSheet(_FLUSH)
        self.unfold.setIconSize(QSize(16, 12))
        self._lay_out(network)
        self.unfold.toggled.connect(self._on_unfolded)
        for each in (self.reasons, self.advice):
            each.copy_pressed.connect(self.copy_pressed)

    @property
    def text(self) -> str:
        """What it says, one line each; what is advised only where it is unfolded."""
        placement = [self._placement.text()] if self._placement.text() else []
        advice = self.advice.texts if self.unfold.isChecked() else []
        return "\n".join([self._verdict.text(), *placement, *self.reasons.texts, *advice])

    def show_line(self, line: NetworkLine) -> None:
        """Show what is known of the network."""
        self._verdict.setText(_verdict_text(line))
        self._mark.show_icon(_mark(line))
        self._placement.setText(_placement_text(line))
        self._placement.setVisible(bool(self._placement.text()))
        self.reasons.show_reasons(_reasons(line))
        advice = line.advice if line.wanted else ()
        self.advice.show_reasons(advice)
        self.unfold.setText(self.tr("%n recommendation(s)", "", len(advice)))
        self.unfold.setVisible(bool(advice))
        self._on_unfolded(unfolded=self.unfold.isChecked())
        self.setEnabled(line.wanted)
        self.setAccessibleName(visible(f"{self._name.text()}: {self.text}"))

    def _lay_out(self, network: str) -> None:
        sign = Sign(_ICON, self)
        sign.show_icon(icons.network_icon(network))
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(sign)
        top.addWidget(self._name, 1)
        top.addWidget(self._mark)
        top.addWidget(self._verdict)
        below = QVBoxLayout()
        below.setContentsMargins(_ICON + 8, 0, 0, 0)
        below.setSpacing(4)
        below.addWidget(self._placement)
        below.addWidget(self.reasons)
        below.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignLeading)
        below.addWidget(self.advice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addLayout(below)

    def _on_unfolded(self, unfolded: bool) -> None:  # noqa: FBT001 - a signal's argument
        closed = "chevron-left" if self.isRightToLeft() else "chevron-right"
        self.unfold.setIcon(icons.icon("chevron-down" if unfolded else closed))
        self.advice.setVisible(unfolded and bool(self.advice.texts))


def _verdict_text(line: NetworkLine) -> str:
    text = _word(line.standing)
    if not line.wanted:
        return _translate("Networks", "{verdict} (not needed)").format(verdict=text)
    if line.basis is Basis.EXPECTED:
        return _translate("Networks", "expected: {verdict}").format(verdict=text)
    if line.expected is not None:
        both = _translate("Networks", "{verdict} · expected: {expected}")
        return both.format(verdict=text, expected=_word(line.expected))
    return text


def _word(standing: Standing) -> str:
    return {
        Standing.USABLE: _translate("Networks", "usable"),
        Standing.REFUSED: _translate("Networks", "refused"),
        Standing.NOT_CHECKED: _translate("Networks", "not checked"),
        Standing.CHECKING: _translate("Networks", "checking…"),
    }[standing]


def _placement_text(line: NetworkLine) -> str:
    """Where it fits and where not; of a refused one, what the reasons are about where there are several."""
    if line.basis is not Basis.EXPECTED or not line.refused_as:
        return ""
    placement = _placement(line.placement)
    if line.standing is Standing.USABLE:
        others = _translate("Networks", " or as ").join(map(_placement, line.refused_as))
        return _translate("Networks", "As {placement}, not as {others}").format(placement=placement, others=others)
    return (
        _translate("Networks", "As {placement}:").format(placement=placement) if len(line.refused_as) > 1 else ""
    )


def _placement(name: str) -> str:
    return QCoreApplication.translate("problems", PLACEMENT_LABELS.get(name, name))


def _reasons(line: NetworkLine) -> tuple[str | Finding, ...]:
    if line.expected is Standing.REFUSED:
        return (*line.words, _translate("Networks", "Our check expected this trouble:"), *line.findings)
    if line.basis is not Basis.CONFIRMED or not line.findings:
        return (*line.words, *line.findings)
    if line.words:
        return (*line.words, _translate("Networks", "Our own measurement:"), *line.findings)
    return (_translate("Networks", "Oktopost gives no reason. Our own measurement:"), *line.findings)


def _mark(line: NetworkLine) -> QIcon | None:
    if not line.wanted:
        return None
    match line.standing:
        case Standing.USABLE if line.findings and line.expected is None:
            return icons.icon("warning", "warning")
        case Standing.USABLE:
            return icons.icon("check", "good")
        case Standing.REFUSED:
            return icons.icon("close", "bad")
        case Standing.CHECKING:
            return icons.icon("hourglass", "secondary")
        case _:
            return None

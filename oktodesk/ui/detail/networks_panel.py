"""The validation panel: one line per network, who says so, why, and a way to ask again."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oktodesk.ui import icons, words
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.detail.verdicts import Basis, NetworkLine, Standing
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.sign import Sign

_ICON = 20


class Verdicts(msgspec.Struct, frozen=True):
    """What the panel shows about one row."""

    lines: tuple[NetworkLine, ...] = ()
    answered_at: float | None = None
    """When Oktopost answered, Unix seconds."""
    can_ask: bool = False
    """Whether Oktopost can be asked about it now."""
    is_image: bool = False


class NetworksPanel(QWidget):
    """Shows ``Verdicts``; asking is somebody else's job."""

    recheck_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = PlainLabel(self.tr("Networks"), self)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        self._source = PlainLabel("", self)
        self._source.setObjectName("networks_source")
        self._source.setWordWrap(True)
        self._source.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._recheck = QuietButton(self.tr("Re-check"), icon=icons.icon("refresh"), parent=self)
        self._recheck.setObjectName("recheck_networks")
        self._recheck.setToolTip(self.tr("Ask Oktopost again"))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(title, 1)
        head.addWidget(self._recheck)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(self._rows)
        layout.addWidget(self._source)
        self._lines: dict[str, _Line] = {}
        self._shown: Verdicts | None = None
        self._recheck.clicked.connect(self.recheck_pressed)

    def show_verdicts(self, verdicts: Verdicts) -> None:
        """Show them; lines of the same networks are kept and only change their words."""
        if verdicts == self._shown:
            return
        self._shown = verdicts
        self._keep_lines([line.network for line in verdicts.lines])
        for line in verdicts.lines:
            self._lines[line.network].show_line(line)
        self._recheck.setVisible(verdicts.can_ask)
        self._recheck.setEnabled(all(line.standing is not Standing.CHECKING for line in verdicts.lines))
        self._source.setText(self._source_text(verdicts))

    @property
    def texts(self) -> dict[str, str]:
        """What each line says, by network."""
        return {network: line.text for network, line in self._lines.items()}

    def _keep_lines(self, networks: Sequence[str]) -> None:
        if list(self._lines) == list(networks):
            return
        for line in self._lines.values():
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = {network: _Line(network, self) for network in networks}
        for line in self._lines.values():
            self._rows.addWidget(line)

    def _source_text(self, verdicts: Verdicts) -> str:
        bases = {line.basis for line in verdicts.lines}
        if Basis.CONFIRMED in bases and verdicts.answered_at is not None:
            moment = words.moment(verdicts.answered_at)
            return self.tr("Confirmed by Oktopost, {moment}").format(moment=moment)
        if Basis.CONFIRMED in bases:
            return self.tr("Confirmed by Oktopost")
        if Basis.EXPECTED in bases and verdicts.is_image:
            return self.tr("Expected by our own check: Oktopost confirms videos only")
        if Basis.EXPECTED in bases:
            return self.tr("Expected by our own check; Oktopost confirms once it has the video")
        return ""


class _Line(QWidget):
    """Sign and name of a network, its verdict, and the reasons below."""

    def __init__(self, network: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._network = network
        sign = Sign(_ICON, self)
        sign.show_icon(icons.network_icon(network))
        self._name = PlainLabel(words.network(network), self)
        self._mark = Sign(16, self)
        self._verdict = PlainLabel("", self)
        self._reasons = PlainLabel("", self)
        self._reasons.setWordWrap(True)
        self._reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reasons.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(sign)
        top.addWidget(self._name, 1)
        top.addWidget(self._mark)
        top.addWidget(self._verdict)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self._reasons)
        self._reasons.setContentsMargins(_ICON + 8, 0, 0, 0)

    @property
    def text(self) -> str:
        return f"{self._verdict.text()}\n{self._reasons.text()}".strip()

    def show_line(self, line: NetworkLine) -> None:
        self._verdict.setText(self._verdict_text(line))
        self._mark.show_icon(_mark(line))
        reasons = self._reason_texts(line)
        self._reasons.setText("\n".join(reasons))
        self._reasons.setVisible(bool(reasons))
        self.setEnabled(line.wanted)
        self.setAccessibleName(f"{self._name.text()}: {self.text}")

    def _verdict_text(self, line: NetworkLine) -> str:
        text = {
            Standing.USABLE: self.tr("usable"),
            Standing.REFUSED: self.tr("refused"),
            Standing.NOT_CHECKED: self.tr("not checked"),
            Standing.CHECKING: self.tr("checking…"),
        }[line.standing]
        if not line.wanted:
            return self.tr("{verdict} (not needed)").format(verdict=text)
        if line.basis is Basis.EXPECTED:
            return self.tr("expected: {verdict}").format(verdict=text)
        return text

    def _reason_texts(self, line: NetworkLine) -> list[str]:
        told = [words.sentence(finding) for finding in line.findings]
        ours = [
            f"{each.title} {each.advice}" if each.title.endswith(".") else f"{each.title}. {each.advice}"
            for each in told
        ]
        if line.expected is not None:
            said = (
                self.tr("Our check expected usable.")
                if line.expected is Standing.USABLE
                else self.tr("Our check expected refused:")
            )
            return [*line.words, said, *ours]
        if line.basis is Basis.CONFIRMED and ours:
            return [self.tr("Oktopost gives no reason. Our own measurement:"), *ours]
        return [*line.words, *ours]


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

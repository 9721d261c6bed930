"""The validation panel: one line per network, who says so, why, and a way to ask again."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oktodesk.ui import icons, words
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.detail.network_line import NetworkLineView
from oktodesk.ui.detail.verdicts import Basis, NetworkLine, Standing
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.tab_order import order_tab_round_soon


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
    copy_pressed = Signal(str)

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
        self._lines: dict[str, NetworkLineView] = {}
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
        order_tab_round_soon(self)
        self._recheck.setVisible(verdicts.can_ask)
        self._recheck.setEnabled(all(line.standing is not Standing.CHECKING for line in verdicts.lines))
        self._source.setText(self._source_text(verdicts))

    @property
    def texts(self) -> dict[str, str]:
        """What each line says, by network."""
        return {network: line.text for network, line in self._lines.items()}

    def line(self, network: str) -> NetworkLineView:
        """The line of a network."""
        return self._lines[network]

    def _keep_lines(self, networks: Sequence[str]) -> None:
        if list(self._lines) == list(networks):
            return
        for line in self._lines.values():
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = {network: NetworkLineView(network, self) for network in networks}
        for line in self._lines.values():
            line.copy_pressed.connect(self.copy_pressed)
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

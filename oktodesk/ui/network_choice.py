"""Some of the known networks, ticked one by one."""

from collections.abc import Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from oktodesk.media.networks import NETWORKS
from oktodesk.ui import icons, words
from oktodesk.ui.tick_box import TickBox


class NetworkChoice(QWidget):
    """One box a network, with its sign."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for network in NETWORKS:
            self._boxes[network] = box = TickBox(words.network(network), self)
            box.setObjectName(f"network_{network.casefold()}")
            box.setIcon(icons.network_icon(network))
            box.toggled.connect(self.changed)
            layout.addWidget(box)
        self.setFocusProxy(self._boxes[NETWORKS[0]])

    @property
    def chosen(self) -> tuple[str, ...]:
        """API keys of the ticked ones, in their usual order."""
        return tuple(network for network, box in self._boxes.items() if box.isChecked())

    def choose(self, networks: Collection[str]) -> None:
        """Tick exactly these; however they are spelled."""
        wanted = {network.casefold() for network in networks}
        for network, box in self._boxes.items():
            box.setChecked(network.casefold() in wanted)

    def box(self, network: str) -> QCheckBox:
        """The box of a network."""
        return self._boxes[network]

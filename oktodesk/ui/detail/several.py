"""What the panel shows for several rows: how many, how large together, where all of them are usable."""

from collections.abc import Sequence

import msgspec
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oktodesk.ui import icons, words
from oktodesk.ui.detail.verdicts import confirmed_on_all, gets_verdicts, usable_on_all
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.sign import Sign
from oktodesk.uploads.rows import Row


class Sum(msgspec.Struct, frozen=True):
    """Several rows together."""

    count: int
    size_bytes: int | None = None
    """None: too many to be added up."""
    size_known: bool = False
    duration_s: float = 0.0
    usable_on: tuple[str, ...] = ()
    """Where all of them are usable, but for those that nobody says it of."""
    is_expected: bool = False
    """Of some of them our own check says so, and not Oktopost yet."""
    without_verdicts: int = 0
    """Pictures and the like, of which neither Oktopost nor our own check says that."""
    hidden: int = 0
    """Selected, but not shown by the filter."""


def sum_of(rows: Sequence[Row], *, hidden: int = 0) -> Sum:
    """Add them up."""
    sizes = [row.size_bytes for row in rows]
    durations = [row.report.media.duration_s or 0.0 for row in rows if row.report and row.report.media]
    judged = [row for row in rows if gets_verdicts(row)]
    usable_on = usable_on_all(judged)
    return Sum(
        count=len(rows),
        size_bytes=sum(size or 0 for size in sizes),
        size_known=all(size is not None for size in sizes),
        duration_s=sum(durations),
        usable_on=usable_on,
        is_expected=not confirmed_on_all(judged, usable_on),
        without_verdicts=len(rows) - len(judged),
        hidden=hidden,
    )


class SeveralPanel(QWidget):
    """Shows a ``Sum``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = PlainLabel("", self)
        self._title.setObjectName("several_title")
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._facts = PlainLabel("", self)
        self._facts.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._hidden = PlainLabel("", self)
        self._unjudged = PlainLabel("", self)
        self._unjudged.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._networks_title = PlainLabel("", self)
        self._networks = QVBoxLayout()
        self._networks.setSpacing(4)
        self._network_rows: list[QWidget] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self._title, self._facts, self._hidden, self._unjudged, self._networks_title):
            widget.setWordWrap(True)
            layout.addWidget(widget)
        layout.addLayout(self._networks)

    def show_sum(self, total: Sum) -> None:
        """Show it."""
        self._title.setText(self.tr("%n links selected", "", total.count))
        self._facts.setText(self._facts_text(total))
        self._hidden.setText(self.tr("%n of them are hidden by the filter", "", total.hidden))
        self._hidden.setVisible(total.hidden > 0)
        self._networks_title.setText(self._networks_text(total))
        self._networks_title.setVisible(total.size_bytes is not None and total.without_verdicts < total.count)
        self._unjudged.setText(self._unjudged_text(total))
        self._unjudged.setVisible(total.without_verdicts > 0)
        self._show_networks(total.usable_on)

    def _networks_text(self, total: Sum) -> str:
        if not total.usable_on:
            if total.without_verdicts:
                return self.tr("There is no network on which all of the others are known to be usable")
            return self.tr("There is no network on which all of them are known to be usable")
        if total.without_verdicts:
            expected = self.tr("All of the others are expected to be usable on")
            return expected if total.is_expected else self.tr("All of the others are usable on")
        expected = self.tr("All of them are expected to be usable on")
        return expected if total.is_expected else self.tr("All of them are usable on")

    def _unjudged_text(self, total: Sum) -> str:
        if total.without_verdicts == total.count:
            return self.tr("None of them is a video: Oktopost checks only videos for the networks")
        return self.tr("%n of them are no video: Oktopost checks only videos", "", total.without_verdicts)

    def _facts_text(self, total: Sum) -> str:
        if total.size_bytes is None:
            return self.tr("Too many to be summed up")
        if not total.size_bytes and not total.size_known:
            return self.tr("Size unknown")
        size = words.size(total.size_bytes)
        parts = [size if total.size_known else self.tr("at least {size}").format(size=size)]
        if total.duration_s:
            parts.append(words.duration(total.duration_s))
        return " · ".join(parts)

    def _show_networks(self, networks: Sequence[str]) -> None:
        for row in self._network_rows:
            self._networks.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._network_rows = [self._network_row(network) for network in networks]

    def _network_row(self, network: str) -> QWidget:
        row = QWidget(self)
        sign = Sign(20, row)
        sign.show_icon(icons.network_icon(network))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(sign)
        layout.addWidget(PlainLabel(words.network(network), row), 1)
        self._networks.addWidget(row)
        return row

"""How much of the daily allowance is used: a small bar with its figures."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from oktodesk.ui import words
from oktodesk.ui.plain import PlainLabel, plain_tip
from oktodesk.uploads.allowance import AllowanceView

_GAP = 8
_NEARLY_FULL = 0.9
_BARELY = 0.005
"""Less than this is said in its own unit: "24 MB of 32 GB" tells more than "0.0 of 32 GB"."""


class AllowanceMeter(QWidget):
    """``today ▓▓▓░ 21 of 32 GB``; the tooltip says exactly, and when space frees up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = PlainLabel(self.tr("today"), self)
        self._title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._bar = _Bar(self)
        self._figures = PlainLabel("", self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        for widget in (self._title, self._bar, self._figures):
            layout.addWidget(widget)
        self.setVisible(False)

    def minimumSizeHint(self) -> QSize:
        """The figures alone: they say it all."""
        return QSize(self._figures.sizeHint().width(), self._figures.sizeHint().height())

    def sizeHint(self) -> QSize:
        """With everything, whatever is shown at the moment."""
        return QSize(self._width_of(self._title, self._bar), self._figures.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it gets narrow, the title goes first, then the bar."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._title.setVisible(self.width() >= self._width_of(self._title, self._bar))
        self._bar.setVisible(self.width() >= self._width_of(self._bar))

    def _width_of(self, *beside: QWidget) -> int:
        return self._figures.sizeHint().width() + sum(each.sizeHint().width() + _GAP for each in beside)

    @property
    def text(self) -> str:
        """The figures as shown."""
        return self._figures.text()

    def show_allowance(self, view: AllowanceView | None) -> None:
        """Show an estimate; hidden while nothing is known."""
        known = view is not None and (view.used_bytes > 0 or not view.at_least)
        self.setVisible(known)
        if view is None or not known:
            return
        limit = words.size(view.limit_bytes)
        used = words.size_like(view.used_bytes, view.limit_bytes)
        if 0 < view.used_bytes < view.limit_bytes * _BARELY:
            used = words.size(view.used_bytes)
        template = self.tr("at least {used} of {limit}") if view.at_least else self.tr("{used} of {limit}")
        self._figures.setText(template.format(used=used, limit=limit))
        self._fit()
        self.updateGeometry()
        self._bar.show_share(min(1.0, view.used_bytes / view.limit_bytes) if view.limit_bytes else 0.0)
        self.setToolTip(plain_tip("\n".join(self._tip_lines(view))))
        self.setAccessibleName(self.tr("Daily allowance: {figures}").format(figures=self._figures.text()))

    def _tip_lines(self, view: AllowanceView) -> list[str]:
        lines = [
            self.tr("Oktopost takes {limit} in any 24 hours. This is our estimate of what is used.").format(
                limit=words.size(view.limit_bytes)
            ),
            self.tr("Exactly: {count} bytes").format(count=words.number(view.used_bytes)),
        ]
        if view.at_least:
            lines.append(self.tr("It may be more: your account has not been read completely yet."))
        if view.differs:
            lines.append(self.tr("Oktopost counts differently: it refused a link for the allowance."))
        if view.frees_at is not None:
            lines.append(self.tr("Space frees up {moment}.").format(moment=words.moment(view.frees_at)))
        return lines


class _Bar(QWidget):
    """A thin bar; nearly full is drawn darker and said in the figures."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(80, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        palette = self.palette()
        ground = QColor(palette.color(QPalette.ColorRole.WindowText))
        ground.setAlphaF(0.15)
        painter.setBrush(ground)
        painter.drawRoundedRect(self.rect(), 4, 4)
        if self._share <= 0:
            return
        role = QPalette.ColorRole.WindowText if self._share >= _NEARLY_FULL else QPalette.ColorRole.Highlight
        painter.setBrush(palette.color(role))
        width = max(8.0, self.width() * self._share)
        left = self.width() - width if self.layoutDirection() is Qt.LayoutDirection.RightToLeft else 0.0
        painter.drawRoundedRect(QRectF(left, 0, width, self.height()), 4, 4)

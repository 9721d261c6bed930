"""Kinds of button that the platform's style does not have: the one that goes on, the wary one, the quiet one."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QIcon, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

_PRIMARY = """
QPushButton { background: palette(highlight); color: palette(highlighted-text);
  border: 1px solid palette(highlight); border-radius: 6px; padding: 5px 14px; min-height: 18px;
  font-weight: 600; }
QPushButton:hover, QPushButton:focus { border-color: palette(text); }
QPushButton:disabled { background: transparent; color: palette(placeholder-text); border-color: palette(mid); }
"""


def as_primary(button: QPushButton) -> QPushButton:
    """Make it the one button of a place that goes on with the job."""
    button.setStyleSheet(_PRIMARY)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


class WaryButton(QPushButton):
    """One that appears, or moves, under the pointer when a neighbour is pressed.

    The second press of a double click was meant for what stood there before.
    """

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Not a press, as it is for Qt."""
        event.accept()


_ICON, _AIR = 18, 6
"""Pixels; Qt puts hardly any air between icon and text, so the icon brings its own."""


class QuietButton(QToolButton):
    """Text or icon without a frame until it is pointed at."""

    def __init__(self, text: str = "", *, icon: QIcon | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(_ICON + _AIR if icon is not None and text else _ICON, _ICON))
        if icon is not None:
            self.setIcon(icon)
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
            self.setToolButtonStyle(style)

    def sizeHint(self) -> QSize:
        """As wide as what is in it: Qt adds two spaces at the end of a text, which would push it off its edge."""
        hint = super().sizeHint()
        spaces = 2 * self.fontMetrics().horizontalAdvance(" ") if self.text() else 0
        return QSize(hint.width() - spaces, hint.height())


def open_below(menu: QMenu, anchor: QWidget) -> None:
    """Open a menu under its button, without a nested loop."""
    right_to_left = anchor.layoutDirection() is Qt.LayoutDirection.RightToLeft
    corner = anchor.rect().bottomRight() - QPoint(menu.sizeHint().width(), 0) if right_to_left else None
    menu.popup(anchor.mapToGlobal(corner or anchor.rect().bottomLeft()))

"""The two kinds of button that the platform's style does not have: the one that goes on, and the quiet one."""

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QIcon
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


class QuietButton(QToolButton):
    """Text or icon without a frame until it is pointed at."""

    def __init__(self, text: str = "", *, icon: QIcon | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoRaise(True)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(18, 18))
        if icon is not None:
            self.setIcon(icon)
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
            self.setToolButtonStyle(style)


def open_below(menu: QMenu, anchor: QWidget) -> None:
    """Open a menu under its button, without a nested loop."""
    right_to_left = anchor.layoutDirection() is Qt.LayoutDirection.RightToLeft
    corner = anchor.rect().bottomRight() - QPoint(menu.sizeHint().width(), 0) if right_to_left else None
    menu.popup(anchor.mapToGlobal(corner or anchor.rect().bottomLeft()))

"""The whole window as one drop target, with a hint while something hovers."""

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from oktodesk.ui.drop_hint import DropHint
from oktodesk.ui.drops import may_hold_links, read_mime


class DropTarget(QObject):
    """Watches a window's drags; the parts inside leave theirs to the window."""

    links_given = Signal(object)
    """Carries a ``Dropped``."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._hint = DropHint(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def paste(self) -> None:
        """Take the clipboard, as if it had been dropped."""
        mime = QGuiApplication.clipboard().mimeData()
        if may_hold_links(mime):
            self._give(mime, pasted=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags and drops; leave the rest to the window."""
        match event.type():
            case QEvent.Type.DragEnter if isinstance(event, QDragEnterEvent):
                self._on_enter(event)
                return True
            case QEvent.Type.DragLeave:
                self._hint.hide()
                return True
            case QEvent.Type.Drop if isinstance(event, QDropEvent):
                self._on_drop(event)
                return True
            case QEvent.Type.Resize:
                self._hint.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def _on_enter(self, event: QDragEnterEvent) -> None:
        if may_hold_links(event.mimeData()):
            _accept(event)
            self._hint.show_over()
        else:
            event.ignore()

    def _on_drop(self, event: QDropEvent) -> None:
        self._hint.hide()
        _accept(event)
        self._give(event.mimeData())

    def _give(self, mime: QMimeData, *, pasted: bool = False) -> None:
        dropped = read_mime(mime, pasted=pasted)
        if not dropped.empty:
            self.links_given.emit(dropped)


def _accept(event: QDropEvent) -> None:
    """Take a copy: what was proposed may be a move, after which the other program removes its text or file."""
    for action in (Qt.DropAction.CopyAction, Qt.DropAction.LinkAction):
        if event.possibleActions() & action:
            event.setDropAction(action)
            event.accept()
            return
    event.ignore()

"""The tour's hands and eyes: what it does to the window, and what it sees there."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from oktodesk.ui.detail.actions import ActionButtons
from oktodesk.ui.practice import Practice
from oktodesk.ui.row_actions import Action
from oktodesk.ui.shell import Shell
from oktodesk.ui.window import MainWindow
from oktodesk.ui.workspace import Workspace
from oktodesk.uploads.rows import Filter, Row, State


class Stage:
    """One window on a local Oktopost."""

    def __init__(self, window: MainWindow, shell: Shell) -> None:
        self.window = window
        self.shell = shell
        self._hovering: QMimeData | None = None

    @property
    def workspace(self) -> Workspace:
        """The account on screen."""
        workspace = self.shell.workspace
        assert workspace is not None, "the tour begins with an open account"
        return workspace

    @property
    def practice(self) -> Practice:
        """The local Oktopost and its samples."""
        practice = self.shell.practice
        assert practice is not None, "the tour begins in practice mode"
        return practice

    def sample(self, name: str) -> str:
        """The address of a sample by its file name."""
        known = (*self.practice.samples, *self.practice.failing)
        return next(link for link in known if link.endswith(name))

    def hover(self, links: Sequence[str]) -> None:
        """Drag links over the window, as a browser would."""
        self._hovering = mime = QMimeData()
        mime.setUrls([QUrl(link) for link in links])
        centre = self._window_centre()
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.window, QDragEnterEvent(centre, copy, mime, left, none))

    def drop(self) -> None:
        """Let go of them."""
        assert self._hovering is not None
        where = QPointF(self._window_centre())
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.window, QDropEvent(where, copy, self._hovering, left, none))
        self._hovering = None

    def press_add(self) -> None:
        """Press the NEW section's button."""
        self.window.new_strip.add_button.click()

    def press_send_now(self) -> None:
        """Do not wait for the seconds to take it back."""
        for batch_id in self.window.new_strip.adding:
            self.window.new_strip.send_now_button(batch_id).click()

    def press_action(self, action: Action) -> bool:
        """Press a button of the panel; False if it is not there."""
        button = self.action_button(action)
        if button is not None:
            button.click()
        return button is not None

    def action_button(self, action: Action) -> QPushButton | None:
        """A button of the panel."""
        return self._offered.button(action)

    def select(self, link: str) -> None:
        """Select the row of a link."""
        row = self.row(link)
        if row is not None:
            self.workspace.list.table.reveal(row.key)

    def row(self, link: str) -> Row | None:
        """The row that the list shows for a link."""
        return next((row for row in self.rows if row.source == link), None)

    @property
    def rows(self) -> list[Row]:
        """The rows that the list shows."""
        model = self.workspace.list.model
        shown = [model.shown(number) for number in range(model.rowCount())]
        return [each.row for each in shown if each is not None]

    def in_state(self, state: State, links: Sequence[str]) -> bool:
        """Whether the list shows all of these links in a state."""
        return all((row := self.row(link)) is not None and row.state is state for link in links)

    def is_fetching(self, link: str) -> bool:
        """Whether the list shows that a part of the file has come in."""
        row = self.row(link)
        return row is not None and row.state is State.PENDING and row.downloaded_bytes > 0

    def is_confirmed(self, link: str) -> bool:
        """Whether the panel shows Oktopost's own verdicts on a link."""
        row = self.row(link)
        if row is None or row.verdicts is None or self.window.detail.key != row.key:
            return False
        return len(self.window.detail.one.networks.texts) >= len(row.verdicts)

    def is_detail_of(self, link: str) -> bool:
        """Whether the panel shows a link."""
        row = self.row(link)
        return row is not None and self.window.detail.key == row.key

    def is_explained(self, link: str) -> bool:
        """Whether the panel says why a link failed, what to do, and offers it."""
        sentence, advice = self.window.detail.one.state.texts
        offered = self.action_button(Action.RETRY) is not None
        return self.is_detail_of(link) and bool(sentence and advice) and offered

    def count(self, which: Filter) -> int:
        """How many rows a filter says it holds."""
        return int(self.window.filters.count_text(which) or 0)

    def is_seen(self, name: str) -> bool:
        """Whether a part of the window is visible, by its object name."""
        part = self.window.findChild(QWidget, name)
        return part is not None and part.isVisible()

    def take_picture(self, path: Path) -> None:
        """Save what the window looks like."""
        self.window.grab().save(str(path))

    @property
    def _offered(self) -> ActionButtons:
        return self.window.detail.one.offered

    def _window_centre(self) -> QPoint:
        return self.window.rect().center()

"""Shows how the engine is doing: bottom line, allowance, standing notices; and tells it who is looking."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from oktodesk.ui.notices import Notices
from oktodesk.ui.status_words import no_refresh_words, standing_notices, status_words
from oktodesk.ui.window import MainWindow
from oktodesk.uploads.next_due import Attention

if TYPE_CHECKING:
    from oktodesk.session import Session

_AGAIN_MS = 15_000
"""Words with a time in them are read again this often while the window is visible."""


class StatusPresenter(QObject):
    """Follows the session's status while it is on screen."""

    def __init__(self, window: MainWindow, session: "Session", *, notices: Notices, practice: bool) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._notices = notices
        self._practice = practice
        self._unsubscribe: Callable[[], None] | None = None
        self._again = QTimer(self)
        self._again.setInterval(_AGAIN_MS)
        self._again.timeout.connect(self.show)

    def start(self) -> None:
        """Show the status from now on."""
        self._unsubscribe = self._session.subscribe_status(self._on_status)
        self._window.attention_changed.connect(self.look)
        self._window.toolbar.refresh_pressed.connect(self.refresh)
        self.look()
        self.show()

    def stop(self) -> None:
        """No longer."""
        self._again.stop()
        self._window.toolbar.show_refreshable()
        self._window.attention_changed.disconnect(self.look)
        self._window.toolbar.refresh_pressed.disconnect(self.refresh)
        if self._unsubscribe is not None:
            self._unsubscribe()
        self.deleteLater()

    def show(self) -> None:
        """Show it as it is now."""
        status, now = self._session.status(), self._session.clock.now()
        connected = self._session.client is not None
        self._window.status.show_status(
            status_words(status, connected=connected, practice=self._practice, now=now)
        )
        self._window.allowance.show_allowance(status.allowance if connected else None)
        self._window.toolbar.show_refreshable(no_refresh_words(status, connected=connected))
        self._notices.set_standing(standing_notices(status, now=now) if connected else ())

    def look(self) -> None:
        """Tell the tracker how much of the window the person sees."""
        attention = _attention(self._window)
        self._session.tracker.set_attention(attention)
        if attention is Attention.HIDDEN:
            self._again.stop()
        else:
            self._again.start()

    def refresh(self) -> None:
        """The person wants to know now."""
        self._session.tracker.refresh()

    def _on_status(self, *_status: object) -> None:
        self.show()


def _attention(window: MainWindow) -> Attention:
    if window.isMinimized() or not window.isVisible():
        return Attention.HIDDEN
    return Attention.FOCUSED if window.isActiveWindow() else Attention.VISIBLE

"""The keyboard's place when what had it goes away: Qt hands it to whatever comes next, often the first button."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class FocusKeeper(QObject):
    """Puts the focus into the list when a button, bar or field of the window was hidden while it had it."""

    def __init__(self, window: QWidget, *, home: Callable[[], QWidget | None]) -> None:
        """``home``: the list, if there is one."""
        super().__init__(window)
        self._window = window
        self._home = home
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_changed)

    def _on_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        home = self._home()
        if before is None or now is None or home is None or before.isVisible() or not home.isVisible():
            return
        if before.window() is self._window and now.window() is self._window:
            home.setFocus(Qt.FocusReason.OtherFocusReason)

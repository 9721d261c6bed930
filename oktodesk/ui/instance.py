"""One window a person and profile: a second start hands its links to the first and leaves.

A local socket is asked first; only when nobody answers is the name taken over, and a lock file decides between
two that start at the same moment.
"""

from pathlib import Path

import msgspec
from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from oktodesk.system.private_files import private_umask

_ANSWER_MS = 1_000
"""How long the first window may take to answer before it counts as stuck."""
_MESSAGE_LIMIT_BYTES = 1024 * 1024
_TAKEN = b"taken\n"


class Call(msgspec.Struct, frozen=True):
    """What a second start says to the first window."""

    links: tuple[str, ...] = ()


class SingleInstance(QObject):
    """Holds the name of a profile's window, and hears from later starts."""

    called = Signal(object)
    """A second start happened; carries its ``Call``."""

    def __init__(self, name: str, *, lock_file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._lock = QLockFile(str(lock_file))
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        self._buffers: dict[QLocalSocket, bytes] = {}

    def claim(self, call: Call) -> bool:
        """Become the window of this profile, or hand ``call`` to the one there is and return False."""
        if self._hand_over(call):
            return False
        with private_umask():
            is_ours = self._lock.tryLock(_ANSWER_MS)
        if not is_ours:
            return not self._hand_over(call)
        self._listen()
        return True

    def release(self) -> None:
        """Give the name back."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _hand_over(self, call: Call) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_ANSWER_MS):
            return False
        socket.write(msgspec.json.encode(call) + b"\n")
        socket.flush()
        answered = socket.waitForReadyRead(_ANSWER_MS) and bytes(socket.readAll().data()) == _TAKEN
        socket.disconnectFromServer()
        return answered

    def _listen(self) -> None:
        QLocalServer.removeServer(self._name)  # what a killed window left behind
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._on_connection)
        server.listen(self._name)
        self._server = server

    def _on_connection(self) -> None:
        assert self._server is not None
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setParent(self)
            self._buffers[socket] = b""
            socket.readyRead.connect(self._on_data)
            socket.disconnected.connect(self._on_gone)

    def _on_data(self) -> None:
        for socket in list(self._buffers):
            self._buffers[socket] += bytes(socket.readAll().data())
            if len(self._buffers[socket]) > _MESSAGE_LIMIT_BYTES:
                socket.abort()
            elif self._buffers[socket].endswith(b"\n"):
                self._answer(socket)

    def _answer(self, socket: QLocalSocket) -> None:
        message, self._buffers[socket] = self._buffers[socket], b""
        try:
            call = msgspec.json.decode(message, type=Call)
        except msgspec.MsgspecError:
            socket.abort()
            return
        socket.write(_TAKEN)
        socket.flush()
        self.called.emit(call)

    def _on_gone(self) -> None:
        for socket in [
            each for each in self._buffers if each.state() == QLocalSocket.LocalSocketState.UnconnectedState
        ]:
            del self._buffers[socket]
            socket.deleteLater()

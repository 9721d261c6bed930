"""An answer held back before it is sent, and what faults make of it."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope

from oktodesk.sandbox.fault_names import FaultName
from oktodesk.sandbox.fault_plan import Effect
from oktodesk.sandbox.replies import GARBAGE, JSON_TYPE, PAGE

Header = tuple[bytes, bytes]


class Held(msgspec.Struct, frozen=True):
    """A whole answer."""

    status: int
    headers: tuple[Header, ...]
    body: bytes

    @property
    def start(self) -> Message:
        """Its first message."""
        return {"type": "http.response.start", "status": self.status, "headers": list(self.headers)}

    def head(self) -> bytes:
        """Status line and headers as they go over the wire, on a connection that is closed afterwards."""
        lines = [f"HTTP/1.1 {self.status} {_reason(self.status)}".encode()]
        lines += [name + b": " + value for name, value in (*self.headers, (b"connection", b"close"))]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def telling(self, name: bytes, value: str) -> "Held":
        """The same with one header set."""
        kept = tuple(each for each in self.headers if each[0] != name)
        return msgspec.structs.replace(self, headers=(*kept, (name, value.encode("latin-1"))))

    def saying(self, body: bytes, kind: str) -> "Held":
        """Another body of a content type."""
        other = msgspec.structs.replace(self, body=body)
        return other.telling(b"content-type", kind).telling(b"content-length", str(len(body)))


async def hold(app: ASGIApp, scope: Scope, receive: Receive) -> Held:
    """Let the application answer, and keep what it says."""
    start: Message = {}
    body = bytearray()

    async def keep(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.extend(message.get("body", b""))

    await app(scope, receive, keep)
    return Held(start["status"], tuple(start["headers"]), bytes(body))


def spoiled(answer: Held, effect: Effect) -> Held:
    """The answer with everything in it that the faults want to be wrong."""
    answer = _retold(answer, effect)
    if effect.has(FaultName.HTML):
        answer = answer.saying(PAGE, "text/html; charset=utf-8")
    if effect.has(FaultName.GARBAGE):
        answer = msgspec.structs.replace(answer.saying(GARBAGE, JSON_TYPE), status=effect.status or 200)
    if effect.has(FaultName.WRONG_TYPE):
        answer = answer.telling(b"content-type", "text/plain")
    wait = effect.find(FaultName.RETRY_AFTER)
    if wait and answer.status in {429, 503}:
        answer = answer.telling(b"retry-after", f"{wait.value:g}")
    return answer


def _retold(answer: Held, effect: Effect) -> Held:
    changes = [change for change in (_totals(effect), _statuses(effect), _numbers(effect)) if change]
    if not changes or not answer.body.startswith(b"{"):
        return answer
    content = json.loads(answer.body)
    for change in changes:
        content = change(content)
    return answer.saying(json.dumps(content, separators=(",", ":")).encode(), JSON_TYPE)


_Change = Callable[[Any], Any]


def _totals(effect: Effect) -> _Change | None:
    if not effect.has(FaultName.MISSING_TOTAL):
        return None
    return lambda content: {name: value for name, value in content.items() if name != "Total"}


def _statuses(effect: Effect) -> _Change | None:
    fault = effect.find(FaultName.UNKNOWN_STATUS)
    if fault is None:
        return None

    def told(content: dict[str, Any]) -> dict[str, Any]:
        for upload in [*content.get("Items", []), content.get("Upload", {})]:
            upload["Status"] = fault.word
        return content

    return told


def _numbers(effect: Effect) -> _Change | None:
    return _as_text if effect.has(FaultName.STRING_NUMBERS) else None


def _as_text(content: object) -> object:
    if isinstance(content, Mapping):
        return {name: _as_text(value) for name, value in content.items()}
    if isinstance(content, list):
        return [_as_text(each) for each in content]
    return str(content) if isinstance(content, int | float) and not isinstance(content, bool) else content


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""

"""Oktopost as a model: a dictionary of uploads behind httpx's mock transport, with scripted misfortunes."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

import httpx

from oktodesk.system.clock import Clock
from tests.clock import FakeClock

USER_ID = "00A000000000001"
Json = dict[str, Any]


class Fate(StrEnum):
    """What happens to a create."""

    FINE = "fine"
    UNREACHABLE = "unreachable"
    LOST_BEFORE = "lost before"
    LOST_AFTER = "lost after"
    FAILED_BEFORE = "failed before"
    FAILED_AFTER = "failed after"
    GARBLED = "garbled"
    REFUSED = "refused"
    NO_RESULT = "no result"
    FULL = "full"
    UNAUTHORISED = "unauthorised"
    LOCKED_OUT = "locked out"
    MOVED = "moved"
    HANGS_BEFORE = "hangs before"
    HANGS_AFTER = "hangs after"


PROCESSED = frozenset({Fate.FINE, Fate.LOST_AFTER, Fate.FAILED_AFTER, Fate.GARBLED, Fate.HANGS_AFTER})
ANSWERS: dict[Fate, tuple[int, Json]] = {
    Fate.FAILED_BEFORE: (503, {}),
    Fate.FAILED_AFTER: (503, {}),
    Fate.REFUSED: (400, {"Errors": {"Param": {"source": "`source` can not be used"}}}),
    Fate.NO_RESULT: (200, {"Result": False, "Errors": {"API": {"Error": "Not today"}}}),
    Fate.FULL: (400, {"Errors": {"API": {"Error": "The upload quota is exceeded"}}}),
    Fate.UNAUTHORISED: (401, {}),
    Fate.LOCKED_OUT: (429, {}),
    Fate.MOVED: (302, {}),
}


class ModelUpload:
    """One upload as the server knows it."""

    def __init__(self, number: int, form: dict[str, str], created_at: float, visible_at: float) -> None:
        self.id = f"0up{number:012}"
        self.media_id = ""
        self.status = "pending"
        self.source = form["source"]
        self.name = form.get("name") or self.source.rpartition("/")[2]
        self.mime_type = form.get("mimeType") or "video/mp4"
        self.total_size = 1000
        self.downloaded = 0
        self.attempts = 0
        self.last_error: str | None = None
        self.created_by = USER_ID
        self.created_at = created_at
        self.visible_at = visible_at

    def as_json(self) -> Json:
        return {
            "Id": self.id,
            "Created": stamp(self.created_at),
            "Modified": stamp(self.created_at),
            "CreatedBy": self.created_by,
            "Status": self.status,
            "Name": self.name,
            "MimeType": self.mime_type,
            "Source": self.source,
            "TotalSize": self.total_size,
            "Downloaded": self.downloaded,
            "LastError": self.last_error,
            "Attempts": self.attempts,
            "MediaId": self.media_id or None,
        }

    def finish(self) -> None:
        self.status, self.downloaded, self.media_id = "complete", self.total_size, f"026{self.id[3:]}"

    def fail(self, words: str) -> None:
        self.status, self.last_error, self.attempts = "failed", words, 5


class ModelServer:
    """Answers every call of the reference; ``fates`` are drawn one a create, then all is fine."""

    def __init__(self, clock: Clock, *, skew_s: float = 0.0, newest_first: bool = True) -> None:
        self.clock = clock
        self.skew_s = skew_s
        self.newest_first = newest_first
        self.late_s = 0.0
        self.down = False
        self.unauthorised = False
        self.says_total = True
        self.dedupes = False
        self.list_status: int | None = None
        self.uploads: dict[str, ModelUpload] = {}
        self.unknown_ids: set[str] = set()
        """Lists have them, and yet they are not found."""
        self.fates: deque[Fate] = deque()
        self.calls: list[str] = []
        self.creates: list[dict[str, str]] = []
        self.before_create: Callable[[], None] = lambda: None
        self.verdicts: Json = {"LinkedIn": {"isValid": True, "errors": []}}

    @property
    def now(self) -> float:
        return self.clock.now() + self.skew_s

    @property
    def sources(self) -> list[str]:
        """The source of every upload there is."""
        return sorted(upload.source for upload in self.uploads.values())

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def set_wall_clock(self, ahead_s: float) -> None:
        """The computer's clock is set; the server's is not."""
        assert isinstance(self.clock, FakeClock)
        self.clock.set_wall_clock(self.clock.now() + ahead_s)
        self.skew_s -= ahead_s

    def add(self, source: str, *, age_s: float = 0.0, **fields: object) -> ModelUpload:
        """An upload that somebody else made."""
        upload = ModelUpload(len(self.uploads) + 1, {"source": source}, self.now - age_s, 0.0)
        for name, value in fields.items():
            setattr(upload, name, value)
        self.uploads[upload.id] = upload
        return upload

    def calls_of(self, beginning: str) -> list[str]:
        return [call for call in self.calls if call.startswith(beginning)]

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v2")
        query = f"?{request.url.query.decode()}" if request.url.query else ""
        self.calls.append(f"{request.method} {path}{query}")
        if self.down:
            raise httpx.ConnectError("no route to host")
        if self.unauthorised:
            return self._reply(401, {"Result": False})
        if request.method == "POST":
            form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
            return await self._create(form)
        return self._read(path, dict(request.url.params))

    def _read(self, path: str, query: dict[str, str]) -> httpx.Response:
        kind, _, wanted = path.strip("/").partition("/")
        if kind == "me":
            user = {"Id": USER_ID, "Name": "Jane", "Email": "jane@acme.example"}
            return self._reply(200, {"User": user, "Account": {"Id": "001000000000001", "Name": "Acme"}})
        if kind == "video-validate":
            return self._reply(200, {"Validations": self.verdicts})
        if wanted:
            upload = self.uploads.get(wanted) if wanted not in self.unknown_ids else None
            return self._reply(200, {"Upload": upload.as_json()}) if upload else self._reply(404, {})
        if self.list_status is not None:
            return self._reply(self.list_status, {})
        return self._list(query)

    def _list(self, query: dict[str, str]) -> httpx.Response:
        found = [
            upload
            for upload in self.uploads.values()
            if upload.visible_at <= self.clock.monotonic()
            and query.get("status") in {None, upload.status}
            and query.get("source") in {None, upload.source}
        ]
        found.sort(key=lambda upload: (upload.created_at, upload.id), reverse=self.newest_first)
        start, count = int(query.get("_page", "0")), int(query.get("_count", "20"))
        page = found[start * count : (start + 1) * count]
        total = {"Total": len(found)} if self.says_total else {}
        return self._reply(200, {"Items": [upload.as_json() for upload in page]} | total)

    async def _create(self, form: dict[str, str]) -> httpx.Response:
        self.before_create()
        self.creates.append(form)
        fate = self.fates.popleft() if self.fates else Fate.FINE
        upload = self._made(form) if fate in PROCESSED else None
        if fate in {Fate.HANGS_BEFORE, Fate.HANGS_AFTER}:
            await asyncio.Event().wait()
        if fate is Fate.UNREACHABLE:
            raise httpx.ConnectError("refused")
        if fate in {Fate.LOST_BEFORE, Fate.LOST_AFTER}:
            raise httpx.ReadError("cut")
        if fate is Fate.GARBLED:
            return httpx.Response(200, text="<html>", headers=self._headers())
        if fate in ANSWERS:
            return self._reply(*ANSWERS[fate])
        assert upload is not None
        return self._reply(200, {"Upload": upload.as_json()})

    def _made(self, form: dict[str, str]) -> ModelUpload:
        if self.dedupes:
            for upload in self.uploads.values():
                if upload.source == form["source"]:
                    return upload
        made = ModelUpload(len(self.uploads) + 1, form, self.now, self.clock.monotonic() + self.late_s)
        self.uploads[made.id] = made
        return made

    def _reply(self, status: int, content: Json) -> httpx.Response:
        return httpx.Response(status, json={"Result": status < 300} | content, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        return {"date": format_datetime(datetime.fromtimestamp(self.now, UTC), usegmt=True)}


@lru_cache(maxsize=1_000)
def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")

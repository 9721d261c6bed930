"""Oktopost's API as a typed client: one attempt per call, each through the call budget, every failure our own.

Nothing is ever retried here. A caller that wants to try again knows from the error's class whether that is safe.
"""

from collections.abc import AsyncIterator, Mapping

from oktodesk.api import parse, translate
from oktodesk.api.budget import CallBudget, Priority
from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.api.exchange import Answer, Exchange, Transport
from oktodesk.api.wire import Me, Media, NetworkVerdict, Upload, UploadPage
from oktodesk.problems import LockedOut, NotFound, UnreadableReply, UsageTrouble
from oktodesk.system.clock import Clock

TOTAL_S = 60.0
"""The longest one call may take, from connecting to the last byte of the reply."""
PAGE_SIZES = (20, 25, 50, 100)
"""What lists accept for ``_count``; 20 is the default and is left out."""


class OktopostClient:
    """Calls of one account at one endpoint.

    All methods raise ``OktopostTrouble`` or ``SignInTrouble`` as the tree in ``problems.errors`` says.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: Credentials,
        *,
        budget: CallBudget,
        clock: Clock,
        transport: Transport | None = None,
        total_s: float = TOTAL_S,
    ) -> None:
        self._endpoint = endpoint
        self._budget = budget
        self._clock = clock
        self._exchange = Exchange(endpoint, credentials, transport=transport, total_s=total_s)
        self._server_offset_s = 0.0

    @property
    def endpoint(self) -> Endpoint:
        """Where the calls go."""
        return self._endpoint

    @property
    def server_offset_s(self) -> float:
        """Server clock minus this computer's, in seconds, from the latest reply's ``Date``; good to a second."""
        return self._server_offset_s

    async def me(self, priority: Priority = Priority.PERSON) -> Me:
        """The owner of the key; the connection test.

        Every Oktopost knows this address: where it is missing or answers something else, the address is wrong or
        somebody else answers (``UnreadableReply``, ``not_oktopost``).
        """
        try:
            return parse.me(await self._get("/me", priority=priority))
        except (NotFound, UnreadableReply) as error:
            host, detail = self._endpoint.host, error.problem.detail
            raise UnreadableReply("not_oktopost", host=host, detail=detail) from error

    async def upload(self, upload_id: str, *, priority: Priority = Priority.PERSON) -> Upload:
        """One upload. Raises ``NotFound`` if it is missing or not visible to this key."""
        reply = await self._get(f"/upload/{_checked_id(upload_id)}", priority=priority)
        return parse.upload(reply)

    async def uploads(
        self,
        *,
        status: str = "",
        source: str = "",
        page: int = 0,
        count: int = 100,
        priority: Priority = Priority.PERSON,
    ) -> UploadPage:
        """One page of the account's uploads, in an order that Oktopost does not document.

        ``source`` is the exact URL; ``page`` counts from 0; ``count`` is one of ``PAGE_SIZES``.
        """
        if count not in PAGE_SIZES:
            raise ValueError(f"pages have {PAGE_SIZES} items")
        wanted = {"status": status, "source": source, "_count": "" if count == 20 else str(count)}
        query = {name: value for name, value in wanted.items() if value} | {"_page": str(page)}
        return parse.upload_page(await self._get("/upload", query, priority=priority))

    async def all_uploads(
        self,
        *,
        status: str = "",
        source: str = "",
        count: int = 100,
        priority: Priority = Priority.SYNC,
    ) -> AsyncIterator[UploadPage]:
        """Page after page until ``Total`` distinct ids were seen, or a page is empty or brings nothing new."""
        seen: set[str] = set()
        page_number = 0
        while True:
            page = await self.uploads(
                status=status, source=source, page=page_number, count=count, priority=priority
            )
            new = {upload.id for upload in page.uploads} - seen
            if not new:
                return
            seen |= new
            yield page
            if page.total is not None and len(seen) >= page.total:
                return
            page_number += 1

    async def create_upload(
        self, source: str, *, name: str = "", mime_type: str = "", priority: Priority = Priority.CREATE
    ) -> Upload:
        """Hand a link over. After any ``ReplyLost`` the upload may exist: look before calling this again."""
        wanted = {"source": source, "name": name, "mimeType": mime_type}
        form = {field: value for field, value in wanted.items() if value}
        return parse.upload(await self._call("POST", "/upload", form=form, priority=priority))

    async def media(self, media_id: str, *, priority: Priority = Priority.PERSON) -> Media:
        """One medium of the library."""
        return parse.media(await self._get(f"/media/{_checked_id(media_id)}", priority=priority))

    async def validate(
        self, media_id: str, *, priority: Priority = Priority.VALIDATE
    ) -> tuple[NetworkVerdict, ...]:
        """On which networks a video can be used. Takes the media id, never the upload's."""
        reply = await self._get(f"/video-validate/{_checked_id(media_id)}", priority=priority)
        return parse.verdicts(reply)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._exchange.aclose()

    async def _get(
        self, path: str, query: Mapping[str, str] | None = None, *, priority: Priority
    ) -> Mapping[str, object]:
        return await self._call("GET", path, query=query, priority=priority)

    async def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        priority: Priority,
    ) -> Mapping[str, object]:
        await self._budget.acquire(priority)
        sent_at = self._clock.now()
        answer = await self._exchange.send(method, path, query=query, form=form)
        self._learn_offset(answer, sent_at)
        reply = self._described(method, answer)
        error = translate.from_status(reply)
        if isinstance(error, LockedOut):
            await self._budget.note_lock_out(error.retry_after_s)
        if error is not None:
            raise error
        return _result(answer, reply)

    def _described(self, method: str, answer: Answer) -> translate.Reply:
        return translate.Reply(
            status=answer.status,
            host=self._endpoint.host,
            what=answer.path,
            method=method,
            words=answer.words,
            location=answer.headers.get("location", ""),
            retry_after_s=translate.retry_after_s(answer.headers, self._clock.now() + self._server_offset_s),
            detail=f"{answer.path} answered {answer.status}: {answer.excerpt}",
        )

    def _learn_offset(self, answer: Answer, sent_at: float) -> None:
        # Date is cut to whole seconds, hence the half; a slow reply says nothing about when it was written.
        server_at = translate.http_date(answer.headers.get("date", ""))
        took_s = self._clock.now() - sent_at
        if server_at is not None and 0 <= took_s < 10:
            self._server_offset_s = server_at + 0.5 - (sent_at + took_s / 2)


def _result(answer: Answer, reply: translate.Reply) -> Mapping[str, object]:
    # Every reply carries a boolean Result. Without one it is not Oktopost's, whatever its status says.
    if not isinstance(answer.content, Mapping) or answer.content.get("Result") is None:
        raise UnreadableReply("unreadable_reply", detail=reply.detail)
    if not parse.truth(answer.content["Result"]):
        raise translate.refused(reply)
    return answer.content


def _checked_id(given: str) -> str:
    if not parse.is_id(given):
        raise UsageTrouble("not_an_id", what=given)
    return given

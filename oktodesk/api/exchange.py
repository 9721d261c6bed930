"""One HTTP exchange with Oktopost: the only place that sends the key.

Redirects are not followed, time-outs are always set, replies are bounded, and the key is taken out of whatever a
server repeats of it.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Generator, Mapping
from urllib.parse import urlsplit

# httpx loads these with its first client and its first request, 0.2 s on the thread of whoever asks: the window's.
import anyio._backends._asyncio  # noqa: F401
import httpcore  # noqa: F401
import httpx
import msgspec

from oktodesk import __version__
from oktodesk.api import bodies, parse, translate
from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.api.issuer import issuer_of
from oktodesk.problems import LinkTrouble, NotSent, OktodeskError, UnreadableReply
from oktodesk.system.async_library import settle_async_library
from oktodesk.system.certificates import SystemTrust
from oktodesk.system.logs import redact
from oktodesk.system.secrets import HIDDEN

Transport = httpx.AsyncBaseTransport
"""What may stand in for the network; named here so that nobody above has to know httpx."""

MAX_REPLY_BYTES = 8 * 1024**2
"""A page of 100 uploads has about 100 KB, and 7 MB if every link is as long as links can be; reading more
than this would hold up the window for seconds."""
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)
"""An escape of JSON text, a pair of surrogates as one; the group: half of a pair."""
_NO_NUMBER = re.compile(
    rb'(?s)"(?:[^"\\]++|\\.)*+"?|((?<![\d.])-?(?:NaN|Infinity|\d[\d.]{300,}+(?:[eE][+-]?\d++)?|\d[\d.]*+[eE]\+?\d{3,}+))'
)
"""A JSON text, which is passed over, or as the group: a number that no reader holds, or what some write then."""
_SEARCHED_BYTES = 1024**2
"""Of a reply, where numbers are looked through one by one: half a second of work."""
_MAX_ERROR_BYTES = 64 * 1024
_ERROR_BODY_S = 5.0
"""How long the words of an error are waited for; its status is known by then."""
_EXCERPT_BYTES = 400
_MOST_CONNECTIONS = 16
"""More than ever call at once: the call budget decides who goes first, and a person must not wait for a connection
behind calls that a slow server holds."""
_PHASES = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=10.0)

_log = logging.getLogger(__name__)


class Answer(msgspec.Struct, frozen=True):
    """A reply of any status. ``content`` is its JSON, or None where it has none."""

    status: int
    path: str
    headers: Mapping[str, str]
    content: object
    words: str
    """What the reply says about what went wrong."""
    excerpt: str
    """The start of the body as text, redacted, for the technical details."""


class _KeyAuth(httpx.Auth):
    # Unlike httpx.BasicAuth this keeps the key hidden between requests.
    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        basic = httpx.BasicAuth(self._credentials.account_id, self._credentials.api_key.reveal())
        yield from basic.auth_flow(request)


class Exchange:
    """Sends requests of one account to one endpoint. Connections are opened with the first request."""

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: Credentials,
        *,
        transport: Transport | None,
        total_s: float,
    ) -> None:
        self._endpoint = endpoint
        self._credentials = credentials
        self._transport = transport
        self._total_s = total_s
        self._http: httpx.AsyncClient | None = None
        self._trust: SystemTrust | None = None

    async def send(
        self, method: str, path: str, *, query: Mapping[str, str] | None, form: Mapping[str, str] | None
    ) -> Answer:
        """One attempt. Any status is an answer; raises ``NotSent`` or ``ReplyLost`` where there is none."""
        http = await self._opened()
        request = http.build_request(method, self._url(path, query), data=form)
        try:
            async with asyncio.timeout(self._total_s):
                status, headers, body = await _exchanged(http, request)
        except OktodeskError:
            raise
        except Exception as error:
            ours = translate.from_exception(error, host=self._endpoint.host)
            _log.info("%s %s: %s", method, path, ours.problem.id if ours else "failed")
            if ours is None:
                raise
            raise await self._with_issuer(ours) from error
        _log.debug("%s %s: %d", method, path, status)
        content = _content(body)
        return Answer(
            status=status,
            path=path,
            headers=headers,
            content=content,
            words=self._without_key(parse.reply_words(content)),
            excerpt=self._excerpt(body),
        )

    async def aclose(self) -> None:
        """Close all connections."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def _opened(self) -> httpx.AsyncClient:
        trust = self._trust = self._trust or SystemTrust()
        if self._transport is None and self._endpoint.base_url.startswith("https:"):
            try:
                await trust.read()
            except OSError as error:
                host, detail = self._endpoint.host, str(error)
                raise NotSent("tls_failed", host=host, issuer=translate.UNKNOWN_ISSUER, detail=detail) from error
        if self._http is None:
            try:
                self._http = self._new_client(trust)
            except (ImportError, ValueError) as error:  # a proxy in the environment that httpx can't use
                raise NotSent("proxy_failed", host=self._endpoint.host, detail=str(error)) from error
        return self._http

    def _new_client(self, trust: SystemTrust) -> httpx.AsyncClient:
        settle_async_library()
        return httpx.AsyncClient(
            auth=_KeyAuth(self._credentials),
            headers={
                "User-Agent": f"oktodesk/{__version__}",
                "Accept": "application/json",
                "Accept-Encoding": bodies.ACCEPTED,
            },
            timeout=_PHASES,
            # Shorter than servers keep idle connections (5 s is common): a create on a closing one is unsure.
            limits=httpx.Limits(max_connections=_MOST_CONNECTIONS, keepalive_expiry=4.0),
            follow_redirects=False,  # the key goes to the endpoint and nowhere else
            trust_env=not self._endpoint.is_loopback,
            verify=trust,
            transport=self._transport,
        )

    def _url(self, path: str, query: Mapping[str, str] | None) -> httpx.URL:
        try:
            return httpx.URL(f"{self._endpoint.base_url}{path}", params=query)
        except httpx.InvalidURL as error:  # longer than httpx sends, 64 KiB
            raise LinkTrouble("link_too_long", detail=str(error)) from error

    async def _with_issuer(self, error: OktodeskError) -> OktodeskError:
        if error.problem.id != "tls_failed" or self._transport is not None:
            return error
        if self._trust is not None:
            self._trust.read_again()
        port = urlsplit(self._endpoint.base_url).port or 443
        values = error.problem.values | {"issuer": await issuer_of(self._endpoint.host, port)}
        return NotSent("tls_failed", detail=error.problem.detail, **values)

    def _excerpt(self, body: bytes) -> str:
        # The key goes first: a cut through it would leave half of it.
        shown = body.replace(self._credentials.api_key.reveal().encode(), HIDDEN.encode())[:_EXCERPT_BYTES]
        return redact(" ".join(shown.decode("utf-8", "replace").split()))

    def _without_key(self, text: str) -> str:
        return text.replace(self._credentials.api_key.reveal(), HIDDEN)


async def _exchanged(http: httpx.AsyncClient, request: httpx.Request) -> tuple[int, Mapping[str, str], bytes]:
    response = await http.send(request, stream=True)
    try:
        body = await _success_body(response) if response.is_success else await _error_body(response)
    finally:
        await response.aclose()
    return response.status_code, response.headers, body


async def _success_body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in bodies.pieces(response):
        body += chunk
        if len(body) > MAX_REPLY_BYTES:
            raise UnreadableReply("reply_too_large", detail=f"more than {MAX_REPLY_BYTES} bytes")
    return bytes(body)


async def _error_body(response: httpx.Response) -> bytes:
    # The status has decided already: a body that is cut, slow or endless only loses its words.
    body = bytearray()
    with contextlib.suppress(httpx.HTTPError, TimeoutError):
        async with asyncio.timeout(_ERROR_BODY_S):
            async for chunk in bodies.pieces(response):
                body += chunk
                if len(body) > _MAX_ERROR_BYTES:
                    break
    return bytes(body)


def _content(body: bytes) -> object:
    plain = body.removeprefix(b"\xef\xbb\xbf")
    for read in (bytes, _mended, _without_odd_numbers):
        with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return msgspec.json.decode(read(plain))
    return None


def _mended(body: bytes) -> bytes:
    # One name with half a letter in it, cut by bytes or by UTF-16 units, must not hide all the uploads beside it.
    text = body.decode("utf-8", "replace").encode()
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], text)


def _without_odd_numbers(body: bytes) -> bytes:
    # One size of 1e400 in one upload must not hide all the uploads beside it.
    if len(body) > _SEARCHED_BYTES:
        return body
    return _NO_NUMBER.sub(lambda found: b"null" if found[1] else found[0], _mended(body))

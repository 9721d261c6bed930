"""Real requests to a source: redirects by hand, each hop judged and pinned to the address it was judged by."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from email.message import Message
from typing import Literal
from urllib.parse import unquote

import httpx
import msgspec

from oktodesk.sandbox.reachability import OwnOrigin, Reachability
from oktodesk.sandbox.source_trouble import SourceTrouble, status_trouble

REDIRECTS = 10
PIECE_BYTES = 64 * 1024
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_HEADERS = {"User-Agent": "oktodesk-sandbox", "Accept": "*/*", "Accept-Encoding": "identity"}
_MOVED = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


class SourceHead(msgspec.Struct, frozen=True):
    """What a source says of itself before anything is fetched."""

    url: str
    """Behind all redirects."""
    size: int | None
    """Bytes; None: not said."""
    mime_type: str
    file_name: str
    """From Content-Disposition; empty: not said."""


class Fetcher:
    """Talks to sources. Never through a proxy: then it would not know which address it reaches."""

    def __init__(self, reachability: Reachability, own: OwnOrigin, *, tls: ssl.SSLContext) -> None:
        self._reachability = reachability
        self._own = own
        self._client = httpx.AsyncClient(
            verify=tls,
            trust_env=False,
            timeout=_TIMEOUT,
            headers=_HEADERS,
            # One connection per request: a pool knows only addresses, and two hosts may share one.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def head(self, url: str, *, limit_s: float = 30.0) -> SourceHead:
        """Ask what a source holds. Raises ``SourceTrouble``."""
        try:
            async with asyncio.timeout(limit_s), self._answer("HEAD", url, {}) as (response, final):
                if response.status_code != 200:
                    raise status_trouble(response.status_code)
                return _head_of(response, final)
        except TimeoutError as error:
            raise SourceTrouble("timed out") from error

    @contextlib.asynccontextmanager
    async def get(self, url: str, span: tuple[int, int] | None) -> AsyncIterator[AsyncIterator[bytes]]:
        """The bytes of a source, or those from the first to the last of ``span``. Raises ``SourceTrouble``."""
        headers = {} if span is None else {"Range": f"bytes={span[0]}-{span[1]}"}
        async with self._answer("GET", url, headers) as (response, _):
            _check(response, span)
            yield _pieces(response)

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    @contextlib.asynccontextmanager
    async def _answer(
        self, method: Literal["HEAD", "GET"], url: str, headers: dict[str, str]
    ) -> AsyncIterator[tuple[httpx.Response, str]]:
        for _ in range(REDIRECTS + 1):
            request = await self._pinned(method, url, headers)
            try:
                response = await self._client.send(request, stream=True)
            except httpx.HTTPError as error:
                raise _translated(error) from error
            try:
                if response.status_code not in _MOVED or "Location" not in response.headers:
                    yield response, url
                    return
                url = _joined(url, response.headers["Location"])
            finally:
                await response.aclose()
        raise SourceTrouble("too many redirects", permanent=True)

    async def _pinned(self, method: str, text: str, headers: dict[str, str]) -> httpx.Request:
        """A request that goes to the judged address, while the server and its certificate see the name."""
        url = _parsed(text)
        port = url.port or _PORTS[url.scheme]
        if self._own.owns(url.scheme, url.host, port):
            address, port, host = "127.0.0.1", self._own.port, f"127.0.0.1:{self._own.port}"
            url = url.copy_with(scheme=self._own.scheme)
        else:
            address, host = await self._reachability.address_of(url.host, port), url.netloc.decode()
        return self._client.build_request(
            method,
            url.copy_with(host=address, port=port, fragment=None),
            headers={**headers, "Host": host},
            extensions={"sni_hostname": url.raw_host.decode()},
        )


def _parsed(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
        has_host = bool(url.host)  # decoded only here: a broken "xn--" name fails now
    except (httpx.InvalidURL, UnicodeError) as error:
        raise SourceTrouble("the address is not valid", permanent=True) from error
    if url.scheme not in _PORTS or not has_host:
        raise SourceTrouble("only http and https addresses are supported", permanent=True)
    return url


def _joined(url: str, location: str) -> str:
    try:
        return str(httpx.URL(url).join(location))
    except httpx.InvalidURL as error:
        raise SourceTrouble("redirected to an address that is not valid", permanent=True) from error


def _translated(error: httpx.HTTPError) -> SourceTrouble:
    if isinstance(error, httpx.TimeoutException):
        return SourceTrouble("timed out")
    if isinstance(error, httpx.ConnectError):
        return SourceTrouble("connection failed")
    return SourceTrouble("connection lost")


def _head_of(response: httpx.Response, url: str) -> SourceHead:
    length = response.headers.get("Content-Length", "")
    described = Message()
    described["Content-Disposition"] = response.headers.get("Content-Disposition", "")
    name = (described.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    return SourceHead(
        url=url,
        size=int(length) if length.isdecimal() else None,
        mime_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        file_name=unquote(name).strip(),
    )


def _check(response: httpx.Response, span: tuple[int, int] | None) -> None:
    if span is None:
        if response.status_code != 200:
            raise status_trouble(response.status_code)
        return
    if response.status_code == 200:
        raise SourceTrouble("the server does not support Range requests", status=200)
    if response.status_code != 206:
        raise status_trouble(response.status_code)
    if not response.headers.get("Content-Range", "").startswith(f"bytes {span[0]}-{span[1]}/"):
        raise SourceTrouble("the server sent another range than asked for", status=206)


async def _pieces(response: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in response.aiter_raw(PIECE_BYTES):
            yield piece
    except httpx.HTTPError as error:
        raise _translated(error) from error

"""Whether a create is accepted: by its form, what a HEAD tells and what the address ends in; no byte is read."""

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from oktodesk.sandbox.allowance import Allowance
from oktodesk.sandbox.fetcher import Fetcher, SourceHead
from oktodesk.sandbox.records import TYPES, NewUpload, type_from_name
from oktodesk.sandbox.shapes import Shape
from oktodesk.sandbox.source_trouble import SourceTrouble

LOOK_S = 5.0
"""How long a create waits for the source's HEAD; a slower one is left to the download."""
SOURCE_LENGTH = 8_192
NAME_LENGTH = 255
_SAYS_NOTHING = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-download"})


class Declined(Exception):
    """The create is refused; the words and their shape are what the client gets."""

    def __init__(self, words: str, *, param: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.param = param

    @property
    def shape(self) -> Shape:
        """A parameter's fault is named after it; the rest is the API's."""
        return Shape.PARAM if self.param else Shape.API_ERROR


class Acceptance:
    """Judges creates by the documented rules."""

    def __init__(self, fetcher: Fetcher, allowance: Allowance, *, max_file_bytes: int) -> None:
        self._fetcher = fetcher
        self._allowance = allowance
        self._max_file_bytes = max_file_bytes

    async def judge(self, form: Mapping[str, str]) -> NewUpload:
        """The upload that a form asks for. Raises ``Declined``."""
        source = _source(form.get("source", "").strip())
        head = await self._look(source)
        name = _name(form.get("name", "").strip(), source, head)
        new = NewUpload(source, name, _type(form.get("mimeType", "").strip(), name, head), head.size)
        self._check_size(new.total_size)
        return new

    async def _look(self, source: str) -> SourceHead:
        try:
            return await self._fetcher.head(source, limit_s=LOOK_S)
        except SourceTrouble as trouble:
            if trouble.permanent:
                raise Declined(f"`source` can not be used: {trouble.words}", param="source") from trouble
            # It may be back when the download asks, and what it can't tell now the form may have told.
            return SourceHead(source, None, "", "")

    def _check_size(self, size: int | None) -> None:
        if size is not None and size > self._max_file_bytes:
            raise Declined(f"The file is too large, the maximum file size is {_gb(self._max_file_bytes)}")
        if not self._allowance.fits(size or 0):
            raise Declined("The upload quota is exceeded: too many bytes in the last 24 hours")


def _source(source: str) -> str:
    if not source:
        raise Declined("`source` is required", param="source")
    try:
        parts = urlsplit(source)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or len(source) > SOURCE_LENGTH or not source.isprintable():
        raise Declined("`source` must be a valid URL", param="source")
    return source


def _name(given: str, source: str, head: SourceHead) -> str:
    name = given or head.file_name or _last_segment(head.url) or _last_segment(source)
    if not name:
        raise Declined("`name` is required, it can not be determined from the source", param="name")
    if len(name) > NAME_LENGTH or not name.isprintable():
        raise Declined(f"`name` must be between 1 and {NAME_LENGTH} characters long", param="name")
    return name


def _last_segment(url: str) -> str:
    return unquote(urlsplit(url).path).rpartition("/")[2].strip()


def _type(given: str, name: str, head: SourceHead) -> str:
    told = "" if head.mime_type in _SAYS_NOTHING else head.mime_type
    mime_type = given.lower() or told or type_from_name(name) or type_from_name(_last_segment(head.url))
    if not mime_type:
        raise Declined("`mimeType` is required, it can not be determined from the source", param="mimeType")
    if mime_type not in TYPES:
        raise Declined(f"The file type {mime_type} is not supported", param="mimeType")
    return mime_type


def _gb(size: int) -> str:
    return f"{size / 1024**3:g} GB"

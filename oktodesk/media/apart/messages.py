"""What is said between the window and the process that checks: MessagePack, each message behind its length."""

from typing import BinaryIO

import msgspec

from oktodesk.media.report import Link, LinkReport

LENGTH_BYTES = 4
_LONGEST_BYTES = 16 * 1024 * 1024
"""A report has some thousand, and a link in a sheet with many columns not many more."""


class Begin(msgspec.Struct, frozen=True, tag=True):
    """The first request: what the checker is made of."""

    local: bool
    """For a local Oktopost, which reaches this computer too."""
    x_premium: bool
    own_figures: bytes
    """The file where the person may have set limits of their own; the bytes of its path need be no text."""


class Ask(msgspec.Struct, frozen=True, tag=True):
    """Check a link; the reply carries the same number."""

    number: int
    link: Link
    free_bytes: int | None = None


class Forget(msgspec.Struct, frozen=True, tag=True):
    """Nobody waits for this one any more."""

    number: int


class UseXAccount(msgspec.Struct, frozen=True, tag=True):
    """The team's kind of X account from now on."""

    premium: bool


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The first answer: it can be asked now."""


class Reply(msgspec.Struct, frozen=True, tag=True):
    """What a check found."""

    number: int
    report: LinkReport


class Broken(msgspec.Struct, frozen=True, tag=True):
    """A check raised what it never should; ``told`` is its trace."""

    number: int
    told: str


Request = Begin | Ask | Forget | UseXAccount
Answer = Ready | Reply | Broken

_requests = msgspec.msgpack.Decoder(Request)
_answers = msgspec.msgpack.Decoder(Answer)
_encoder = msgspec.msgpack.Encoder()


def packed(message: Request | Answer) -> bytes:
    """A message as it goes over the pipe."""
    body = _encoder.encode(message)
    return len(body).to_bytes(LENGTH_BYTES) + body


def length_of(prefix: bytes) -> int:
    """How many bytes the message behind it has. Raises ``msgspec.DecodeError`` where none can be so long."""
    length = int.from_bytes(prefix)
    if length > _LONGEST_BYTES:
        raise msgspec.DecodeError(f"a message of {length} bytes")
    return length


def answer_in(body: bytes) -> Answer:
    """Read an answer. Raises ``msgspec.DecodeError``."""
    answer: Answer = _answers.decode(body)
    return answer


def next_request(stream: BinaryIO) -> Request | None:
    """Wait for the next request; None once the other side is gone. Raises ``msgspec.DecodeError``."""
    body = stream.read(length_of(stream.read(LENGTH_BYTES)))
    return _requests.decode(body) if body else None

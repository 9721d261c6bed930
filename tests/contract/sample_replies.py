"""The samples: every reply that ``oktopost-api.md`` describes, as one JSON file each.

``mark`` says how sure it is: D documented, O observed, C read from Oktopost's client code, I inferred.
"""

from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "samples"


class Request(msgspec.Struct, frozen=True):
    """What the client must send."""

    method: str
    path: str
    query: dict[str, str] = {}
    form: dict[str, str] = {}


class Reply(msgspec.Struct, frozen=True):
    """What comes back: JSON, or a text that is none."""

    status: int
    headers: dict[str, str]
    body: msgspec.Raw = msgspec.Raw()
    text: str = ""

    @property
    def content(self) -> bytes:
        return bytes(self.body) or self.text.encode()


class Expected(msgspec.Struct, frozen=True):
    """What the client makes of it: a value (only the fields named here count) or an error."""

    value: object = None
    error: str = ""
    id: str = ""
    words: str | None = None
    retry_after_s: float | None = None


class Sample(msgspec.Struct, frozen=True):
    """One call from end to end."""

    mark: str
    operation: str
    arguments: dict[str, str | int]
    request: Request
    reply: Reply
    expect: Expected


def samples() -> dict[str, Sample]:
    """All samples by their name."""
    return {
        path.stem: msgspec.json.decode(path.read_bytes(), type=Sample) for path in sorted(FOLDER.glob("*.json"))
    }

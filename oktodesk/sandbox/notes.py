"""What the parts of the server learn about one request, on its way into the request log."""

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.types import Scope

_PLACE = "oktodesk.notes"


@dataclass
class Notes:
    """Filled in while a request is answered."""

    operation: str = ""
    form: dict[str, str] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    unknown_route: bool = False
    page_shift: int = 0
    """How many uploads seem to come in between two pages."""
    repeat_page: bool = False
    status: int = 0
    """0: no answer was sent."""


def open_notes(scope: Scope) -> Notes:
    """Begin the notes of a request."""
    notes = Notes()
    scope[_PLACE] = notes
    return notes


def notes_in(scope: Scope) -> Notes:
    """The notes that were begun for this request."""
    notes = scope[_PLACE]
    assert isinstance(notes, Notes)
    return notes


def notes_of(request: Request) -> Notes:
    """The notes of a request."""
    return notes_in(request.scope)

"""The shapes of ``Errors`` in Oktopost's refusals."""

from enum import StrEnum


class Shape(StrEnum):
    """The shapes in which ``Errors`` was seen; every one of them occurs somewhere in the sandbox."""

    API_ERROR = "API.Error"
    API_MESSAGE = "api.message"
    PARAM = "Param"
    EMPTY = "[]"


SHAPES = {shape.name.lower().replace("_", "-"): shape for shape in Shape}
"""By the words that the command line has for them."""

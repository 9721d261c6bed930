"""API keys in memory: hidden wherever a value may be printed. ``key_vault`` keeps them."""

import hmac
from typing import NoReturn

HIDDEN = "[hidden]"
_SHORTEST = 8
"""Characters; of a shorter one nobody could say where it is a secret and where a word."""
_MOST_KNOWN = 64
_known: dict[str, None] = {}
"""The newest secrets of this process, so that they can be taken out of what somebody else wrote."""


class Secret:
    """A text that doesn't show itself: not in ``repr``, ``str``, a format or a pickle."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value
        if len(value) >= _SHORTEST:
            _known[value] = None
            for oldest in list(_known)[:-_MOST_KNOWN]:
                _known.pop(oldest, None)

    def reveal(self) -> str:
        """The text itself, for the one place that must send or store it."""
        return self.__value

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, format_spec: str) -> str:
        return HIDDEN

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__value.encode(), other.reveal().encode())

    def __hash__(self) -> int:
        return hash(self.__value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is neither pickled nor copied")


def without_secrets(text: str) -> str:
    """``text`` without any secret that this process holds, wherever it stands in it: an exception may quote it."""
    for value in tuple(_known):
        text = text.replace(value, HIDDEN)
    return text

"""Upload ids and media ids as a person gives them."""

import re
from enum import StrEnum

from oktodesk.problems import UsageTrouble

_ID = re.compile(r"[A-Za-z0-9]{15}")


class IdKind(StrEnum):
    """What an id's first three characters say it names."""

    UPLOAD = "0up"
    MEDIA = "026"


def id_kind(text: str) -> IdKind:
    """What an id names. Raises ``UsageTrouble`` for what can be neither."""
    if _ID.fullmatch(text):
        for kind in IdKind:
            if text.startswith(kind):
                return kind
    raise UsageTrouble("not_an_id", what=text)

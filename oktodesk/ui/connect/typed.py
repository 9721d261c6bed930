"""Makes sense of what was pasted into the two fields: both at once, with labels, or the wrong way round."""

import re

import msgspec

from oktodesk.api.endpoint import looks_like_account_id

_LABEL = re.compile(r"(?i)\b(account\s*id|account|api\s*key|key|user\s*name|password)\s*[:=]")


class Typed(msgspec.Struct, frozen=True):
    """The two fields' contents."""

    account_id: str = ""
    api_key: str = ""


def sort_out(typed: Typed) -> Typed:
    """Trim, split ``id key`` pasted into one field, drop labels, and put swapped ones right."""
    account_id, api_key = _bare(typed.account_id), _bare(typed.api_key)
    for pasted, other in ((account_id, api_key), (api_key, account_id)):
        parts = pasted.split()
        if len(parts) == 2 and (not other or other in parts):
            account_id, api_key = parts
    if looks_like_account_id(api_key) and not looks_like_account_id(account_id):
        account_id, api_key = api_key, account_id
    return Typed(account_id, api_key)


def holds_both(text: str) -> bool:
    """Whether one field holds an id and a key."""
    return len(_bare(text).split()) == 2


def _bare(text: str) -> str:
    without_labels = _LABEL.sub(" ", text)
    parts = (part.strip("\"',;") for part in without_labels.split())
    return " ".join(part for part in parts if part)

"""What ``add`` works on: new rows, and those of the same links that lie here unsent already."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from oktodesk.uploads.duplicates import STANDING_HERE, lying_here

if TYPE_CHECKING:
    from oktodesk.media.report import Intake
    from oktodesk.session import Session


_HERE = "It was here already, not sent yet: it is not added a second time."
_TWICE = "It was given more than once: it is added once."


class Taken(msgspec.Struct, frozen=True):
    """The row of each link, by its source, in the order in which they were given."""

    keys: Mapping[str, int]
    here: frozenset[int] = frozenset()
    """Those that lay here before."""

    def as_given(self, given: "Intake", followed: Sequence[int]) -> Iterator[tuple[int, str]]:
        """For every link that was given, doubles too: the row ``followed`` for it, and what to say about that."""
        rows = dict(zip(self.keys, followed, strict=True))
        seen: set[int] = set()
        for source in given.given:
            key = rows[source]
            yield key, _TWICE if key in seen else _HERE if key in self.here else ""
            seen.add(key)


async def take_in(session: "Session", given: "Intake", *, check: bool, confirmed: bool) -> Taken:
    """Keep the links that do not lie here yet; a second row would send a second time."""
    links = given.links
    # Naming a link is as good as a tick: one that was kept unticked is not new either.
    unticked = [msgspec.structs.replace(link, looks_like_media=False) for link in links]
    here = lying_here(unticked, await session.store.outbox_rows(STANDING_HERE))
    fresh = [link for link in links if link.source not in here]
    taken = []
    if fresh:
        taken = await session.desk.take(fresh, check=check, confirmed=confirmed, sheets=given.sheets)
    keys = here | {link.source: key for link, key in zip(fresh, taken, strict=True)}
    return Taken({link.source: keys[link.source] for link in links}, frozenset(here.values()))

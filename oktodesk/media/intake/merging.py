"""Several intakes as one, each address once."""

import msgspec

from oktodesk.media.report import Intake, Link, Reject, Sheet


def merge(*intakes: Intake) -> Intake:
    """All links and rejects in their order. Doubles are merged into the first and counted."""
    links: dict[str, Link] = {}
    for intake in intakes:
        for link in intake.links:
            first = links.get(link.source)
            links[link.source] = _filled_up(first, link) if first else link
    rejects = tuple(reject for intake in intakes for reject in intake.rejects)
    given = tuple(source for intake in intakes for source in intake.given or _sources(intake))
    sheets = {sheet.id: sheet for intake in intakes for sheet in intake.sheets}
    return Intake(tuple(links.values()), rejects, len(given) - len(links), given, tuple(sheets.values()))


def gather(items: list[Link | Reject], sheets: tuple[Sheet, ...] = ()) -> Intake:
    """Found links and rejects, and the tables that they stood in, as an intake without doubles."""
    links = tuple(item for item in items if isinstance(item, Link))
    rejects = tuple(item for item in items if isinstance(item, Reject))
    return merge(Intake(links, rejects, sheets=sheets))


def _sources(intake: Intake) -> tuple[str, ...]:
    return tuple(link.source for link in intake.links)


def _filled_up(first: Link, double: Link) -> Link:
    """The first, with what only its double knows; ticked if either is. A table's line is where a link stands."""
    placed = double if double.sheet and not first.sheet else first
    return msgspec.structs.replace(
        first,
        name=first.name or double.name,
        mime_type=first.mime_type or double.mime_type,
        meant_for=first.meant_for or double.meant_for,
        looks_like_media=first.looks_like_media or double.looks_like_media,
        origin=placed.origin,
        line=placed.line,
        columns=placed.columns or double.columns,
        sheet=placed.sheet,
    )

"""Makes sense of what was saved from a damaged outbox, so that nothing of it is sent a second time.

The newest pages are the ones a damage hits. A link that is waiting there may have left since, and one that is not
there any more may be in Oktopost: what the list still knows decides, and where nobody knows, the link is *unsure*
and is looked for before it is sent.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from oktodesk.problems import Problem
from oktodesk.uploads.rows import CHECKING_STATES, IN_LINE_STATES, Batch, Row, State, Wait
from oktodesk.uploads.store.records import LinkRecord, UploadNote
from oktodesk.uploads.store.salvage import Remembered, Saved


def mended(saved: Saved, known: Remembered, now: float) -> Saved:
    """What a new outbox begins with; ``known`` is what the list knew of the damaged one. Pure."""
    notes = {note.upload_id: note for note in saved.notes}
    for row in known.rows.values():
        if row.upload_id and row.upload_id not in notes and _is_noteworthy(row):
            notes[row.upload_id] = _note(row, now)
    crossed = {note.key for note in notes.values()}
    links = {link.key: link for link in saved.links}
    forgotten = [row for key, row in known.rows.items() if not row.upload_id and key not in links]
    links |= {row.key: _link(row) for row in forgotten}
    kept = [_decided(link, known, now) for key, link in links.items() if key not in crossed]
    return Saved(
        links=tuple(sorted(kept, key=lambda link: link.key)),
        notes=tuple(_one_a_key(notes.values())),
        batches=(*saved.batches, *_lost_batches(saved, kept, now)),
        sheets=saved.sheets,
        paused=saved.paused,
    )


def _decided(link: LinkRecord, known: Remembered, now: float) -> LinkRecord:
    row = known.rows.get(link.key)
    if row is None and link.key in known.gone and link.state is not State.DROPPED:
        return replace(link, state=State.DROPPED, dropped_at=now, state_before=link.state)
    if row is not None:
        # Bytes that changed within an address make no error; the list has it twice.
        link = replace(link, source=row.source or link.source, pasted=row.pasted, name=row.name)
    if not _may_have_left(link) and (row is None or not _may_have_left(row)):
        if row is None or link.state is State.DROPPED:
            return link
        # Refused since: a link that the person confirmed is not among the new ones again.
        return replace(link, state=row.state, problem=row.problem, batch_id=row.batch_id)
    return _unsure(link, row)


def _may_have_left(known: LinkRecord | Row) -> bool:
    """Confirmed and in line, or there by itself once its check was good: that may have been long ago."""
    return known.state in IN_LINE_STATES or (known.state in CHECKING_STATES and known.batch_id != 0)


def _unsure(link: LinkRecord, row: Row | None) -> LinkRecord:
    """It is not known whether it was sent; without a time of that, it may have been at any since it was taken."""
    if link.state is State.UNSURE:
        return replace(link, problem=link.problem or Problem("unsure"))
    return replace(
        link,
        state=State.UNSURE,
        # Held back by the person: still so where it turns out that it was never sent.
        wait=Wait.HELD if (row or link).wait is Wait.HELD else Wait.NONE,
        wait_until=None,
        problem=Problem("unsure"),
        # The time of a try that is over says nothing about one that nobody knows of.
        intent_at=link.intent_at if _is_on_its_way(link, row) else None,
        ended_at=None,
        dropped_at=None,
        state_before=None,
    )


def _is_on_its_way(link: LinkRecord, row: Row | None) -> bool:
    return link.state is State.SENDING and (row is None or row.intent_at == link.intent_at)


def _is_noteworthy(row: Row) -> bool:
    """Whether something is known of an upload that Oktopost can't tell."""
    return bool(
        row.intent_at or row.batch_id or row.dealt_with_at or row.replaced_by or row.meant_for or row.pasted
    )


def _note(row: Row, now: float) -> UploadNote:
    return UploadNote(
        upload_id=row.upload_id,
        key=row.key,
        batch_id=row.batch_id,
        meant_for=row.meant_for,
        dealt_with_at=row.dealt_with_at,
        replaced_by=row.replaced_by,
        crossed_at=(row.created_at or now) if row.intent_at is not None else None,
        link=_link(row) if row.intent_at is not None else None,
    )


def _link(row: Row) -> LinkRecord:
    return LinkRecord(
        key=row.key,
        state=row.state,
        source=row.source,
        pasted=row.pasted,
        name=row.name,
        mime_type=row.mime_type,
        meant_for=row.meant_for,
        origin=row.origin,
        line=row.line,
        looks_like_media=row.looks_like_media,
        columns=row.columns,
        sheet=row.sheet,
        taken_at=row.created_at,
        check_skipped=row.check_skipped,
        report=row.report,
        problem=row.problem,
        batch_id=row.batch_id,
        position=row.position,
        replaced_by=row.replaced_by,
        intent_at=row.intent_at,
    )


def _one_a_key(notes: Iterable[UploadNote]) -> Iterator[UploadNote]:
    """What was saved comes first: two uploads never share a row."""
    return iter({note.key: note for note in reversed(list(notes))}.values())


def _lost_batches(saved: Saved, links: list[LinkRecord], now: float) -> Iterator[Batch]:
    known = {batch.id for batch in saved.batches}
    for batch_id in sorted({link.batch_id for link in links} - known - {0}):
        yield Batch(batch_id, "", now, now)

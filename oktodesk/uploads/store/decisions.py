"""What becomes of links when something is decided. Each function belongs inside one outbox transaction."""

from collections.abc import Collection, Mapping, Sequence

from msgspec import UNSET
from msgspec.structs import asdict, replace

from oktodesk.api.wire import Upload
from oktodesk.media.report import Link
from oktodesk.uploads.rows import NEW_STATES, Batch, Row, State, Wait
from oktodesk.uploads.store import outbox_reads
from oktodesk.uploads.store.outbox_file import OutboxFile
from oktodesk.uploads.store.records import LinkChange, LinkRecord, UploadNote

_ADDABLE = NEW_STATES | {State.REFUSED}
_READ_AT_ONCE = 500
"""Links of one question: as many questions as links would take longer than all that is written."""
_CONDITIONS = {"key", "only_from", "only_source", "unless_held"}


def add_links(
    outbox: OutboxFile, links: Sequence[Link], now: float, *, checked: bool, confirmed: bool = False
) -> list[int]:
    """Take links in at the end of the line."""
    in_line = checked and confirmed
    batch_id = outbox.add_batch("", now, now).id if confirmed and links else 0
    state = State.WAITING if in_line else State.READY if checked else State.UNCHECKED
    keys = outbox.take_keys(len(links))
    position = outbox.last_position()
    for number, (key, link) in enumerate(zip(keys, links, strict=True), start=1):
        outbox.put_link(
            LinkRecord(
                key=key,
                state=state,
                source=link.source,
                pasted=link.pasted,
                name=link.name,
                mime_type=link.mime_type,
                meant_for=link.meant_for,
                origin=link.origin,
                line=link.line,
                looks_like_media=link.looks_like_media,
                columns=link.columns,
                sheet=link.sheet,
                taken_at=now,
                check_skipped=checked,
                batch_id=batch_id,
                wait=Wait.ORDER if in_line else Wait.NONE,
                position=position + number,
            )
        )
    return list(keys)


def update_links(outbox: OutboxFile, changes: Sequence[LinkChange], now: float) -> frozenset[int]:
    """Set fields of links; returns which were found and allowed to change."""
    changed: set[int] = set()
    for start in range(0, len(changes), _READ_AT_ONCE):
        part = changes[start : start + _READ_AT_ONCE]
        there = {link.key: link for link in outbox_reads.links(outbox.connection, {change.key for change in part})}
        for change in part:
            record = there.get(change.key)
            if record is None or not _applies(change, record):
                continue
            there[change.key] = after = _changed(record, change, now)
            outbox.put_link(after)
            changed.add(change.key)
    return frozenset(changed)


def _applies(change: LinkChange, record: LinkRecord) -> bool:
    if change.unless_held and _is_held(record):
        return False
    return (not change.only_from or record.state in change.only_from) and change.only_source in {"", record.source}


def _is_held(record: LinkRecord) -> bool:
    return record.state is State.WAITING and record.wait is Wait.HELD


def _changed(record: LinkRecord, change: LinkChange, now: float) -> LinkRecord:
    fields = {name: value for name, value in asdict(change).items() if value is not UNSET}
    after = replace(record, **{name: value for name, value in fields.items() if name not in _CONDITIONS})
    if after.state is record.state:
        return after
    if after.state is State.DROPPED:
        return replace(after, dropped_at=now, state_before=record.state)
    return replace(after, dropped_at=None, state_before=None)


def create_batch(
    outbox: OutboxFile,
    name: str,
    keys: Sequence[int],
    upload_ids: Mapping[int, str],
    *,
    now: float,
    sends_at: float,
) -> Batch:
    """Confirm links together; uploads among ``keys`` (with their ids in ``upload_ids``) only join."""
    batch = outbox.add_batch(name, now, sends_at)
    for record in outbox_reads.links(outbox.connection, keys):
        if record.state in _ADDABLE:
            outbox.put_link(
                replace(
                    record,
                    state=State.WAITING,
                    batch_id=batch.id,
                    wait=Wait.GRACE,
                    wait_until=sends_at,
                    problem=None,
                )
            )
    note(outbox, upload_ids, {"batch_id": batch.id})
    return batch


def note(outbox: OutboxFile, upload_ids: Mapping[int, str], fields: Mapping[str, object]) -> None:
    """Set fields of the notes on uploads, given as row keys with their ids."""
    notes = outbox_reads.notes(outbox.connection, upload_ids.values())
    for key, upload_id in upload_ids.items():
        outbox.put_note(replace(notes.get(upload_id) or UploadNote(upload_id, key), **fields))


def begin_intent(
    outbox: OutboxFile,
    key: int,
    at: float,
    server_offset_s: float,
    *,
    name: str | None,
    mime_type: str | None,
) -> bool:
    """WAITING becomes SENDING, with all that is needed to recognise the upload later; not if it is held back."""
    record = outbox_reads.link(outbox.connection, key)
    if record is None or record.state is not State.WAITING or _is_held(record):
        return False
    outbox.put_link(
        replace(
            record,
            state=State.SENDING,
            wait=Wait.NONE,
            wait_until=None,
            problem=None,
            intent_at=at,
            server_offset_s=server_offset_s,
            name_sent=record.name if name is None else name,
            mime_type_sent=record.mime_type if mime_type is None else mime_type,
            ended_at=None,
            looked_at=None,
        )
    )
    return True


def try_again(outbox: OutboxFile, failed: Row, link: Link, now: float) -> int:
    """Put ``link`` in line in the place of a failed upload; returns its key, or that of an earlier try."""
    note = outbox_reads.notes(outbox.connection, [failed.upload_id]).get(failed.upload_id)
    note = note or UploadNote(failed.upload_id, failed.key)
    if note.replaced_by != failed.replaced_by:
        return note.replaced_by
    (key,) = add_links(outbox, [link], now, checked=False)
    (record,) = outbox_reads.links(outbox.connection, [key])
    # Confirmed already, and checked just before it is sent.
    outbox.put_link(
        replace(record, state=State.WAITING, wait=Wait.ORDER, batch_id=failed.batch_id, replaces=failed.key)
    )
    outbox.put_note(replace(note, replaced_by=key))
    return key


def settle_replaced(outbox: OutboxFile, key: int, now: float) -> None:
    """A row is in Oktopost: the failures it was another try of are dealt with."""
    note = outbox_reads.note_of_key(outbox.connection, key)
    while note is not None and note.replaces:
        failed = outbox_reads.note_of_key(outbox.connection, note.replaces)
        outbox.put_note(replace(note, replaces=0))
        note = replace(failed, dealt_with_at=now) if failed is not None else None
        if note is not None:
            outbox.put_note(note)


def cross_over(outbox: OutboxFile, key: int, upload: Upload, now: float) -> int:
    """The link becomes a note on its upload; returns the key under which the upload lives."""
    note = outbox_reads.notes(outbox.connection, [upload.id]).get(upload.id)
    if note is not None and note.crossed_at is not None:
        remember_uploads(outbox, [upload.id])
        return note.key
    record = outbox_reads.link(outbox.connection, key)
    if record is None:  # nothing is left to tie it to: an upload like any other
        return note.key if note is not None else key
    outbox.put_note(
        UploadNote(
            upload_id=upload.id,
            key=key,
            batch_id=record.batch_id,
            meant_for=record.meant_for,
            dealt_with_at=note.dealt_with_at if note is not None else None,
            replaced_by=note.replaced_by if note is not None else record.replaced_by,
            crossed_at=now,
            link=record,
            upload=upload,
            moved_from=record.moved_from,
            replaces=record.replaces,
        )
    )
    outbox.delete_links([key])
    return key


def forget_upload(outbox: OutboxFile, key: int, now: float) -> None:
    """Oktopost has a row's upload no more; what was decided about it is kept, for it may turn up again."""
    note = outbox_reads.note_of_key(outbox.connection, key)
    if note is not None:
        outbox.put_note(replace(note, forgotten_at=now))


def remember_uploads(outbox: OutboxFile, upload_ids: Collection[str]) -> None:
    """Uploads that were missed are there: they are the same rows again."""
    for note in outbox_reads.forgotten(outbox.connection, upload_ids):
        outbox.put_note(replace(note, forgotten_at=None))


def reorder(outbox: OutboxFile, keys: Sequence[int], before_key: int | None) -> None:
    """Move links in front of another, or to the end."""
    line = outbox.line()
    moved = [key for key in dict.fromkeys(keys) if key in dict(line) and key != before_key]
    resting = [(key, position) for key, position in line if key not in set(moved)]
    at = next((index for index, (key, _) in enumerate(resting) if key == before_key), len(resting))
    low = resting[at - 1][1] if at else (resting[0][1] - len(moved) - 1 if resting else 0.0)
    high = resting[at][1] if at < len(resting) else low + len(moved) + 1
    step = (high - low) / (len(moved) + 1)
    if step > 1e-4:
        outbox.set_positions([(key, low + step * number) for number, key in enumerate(moved, start=1)])
    else:  # the gap is used up after many moves: number all of them anew
        order = [key for key, _ in resting[:at]] + moved + [key for key, _ in resting[at:]]
        outbox.set_positions([(key, float(number)) for number, key in enumerate(order, start=1)])


def take_over(outbox: OutboxFile, origin: str, links: Sequence[LinkRecord], batches: Sequence[Batch]) -> list[int]:
    """Take in another store's links with new keys, once: a repetition finds what is here already."""
    known = outbox_reads.already_moved(outbox.connection, [f"{origin}:{link.key}" for link in links])
    batch_ids = {0: 0} | {batch.id: _take_batch(outbox, origin, batch) for batch in batches}
    position = outbox.last_position()
    keys = []
    for number, link in enumerate(links, start=1):
        place = f"{origin}:{link.key}"
        if place not in known:
            (known[place],) = outbox.take_keys(1)
            outbox.put_link(
                replace(
                    link,
                    key=known[place],
                    position=position + number,
                    batch_id=batch_ids.get(link.batch_id, 0),
                    replaced_by=0,
                    replaces=0,
                    moved_from=place,
                )
            )
        keys.append(known[place])
    return keys


def _take_batch(outbox: OutboxFile, origin: str, batch: Batch) -> int:
    place = f"{origin}:{batch.id}"
    earlier = outbox.batch_moved_from(place)
    return earlier or outbox.add_batch(batch.name, batch.created_at, batch.sends_at, place).id

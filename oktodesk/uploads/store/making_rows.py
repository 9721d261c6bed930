"""Rows out of what is known: an unsent link, an upload, and what was noted about it."""

from msgspec.structs import replace

from oktodesk.api.wire import COMPLETE, FAILED, PENDING, Upload
from oktodesk.uploads.rows import Row, State
from oktodesk.uploads.store.last_error import explained
from oktodesk.uploads.store.records import LinkRecord, UploadNote

_STATES = {PENDING: State.PENDING, COMPLETE: State.COMPLETE, FAILED: State.FAILED}


def state_of(upload: Upload) -> State:
    """The row's state; an unknown status counts as done only if there is a medium to show for it."""
    return _STATES.get(upload.status) or (State.COMPLETE if upload.media_id else State.PENDING)


def of_link(link: LinkRecord) -> Row:
    """The row of an unsent link."""
    return Row(
        key=link.key,
        state=link.state,
        source=link.source,
        pasted=link.pasted,
        name=link.name,
        mime_type=link.mime_type,
        size_bytes=link.size_bytes,
        created_at=link.taken_at,
        batch_id=link.batch_id,
        position=link.position,
        wait=link.wait,
        wait_until=link.wait_until,
        problem=link.problem,
        report=link.report,
        forecast=link.report.forecast if link.report else (),
        meant_for=link.meant_for,
        check_skipped=link.check_skipped,
        replaced_by=link.replaced_by,
        looks_like_media=link.looks_like_media,
        origin=link.origin,
        line=link.line,
        columns=link.columns,
        sheet=link.sheet,
        intent_at=link.intent_at,
    )


def of_upload(key: int, upload: Upload, earlier: Row | None = None) -> Row:
    """The row of an upload as just seen; what the reply leaves open stays as it was in ``earlier``."""
    row = earlier or Row(key=key, state=State.PENDING, source=upload.source)
    state = state_of(upload)
    same_medium = upload.media_id == row.media_id
    return replace(
        row,
        key=key,
        state=state,
        source=upload.source or row.source,
        name=upload.name or row.name,
        mime_type=upload.mime_type or row.mime_type,
        size_bytes=upload.total_size_bytes or row.size_bytes,
        upload_id=upload.id,
        media_id=upload.media_id,
        upload_status=upload.status,
        downloaded_bytes=upload.downloaded_bytes,
        attempts=upload.attempts,
        last_error=upload.last_error,
        created_by=upload.created_by or row.created_by,
        created_at=upload.created_at or row.created_at,
        modified_at=upload.modified_at or row.modified_at,
        problem=explained(upload.last_error) if state is State.FAILED else None,
        verdicts=row.verdicts if same_medium else None,
        verdicts_at=row.verdicts_at if same_medium else None,
    )


def with_note(row: Row, note: UploadNote | None) -> Row:
    """The same row with what this computer knows about the upload."""
    if note is None:
        return replace(row, batch_id=0, meant_for=(), dealt_with_at=None, replaced_by=0)
    row = replace(
        row,
        key=note.key,
        batch_id=note.batch_id,
        meant_for=note.meant_for,
        dealt_with_at=note.dealt_with_at,
        replaced_by=note.replaced_by,
    )
    return _with_link(row, note, note.link) if note.link else row


def _with_link(row: Row, note: UploadNote, link: LinkRecord) -> Row:
    return replace(
        row,
        pasted=link.pasted,
        name=row.name or link.name,
        mime_type=row.mime_type or link.mime_type,
        size_bytes=row.size_bytes or link.size_bytes,
        created_at=row.created_at or note.crossed_at or link.taken_at,
        position=link.position,
        report=link.report,
        forecast=link.report.forecast if link.report else (),
        check_skipped=link.check_skipped,
        looks_like_media=link.looks_like_media,
        origin=link.origin,
        line=link.line,
        columns=link.columns,
        sheet=link.sheet,
        intent_at=link.intent_at,
    )

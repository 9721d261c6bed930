"""The JSON documents of ``cli.md``, key by key. Other tools rely on them to the letter."""

from collections.abc import Iterable
from datetime import UTC, datetime

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.media.report import LinkReport, MediaInfo, NetworkForecast, Reject
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.problems.render import render
from oktodesk.uploads.rows import Row

Document = dict[str, object]

_MEDIA_KEYS = (
    "container",
    "brand",
    "duration_s",
    "width",
    "height",
    "frame_rate",
    "video_codec",
    "video_profile",
    "video_level",
    "chroma",
    "bit_depth",
    "interlaced",
    "video_bitrate_bps",
    "audio_codec",
    "audio_sample_rate_hz",
    "audio_channels",
    "faststart",
)


def report_document(report: LinkReport) -> Document:
    """REPORT: one checked link."""
    return {
        "source": report.source,
        "resolved_source": report.resolved_source,
        "ok": report.ok,
        "size": report.size_bytes,
        "mime_type": report.mime_type,
        "name": report.name,
        "range_support": report.range_support,
        "expires_at": report.expires_at,
        "findings": [finding_document(finding) for finding in report.findings],
        "media": _media_document(report.media),
        "forecast": forecast_document(report.forecast) if report.forecast else None,
        "cost": {
            "requests": report.cost.requests,
            "bytes": report.cost.bytes,
            "seconds": round(report.cost.seconds, 3),
        },
    }


def error_part(problem: Problem | None) -> Document:
    """``{"error": PROBLEM}`` for a document that says more as well; nothing if all went well."""
    return {"error": render(problem).as_json()} if problem is not None else {}


def merged_part(count: int) -> Document:
    """How many doubles were merged; nothing beside the contract's keys where there were none."""
    return {"merged": count} if count else {}


def reject_report(reject: Reject) -> LinkReport:
    """What was given but holds no link, as a report that is not ok."""
    problem = reject_problem(reject)
    finding = Finding(problem.id, Severity.ERROR, problem.values, problem.detail)
    return LinkReport(source=reject.text, resolved_source="", findings=(finding,))


def reject_problem(reject: Reject) -> Problem:
    """Why something given holds no link, and, where the sentence does not say so, in which line of which list."""
    problem = reject.problem
    if not reject.line or not reject.origin or "line" in problem.values:
        return problem
    place = f"{reject.origin}, line {reject.line}"
    return Problem(problem.id, problem.values, f"{place}: {problem.detail}" if problem.detail else place)


def finding_document(finding: Finding) -> Document:
    """One remark of a REPORT."""
    said = render(finding)
    return {
        "id": said.id,
        "severity": said.severity,
        "title": said.title,
        "advice": said.advice,
        "side": said.side,
        "detail": said.detail,
    }


def forecast_document(forecast: Iterable[NetworkForecast]) -> Document:
    """What each network would say, in the shape of Oktopost's own answer, with warnings and placement."""
    return {
        each.network: {
            "isValid": each.is_valid,
            "errors": [render(finding).title for finding in each.errors],
            "warnings": [render(finding).title for finding in each.warnings],
            "placement": each.placement,
        }
        for each in forecast
    }


def verdicts_document(verdicts: Iterable[NetworkVerdict]) -> Document:
    """Oktopost's own answers, network by network as it spelled them."""
    return {each.network: {"isValid": each.is_valid, "errors": list(each.errors)} for each in verdicts}


def upload_document(upload: Upload) -> Document:
    """An upload in the API's spelling: numbers are numbers, what is unset is null, what is new is kept."""
    return upload.raw | {
        "Id": upload.id,
        "CreatedBy": upload.created_by,
        "Created": _timestamp(upload.created_at),
        "Modified": _timestamp(upload.modified_at),
        "Status": upload.status,
        "Name": upload.name,
        "MimeType": upload.mime_type,
        "Source": upload.source,
        "TotalSize": upload.total_size_bytes,
        "Downloaded": upload.downloaded_bytes,
        "LastError": upload.last_error or None,
        "Attempts": upload.attempts,
        "MediaId": upload.media_id or None,
    }


def row_upload(row: Row) -> Upload | None:
    """The upload of a row as last seen; None while there is none."""
    if not row.upload_id:
        return None
    return Upload(
        id=row.upload_id,
        status=row.upload_status,
        source=row.source,
        name=row.name,
        mime_type=row.mime_type,
        total_size_bytes=row.size_bytes or 0,
        downloaded_bytes=row.downloaded_bytes,
        last_error=row.last_error,
        attempts=row.attempts,
        media_id=row.media_id,
        created_by=row.created_by,
        created_at=row.created_at,
        modified_at=row.modified_at,
    )


def _media_document(media: MediaInfo | None) -> Document | None:
    return None if media is None else {key: getattr(media, key) for key in _MEDIA_KEYS}


def _timestamp(at: float | None) -> str | None:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}" if at else None

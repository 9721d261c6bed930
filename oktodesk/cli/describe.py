"""Reports, uploads and verdicts as lines for a person at a terminal."""

from collections.abc import Iterable, Sequence

from oktodesk.api.wire import COMPLETE, FAILED, NetworkVerdict, Upload
from oktodesk.cli.output import Color, Output
from oktodesk.media.networks import PLACEMENT_LABELS
from oktodesk.media.report import LinkReport, MediaInfo, NetworkForecast
from oktodesk.media.rule_checks import COMMAND
from oktodesk.problems import Finding, Severity
from oktodesk.problems.render import ENGLISH, render

_SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "·"}
_OF_A_STATE, _OF_A_COLUMN, _OF_A_FIELD = 60, 120, 4_000
"""Characters: Oktopost says what it likes, and a name of a megabyte would scroll all the others away."""
_NETWORK_NAMES = {"twitter": "X (Twitter)", "youtube": "YouTube"}


def network_name(key: str) -> str:
    """How a network is called on screen; unknown ones keep Oktopost's spelling."""
    return _NETWORK_NAMES.get(key.lower(), _cut(key, _OF_A_COLUMN))


def report_lines(report: LinkReport, output: Output) -> list[str]:
    """A checked link: what it is, what the networks are expected to say, every remark."""
    sign, color = ("✓", Color.GREEN) if report.ok else ("✗", Color.RED)
    lines = [f"{output.paint(sign, color)} {output.paint(report.source, Color.BOLD)}"]
    if report.resolved_source not in {"", report.source}:
        lines.append(f"  → {report.resolved_source}")
    if facts := _facts(report):
        lines.append(f"  {facts}")
    lines += _forecast_lines(report.forecast, output)
    for finding in report.findings:
        lines += output.sentences(finding, sign=_SIGNS[finding.severity], indent="  ")
    return lines


def verdict_lines(verdicts: Iterable[NetworkVerdict], output: Output) -> list[str]:
    """Oktopost's own answers, a network a line, with every reason."""
    lines: list[str] = []
    for verdict in verdicts:
        sign, color = ("✓", Color.GREEN) if verdict.is_valid else ("✗", Color.RED)
        word = "usable" if verdict.is_valid else "refused"
        lines.append(f"{output.paint(sign, color)} {network_name(verdict.network):12} {word}")
        lines += [f"    {error}" for error in verdict.errors]
    return lines


def upload_lines(upload: Upload, output: Output) -> list[str]:
    """One upload, field by field."""
    fields = (
        ("Name", upload.name),
        ("State", upload_state(upload)),
        ("Link", upload.source),
        ("Type", upload.mime_type),
        ("Size", ENGLISH.size(upload.total_size_bytes) if upload.total_size_bytes else ""),
        ("Created", ENGLISH.moment(upload.created_at) if upload.created_at else ""),
        ("Upload id", upload.id),
        ("Media id", upload.media_id),
    )
    return [
        f"{output.paint(f'{name:10}', Color.FAINT)} {_cut(value, _OF_A_FIELD)}" for name, value in fields if value
    ]


def upload_table(uploads: Sequence[Upload], output: Output) -> list[str]:
    """Uploads, one a line."""
    rows = [
        (
            upload.id,
            _moment(upload),
            _size(upload),
            _cut(upload_state(upload), _OF_A_STATE),
            _cut(upload.name or upload.source, _OF_A_COLUMN),
        )
        for upload in uploads
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    return [
        "  ".join(
            (
                output.paint(f"{row[0]:{widths[0]}}", Color.FAINT),
                f"{row[1]:{widths[1]}}",
                f"{row[2]:>{widths[2]}}",
                output.paint(f"{row[3]:{widths[3]}}", _STATE_COLORS.get(upload.status, Color.BLUE)),
                row[4],
            )
        )
        for row, upload in zip(rows, uploads, strict=True)
    ]


_STATE_COLORS = {COMPLETE: Color.GREEN, FAILED: Color.RED}


def upload_state(upload: Upload) -> str:
    """The words of the window; a status that is new is shown as it is."""
    match upload.status:
        case "pending":
            if upload.total_size_bytes:
                share = min(1.0, upload.downloaded_bytes / upload.total_size_bytes)
                return f"Being fetched {100 * share:.0f} %"
            return "Being fetched"
        case "complete":
            return "In Oktopost"
        case "failed":
            return f"Failed: {upload.last_error}" if upload.last_error else "Failed"
        case other:
            return _cut(other, _OF_A_COLUMN)


def _cut(text: str, most: int) -> str:
    """The beginning and the ending, which tells what a file is. ``--json`` has all of it."""
    return text if len(text) <= most else f"{text[: most * 2 // 3]}…{text[-(most // 3) :]}"


def _facts(report: LinkReport) -> str:
    size = ENGLISH.size(report.size_bytes) if report.size_bytes is not None else ""
    return " · ".join(part for part in (size, report.mime_type, *_media_facts(report.media)) if part)


def _media_facts(media: MediaInfo | None) -> Sequence[str]:
    if media is None:
        return ()
    frame = f"{media.width} x {media.height}" if media.width and media.height else ""
    length = ENGLISH.duration(media.duration_s) if media.duration_s else ""
    rate = f"{media.frame_rate:.3g} frames/s" if media.frame_rate else ""
    codecs = ", ".join(codec for codec in (media.video_codec, media.audio_codec) if codec)
    return frame, length, rate, codecs


def _forecast_lines(forecast: Sequence[NetworkForecast], output: Output) -> list[str]:
    lines: list[str] = []
    for each in forecast:
        sign, color = ("✓", Color.GREEN) if each.is_valid else ("✗", Color.RED)
        word = "expected usable" if each.is_valid else "expected refused"
        lines.append(f"  {output.paint(sign, color)} {network_name(each.network):12} {word}{_placement(each)}")
        for finding in each.errors:
            lines += [f"      {line}" for line in _with_remedy(finding, output)]
        lines += [f"      {render(finding).title}" for finding in each.warnings]
    return lines


def _placement(forecast: NetworkForecast) -> str:
    """As what it is usable, where another way to post it would be refused."""
    if not forecast.is_valid or not forecast.refused_as:
        return ""
    others = " or ".join(PLACEMENT_LABELS.get(name, name) for name in forecast.refused_as)
    return f" as {PLACEMENT_LABELS.get(forecast.placement, forecast.placement)}, not as {others}"


def _with_remedy(finding: Finding, output: Output) -> list[str]:
    said = render(finding)
    command = finding.values.get(COMMAND, "")
    return [f"{said.title}. {said.advice}", *([f"  {output.paint(str(command), Color.FAINT)}"] if command else [])]


def _moment(upload: Upload) -> str:
    return ENGLISH.moment(upload.created_at) if upload.created_at else "-"


def _size(upload: Upload) -> str:
    return ENGLISH.size(upload.total_size_bytes) if upload.total_size_bytes else "-"

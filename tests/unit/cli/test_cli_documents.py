"""The JSON documents, key by key."""

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.cli.documents import (
    reject_report,
    report_document,
    row_upload,
    upload_document,
    verdicts_document,
)
from oktodesk.cli.items import rejected_item
from oktodesk.media.report import Cost, LinkReport, MediaInfo, NetworkForecast, Reject
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.uploads.rows import Row, State

MEDIA_KEYS = [
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
]
REPORT_KEYS = [
    "source",
    "resolved_source",
    "ok",
    "size",
    "mime_type",
    "name",
    "range_support",
    "expires_at",
    "findings",
    "media",
    "forecast",
    "cost",
]
UPLOAD_KEYS = {
    "Id",
    "CreatedBy",
    "Created",
    "Modified",
    "Status",
    "Name",
    "MimeType",
    "Source",
    "TotalSize",
    "Downloaded",
    "LastError",
    "Attempts",
    "MediaId",
}
TOO_LARGE = Finding("too_large", Severity.ERROR, {"size_bytes": 9 * 1024**3, "limit_bytes": 8 * 1024**3})
LINK = "https://a.example/b.mp4"


def test_a_report_has_the_contracts_keys() -> None:
    report = LinkReport(
        source=LINK,
        resolved_source=LINK,
        size_bytes=9 * 1024**3,
        findings=(TOO_LARGE,),
        media=MediaInfo("video", "mp4", width=1920, height=1080, video_codec="h264"),
        forecast=(NetworkForecast("LinkedIn", is_valid=False, placement="post", errors=(TOO_LARGE,)),),
        cost=Cost(requests=3, bytes=2048, seconds=0.12345),
    )
    document = report_document(report)
    assert list(document) == REPORT_KEYS
    assert document["ok"] is False
    assert isinstance(document["media"], dict)
    assert list(document["media"]) == MEDIA_KEYS
    assert isinstance(document["findings"], list)
    finding = document["findings"][0]
    assert list(finding) == ["id", "severity", "title", "advice", "side", "detail"]
    assert (finding["id"], finding["severity"], finding["side"]) == ("too_large", "error", "the file's host")
    assert isinstance(document["forecast"], dict)
    assert list(document["forecast"]["LinkedIn"]) == ["isValid", "errors", "warnings", "placement"]
    assert document["cost"] == {"requests": 3, "bytes": 2048, "seconds": 0.123}


def test_what_is_not_known_is_null() -> None:
    document = report_document(LinkReport(source=LINK, resolved_source=LINK))
    assert document["ok"] is True
    assert [document[key] for key in ("size", "range_support", "expires_at", "media", "forecast")] == [None] * 5


def test_what_holds_no_link_is_a_report_that_is_not_ok() -> None:
    report = reject_report(Reject("oops", Problem("not_a_link", {"text": "oops"}), line=3))
    document = report_document(report)
    assert (document["source"], document["ok"]) == ("oops", False)


def test_what_holds_no_link_names_its_line_in_the_list() -> None:
    told = Problem("scheme_unsupported", {"scheme": "ftp"})
    (finding,) = reject_report(Reject("ftp://a.example/b.mp4", told, "films.csv", 5)).findings
    assert finding.detail == "films.csv, line 5"
    item = rejected_item(Reject("ftp://a.example/b.mp4", told, "films.csv", 5))
    assert item.problem is not None
    assert (item.problem.detail, item.remark) == ("films.csv, line 5", "films.csv, line 5")
    said = Problem("list_line_rejected", {"line": 5, "file": "films.csv"})  # in the sentence already
    assert rejected_item(Reject("to come", said, "films.csv", 5)).remark == ""
    assert rejected_item(Reject("ftp://a.example/b.mp4", told, "", 1)).problem == told  # an argument


def test_an_upload_keeps_the_apis_spelling_and_what_is_new() -> None:
    raw: dict[str, object] = {"Id": "0up1", "TotalSize": "12", "LastError": "", "Brand": "new"}
    upload = Upload("0up1", "complete", total_size_bytes=12, media_id="026", created_at=86_400.0, raw=raw)
    document = upload_document(upload)
    assert set(document) == UPLOAD_KEYS | {"Brand"}
    assert (document["TotalSize"], document["LastError"], document["MediaId"]) == (12, None, "026")
    assert (document["Created"], document["Modified"]) == ("1970-01-02 00:00:00", None)


def test_a_row_is_shown_as_the_upload_it_became() -> None:
    row = Row(1, State.PENDING, LINK, upload_id="0up1", upload_status="pending", downloaded_bytes=5)
    upload = row_upload(row)
    assert upload is not None
    assert (upload.id, upload.status, upload.downloaded_bytes, upload.source) == ("0up1", "pending", 5, LINK)
    assert row_upload(Row(1, State.WAITING, LINK)) is None


def test_verdicts_keep_every_network_as_it_was_spelled() -> None:
    verdicts = (NetworkVerdict("YouTube", is_valid=True), NetworkVerdict("New", is_valid=False, errors=("no",)))
    assert verdicts_document(verdicts) == {
        "YouTube": {"isValid": True, "errors": []},
        "New": {"isValid": False, "errors": ["no"]},
    }

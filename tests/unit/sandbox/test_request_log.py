import json
from pathlib import Path

import pytest

from oktodesk.sandbox import request_log
from oktodesk.sandbox.request_log import Entry, RequestLog

ENTRY = Entry(at=1.0, method="GET", path="/v2/me", status=200, took_ms=0.5, operation="me")


def test_a_line_is_readable_at_once(tmp_path: Path) -> None:
    log = RequestLog(tmp_path / "requests.jsonl")
    log.write(ENTRY)

    assert json.loads((tmp_path / "requests.jsonl").read_text()) == {
        "at": 1.0,
        "method": "GET",
        "path": "/v2/me",
        "status": 200,
        "took_ms": 0.5,
        "operation": "me",
    }
    log.close()


def test_a_restart_appends_until_the_log_is_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "requests.jsonl"
    for _ in range(2):
        log = RequestLog(path)
        log.write(ENTRY)
        log.close()
    assert len(path.read_text().splitlines()) == 2

    monkeypatch.setattr(request_log, "KEEP_BYTES", 10)
    log = RequestLog(path)
    log.write(ENTRY)
    log.close()

    assert len(path.read_text().splitlines()) == 1
    assert len((tmp_path / "requests.old.jsonl").read_text().splitlines()) == 2

"""What reaches a log file carries no key and no query."""

import logging
import os
import stat
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from oktodesk.problems import LocalTrouble
from oktodesk.system.logs import LOG_FILE, RedactingFilter, configure, redact
from oktodesk.system.secrets import Secret


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("GET https://u:canary@x.com/a?sig=canary#canary 200", "GET https://x.com/a?[hidden] 200"),
        ('"https://x.com/a?canary"', '"https://x.com/a?[hidden]"'),
        ("https://x.com/a/b.mp4 is fine", "https://x.com/a/b.mp4 is fine"),
        ("https://x.com#canary", "https://x.com?[hidden]"),
        ("Authorization: Basic Y2FuYXJ5", "Authorization: [hidden]"),
        ("{'authorization': 'Bearer canary'}", "{'authorization': '[hidden]'}"),
        ("[(b'Authorization', b'Basic Y2FuYXJ5')]", "[(b'Authorization', b'[hidden]')]"),
        ("sent basic Y2FuYXJ5canary=", "sent basic [hidden]"),
        ("OKTOPOST_API_KEY=canary next", "OKTOPOST_API_KEY=[hidden] next"),
        ("api_key='canary', x", "api_key='[hidden]', x"),
        ('{"password": "canary"}', '{"password": "[hidden]"}'),
        ("https://x.com/a?b='canary", "https://x.com/a?[hidden]"),
        ("URL('https://x.com/a?b=canary')", "URL('https://x.com/a?[hidden]')"),
        ("ws+x://u@c:canary@x.com/", "ws+x://x.com/"),
        ("https://a.com/to/https://u:canary@b.com/", "https://a.com/to/https://b.com/"),
        ('"GET /a/b.mp4?sig=canary HTTP/1.1" 200', '"GET /a/b.mp4?[hidden] HTTP/1.1" 200'),
        ("can you see it? yes=1", "can you see it? yes=1"),
        ("the key of the matter: 3 tokens left", "the key of the matter: 3 tokens left"),
    ],
)
def test_redact(text: str, redacted: str) -> None:
    assert redact(text) == redacted


def test_arguments_and_tracebacks_are_redacted(log_dir: Path) -> None:
    try:
        int("https://x.com/?canary")
    except ValueError:
        logging.getLogger("oktodesk.test").exception("could not fetch %s", "https://u:canary@x.com/")
    text = (log_dir / LOG_FILE).read_text()
    assert "canary" not in text
    assert "could not fetch https://x.com/" in text
    assert "https://x.com/?[hidden]" in text


def test_a_key_that_this_process_holds_is_in_no_record_whatever_quotes_it(log_dir: Path) -> None:
    key = Secret("Canary8q7Zr2")
    try:
        int(f"x{key.reveal()}y")
    except ValueError:
        logging.getLogger("oktodesk.test").exception("no %s here", key.reveal())
    text = (log_dir / LOG_FILE).read_text()
    assert "Canary8q7" not in text
    assert "no [hidden] here" in text
    assert "x[hidden]y" in text


def _refuse(name: str) -> None:
    raise ValueError(name)


def test_foreign_text_begins_no_line_and_steers_no_terminal(
    log_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = "2026-01-01 00:00:00 INFO oktodesk: all is well"
    name = f"a\x1b[2J\x1b]0;title\x07\x9b1m\r\n{forged}\u202egpj\ud800.mp4\n| {forged}"
    undo = configure(log_dir / "other", verbose=True)
    try:
        _refuse(name)
    except ValueError:
        logging.getLogger("oktodesk.test").exception("odd: %s", name)
    finally:
        undo()
    files = ((log_dir / LOG_FILE).read_text("utf-8"), (log_dir / "other" / LOG_FILE).read_text("utf-8"))
    for written in (*files, capsys.readouterr().err):
        lines = written.split("\n")
        assert [line for line in lines if line and not line.startswith("| ")] == [lines[0]]
        assert written.count(f"\n| {forged}") == 4
        assert not set(written) & set("\x1b\x07\x9b\r\u202e\ud800")
        assert r"\x1b[2J" in written


def test_every_handler_redacts(log_dir: Path) -> None:
    ours = [handler for handler in logging.getLogger().handlers if type(handler).__module__.startswith("oktodesk")]
    assert ours
    assert all(any(isinstance(each, RedactingFilter) for each in handler.filters) for handler in ours)


def test_http_libraries_are_quiet(log_dir: Path) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://x.com/canary")
    logging.getLogger("httpcore.connection").debug("canary")
    assert (log_dir / LOG_FILE).read_text() == ""


def test_the_file_is_bounded(log_dir: Path) -> None:
    log = logging.getLogger("oktodesk.test")
    for _ in range(250):
        log.info("x " * 10_000)
    files = list(log_dir.iterdir())
    assert len(files) == 4
    assert all(file.stat().st_size <= 1_000_000 for file in files)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_every_file_of_it_is_private_from_the_start(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        undo = configure(tmp_path / "logs", verbose=False)
        for _ in range(120):
            logging.getLogger("oktodesk.test").info("x " * 10_000)
        undo()
    finally:
        os.umask(before)
    files = list((tmp_path / "logs").iterdir())
    assert len(files) > 1
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "logs").stat().st_mode) == 0o700


def test_one_record_is_no_book(log_dir: Path) -> None:
    logging.getLogger("oktodesk.test").error("begin %s https://x.com/?%s end", "x" * 50_000, "canary" * 9_000)
    text = (log_dir / LOG_FILE).read_text()
    assert "begin x" in text
    assert "canary" not in text
    assert len(text) < 21_000


@pytest.mark.parametrize("hostile", ["a.", "a://", "@", "://@a", "api_key", "token ", "?a=", "%3f", "'"])
def test_no_text_makes_redaction_search_for_long(hostile: str) -> None:
    begun_at = time.process_time()
    redact("a://" + hostile * 40_000)
    assert time.process_time() - begun_at < 5  # 0.2 s; going back and forth would take minutes


def test_undoing_leaves_nothing_behind(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, tuple(root.handlers))
    configure(tmp_path, verbose=True)()
    assert (root.level, tuple(root.handlers)) == before


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalTrouble):
        configure(tmp_path / "file", verbose=False)


@pytest.fixture
def log_dir(tmp_path: Path) -> Iterator[Path]:
    undo = configure(tmp_path / "logs", verbose=False)
    yield tmp_path / "logs"
    undo()


def test_a_full_disk_hides_nothing_that_is_worth_telling(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no full device")
    (tmp_path / LOG_FILE).symlink_to(full)
    undo = configure(tmp_path, verbose=False)
    logging.getLogger("oktodesk.test").info("hello")
    undo()
    assert capsys.readouterr().err == ""

"""A judge that lets everything pass would make the chaos worthless."""

from collections import Counter
from pathlib import Path

import pytest

from tests.chaos.judge import Kept, damage, failures, judge, kept

A, B = "http://127.0.0.1:1/a.mp4", "http://127.0.0.1:1/b.png"
ONE = Kept(1, A, "crossed", upload_id="u1")


def test_one_upload_for_one_link_is_right() -> None:
    verdict = judge(Counter([A]), [ONE], [("u1", A)])
    assert (verdict.confirmed, verdict.uploads, verdict.lost, verdict.duplicated) == (1, 1, (), ())


def test_a_refusal_and_a_question_are_right_too() -> None:
    links = [Kept(1, A, "refused", "type_unsupported"), Kept(2, B, "unsure", "unsure_ask")]
    verdict = judge(Counter([A, B]), links, [])
    assert (verdict.refused, verdict.asked, verdict.lost, verdict.duplicated) == (1, 1, (), ())


@pytest.mark.parametrize("state", ["waiting", "sending", "checking", "unsure"])
def test_what_is_still_on_its_way_at_the_end_is_lost(state: str) -> None:
    assert len(judge(Counter([A]), [Kept(1, A, state)], []).lost) == 1


def test_a_link_that_was_taken_and_is_nowhere_is_lost() -> None:
    assert len(judge(Counter([A]), [], []).lost) == 1


@pytest.mark.parametrize("there", [[], [("u1", B)]], ids=["not there", "another file's"])
def test_an_upload_that_oktopost_does_not_have_is_lost(there: list[tuple[str, str]]) -> None:
    assert judge(Counter([A]), [ONE], there).lost


def test_an_upload_that_is_there_and_not_shown_is_lost() -> None:
    missed = Kept(1, A, "missed", upload_id="u1")
    assert missed.is_missed
    assert judge(Counter([A]), [missed], [("u1", A)]).lost
    assert not judge(Counter([A]), [ONE], [("u1", A)]).lost


def test_a_second_upload_is_a_duplicate_and_so_is_one_of_a_refused_link() -> None:
    assert judge(Counter([A]), [ONE], [("u1", A), ("u2", A)]).duplicated
    assert judge(Counter([A]), [Kept(1, A, "refused", "not_accepted")], [("u1", A)]).duplicated


def test_one_upload_for_two_links_is_found() -> None:
    assert judge(Counter([A]), [ONE, Kept(2, A, "crossed", upload_id="u1")], [("u1", A)]).duplicated


def test_files_that_are_no_databases_are_damage(tmp_path: Path) -> None:
    assert damage(tmp_path) == []
    assert kept(tmp_path) == []
    (tmp_path / "cache.db.damaged-1").touch()
    assert damage(tmp_path) == ["cache.db.damaged-1 was put aside"]
    (tmp_path / "outbox.db").write_bytes(b"SQLite format 3\0" + b"x" * 5_000)
    assert any(text.startswith("outbox.db") for text in damage(tmp_path))


def test_a_part_that_failed_is_found_in_the_log_and_a_full_disk_is_not(tmp_path: Path) -> None:
    (tmp_path / "oktodesk.log").write_text(
        "2026-01-01 00:00:00,000 ERROR oktodesk.session: look for a link failed\n"
        "2026-01-01 00:00:00,000 ERROR oktodesk.session: session sandbox: tracker failed\n"
    )
    (found,) = failures(tmp_path)
    assert found.endswith("tracker failed")

"""A row in words and signs."""

import msgspec
import pytest

from oktodesk.media.networks import NETWORKS
from oktodesk.media.report import LinkReport
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.ui.table.marks import MarkLook
from oktodesk.ui.table.shown import ShownRow, is_new, row_sentence, show, state_tip
from oktodesk.uploads.rows import Row, State, Wait
from tests.ui.fake_store import NOW, forecast, upload, verdicts

U, R = MarkLook.USABLE, MarkLook.REFUSED
EXPECTED, DOUBTFUL, EXPECTED_NOT = (
    MarkLook.EXPECTED_USABLE,
    MarkLook.EXPECTED_DOUBTFUL,
    MarkLook.EXPECTED_REFUSED,
)
NOT_CHECKED, UNWANTED = MarkLook.NOT_CHECKED, MarkLook.UNWANTED


def shown(row: Row, *team: str) -> ShownRow:
    return show(row, now=NOW, team=team)


def looks(row: Row, *team: str) -> list[MarkLook]:
    return [mark.look for mark in shown(row, *team).marks]


@pytest.mark.parametrize(
    ("row", "title", "link"),
    [
        (upload(1, name="A.mp4", source="https://www.acme.com/x/a.mp4?sig=1#t"), "A.mp4", "acme.com/x/a.mp4"),
        (upload(1, name="", source="https://u:p@acme.com/x/a.mp4?sig=1"), "acme.com/x/a.mp4", ""),
        (
            upload(1, name="", source="https://acme.com/dl", report=LinkReport("a", "a", name="Spot.mp4")),
            "Spot.mp4",
            "acme.com/dl",
        ),
        (upload(1, name="", source="not a link"), "not a link", ""),
        (
            upload(
                1, name="", source="https://acme.com/v/7/download", report=LinkReport("a", "a", name="download")
            ),
            "acme.com/v/7/download",
            "",
        ),
        (
            upload(1, name="", source="https://acme.com/Keynote", report=LinkReport("a", "a", name="Keynote")),
            "Keynote",
            "acme.com/Keynote",
        ),
    ],
)
def test_titles_and_links_are_short_and_carry_no_secrets(row: Row, title: str, link: str) -> None:
    assert (shown(row).title, shown(row).link) == (title, link)


ONEDRIVE = "https://my.microsoftpersonalcontent.com/personal/1"
DROPBOX = "https://www.dropbox.com/scl/fi/k3x9/h?rlkey=p"
DRIVE = "https://drive.google.com/file/d/1AbC/view"


@pytest.mark.parametrize(
    ("source", "pasted", "found", "title"),
    [
        (f"{DROPBOX}&dl=1", DROPBOX, "", "Dropbox file"),
        (f"{DROPBOX}&dl=1", DROPBOX, "h", "Dropbox file"),
        (f"{DROPBOX}&dl=1", DROPBOX, "Launch.mp4", "Launch.mp4"),
        ("https://drive.usercontent.google.com/download?id=1AbC", DRIVE, "download", "Google Drive file"),
        (f"{ONEDRIVE}/_layouts/15/download.aspx?share=a", "https://1drv.ms/v/c/1/a", "", "OneDrive file"),
        ("https://app.box.com/shared/static/q7z", "https://app.box.com/s/q7z", "q7z", "Box file"),
        (DROPBOX, DROPBOX, "", "dropbox.com/scl/fi/k3x9/h"),
    ],
)
def test_a_share_link_without_a_name_is_called_by_its_service(
    source: str, pasted: str, found: str, title: str
) -> None:
    report = LinkReport(pasted, source, name=found) if found else None
    row = Row(1, State.READY, source, pasted, report=report)
    assert shown(row).title == title
    assert row.name == "", "never sent"


def test_a_folder_is_not_called_a_file() -> None:
    source, pasted = "https://www.dropbox.com/scl/fo/k3x9/h", "https://l.facebook.com/l.php?u=x"
    folder = Finding("folder_or_page", Severity.ERROR, {"service": "Dropbox", "steps": ""})
    report = LinkReport(pasted, source, name="h.html", findings=(folder,))
    row = Row(1, State.NEEDS_YOU, source, pasted, report=report)
    assert shown(row).title == "dropbox.com/scl/fo/k3x9/h"


@pytest.mark.parametrize(
    ("mime_type", "name", "kind"),
    [
        ("video/mp4", "x", "kind-video"),
        ("image/png", "x.mp4", "kind-image"),
        ("application/pdf", "x", "kind-pdf"),
        ("", "clip.MP4", "kind-video"),
        ("", "photo.jpeg", "kind-image"),
        ("", "page", "kind-link"),
        ("text/html", "page.html", "kind-link"),
    ],
)
def test_the_kind_of_file_is_told_by_type_else_by_name(mime_type: str, name: str, kind: str) -> None:
    assert shown(upload(1, mime_type=mime_type, name=name)).kind == kind


@pytest.mark.parametrize(
    ("row", "state", "note"),
    [
        (upload(1, State.CHECKING), "Checking", ""),
        (
            upload(1, State.NEEDS_YOU, problem=Problem("folder_or_page", {"service": "Dropbox"})),
            "Needs you",
            "This is a page of Dropbox, not a file",
        ),
        (upload(1, State.READY, forecast=forecast()), "Not sent yet", "Checked, expected usable"),
        (upload(1, State.READY, report=LinkReport("a", "a", mime_type="image/png")), "Not sent yet", "Checked"),
        (upload(1, State.READY), "Not sent yet", ""),
        (
            upload(1, State.READY, forecast=forecast("LinkedIn", "Twitter")),
            "Not sent yet",
            "Expected refused by LinkedIn, X (Twitter)",
        ),
        (
            upload(1, State.READY, report=LinkReport("a", "a", findings=(Finding("expires", Severity.WARNING),))),
            "Not sent yet",
            "The link expires at expires_at",
        ),
        (
            upload(1, State.WAITING, wait=Wait.ALLOWANCE, wait_until=NOW + 86_400),
            "Waiting, about tomorrow 14:30",
            "For the daily allowance",
        ),
        (upload(1, State.WAITING, wait=Wait.GRACE, wait_until=NOW + 9), "Waiting", "Sent in a few seconds"),
        (upload(1, State.UNSURE, problem=Problem("unsure")), "Making sure Oktopost has it", ""),
        (
            upload(1, State.UNSURE, problem=Problem("unsure_ask")),
            "Making sure Oktopost has it",
            "Oktopost may or may not have this link",
        ),
        (upload(1, verdicts=verdicts()), "In Oktopost", "Usable"),
        (upload(1, verdicts=verdicts("Youtube")), "In Oktopost", "Refused by YouTube"),
        (upload(1), "In Oktopost", ""),
        (upload(1, State.FAILED, last_error="Boom", dealt_with_at=NOW), "Failed", "Dealt with · Boom"),
    ],
)
def test_every_state_explains_itself(row: Row, state: str, note: str) -> None:
    assert (shown(row).state, shown(row).note) == (state, note)


def test_only_what_is_fetched_has_progress() -> None:
    row = upload(1, State.PENDING, downloaded_bytes=500, size_bytes=1000, eta_s=130.0, speed_bytes_s=4.0)
    assert (shown(row).share, shown(row).fetched, shown(row).note) == (0.5, "50 %", "2 min left")
    stalled = msgspec.structs.replace(row, stalled_since=NOW - 380)
    assert (shown(stalled).note, shown(stalled).state_tint) == ("no byte for 6:20", "warning")
    done = msgspec.structs.replace(row, state=State.COMPLETE)
    assert (shown(done).share, shown(done).fetched) == (None, "")


def test_confirmed_answers_replace_expected_ones() -> None:
    expected = upload(1, State.PENDING, forecast=forecast("Facebook", doubting=["Twitter"]))
    assert looks(expected) == [EXPECTED_NOT, EXPECTED, DOUBTFUL, EXPECTED, EXPECTED]
    confirmed = msgspec.structs.replace(expected, state=State.COMPLETE, verdicts=verdicts("Instagram"))
    assert looks(confirmed) == [U, U, U, R, U]


def test_networks_that_do_not_matter_never_count() -> None:
    row = upload(1, verdicts=verdicts("Instagram"))
    assert looks(row, "LinkedIn", "Youtube") == [UNWANTED, U, UNWANTED, UNWANTED, U]
    assert shown(row, "LinkedIn").note == "Usable"
    meant = msgspec.structs.replace(row, meant_for=("Instagram",))
    assert shown(meant, "LinkedIn").note == "Refused by Instagram"


def test_an_unknown_network_is_shown_too() -> None:
    answers = (*verdicts(), msgspec.structs.replace(verdicts()[0], network="WeChat", is_valid=False))
    row = upload(1, verdicts=answers)
    assert looks(row) == [U] * 5 + [R]
    assert shown(row).marks[-1].network == "WeChat"


def test_marks_are_left_out_where_nothing_is_known_nor_will_be() -> None:
    assert looks(upload(1)) == [NOT_CHECKED] * len(NETWORKS)
    assert looks(upload(1, State.CHECKING)) == [MarkLook.CHECKING] * len(NETWORKS)
    assert looks(upload(1, State.FAILED)) == []
    assert looks(upload(1, State.NEEDS_YOU)) == []
    assert looks(upload(1, mime_type="image/png")) == []
    assert looks(upload(1, State.READY, mime_type="image/png", forecast=forecast())) == [EXPECTED] * 5


def test_a_link_is_new_until_it_was_added_once() -> None:
    assert is_new(upload(1, State.READY, batch_id=0))
    assert not is_new(upload(1, State.NEEDS_YOU, batch_id=4))
    assert not is_new(upload(1, State.WAITING, batch_id=0))


def test_the_state_tells_what_to_do() -> None:
    tip = state_tip(upload(1, State.FAILED, problem=Problem("download_missing")), now=NOW)
    assert tip.splitlines() == [
        "Failed: The file is no longer at its address",
        "Ask for a new link, then try again with it.",
    ]


def test_a_sentence_for_the_whole_row() -> None:
    row = upload(1, State.FAILED, problem=Problem("download_missing"), size_bytes=None, created_at=NOW - 300)
    assert row_sentence(shown(row), now=NOW, team=()) == (
        "clip-1.mp4. Failed: The file is no longer at its address. 5 min ago"
    )


def test_what_needs_the_person_has_no_box_to_tick() -> None:
    assert show(upload(1, State.READY, batch_id=0), now=NOW, team=()).can_tick
    needs_you = show(upload(1, State.NEEDS_YOU, batch_id=0), now=NOW, team=())
    assert needs_you.is_new
    assert not needs_you.can_tick


def test_a_link_that_can_be_fetched_only_once_says_so_beside_something_worse() -> None:
    once = Finding("one_time_link", Severity.WARNING, {"host": "file.io"})
    gone = Finding("link_gone", Severity.ERROR, {"status": 404})
    report = LinkReport("a", "a", findings=(once, gone))
    row = upload(1, State.NEEDS_YOU, problem=gone.problem, report=report)
    for said in (state_tip(row, now=NOW), row_sentence(shown(row), now=NOW, team=())):
        assert "There is no file at this address" in said
        assert "each check may use it up" in said
    alone = upload(1, State.READY, report=LinkReport("a", "a", findings=(once,)))
    assert "each check may use it up" not in state_tip(alone, now=NOW)  # it is what the row tells first
    assert "deletes a file after its first download" in state_tip(alone, now=NOW)
    sent = msgspec.structs.replace(row, state=State.PENDING, problem=None)
    assert "use it up" not in state_tip(sent, now=NOW)

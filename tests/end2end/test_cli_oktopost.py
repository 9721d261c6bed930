"""Every command against a real local Oktopost, over real HTTP, with real files."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.command_line import CommandLine, LocalOktopost, local_oktopost

UPLOAD_KEYS = {
    "Id", "CreatedBy", "Created", "Modified", "Status", "Name", "MimeType", "Source", "TotalSize", "Downloaded",
    "LastError", "Attempts", "MediaId",
}  # fmt: skip
NETWORKS = {"Facebook", "LinkedIn", "Twitter", "Instagram", "Youtube"}
SPEED = "100"


@pytest.fixture(scope="module")
def oktopost() -> Iterator[LocalOktopost]:
    with local_oktopost("--no-limits", "--clock-scale", SPEED) as running:
        yield running


@pytest.fixture
def line(oktopost: LocalOktopost, profile: Path) -> CommandLine:
    return oktopost.command_line(profile, OKTODESK_CLOCK_SCALE=SPEED)


def test_check_describes_a_video(line: CommandLine, oktopost: LocalOktopost) -> None:
    ran = line.here("check", oktopost.sample("Launch-teaser.mp4"))
    (report,) = ran.document["items"]
    assert (ran.code, report["ok"], report["mime_type"], report["range_support"]) == (0, True, "video/mp4", True)
    assert report["media"]["video_codec"] == "h264"
    assert set(report["forecast"]) == NETWORKS
    assert all(set(each) == {"isValid", "errors", "warnings", "placement"} for each in report["forecast"].values())
    assert report["cost"]["bytes"] < report["size"] / 2


def test_a_forecast_never_changes_the_exit_code(line: CommandLine, oktopost: LocalOktopost) -> None:
    ran = line.here("check", oktopost.sample("Countdown-clip.mp4"))
    (report,) = ran.document["items"]
    assert (ran.code, report["forecast"]["LinkedIn"]["isValid"]) == (0, False)
    assert all(isinstance(error, str) for error in report["forecast"]["LinkedIn"]["errors"])


def test_check_finds_what_can_not_be_sent(line: CommandLine, oktopost: LocalOktopost) -> None:
    ran = line.here("check", oktopost.sample("press-page.html"), oktopost.sample("Product-shot.jpg"), "nonsense")
    assert ran.code == 1
    assert [report["ok"] for report in ran.document["items"]] == [False, True, False]


def test_check_reads_a_list(line: CommandLine, oktopost: LocalOktopost, tmp_path: Path) -> None:
    listed = tmp_path / "links.csv"
    listed.write_text(f"source,name\n{oktopost.sample('Product-shot.jpg')},Shot.jpg\n")
    (report,) = line.here("check", "--from", str(listed)).document["items"]
    assert report["ok"]
    (report,) = line.here("check", "--from", "-", stdin=oktopost.sample("Event-banner.png")).document["items"]
    assert report["mime_type"] == "image/png"


def test_add_wait_follows_a_video_to_its_verdicts(line: CommandLine, oktopost: LocalOktopost) -> None:
    ran = line("add", "--wait", "--timeout", "40", oktopost.sample("Customer-story.mp4"))
    (item,) = ran.document["items"]
    assert set(item) == {"source", "state", "upload", "problem", "verdicts"}
    assert (ran.code, item["state"], item["problem"]) == (0, "created", None)
    assert set(item["upload"]) >= UPLOAD_KEYS
    assert (item["upload"]["Status"], item["upload"]["Downloaded"]) == ("complete", item["upload"]["TotalSize"])
    assert item["upload"]["MediaId"].startswith("026")
    assert set(item["verdicts"]) == NETWORKS
    assert all(set(verdict) == {"isValid", "errors"} for verdict in item["verdicts"].values())


def test_verdicts_never_change_the_exit_code(line: CommandLine, oktopost: LocalOktopost) -> None:
    ran = line.here("add", "--wait", "--timeout", "40", oktopost.sample("Countdown-clip.mp4"))
    (item,) = ran.document["items"]
    assert (ran.code, item["verdicts"]["LinkedIn"]["isValid"]) == (0, False)


def test_add_without_wait_ends_when_it_is_created(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("Event-banner.png")
    ran = line.here("add", source, "--name", "Banner.png", "--mime-type", "image/png")
    (item,) = ran.document["items"]
    assert (ran.code, item["source"], item["state"], item["verdicts"]) == (0, source, "created", None)
    assert (item["upload"]["Name"], item["upload"]["MimeType"]) == ("Banner.png", "image/png")


def test_a_picture_has_no_verdicts(line: CommandLine, oktopost: LocalOktopost) -> None:
    ran = line.here("add", "--wait", "--timeout", "40", oktopost.sample("Product-shot.jpg"))
    (item,) = ran.document["items"]
    assert (ran.code, item["upload"]["Status"], item["verdicts"]) == (0, "complete", None)


def test_what_a_check_refuses_is_not_sent(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("press-page.html")
    ran = line.here("add", source, "nonsense")
    page, nonsense = ran.document["items"]
    assert (ran.code, page["state"], page["upload"]) == (1, "refused", None)
    assert page["problem"]["advice"]
    assert (nonsense["source"], nonsense["state"]) == ("nonsense", "refused")
    assert line.here("list", "--source", source).document == {"items": [], "total": 0}


def test_no_check_sends_all_the_same(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("broken.mp4")
    ran = line.here("add", "--no-check", "--wait", "--timeout", "40", source)
    (item,) = ran.document["items"]
    assert (ran.code, item["state"], item["upload"]["Status"]) == (1, "created", "failed")
    assert item["upload"]["LastError"]


def test_a_refusal_says_oktoposts_words(line: CommandLine, oktopost: LocalOktopost) -> None:
    ran = line.here("add", "--no-check", "--mime-type", "text/html", oktopost.sample("press-page.html"))
    (item,) = ran.document["items"]
    assert (ran.code, item["state"], item["upload"]) == (1, "refused", None)
    assert item["problem"]["side"] == "Oktopost"


def test_skip_existing_sends_nothing_twice(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("Launch-teaser.mp4") + "?again"
    first = line.here("add", source).document["items"][0]["upload"]["Id"]
    ran = line.here("add", "--skip-existing", "--wait", "--timeout", "40", source)
    (item,) = ran.document["items"]
    assert (ran.code, item["state"], item["upload"]["Id"]) == (0, "created", first)
    assert line.here("list", "--source", source).document["total"] == 1
    again = line.here("add", source).document["items"][0]["upload"]["Id"]
    assert again != first


@pytest.mark.parametrize("first_asked", [(), ("--skip-existing",)], ids=["in line", "never confirmed"])
@pytest.mark.parametrize("then_asked", [(), ("--no-check",)], ids=["checked", "unchecked"])
def test_what_lies_here_unsent_is_handed_over_once(
    line: CommandLine, oktopost: LocalOktopost, first_asked: tuple[str, ...], then_asked: tuple[str, ...]
) -> None:
    source = oktopost.sample("Event-banner.png") + f"?unsent{len(first_asked)}{len(then_asked)}"
    away = oktopost.command_line(
        line.profile, OKTOPOST_BASE_URL="http://127.0.0.1:1/v2", OKTODESK_CLOCK_SCALE=SPEED
    )
    assert away.here("add", *first_asked, source).code == 4
    ran = line.here("add", *then_asked, source)
    (item,) = ran.document["items"]
    assert (ran.code, item["state"]) == (0, "created")
    assert line.here("watch", "--until-done", "--timeout", "40").code == 0
    assert line.here("list", "--source", source).document["total"] == 1


def test_a_link_given_twice_is_told_twice_and_added_once(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("Product-shot.jpg") + "?twice"
    answer = line.here("add", source, source).document
    first, second = answer["items"]
    assert (first, answer["merged"]) == (second, 1)
    assert line.here("list", "--source", source).document["total"] == 1


def test_a_person_hears_of_what_is_not_added_again(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("Product-shot.jpg") + "?here"
    away = oktopost.command_line(line.profile, OKTOPOST_BASE_URL="http://127.0.0.1:1/v2")
    away.here("add", source)
    said = away.run("add", source, source).out
    assert said.count("It was here already, not sent yet") == said.count("It was given more than once") == 1


def test_list_show_and_validate_agree(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("Customer-story.mp4") + "?listed"
    added = line.here("add", "--wait", "--timeout", "40", source).document["items"][0]
    upload = added["upload"]
    (listed,) = line.here("list", "--source", source).document["items"]
    assert listed == upload
    assert line.here("show", upload["Id"]).document == {"upload": upload}
    assert line.here("show", upload["MediaId"]).document == {"upload": upload}
    for name in (upload["Id"], upload["MediaId"]):
        assert line.here("validate", name).document == {"validations": added["verdicts"]}


def test_list_without_a_call(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("Product-shot.jpg") + "?cached"
    upload = line.here("add", "--wait", "--timeout", "40", source).document["items"][0]["upload"]
    away = oktopost.command_line(line.profile, OKTOPOST_BASE_URL="http://127.0.0.1:1/v2")
    remembered = away.here("list", "--cached", "--source", source)
    assert (remembered.code, remembered.document) == (0, {"items": [upload], "total": 1})
    assert away.here("list").code == 4


def test_list_searches_names_and_links(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("Product-shot.jpg") + "?needle-in-the-hay"
    line.here("add", source)
    found = line.here("list", "--search", "NEEDLE-in").document
    assert ([item["Source"] for item in found["items"]], found["total"]) == ([source], 1)


@pytest.mark.parametrize("order", ["created-desc", "created-asc", "random"])
def test_a_limit_means_the_newest_in_whatever_order_oktopost_lists(profile: Path, order: str) -> None:
    with local_oktopost("--seed-uploads", "250", "--list-order", order) as oktopost:
        line = oktopost.command_line(profile)
        everything = line("list", "--all").document
        assert (len(everything["items"]), everything["total"]) == (250, 250)
        newest = line("list", "--limit", "5").document
        assert [each["Id"] for each in newest["items"]] == [each["Id"] for each in everything["items"][:5]]
        assert newest["total"] == 250


def test_what_is_not_there(line: CommandLine) -> None:
    for arguments in (("show", "0up999999999999"), ("show", "026999999999999"), ("validate", "0up999999999999")):
        ran = line.here(*arguments)
        assert (ran.code, ran.document["error"]["id"]) == (1, "not_found"), arguments


def test_watch_follows_what_add_began(line: CommandLine, oktopost: LocalOktopost) -> None:
    source = oktopost.sample("Keynote-recording.mp4")
    line.here("add", source)
    ran = line.here("watch", "--until-done", "--timeout", "40")
    *changes, last = ran.documents
    assert ran.code == 0
    assert changes[-1]["source"] == source
    assert (changes[-1]["upload"]["Status"], set(changes[-1]["verdicts"])) == ("complete", NETWORKS)
    assert (last["summary"]["complete"], last["summary"]["pending"]) == (1, 0)


def test_watch_with_nothing_to_do_ends(line: CommandLine) -> None:
    ran = line.here("watch", "--until-done")
    assert (ran.code, set(ran.document)) == (0, {"summary"})


def test_a_person_reads_words(line: CommandLine, oktopost: LocalOktopost) -> None:
    ran = line.run("add", "--wait", "--timeout", "40", oktopost.sample("Countdown-clip.mp4") + "?words")
    assert ran.code == 0
    assert "In Oktopost" in ran.out
    assert "LinkedIn     refused" in ran.out
    assert "X (Twitter)" in ran.out
    (listed,) = line.run("list", "--limit", "1").out.splitlines()
    assert "In Oktopost" in listed


def test_json_is_one_document_whatever_else_happens(line: CommandLine) -> None:
    ran = line.run("list", "--json", "-v")
    assert json.loads(ran.out)["total"] >= 0
    assert "GET /upload" in ran.err


def test_the_key_is_nowhere(line: CommandLine, oktopost: LocalOktopost) -> None:
    ran = line("add", "-v", oktopost.sample("Product-shot.jpg"))
    assert oktopost.api_key not in ran.out + ran.err
    for path in line.profile.rglob("*"):
        if path.is_file():
            assert oktopost.api_key.encode() not in path.read_bytes(), path

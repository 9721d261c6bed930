"""Every reply that ``oktopost-api.md`` describes, asked of a real sandbox over HTTP."""

import re
import socket
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from oktodesk.sandbox.options import SandboxOptions
from tests.contract.sample_replies import samples
from tests.contract.sandbox_at_work import Oktopost, requests_logged, running, until

SAMPLES = samples()
NETWORKS = ["Facebook", "LinkedIn", "Twitter", "Instagram", "Youtube"]


@pytest.fixture(scope="module")
def oktopost() -> Iterator[Oktopost]:
    with running(SandboxOptions(no_limits=True, account_id="001AbCdEfGhIjK2")) as oktopost:
        yield oktopost


@pytest.fixture(scope="module")
def uploads(oktopost: Oktopost) -> dict[str, dict[str, Any]]:
    """Everything that can be added, when it is done; by name."""
    sources = [*oktopost.process.samples, oktopost.process.broken_sample]
    ids = [oktopost.created(source)["Id"] for source in sources]
    return {upload["Name"]: upload for upload in map(oktopost.finished, ids)}


def sampled(name: str) -> dict[str, Any]:
    """A reply of the reference."""
    body: dict[str, Any] = msgspec.json.decode(SAMPLES[name].reply.body)
    return body


def shape(value: object) -> object:
    """The keys and types of a reply; whole numbers and null are what a field may hold before it is known."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return type(value).__name__


def errors(answer: httpx.Response) -> object:
    body = answer.json()
    assert body["Result"] is False
    return body["Errors"]


# The documented objects


def test_me(oktopost: Oktopost) -> None:
    body = oktopost.get("/me").json()

    assert shape(body) == shape(sampled("me"))
    assert body["Account"]["Id"] == "001AbCdEfGhIjK2"
    assert body["User"]["Id"].startswith("00A")


@pytest.mark.parametrize(("sample", "name"), [("get_complete", "Launch-teaser.mp4"), ("get_failed", "broken.mp4")])
def test_a_finished_upload(oktopost: Oktopost, uploads: dict[str, dict[str, Any]], sample: str, name: str) -> None:
    body = oktopost.get(f"/upload/{uploads[name]['Id']}").json()

    assert shape(body) == shape(sampled(sample))


def test_a_complete_upload_has_all_its_bytes_and_a_medium(uploads: dict[str, dict[str, Any]]) -> None:
    upload = uploads["Launch-teaser.mp4"]

    assert re.fullmatch(r"0up[0-9A-Za-z]{12}", upload["Id"])
    assert re.fullmatch(r"026[0-9A-Za-z]{12}", upload["MediaId"])
    assert (upload["Status"], upload["Attempts"], upload["LastError"]) == ("complete", 0, None)
    assert upload["Downloaded"] == upload["TotalSize"] > 0


def test_a_failed_upload_says_why_and_how_often_it_was_tried(uploads: dict[str, dict[str, Any]]) -> None:
    upload = uploads["broken.mp4"]

    assert (upload["Status"], upload["Attempts"], upload["MediaId"]) == ("failed", 5, None)
    assert upload["LastError"] == "Could not download file, error 500"


def test_a_created_upload_is_pending(oktopost: Oktopost) -> None:
    answer = oktopost.create(oktopost.sample("Product-shot.jpg"), name="Mine.jpg", mimeType="image/jpg")
    upload = answer.json()["Upload"]

    assert shape(answer.json()) == shape(sampled("create_pending"))
    assert (upload["Status"], upload["Name"], upload["MimeType"]) == ("pending", "Mine.jpg", "image/jpg")
    assert upload["CreatedBy"] == oktopost.get("/me").json()["User"]["Id"]
    oktopost.finished(upload["Id"])


def test_a_list_has_items_and_a_total(oktopost: Oktopost, uploads: dict[str, dict[str, Any]]) -> None:
    body = oktopost.get("/upload", _count=100).json()

    assert set(body) == set(sampled("list_page"))
    assert body["Total"] == len(body["Items"]) >= len(uploads)
    assert set(body["Items"][0]) == set(sampled("list_page")["Items"][0])


def test_timestamps_are_the_servers_in_utc(oktopost: Oktopost) -> None:
    answer = oktopost.create(oktopost.sample("Product-shot.jpg"))
    created = answer.json()["Upload"]["Created"]
    date = parsedate_to_datetime(answer.headers["Date"])

    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", created)
    assert abs((date.replace(tzinfo=None) - date.fromisoformat(created)).total_seconds()) <= 2
    oktopost.finished(answer.json()["Upload"]["Id"])


def test_slashes_are_escaped(oktopost: Oktopost) -> None:
    text = oktopost.get("/upload").text

    assert "http:\\/\\/" in text
    assert "http://" not in text


# Validation and media


def test_every_network_answers_for_a_video(oktopost: Oktopost, uploads: dict[str, dict[str, Any]]) -> None:
    body = oktopost.get(f"/video-validate/{uploads['Launch-teaser.mp4']['MediaId']}").json()

    assert list(body["Validations"]) == NETWORKS == list(sampled("validate_all")["Validations"])
    assert all(verdict == {"isValid": True, "errors": []} for verdict in body["Validations"].values())


def test_refusing_networks_give_reasons(oktopost: Oktopost, uploads: dict[str, dict[str, Any]]) -> None:
    validations = oktopost.get(f"/video-validate/{uploads['Countdown-clip.mp4']['MediaId']}").json()["Validations"]

    assert [name for name in NETWORKS if not validations[name]["isValid"]] == ["LinkedIn", "Instagram"]
    assert all(isinstance(text, str) and text for text in validations["LinkedIn"]["errors"])


def test_a_picture_has_no_validations(oktopost: Oktopost, uploads: dict[str, dict[str, Any]]) -> None:
    body = oktopost.get(f"/video-validate/{uploads['Event-banner.png']['MediaId']}").json()

    assert body == sampled("validate_empty_list")


@pytest.mark.parametrize(
    ("name", "kind", "poster"),
    [
        ("Launch-teaser.mp4", "Video", True),
        ("Keynote-recording.mp4", "Video", True),
        ("Event-banner.png", "Image", False),
    ],
)
def test_a_medium_and_its_bytes(
    oktopost: Oktopost, uploads: dict[str, dict[str, Any]], name: str, kind: str, poster: bool
) -> None:
    upload = uploads[name]
    media = oktopost.get(f"/media/{upload['MediaId']}").json()["Media"]

    assert set(sampled("media_video")["Media"]) <= set(media)
    assert (media["Type"], media["Name"], media["Size"]) == (kind, name, upload["TotalSize"])
    bytes_of_it = oktopost.http.get(media["Resource"], auth=None)
    assert len(bytes_of_it.content) == media["Size"]
    assert bytes_of_it.headers["Content-Type"] == upload["MimeType"]
    if poster:
        picture = oktopost.http.get(media["VideoPreview"], auth=None)
        assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
    else:
        assert media["VideoPreview"] is None


def test_a_name_with_slashes_still_leads_to_the_bytes(oktopost: Oktopost) -> None:
    upload = oktopost.created(oktopost.sample("Event-banner.png"), name="spring/50% off?/banner #1.png")
    media = oktopost.get(f"/media/{oktopost.finished(upload['Id'])['MediaId']}").json()["Media"]

    assert len(oktopost.http.get(media["Resource"], auth=None).content) == media["Size"]


def test_the_list_of_media(oktopost: Oktopost, uploads: dict[str, dict[str, Any]]) -> None:
    body = oktopost.get("/media", _count=25).json()

    assert body["Total"] >= 6
    assert {"MimeType", "VideoId", "VideoPreview"} <= set(body["Items"][0])
    assert errors(oktopost.get("/media", _count=7)) == {"Param": {"get": "Page size 7 is not valid."}}


# Lists


@pytest.mark.parametrize("count", [20, 25, 50, 100])
def test_page_sizes_that_are_taken(oktopost: Oktopost, uploads: dict[str, dict[str, Any]], count: int) -> None:
    assert oktopost.get("/upload", _count=count).status_code == 200


@pytest.mark.parametrize("count", ["0", "1", "19", "99", "101", "-20", "x", "20.0", ""])
def test_page_sizes_that_are_refused(oktopost: Oktopost, count: str) -> None:
    answer = oktopost.get("/upload", _count=count)

    assert answer.status_code == 400
    assert errors(answer) == {"Param": {"get": f"Page size {count} is not valid."}}


def test_pages_begin_at_nought_and_end_empty(oktopost: Oktopost, uploads: dict[str, dict[str, Any]]) -> None:
    first, second = (oktopost.get("/upload", _page=page, _count=20).json() for page in (0, 7))

    assert len(first["Items"]) == first["Total"]
    assert (second["Items"], second["Total"]) == ([], first["Total"])
    assert oktopost.get("/upload", _page="next").status_code == 400


def test_lists_are_filtered_by_status_and_exact_source(
    oktopost: Oktopost, uploads: dict[str, dict[str, Any]]
) -> None:
    source = oktopost.sample("Launch-teaser.mp4")

    failed = oktopost.get("/upload", status="failed").json()
    assert [upload["Name"] for upload in failed["Items"]] == ["broken.mp4"]
    found = oktopost.get("/upload", source=source).json()
    assert ([upload["Source"] for upload in found["Items"]], found["Total"]) == ([source], 1)
    assert oktopost.get("/upload", source=f"{source}?").json()["Total"] == 0
    assert oktopost.get("/upload", source=source, status="failed").json()["Items"] == []


def test_a_source_with_a_query_is_found_as_it_was_sent(oktopost: Oktopost) -> None:
    source = oktopost.sample("Event-banner.png") + "?sig=a%2Fb&name=Größe+1&x=%C3%BC#part"
    upload = oktopost.created(source)

    assert upload["Source"] == source
    assert oktopost.get("/upload", source=source).json()["Items"][0]["Id"] == upload["Id"]
    assert oktopost.finished(upload["Id"])["Status"] == "complete"


# Refusals, in all shapes


@pytest.mark.parametrize("account", [None, ("001AbCdEfGhIjK2", "wrong"), ("001abcdefghijk2", "right"), ("", "")])
def test_a_wrong_key_is_401(oktopost: Oktopost, account: tuple[str, str] | None) -> None:
    if account and account[1] == "right":
        account = (account[0], oktopost.process.api_key.reveal())
    answer = httpx.get(f"{oktopost.process.base_url}/me", auth=account, trust_env=False)

    assert answer.status_code == 401
    assert errors(answer) == {"API": {"Error": "Invalid account ID or API key"}}


@pytest.mark.parametrize("header", ["Bearer abc", "Basic", "Basic %%%", "Basic YWJj"])
def test_a_garbled_authorization_is_401(oktopost: Oktopost, header: str) -> None:
    answer = httpx.get(f"{oktopost.process.base_url}/me", headers={"Authorization": header}, trust_env=False)

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "path", ["/upload/0up00000000zzzz", "/media/02600000000zzzz", "/video-validate/02600000000zzzz"]
)
def test_what_is_not_there_is_404(oktopost: Oktopost, path: str) -> None:
    answer = oktopost.get(path)

    assert answer.status_code == 404
    assert list(errors(answer)) == ["api"]  # type: ignore[call-overload]


def test_ids_are_case_sensitive(oktopost: Oktopost, uploads: dict[str, dict[str, Any]]) -> None:
    upload_id = uploads["Launch-teaser.mp4"]["Id"]

    assert oktopost.get(f"/upload/{upload_id.replace('up', 'UP')}").status_code == 404


@pytest.mark.parametrize(
    ("upload_id", "words"),
    [("1", "`id` must be between 15 and 15 characters long"), ("0up00000000000-", "Failed to parse id")],
)
def test_what_is_no_id_is_400(oktopost: Oktopost, upload_id: str, words: str) -> None:
    for path in ("/upload", "/media", "/video-validate"):
        answer = oktopost.get(f"{path}/{upload_id}")
        assert answer.status_code == 400
        assert errors(answer) == {"Param": {"get": words}}


def test_an_upload_id_where_a_media_id_belongs_is_a_refusal_with_200(
    oktopost: Oktopost, uploads: dict[str, dict[str, Any]]
) -> None:
    answer = oktopost.get(f"/video-validate/{uploads['Launch-teaser.mp4']['Id']}")

    assert answer.status_code == 200
    assert errors(answer) == []


def test_an_unknown_status_is_a_refusal_with_200(oktopost: Oktopost) -> None:
    answer = oktopost.get("/upload", status="done")

    assert answer.status_code == 200
    assert list(errors(answer)) == ["Param"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("form", "param"),
    [
        ({}, "source"),
        ({"source": "not a link"}, "source"),
        ({"source": "ftp://cdn.example/f.mp4"}, "source"),
        ({"source": "{origin}/samples/press-page.html"}, "mimeType"),
        ({"source": "{origin}/samples/Launch-teaser.mp4", "mimeType": "video/quicktime"}, "mimeType"),
        ({"source": "{origin}/"}, "name"),
        ({"source": "{origin}/nothing"}, "mimeType"),
    ],
)
def test_creates_that_are_refused(oktopost: Oktopost, form: dict[str, str], param: str) -> None:
    before = oktopost.get("/upload").json()["Total"]
    data = {name: value.format(origin=oktopost.process.origin) for name, value in form.items()}
    answer = oktopost.http.post("/upload", data=data)

    assert answer.status_code == 400
    assert list(errors(answer)["Param"]) == [param]  # type: ignore[index]
    assert oktopost.get("/upload").json()["Total"] == before


def test_json_is_no_form(oktopost: Oktopost) -> None:
    answer = oktopost.http.post("/upload", json={"source": oktopost.sample("Launch-teaser.mp4")})

    assert answer.status_code == 400


def test_an_endless_form_is_not_read(oktopost: Oktopost) -> None:
    assert oktopost.create("https://cdn.example/" + "a" * 100_000).status_code == 413


def test_a_client_that_leaves_in_the_middle_of_its_form_is_no_trouble(tmp_path: Path) -> None:
    options = SandboxOptions(state=tmp_path, no_limits=True)
    with running(options) as oktopost:
        whole = oktopost.http.build_request("POST", "/upload", data={"source": "x" * 1000})
        auth = httpx.BasicAuth(oktopost.process.account_id, oktopost.process.api_key.reveal())
        headers = next(auth.auth_flow(whole)).headers
        head = "POST /v2/upload HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with socket.create_connection((whole.url.host, whole.url.port or 0)) as client:
            client.sendall(head.encode() + b"\r\nsource=")
        until(lambda: len(requests_logged(options)) == 1)
        assert oktopost.get("/upload").json()["Total"] == 0

    assert requests_logged(options)[0]["status"] == 0
    assert oktopost.process.last_words == ""


# Whatever the API does not have


@pytest.mark.parametrize("path", ["/v2/post", "/v2/upload/", "/v3/upload", "/"])
def test_an_unknown_address_fails_loudly(oktopost: Oktopost, path: str) -> None:
    answer = oktopost.http.get(f"{oktopost.process.origin}{path}")

    assert answer.status_code == 404
    assert errors(answer) == {"api": {"message": "Endpoint not found"}}


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
def test_an_unknown_method_fails_loudly(oktopost: Oktopost, method: str) -> None:
    answer = oktopost.http.request(method, "/upload")

    assert answer.status_code == 405
    assert errors(answer) == []


def test_other_host_names_are_not_answered(oktopost: Oktopost) -> None:
    assert oktopost.http.get("/me", headers={"Host": "rebound.example"}).status_code == 400
    localhost = oktopost.process.base_url.replace("127.0.0.1", "localhost")
    assert oktopost.http.get(f"{localhost}/me").status_code == 200


# Samples as a file host serves them


def test_samples_answer_head_and_range(oktopost: Oktopost) -> None:
    url = oktopost.sample("Keynote-recording.mp4")
    head = oktopost.http.head(url)
    part = oktopost.http.get(url, headers={"Range": "bytes=25165000-", "If-Range": head.headers["ETag"]})

    assert int(head.headers["Content-Length"]) == 24 * 1024**2
    assert (head.headers["Accept-Ranges"], head.headers["Content-Type"]) == ("bytes", "video/mp4")
    assert (part.status_code, len(part.content)) == (206, 824)
    assert oktopost.http.get(url, headers={"Range": "bytes=99999999-"}).status_code == 416


def test_the_broken_samples_break_where_they_say(oktopost: Oktopost) -> None:
    broken, raw = oktopost.process.broken_sample, oktopost.process.breaking_sample

    assert oktopost.http.head(broken).status_code == 200
    assert oktopost.http.get(broken, headers={"Range": "bytes=0-99"}).status_code == 500
    assert oktopost.http.get(raw, headers={"Range": "bytes=0-99"}).status_code == 206
    assert oktopost.http.get(raw, headers={"Range": "bytes=10485760-10485800"}).status_code == 500
    assert oktopost.http.get(oktopost.sample("Missing.mp4")).status_code == 404
    page = oktopost.http.get(oktopost.sample("press-page.html"))
    assert page.headers["Content-Type"].startswith("text/html")


def test_a_file_that_is_no_film_completes_and_is_valid_nowhere(oktopost: Oktopost) -> None:
    upload = oktopost.created(oktopost.sample("press-page.html"), name="Film.mp4", mimeType="video/mp4")
    done = oktopost.finished(upload["Id"])
    validations = oktopost.get(f"/video-validate/{done['MediaId']}").json()["Validations"]

    assert done["Status"] == "complete"
    assert [name for name in NETWORKS if validations[name]["isValid"]] == []


def test_what_runs_is_pending_and_listed_as_such(oktopost: Oktopost) -> None:
    upload = oktopost.created(oktopost.process.breaking_sample)

    until(lambda: oktopost.upload(upload["Id"])["Attempts"] >= 1)
    between = oktopost.upload(upload["Id"])
    assert (between["Status"], between["MediaId"]) == ("pending", None)
    assert between["Downloaded"] == 10 * 1024**2
    pending = oktopost.get("/upload", status="pending", _count=100).json()
    assert [one["Id"] for one in pending["Items"]] == [upload["Id"]]

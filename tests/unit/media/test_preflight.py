"""What a check finds behind a link, case by case."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from urllib.parse import quote

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.media import preflight
from oktodesk.media.evidence import Evidence
from oktodesk.media.fetching.asking import Answer
from oktodesk.media.intake.making import make_link
from oktodesk.media.judgement import judge
from oktodesk.media.networks import NETWORKS, NetworkRules
from oktodesk.media.preflight import Checker
from oktodesk.media.report import Link, LinkReport
from oktodesk.problems import Problem, Severity, Side
from oktodesk.problems.catalogue import CATALOGUE
from oktodesk.problems.render import render
from tests.clock import FakeClock
from tests.unit.media.file_host import FileHost
from tests.unit.media.media_files import RULES, fixture, padded

NETWORK_RULES = NetworkRules.load(RULES)
MOVIE = fixture("h264_faststart.mp4")
GIB = 1024**3
HOST = "https://files.acme.com"


async def public(_: str) -> list[str]:
    return ["93.184.216.34"]


def check(
    host: FileHost | httpx.AsyncBaseTransport,
    link: Link | str,
    *,
    resolve: Callable[[str], object] = public,
    free_bytes: int | None = None,
    reachable_private: bool = False,
) -> LinkReport:
    async def run() -> LinkReport:
        checker = Checker(
            clock=FakeClock(),
            rules=NETWORK_RULES,
            transport=host.transport if isinstance(host, FileHost) else host,
            resolve=resolve,  # type: ignore[arg-type]  # tests pass plain coroutines
            trust_env=False,
            reachable_private=reachable_private,
        )
        try:
            address = link if isinstance(link, Link) else Link(source=link, pasted=link)
            return await checker.check(address, free_bytes=free_bytes)
        finally:
            await checker.aclose()

    return asyncio.run(run())


def found(report: LinkReport) -> dict[str, Severity]:
    assert {finding.id for finding in report.findings} <= set(CATALOGUE)
    return {finding.id: finding.severity for finding in report.findings}


def served(content: bytes = MOVIE, path: str = "/film.mp4", **how: object) -> FileHost:
    host = FileHost()
    host.serve(path, content, **how)  # type: ignore[arg-type]
    return host


def test_whoever_is_told_that_a_server_cant_be_found_hears_of_the_own_network_too() -> None:
    advice = render(Problem("name_not_resolved", {"host": "cdn.example"})).advice
    assert "VPN" in advice
    assert "send it anyway" in advice


def test_a_good_link() -> None:
    host = served()
    report = check(host, f"{HOST}/film.mp4")
    assert report.ok
    assert report.findings == ()
    assert (report.size_bytes, report.mime_type, report.name) == (len(MOVIE), "video/mp4", "film.mp4")
    assert report.range_support is True
    assert report.media is not None
    assert report.media.video_codec == "h264"
    assert [each.network for each in report.forecast] == list(NETWORKS)
    assert host.asked == ["HEAD /film.mp4", "GET /film.mp4"]
    assert (report.cost.requests, report.cost.bytes) == (2, len(MOVIE))


def test_what_oktopost_takes_no_more_is_usable_nowhere_although_a_network_would_take_it() -> None:
    report = check(served(size=9 * GIB), f"{HOST}/film.mp4")
    assert report.media is not None
    assert {each.network for each in report.forecast if not each.is_valid} == set(NETWORKS)
    assert {each.errors[0].id for each in report.forecast} == {"too_large"}
    again = Checker(clock=FakeClock(), rules=NETWORK_RULES, trust_env=False).foreseen_again(report)
    assert again.forecast == report.forecast


def test_a_film_that_was_cut_off_is_no_good_anywhere_although_its_index_promises_a_whole_one() -> None:
    report = check(served(MOVIE[: len(MOVIE) * 2 // 3]), f"{HOST}/film.mp4")
    assert report.media is not None
    assert report.media.duration_s
    assert "media_truncated" in found(report)
    assert report.ok, "checks advise"
    assert {each.network for each in report.forecast if not each.is_valid} == set(NETWORKS)
    assert {each.errors[0].id for each in report.forecast} == {"media_truncated"}
    again = Checker(clock=FakeClock(), rules=NETWORK_RULES, trust_env=False).foreseen_again(report)
    assert again.forecast == report.forecast


def test_another_kind_of_x_account_is_foreseen_without_asking_again() -> None:
    report = check(served(), f"{HOST}/film.mp4")
    checker = Checker(clock=FakeClock(), rules=NETWORK_RULES, trust_env=False)
    checker.use_x_account(premium=True)
    assert report.media is not None
    long = msgspec.structs.replace(report, media=msgspec.structs.replace(report.media, duration_s=190.0))
    paid = {each.network: each for each in checker.foreseen_again(long).forecast}
    assert (paid["Twitter"].placement, paid["Twitter"].warnings) == ("post_video_premium", ())
    checker.use_x_account(premium=False)
    plain = {each.network: each for each in checker.foreseen_again(long).forecast}
    assert [finding.id for finding in plain["Twitter"].warnings] == ["rule_x_premium"]
    picture = msgspec.structs.replace(report, forecast=())
    assert checker.foreseen_again(picture) is picture


def test_a_picture_has_no_forecast() -> None:
    report = check(served(fixture("picture.png"), "/logo.png", mime_type="image/png"), f"{HOST}/logo.png")
    assert (report.ok, report.forecast, report.mime_type) == (True, (), "image/png")
    assert report.media is not None
    assert (report.media.width, report.media.height) == (64, 36)


def test_no_credentials_no_cookies_no_compression() -> None:
    host = served()
    host.answer(
        "/start", lambda _: httpx.Response(302, headers={"Location": "/film.mp4", "Set-Cookie": "id=1; Path=/"})
    )
    check(host, f"{HOST}/start")
    for request in host.requests:
        assert "authorization" not in request.headers
        assert "cookie" not in request.headers
        assert request.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_an_error(status: int) -> None:
    host = FileHost()
    host.answer("/film.mp4", lambda _: httpx.Response(status))
    assert found(check(host, f"{HOST}/film.mp4")) == {"link_gone": Severity.ERROR}


@pytest.mark.parametrize(
    ("status", "problem"),
    [(401, "link_needs_sign_in"), (403, "link_needs_sign_in"), (500, "link_status"), (429, "link_status")],
)
def test_other_statuses_only_warn(status: int, problem: str) -> None:
    host = FileHost()
    host.answer("/film.mp4", lambda _: httpx.Response(status))
    report = check(host, f"{HOST}/film.mp4")
    assert found(report) == {problem: Severity.WARNING}
    assert report.forecast == ()


@pytest.mark.parametrize(
    ("how", "findings"),
    [
        ({"head_status": 405}, {"head_refused": Severity.WARNING}),
        ({"ranges": False}, {"range_unsupported_small": Severity.INFO}),
        ({"size": 9 * GIB}, {"too_large": Severity.ERROR, "media_not_faststart": Severity.INFO}),
        ({"mime_type": "application/octet-stream"}, {}),
        ({"mime_type": "video/quicktime"},
         {"type_unsupported": Severity.ERROR, "type_mismatch": Severity.WARNING}),
        ({"mime_type": "image/png"}, {"type_mismatch": Severity.WARNING}),
    ],
)  # fmt: skip
def test_how_the_server_answers(how: dict[str, object], findings: dict[str, Severity]) -> None:
    report = check(served(**how), f"{HOST}/film.mp4")  # type: ignore[arg-type]  # options of ``served``
    told = found(report)
    if "size" in how:
        told.pop("media_truncated", None)
        findings = {problem: level for problem, level in findings.items() if problem in told}
    assert told == findings


def test_large_file_without_ranges_is_warned_of() -> None:
    report = check(served(size=20 * 1024**2, ranges=False), f"{HOST}/film.mp4")
    assert found(report)["range_unsupported"] is Severity.WARNING
    assert report.range_support is False
    assert report.size_bytes == 20 * 1024**2


@pytest.mark.parametrize(
    "headers",
    [{"Content-Range": "bytes 5-9/100"}, {"Content-Range": "nonsense"}, {}, {"Content-Range": "bytes 9-5/3"}],
)
def test_wrong_part_counts_as_no_part(headers: dict[str, str]) -> None:
    host = FileHost()

    def lie(request: httpx.Request) -> httpx.Response:
        if request.method == "HEAD":
            return httpx.Response(200, headers={"Content-Type": "video/mp4", "Content-Length": str(len(MOVIE))})
        return httpx.Response(206, headers={"Content-Type": "video/mp4", **headers}, content=MOVIE)

    host.answer("/film.mp4", lie)
    assert check(host, f"{HOST}/film.mp4").range_support is False


@pytest.mark.parametrize("head", [True, False])
def test_empty_files(head: bool) -> None:
    host = FileHost()
    host.answer(
        "/film.mp4",
        lambda request: (
            httpx.Response(200, headers={"Content-Type": "video/mp4", "Content-Length": "0"})
            if request.method == "HEAD" and head
            else httpx.Response(416, headers={"Content-Range": "bytes */0"})
        ),
    )
    report = check(host, f"{HOST}/film.mp4")
    assert found(report)["empty_file"] is Severity.ERROR
    assert report.size_bytes == 0


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (b"<!DOCTYPE html><html><body>Welcome</body></html>", "web_page"),
        (b"<html><form><input type='password'></form>", "web_page_sign_in"),
        (b"<html><p>Google Drive can't scan this file for viruses.</p>", "web_page_virus_scan"),
        (b"<html><p>This link has expired</p>", "web_page_expired"),
    ],
)
def test_pages_instead_of_files(page: bytes, problem: str) -> None:
    for mime_type in ("text/html; charset=utf-8", "video/mp4"):
        assert found(check(served(page, mime_type=mime_type), f"{HOST}/film.mp4")) == {problem: Severity.ERROR}


@pytest.mark.parametrize(
    ("path", "disposition", "link", "told", "problem"),
    [
        ("/get", 'attachment; filename="Film.mp4"', Link("", ""), ("Film.mp4", "video/mp4"), ""),
        ("/get", "", Link("", ""), ("get", ""), "type_unknown"),
        ("/get", "", Link("", "", name="Film.mp4"), ("Film.mp4", "video/mp4"), ""),
        ("/get", "", Link("", "", mime_type="video/mp4"), ("get", "video/mp4"), ""),
        ("/", "", Link("", "", mime_type="video/mp4"), ("", "video/mp4"), "name_unknown"),
        ("/a.mov", "", Link("", ""), ("a.mov", "video/quicktime"), "type_unsupported"),
    ],
)
def test_name_and_type_as_oktopost_would_tell_them(
    path: str, disposition: str, link: Link, told: tuple[str, str], problem: str
) -> None:
    headers = {"Content-Disposition": disposition} if disposition else {}
    host = served(path=path, mime_type="application/octet-stream", headers=headers)
    source = f"{HOST}{path}"
    report = check(host, Link(source, source, name=link.name, mime_type=link.mime_type))
    assert (report.name, report.mime_type) == told
    assert report.found_mime_type == "video/mp4"
    errors = [finding.id for finding in report.findings if finding.severity is Severity.ERROR]
    assert errors == ([problem] if problem else [])


def test_disguised_files_are_recognised() -> None:
    report = check(served(fixture("other.webm")), f"{HOST}/film.mp4")
    assert found(report) == {"type_disguised": Severity.WARNING}
    assert {each.is_valid for each in report.forecast} == {False}
    report = check(served(b"rubbish" * 100), f"{HOST}/film.mp4")
    assert found(report) == {"media_unreadable": Severity.WARNING}
    assert {finding.id for each in report.forecast for finding in each.errors} == {"rule_media_unreadable"}


def test_a_mov_is_oktopost_s_refusal_or_its_doubt_as_it_is_called() -> None:
    mov = fixture("quicktime.mov")
    called_mov = check(served(mov, mime_type="video/quicktime"), f"{HOST}/film.mp4")
    assert found(called_mov)["type_unsupported"] is Severity.ERROR
    assert {each.errors[0].id for each in called_mov.forecast} == {"rule_oktopost_container"}
    called_mp4 = check(served(mov), f"{HOST}/film.mp4")
    assert found(called_mp4)["type_disguised"] is Severity.WARNING
    assert {each.warnings[0].id for each in called_mp4.forecast} == {"rule_oktopost_container_disguised"}


def test_allowance_is_told() -> None:
    assert found(check(served(), f"{HOST}/film.mp4", free_bytes=10)) == {"allowance_too_small": Severity.INFO}


def test_redirects_are_followed_and_told() -> None:
    host = served()
    host.redirect("/one", "https://other.com/two")
    host.redirect("/two", "/film.mp4", 307)
    report = check(host, f"{HOST}/one?secret=1")
    assert found(report) == {"redirected_to": Severity.INFO}
    assert report.resolved_source == "https://other.com/film.mp4"
    assert report.source == f"{HOST}/one?secret=1"
    assert "secret" not in report.findings[0].detail


def test_redirect_to_open_connection_is_warned_of() -> None:
    host = served()
    host.redirect("/one", "http://files.acme.com/film.mp4")
    report = check(host, f"{HOST}/one")
    assert found(report)["redirect_insecure"] is Severity.WARNING
    (told,) = [finding.detail for finding in report.findings if finding.id == "redirect_insecure"]
    assert told.startswith("https://")
    assert " → http://" in told


def test_redirect_loops_end() -> None:
    host = FileHost()
    host.redirect("/a", "/b")
    host.redirect("/b", "/a")
    assert found(check(host, f"{HOST}/a")) == {"redirect_loop": Severity.WARNING}
    endless = FileHost()
    for number in range(20):
        endless.redirect(f"/{number}", f"/{number + 1}")
    report = check(endless, f"{HOST}/0")
    assert found(report) == {"redirect_loop": Severity.WARNING}
    assert report.cost.requests == 2 * 11, "each method its own way"


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("/film.mp4", {"redirect_loop": Severity.WARNING}),
        ("http://192.168.1.1/film.mp4", {"address_private": Severity.ERROR}),
    ],
)
def test_where_only_head_is_led_astray_the_film_is_seen_all_the_same(
    target: str, told: dict[str, Severity]
) -> None:
    def astray(asked: httpx.Request, answer: httpx.Response) -> httpx.Response:
        return httpx.Response(302, headers={"Location": target}) if asked.method == "HEAD" else answer

    report = check(changed(served(), astray), f"{HOST}/film.mp4")
    assert found(report) == told
    assert report.media is not None
    assert report.media.video_codec == "h264"


def test_redirects_into_a_private_network_are_not_followed() -> None:
    host = FileHost()
    host.redirect("/a", "http://192.168.1.1/admin")
    assert found(check(host, f"{HOST}/a")) == {"address_private": Severity.ERROR}
    assert set(host.asked) == {"HEAD /a", "GET /a"}


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/f.mp4", "http://10.1.2.3/f.mp4", "http://[::1]/f.mp4", "http://[::ffff:10.0.0.1]/f.mp4",
     "http://169.254.1.1/f.mp4", "http://100.64.0.1/f.mp4", "http://nas/f.mp4", "http://nas.local/f.mp4",
     "http://localhost:8000/f.mp4", "http://2130706433/f.mp4"],
)  # fmt: skip
def test_private_addresses_are_never_asked(address: str) -> None:
    async def private(_: str) -> list[str]:
        return ["10.0.0.7", "fd00::1"]

    host = served(path="/f.mp4")
    report = check(host, address, resolve=private)
    assert found(report) == {"address_private": Severity.ERROR}
    assert (host.asked, report.cost.requests) == ([], 0)
    assert check(host, address, resolve=private, reachable_private=True).ok


def test_a_name_that_leads_into_a_private_network_from_here_may_be_this_networks_own_doing() -> None:
    async def private(_: str) -> list[str]:
        return ["10.0.0.7", "fd00::1"]

    host = served(path="/f.mp4")
    report = check(host, "http://intern.acme.com/f.mp4", resolve=private)
    (finding,) = report.findings
    assert (finding.id, finding.severity, finding.detail) == ("name_private", Severity.ERROR, "10.0.0.7, fd00::1")
    assert (host.asked, report.cost.requests) == ([], 0)
    told = render(finding)
    assert "send it anyway" in told.advice
    assert told.side == Side.NETWORK


@pytest.mark.parametrize(
    ("errno", "problem", "severity"),
    [
        (socket.EAI_NONAME, "name_not_resolved", Severity.ERROR),
        (socket.EAI_AGAIN, "name_lookup_failed", Severity.WARNING),
    ],
)
def test_names_that_lead_nowhere(errno: int, problem: str, severity: Severity) -> None:
    async def fail(_: str) -> list[str]:
        raise socket.gaierror(errno, "no")

    assert found(check(FileHost(), f"{HOST}/f.mp4", resolve=fail)) == {problem: severity}


def raised_from(cause: Exception) -> httpx.ConnectError:
    error = httpx.ConnectError("failed")
    error.__cause__ = ExceptionGroup("attempts", [cause])
    return error


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (httpx.ConnectTimeout("t"), "host_unreachable"),
        (httpx.ConnectError("refused"), "host_unreachable"),
        (httpx.ReadTimeout("t"), "host_timeout"),
        (httpx.ReadError("cut"), "host_hung_up"),
        (httpx.RemoteProtocolError("odd"), "host_garbled"),
        (httpx.ProxyError("407"), "proxy_refused"),
        (raised_from(ssl.SSLCertVerificationError("self-signed")), "host_tls_failed"),
        (ValueError("an odd header"), "host_garbled"),
    ],
)
def test_trouble_on_the_way_is_a_warning(error: Exception, problem: str) -> None:
    host = FileHost()

    def fail(_: httpx.Request) -> httpx.Response:
        raise error

    host.answer("/f.mp4", fail)
    assert found(check(host, f"{HOST}/f.mp4")) == {problem: Severity.WARNING}


def test_head_without_answer_does_not_end_the_check() -> None:
    host = served()
    whole = host._handlers["/film.mp4"]

    def handle(request: httpx.Request) -> httpx.Response:
        if request.method == "HEAD":
            raise httpx.ReadTimeout("no answer")
        return whole(request)

    host.answer("/film.mp4", handle)
    report = check(host, f"{HOST}/film.mp4")
    assert found(report) == {"head_unanswered": Severity.WARNING}
    assert report.media is not None


def test_bugs_do_not_raise(caplog: pytest.LogCaptureFixture) -> None:
    host = FileHost()

    def fail(_: httpx.Request) -> httpx.Response:
        raise KeyError("a bug")

    host.answer("/f.mp4", fail)
    assert found(check(host, f"{HOST}/f.mp4")) == {"check_failed": Severity.WARNING}
    assert "a check failed" in caplog.text


def test_servers_that_never_answer_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "CHECK_LIMIT_S", 0.02)

    class Silent(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await asyncio.Event().wait()
            raise AssertionError

    assert found(check(Silent(), f"{HOST}/f.mp4")) == {"host_timeout": Severity.WARNING}


def test_endless_and_compressed_bodies_are_bounded() -> None:
    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def]
            while True:
                yield MOVIE

    host = FileHost()
    host.answer(
        "/film.mp4", lambda _: httpx.Response(200, headers={"Content-Type": "video/mp4"}, stream=Endless())
    )
    report = check(host, f"{HOST}/film.mp4")
    assert report.cost.bytes < 4 * 1024**2
    assert found(report)["size_unknown"] is Severity.WARNING
    bomb = served(b"\x1f\x8b" + bytes(100), headers={"Content-Encoding": "gzip"})
    assert check(bomb, f"{HOST}/film.mp4").cost.bytes < 1000


@pytest.mark.parametrize(
    ("source", "problem", "severity"),
    [
        (f"{HOST}/film.mp4?Expires=1760003600&Signature=x", "expires", Severity.WARNING),
        (f"{HOST}/film.mp4?Expires=1860003600&Signature=x", "expires", Severity.INFO),
        (f"{HOST}/film.mp4?Expires=1750000000&Signature=x", "expired", Severity.WARNING),
        ("https://jane:secret@files.acme.com/film.mp4", "credentials_in_link", Severity.WARNING),
    ],
)
def test_what_the_address_tells(source: str, problem: str, severity: Severity) -> None:
    assert found(check(served(), source)) == {problem: severity}


def test_expired_and_refused_is_dead() -> None:
    host = FileHost()
    host.answer("/film.mp4", lambda _: httpx.Response(403))
    told = found(check(host, f"{HOST}/film.mp4?Expires=1750000000&Signature=x"))
    assert told == {"expired": Severity.ERROR, "link_needs_sign_in": Severity.WARNING}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("https://www.dropbox.com/scl/fo/abc/def?rlkey=x", "folder_or_page"),
        ("https://we.tl/t-abc", "folder_or_page"),
        ("ftp://acme.com/film.mp4", "scheme_unsupported"),
        ("not a link", "not_a_link"),
        ("", "not_a_link"),
    ],
)
def test_links_that_are_not_asked(source: str, problem: str) -> None:
    host = FileHost()
    report = check(host, Link(source, source))
    assert found(report) == {problem: Severity.ERROR}
    assert (host.asked, report.ok) == ([], False)


DROPBOX, DIRECT = "https://www.dropbox.com/s/abc/film.mp4?dl=0", "https://www.dropbox.com/s/abc/film.mp4?dl=1"
PAGE = b"<!doctype html><title>film.mp4</title>"


def test_share_links_are_asked_in_their_direct_form() -> None:
    host = served(path="/s/abc/film.mp4")
    report = check(host, Link(DIRECT, DROPBOX))
    assert found(report) == {"share_link_rewritten": Severity.INFO}
    assert report.source == DROPBOX
    assert report.resolved_source == DIRECT


def test_a_share_link_that_the_person_wants_as_it_is_is_asked_as_it_is() -> None:
    host = FileHost()
    host.serve("/s/abc/film.mp4", PAGE, mime_type="text/html")
    report = check(host, Link(DROPBOX, DROPBOX))
    assert "share_link_rewritten" not in found(report)
    assert report.send_source == ""
    assert {str(request.url) for request in host.requests} == {DROPBOX}


def test_an_unwrapped_link_says_so() -> None:
    report = check(served(), make_link(f"https://l.facebook.com/l.php?u={quote(HOST, safe='')}%2Ffilm.mp4"))
    assert found(report) == {"link_unwrapped": Severity.INFO}
    assert report.findings[0].values == {"service": "Facebook", "host": "files.acme.com"}
    assert report.source.startswith("https://l.facebook.com/")
    assert report.resolved_source == f"{HOST}/film.mp4"


def test_a_short_link_to_a_shared_file_is_followed_to_the_file_and_that_is_what_is_sent() -> None:
    host = FileHost()
    host.redirect("/abc", DROPBOX)

    def dropbox(request: httpx.Request) -> httpx.Response:
        if request.url.params["dl"] == "0":
            return httpx.Response(200, headers={"Content-Type": "text/html"}, content=PAGE)
        return httpx.Response(302, headers={"Location": f"{HOST}/film.mp4"})

    host.answer("/s/abc/film.mp4", dropbox)
    host.serve("/film.mp4", MOVIE)
    report = check(host, "https://bit.ly/abc")
    assert report.ok
    assert report.send_source == DIRECT
    assert (report.resolved_source, report.media is not None) == (f"{HOST}/film.mp4", True)
    assert set(found(report)) == {"share_link_rewritten", "redirected_to"}


def test_a_short_link_to_a_folder_is_told_with_the_steps_of_its_service() -> None:
    host = FileHost()
    host.redirect("/abc", "https://www.dropbox.com/scl/fo/abc/def?rlkey=x")
    host.serve("/scl/fo/abc/def", PAGE, mime_type="text/html")
    report = check(host, "https://bit.ly/abc")
    assert found(report)["folder_or_page"] is Severity.ERROR
    assert report.send_source == ""


def test_a_wrapper_that_keeps_its_address_is_followed_and_what_is_inside_is_sent() -> None:
    host = FileHost()
    host.redirect("/s/abc", f"{HOST}/film.mp4")
    host.serve("/film.mp4", MOVIE)
    report = check(host, "https://protect-eu.mimecast.com/s/abc")
    assert report.send_source == f"{HOST}/film.mp4"
    assert found(report)["link_unwrapped"] is Severity.INFO


def test_a_signed_address_behind_a_wrapper_is_not_sent_in_its_place() -> None:
    host = FileHost()
    host.redirect("/s/abc", f"{HOST}/film.mp4?Expires=1900000000&Signature=x")
    host.serve("/film.mp4", MOVIE)
    assert check(host, "https://protect-eu.mimecast.com/s/abc").send_source == ""


def test_a_wrapper_that_shows_a_page_of_its_own_says_what_to_do() -> None:
    host = FileHost()
    host.serve("/s/abc", PAGE, mime_type="text/html")
    report = check(host, "https://protect-eu.mimecast.com/s/abc")
    assert found(report) == {"wrapper_page": Severity.ERROR}


@given(
    st.dictionaries(
        st.sampled_from(["Content-Type", "Content-Length", "Content-Range", "Content-Disposition", "Location",
                         "Content-Encoding", "ETag", "Last-Modified"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
        max_size=5,
    ),
    st.sampled_from([200, 204, 206, 301, 302, 304, 400, 403, 416, 418, 500, 599]),
    st.sampled_from([b"", b"<html>", MOVIE, MOVIE[:100], b"\x89PNG\r\n\x1a\n\0\0"]),
)  # fmt: skip
def test_no_answer_crashes_a_check(headers: dict[str, str], status: int, body: bytes) -> None:
    host = FileHost()
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    host.answer("/f.mp4", lambda _: httpx.Response(status, headers=raw, stream=httpx.ByteStream(body)))
    assert "check_failed" not in found(check(host, f"{HOST}/f.mp4"))


def changed(host: FileHost, change: Callable[[httpx.Request, httpx.Response], httpx.Response]) -> FileHost:
    """The film's host, with other answers than its honest ones."""
    honest = host.handler("/film.mp4")
    host.answer("/film.mp4", lambda asked: change(asked, honest(asked)))
    return host


def test_a_server_that_sends_another_part_than_asked_for_lies() -> None:
    def later_part(asked: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if asked.method == "HEAD":
            return answer
        shifted = {"content-range": f"bytes 4096-{4096 + len(answer.content) - 1}/{GIB}"}
        return httpx.Response(206, headers={**answer.headers, **shifted}, content=answer.content)

    report = check(changed(served(size=GIB), later_part), f"{HOST}/film.mp4")
    assert found(report)["range_lied"] is Severity.WARNING
    assert report.range_support is False
    assert report.media is None, "what came is not the file's beginning"


def test_a_server_that_sends_the_beginning_for_every_part_lies() -> None:
    index_last = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + (GIB - 24 - 4096).to_bytes(4, "big") + b"mdat"
    index_last = index_last.ljust(16384, b"x")

    def beginning(asked: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if asked.method == "HEAD":
            return answer
        return httpx.Response(206, headers=dict(answer.headers), content=index_last[: len(answer.content)])

    told = found(check(changed(served(index_last, size=GIB), beginning), f"{HOST}/film.mp4"))
    assert told["range_lied"] is Severity.WARNING
    assert "media_probe_limited" not in told


@pytest.mark.parametrize(
    ("size", "claimed", "told"),
    [
        (None, len(MOVIE), {"range_lied_small": Severity.INFO}),
        (GIB, GIB, {"range_lied": Severity.WARNING}),
        (GIB, 4096, {"range_lied": Severity.WARNING}),  # what a liar says of the size is no comfort
    ],
)
def test_a_wrong_content_range_is_told_as_one_however_small_the_file(
    size: int | None, claimed: int, told: dict[str, Severity]
) -> None:
    def shifted(asked: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if asked.method == "HEAD":
            return answer
        wrong = {"content-range": f"bytes 7-{7 + len(answer.content) - 1}/{claimed}"}
        return httpx.Response(206, headers={**answer.headers, **wrong}, content=answer.content)

    seen = found(check(changed(served(size=size), shifted), f"{HOST}/film.mp4"))
    assert {problem: level for problem, level in seen.items() if problem.startswith("range_")} == told


def stopped_at(offset: int, stop: Callable[[httpx.Request], httpx.Response]) -> FileHost:
    """A film with its sound far behind its picture, on a server that is done for at ``offset``."""

    def answered(asked: httpx.Request, answer: httpx.Response) -> httpx.Response:
        begin = int(asked.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0])
        return stop(asked) if begin >= offset else answer

    return changed(served(padded(MOVIE, 200_000) + bytes(100_000)), answered)


def timed_out(asked: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("", request=asked)


@pytest.mark.parametrize(
    ("stop", "problem"),
    [(timed_out, "host_timeout"), (lambda _: httpx.Response(503), "")],
)
def test_what_was_seen_before_a_later_read_failed_is_kept(
    stop: Callable[[httpx.Request], httpx.Response], problem: str
) -> None:
    report = check(stopped_at(100_000, stop), f"{HOST}/film.mp4")
    assert found(report)["media_probe_limited"] is Severity.WARNING
    assert not problem or found(report)[problem] is Severity.WARNING
    assert report.media is not None
    assert (report.media.video_codec, report.media.partial, report.media.audio_codec) == ("h264", True, None)
    assert report.media.duration_s
    assert [each.network for each in report.forecast] == list(NETWORKS)
    for each in report.forecast:
        assert "rule_no_picture" not in {finding.id for finding in each.errors}
        assert any(check.startswith("audio_") for check in each.unchecked), "not silent, only not reached"
    again = Checker(clock=FakeClock(), rules=NETWORK_RULES, trust_env=False).foreseen_again(report)
    assert again.forecast == report.forecast


def test_what_was_seen_before_the_time_was_over_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "CHECK_LIMIT_S", 0.2)
    film = padded(MOVIE, 200_000) + bytes(100_000)

    class Stuck(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if int(request.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")[0]):
                await asyncio.Event().wait()
            return await served(film).transport.handle_async_request(request)

    report = check(Stuck(), f"{HOST}/film.mp4")
    assert found(report).keys() == {"host_timeout", "media_probe_limited"}
    assert report.media is not None
    assert report.media.video_codec == "h264"
    assert report.forecast


def test_a_server_that_names_two_sizes_or_two_versions() -> None:
    def older(asked: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if asked.method != "HEAD":
            return answer
        return httpx.Response(200, headers={**answer.headers, "content-length": "1000", "etag": '"0"'})

    told = found(check(changed(served(), older), f"{HOST}/film.mp4"))
    assert told == {"sizes_differ": Severity.WARNING, "versions_differ": Severity.WARNING}


SIGNED = f"{HOST}/film.mp4?X-Amz-Date=20990101T000000Z&X-Amz-Expires=604800&X-Amz-Signature=ab"


@pytest.mark.parametrize(("refused", "problem"), [("HEAD", "head_not_signed"), ("GET", "get_not_signed")])
def test_a_link_that_is_signed_for_one_method(refused: str, problem: str) -> None:
    host = changed(served(), lambda asked, answer: httpx.Response(403) if asked.method == refused else answer)
    assert found(check(host, SIGNED))[problem] is Severity.WARNING


def test_a_link_that_ends_before_the_file_can_be_fetched() -> None:
    link = f"{HOST}/film.mp4?Expires={FakeClock().now() + 1800:.0f}"
    report = check(served(size=7 * GIB), link)
    (finding,) = (each for each in report.findings if each.id == "expires_too_soon")
    assert finding.severity is Severity.WARNING
    assert finding.values["left_s"] == pytest.approx(1800, abs=1)
    assert finding.values["needed_s"] == 7 * GIB / (2 * 1024 * 1024)
    assert "expires" in found(check(served(size=100 * 1024**2), link))


def test_a_slow_host_is_told_with_how_long_it_will_take() -> None:
    headers = {"content-range": f"bytes 0-16383/{GIB}", "content-type": "video/mp4"}
    part = Answer(f"{HOST}/film.mp4", 206, headers, bytes(16384))
    evidence = Evidence(Link(HOST, HOST), part=part, bytes_per_s=20_000.0)
    (slow,) = (each for each in judge(evidence) if each.id == "host_slow")
    assert slow.values == {"rate_bps": 160_000.0, "needed_s": GIB / 20_000}


def test_a_one_time_link_is_not_used_up() -> None:
    host = served(path="/abc")
    report = check(host, Link("https://file.io/abc", "https://file.io/abc", name="film.mp4"))
    assert found(report) == {"one_time_link": Severity.WARNING}
    assert host.asked == ["HEAD /abc"]
    assert (report.ok, report.size_bytes) == (True, len(MOVIE))


@pytest.mark.parametrize(
    ("location", "body", "problem"),
    [
        ("https://login.microsoftonline.com/common/oauth2/authorize", b"<html>", "web_page_sign_in"),
        ("", b"<html>Sorry, too many users have viewed or downloaded this file recently.", "web_page_busy"),
        ("", b"<html>This link has been disabled", "web_page_expired"),
        ("", b"<html>Bitte einloggen", "web_page_sign_in"),
        ("", b"<html>Hello", "web_page"),
    ],
)
def test_why_there_is_a_page(location: str, body: bytes, problem: str) -> None:
    host = FileHost()
    host.serve("/common/oauth2/authorize", body, mime_type="text/html")
    host.serve("/film.mp4", body, mime_type="text/html")
    if location:
        host.redirect("/film.mp4", location)
    assert found(check(host, f"{HOST}/film.mp4"))[problem] is Severity.ERROR

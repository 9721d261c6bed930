"""Walks the table: each foreign exception and status becomes exactly one error of ours."""

import socket
import ssl

import httpx
import pytest

from oktodesk.api import translate
from oktodesk.problems import (
    ConnectionLost,
    Forbidden,
    LockedOut,
    NotFound,
    NotSent,
    OktodeskError,
    Refused,
    ServerFailed,
    SignInRefused,
    UnreadableReply,
)
from oktodesk.problems.catalogue import CATALOGUE


def caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


ATTEMPTS = OSError("All connection attempts failed")
ATTEMPTS.__cause__ = ExceptionGroup("multiple", [ConnectionRefusedError("::1"), ConnectionRefusedError("127")])

TABLE: list[tuple[Exception, type[OktodeskError], str]] = [
    (
        caused(httpx.ConnectError("no name"), socket.gaierror(-2, "Name or service not known")),
        NotSent,
        "name_not_found",
    ),
    (caused(httpx.ConnectError("refused"), ConnectionRefusedError(111, "refused")), NotSent, "unreachable"),
    (caused(httpx.ConnectError("all failed"), ATTEMPTS), NotSent, "unreachable"),
    (caused(httpx.ConnectError("tls"), ssl.SSLCertVerificationError("self-signed")), NotSent, "tls_failed"),
    (httpx.ConnectError("anything"), NotSent, "unreachable"),
    (httpx.ConnectTimeout("slow"), NotSent, "connect_timeout"),
    (httpx.PoolTimeout("busy"), NotSent, "connect_timeout"),
    (httpx.ProxyError("407"), NotSent, "proxy_failed"),
    (httpx.UnsupportedProtocol("ftp"), NotSent, "proxy_failed"),
    (httpx.ReadTimeout("slow"), ConnectionLost, "reply_lost"),
    (httpx.WriteTimeout("slow"), ConnectionLost, "reply_lost"),
    (httpx.ReadError("cut"), ConnectionLost, "reply_lost"),
    (httpx.WriteError("cut"), ConnectionLost, "reply_lost"),
    (httpx.CloseError("cut"), ConnectionLost, "reply_lost"),
    (httpx.RemoteProtocolError("cut"), ConnectionLost, "reply_lost"),
    (httpx.LocalProtocolError("odd"), ConnectionLost, "reply_lost"),
    (httpx.DecodingError("gzip"), UnreadableReply, "unreadable_reply"),
    (TimeoutError(), ConnectionLost, "reply_lost"),
    (ConnectionResetError(), ConnectionLost, "reply_lost"),
]


@pytest.mark.parametrize(("foreign", "kind", "problem_id"), TABLE, ids=str)
def test_every_exception_has_one_translation(
    foreign: Exception, kind: type[OktodeskError], problem_id: str
) -> None:
    ours = translate.from_exception(foreign, host="api.oktopost.com")
    assert type(ours) is kind
    assert ours.problem.id == problem_id
    assert problem_id in CATALOGUE
    if kind is NotSent:
        assert ours.problem.values["host"] == "api.oktopost.com"


def test_every_transport_error_of_httpx_is_translated() -> None:
    kinds = [httpx.TransportError]
    for kind in kinds:
        kinds += kind.__subclasses__()
        assert translate.from_exception(kind("x"), host="h") is not None


def test_a_fault_of_ours_is_not_dressed_up() -> None:
    assert translate.from_exception(KeyError("bug"), host="h") is None


STATUSES: list[tuple[int, type[OktodeskError] | None, str]] = [
    (200, None, ""),
    (201, None, ""),
    (301, ServerFailed, "redirected"),
    (304, ServerFailed, "redirected"),
    (400, Refused, "call_refused"),
    (401, SignInRefused, "sign_in_refused"),
    (402, Refused, "call_refused"),
    (403, Forbidden, "forbidden"),
    (404, NotFound, "not_found"),
    (409, Refused, "call_refused"),
    (422, Refused, "call_refused"),
    (429, LockedOut, "locked_out"),
    (500, ServerFailed, "server_failed"),
    (503, ServerFailed, "server_failed"),
    (799, ServerFailed, "server_failed"),
]


@pytest.mark.parametrize(("status", "kind", "problem_id"), STATUSES)
def test_every_status_has_one_translation(status: int, kind: type[OktodeskError] | None, problem_id: str) -> None:
    ours = translate.from_status(translate.Reply(status, "h", "/upload/0up000000000001", words="No."))
    assert (type(ours) if ours else None) is kind
    if ours:
        assert ours.problem.id == problem_id


@pytest.mark.parametrize(
    ("method", "words", "problem_id"),
    [
        ("POST", "No.", "refused"),
        ("POST", "", "refused_without_words"),
        ("GET", "No.", "call_refused"),
        ("GET", "", "call_refused_without_words"),
    ],
)
def test_only_a_refused_link_is_to_be_changed(method: str, words: str, problem_id: str) -> None:
    ours = translate.refused(translate.Reply(400, "h", "/upload", method=method, words=words))
    assert ours.problem.id == problem_id
    link_is_named = "link" in CATALOGUE[problem_id].remedy
    assert link_is_named is (method == "POST")


def test_a_redirect_names_where_it_wanted_to_go() -> None:
    reply = translate.Reply(302, "api.oktopost.com", "/me", location="https://wifi.hotel.example/login?x=1")
    ours = translate.from_status(reply)
    assert ours is not None
    assert ours.problem.values["host"] == "wifi.hotel.example"


def test_what_is_missing_is_named() -> None:
    ours = translate.from_status(translate.Reply(404, "h", "/upload/0up000000000001"))
    assert ours is not None
    assert ours.problem.values["what"] == "0up000000000001"


def test_what_was_to_be_made_has_no_id_to_check() -> None:
    ours = translate.from_status(translate.Reply(404, "h", "/upload", method="POST"))
    assert isinstance(ours, Refused)
    assert ours.problem.id == "refused_without_words"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "120"}, 120),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "Tue, 27 Oct 2020 08:42:30 GMT"}, 900),
        ({"retry-after": "Tue, 27 Oct 2020 08:20:00 GMT"}, 0),
        ({"retry-after": "Tue, 27 Oct 2020 08:42:30 GMT", "date": "Tue, 27 Oct 2020 08:42:00 GMT"}, 30),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert translate.retry_after_s(headers, now=1603787250.0) == seconds


@pytest.mark.parametrize(
    "text", ["", "yesterday", "Tue, 99 Oct 2020 08:42:30 GMT", "Tue, 27 Oct 99999 08:42:30 GMT"]
)
def test_a_broken_date_is_no_date(text: str) -> None:
    assert translate.http_date(text) is None

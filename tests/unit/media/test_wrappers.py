"""Links as mail protection and web sites wrap them, in the shapes that people really have."""

import base64
from urllib.parse import unquote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oktodesk.media.intake import from_html, from_text
from oktodesk.media.wrappers import _decoded, unwrap

FILM = "https://cdn.acme.com/a/film.mp4"
SAFE = "https://eur01.safelinks.protection.outlook.com/"
CODED = "https%3A%2F%2Fcdn.acme.com%2Fa%2Ffilm.mp4"


@pytest.mark.parametrize(
    ("service", "wrapped", "inner"),
    [
        ("Outlook Safe Links", f"{SAFE}?url={CODED}&data=05%7C01&sdata=x%3D&reserved=0", FILM),
        ("Outlook Safe Links", f"{SAFE}ap/v-59584e83/?url={CODED}&data=05", FILM),
        ("Outlook Safe Links",
         f"https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url={CODED}&locale=en",
         FILM),
        ("Proofpoint", f"https://urldefense.proofpoint.com/v1/url?u={CODED}&k=abc%3D%0A", FILM),
        ("Proofpoint",
         "https://urldefense.proofpoint.com/v2/url?u=https-3A__cdn.acme.com_a_my-5Ffilm-2D2.mp4-3Fx-3D1&d=DwMF",
         "https://cdn.acme.com/a/my_film-2.mp4?x=1"),
        ("Proofpoint", "https://urldefense.com/v3/__https://cdn.acme.com/a/film.mp4__;!!Abc!def$", FILM),
        # '!' was kept: base64 of "!" is IQ
        ("Proofpoint", "https://urldefense.com/v3/__https://cdn.acme.com/a/fi*lm.mp4__;IQ!!Abc!def$",
         "https://cdn.acme.com/a/fi!lm.mp4"),
        # a run of three, "**B", and the slash that some mail programs swallow
        ("Proofpoint", "https://urldefense.us/v3/__https:/cdn.acme.com/a/**B.mp4__;"
         + base64.urlsafe_b64encode("äöü".encode()).decode().rstrip("=") + "!!Abc$",
         "https://cdn.acme.com/a/äöü.mp4"),
        ("Barracuda", f"https://linkprotect.cudasvc.com/url?a={CODED}&c=E,1,abc&typo=1", FILM),
        ("Sophos", "https://eu-west-1.protection.sophos.com?d=acme.com&u="
         + base64.b64encode(FILM.encode()).decode(), FILM),
        ("Cisco", f"https://secure-web.cisco.com/1Abc-def/{CODED}", FILM),
        ("Check Point", f"https://protect.checkpoint.com/v2/___{FILM}___.YXA6Zg==", FILM),
        ("Trend Micro", f"https://ddec1-0-en-ctp.trendmicro.com:443/wis/clicktime/v1/query?url={CODED}&u=1",
         FILM),
        ("Google", f"https://www.google.com/url?q={CODED}&source=gmail&ust=1", FILM),
        ("Google", f"https://www.google.co.uk/url?sa=t&url={CODED}&usg=x", FILM),
        ("LinkedIn", f"https://www.linkedin.com/safety/go?url={CODED}&trk=x", FILM),
        ("LinkedIn", f"https://www.linkedin.com/redir/redirect?url={CODED}&urlhash=x", FILM),
        ("Facebook", f"https://l.facebook.com/l.php?u={CODED}%3Ffbclid%3Dx&h=AT0", f"{FILM}?fbclid=x"),
        ("Instagram", f"https://l.instagram.com/?u={CODED}&e=x", FILM),
        ("YouTube", f"https://www.youtube.com/redirect?event=video_description&q={CODED}", FILM),
        ("Slack", f"https://slack-redir.net/link?url={CODED}", FILM),
        # forwarded: Safe Links around Proofpoint
        ("Outlook Safe Links",
         f"{SAFE}?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fcdn.acme.com%2Fa%2Ffilm.mp4__%3B!!A!b",
         FILM),
    ],
)  # fmt: skip
def test_a_wrapper_that_carries_its_address_is_taken_off(service: str, wrapped: str, inner: str) -> None:
    found = unwrap(wrapped)
    assert (found.service, found.address, found.opaque) == (service, inner, "")


@pytest.mark.parametrize(
    ("url", "opaque"),
    [
        ("https://protect-eu.mimecast.com/s/AbCdEf?domain=dropbox.com", "Mimecast"),
        ("https://url.uk.m.mimecastprotect.com/s/AbCdEf?domain=acme.com", "Mimecast"),
        ("https://lnkd.in/eAbCdEf", "LinkedIn"),
        ("https://protect.checkpoint.com/v2/r01/___obfuscated___.YXA6", "Check Point"),
    ],
)
def test_a_wrapper_that_keeps_its_address_is_named(url: str, opaque: str) -> None:
    found = unwrap(url)
    assert (found.address, found.service, found.opaque) == (url, "", opaque)


@pytest.mark.parametrize(
    "url",
    [
        FILM,
        f"https://cdn.acme.com/url?url={CODED}",
        "https://www.google.com/search?q=https://acme.com/film.mp4",
        "https://www.youtube.com/watch?v=abc",
        "https://www.linkedin.com/posts/acme?url=https://acme.com/film.mp4",
        "https://www.mimecast.com/products/",
        "https://www.trendmicro.com/?url=https://acme.com/film.mp4",
        "http://[::1/",
    ],
)
def test_other_links_stay_what_they_are(url: str) -> None:
    found = unwrap(url)
    assert (found.address, found.service, found.opaque) == (url, "", "")


@pytest.mark.parametrize("inner", ["javascript:alert(1)", "file:///etc/passwd", "", "https://"])
def test_a_wrapper_around_nothing_that_can_be_fetched_is_not_taken_off(inner: str) -> None:
    assert unwrap(f"{SAFE}?url={inner}").address == f"{SAFE}?url={inner}"


A_CLIP = "https://cdn.acme.com/a.mp4"


@pytest.mark.parametrize(
    "wrapped",
    [
        "https://protect.checkpoint.com/v2/r05/___https:/cdn.acme.com/a.mp4___.YXBzMTphY21lOmM6bzpjZWY6Nzo4Y2Y0",
        "https://url.avanan.click/v2/r01/___https://cdn.acme.com/a.mp4___.YXAzOmFjbWU6YTpvOjUyNTk6Nzo1NWNi",
        "https://url.avanan.click/v2/___https:/cdn.acme.com/a.mp4___.YXAzOmFjbWU6YTpnOmZlNGU6Njo1MjM1",
        "https://eu-west-1.protection.sophos.com?d=acme.com&u=aHR0cHM6Ly9jZG4uYWNtZS5jb20vYS5tcDQ=&i=NjA4&h=0dfc",
        "https://imsva91-ctp.trendmicro.com/wis/clicktime/v1/query?url=https%3a%2f%2fcdn.acme.com%2fa.mp4&umid=E2",
        "https://protect2.fireeye.com/v1/url?k=84f6a8c0-e57d&q=1&e=6739&u=https%3A%2F%2Fcdn.acme.com%2Fa.mp4",
        "https://protect2.fireeye.com/url?k=00fa721e-5d2a&u=https://cdn.acme.com/a.mp4",
        "https://secure-web.cisco.com/13Y5NFuOyUgdDUpPwn5OgA8NY1sI/https%3A%2F%2Fcdn.acme.com%2Fa.mp4",
    ],
)
def test_wrappers_as_they_stand_in_public_mails(wrapped: str) -> None:
    assert unwrap(wrapped).address == A_CLIP


def test_standard_base64_in_a_sophos_link_is_read_too() -> None:
    url = "https://cdn.acme.com/~~~???>>>.mp4"
    coded = base64.b64encode(url.encode()).decode()
    assert {"+", "/"} & set(coded)
    assert unwrap(f"https://us-west-2.protection.sophos.com/?d=acme.com&u={coded}").address == url


def test_a_cisco_link_without_its_address_is_followed() -> None:
    assert unwrap("https://secure-web.cisco.com/18tzQk3wGbk7ePZjMJO6411xo").opaque == "Cisco"


def test_a_wrapped_share_link_becomes_direct_and_what_was_pasted_stays_known() -> None:
    pasted = f"{SAFE}?url=https%3A%2F%2Fwww.dropbox.com%2Fscl%2Ffi%2Fx%2Ffilm.mp4%3Frlkey%3Dk%26dl%3D0&data=05"
    (link,) = from_text(pasted).links
    assert link.source == "https://www.dropbox.com/scl/fi/x/film.mp4?rlkey=k&dl=1"
    assert link.pasted == pasted
    assert link.looks_like_media


def test_a_wrapped_link_and_its_plain_text_are_one() -> None:
    intake = from_html(f'<p><a href="{SAFE}?url={CODED}&amp;data=05">{FILM}</a></p>')
    assert [link.source for link in intake.links] == [FILM]
    assert intake.merged == 1
    assert intake.links[0].looks_like_media


@given(st.text(max_size=60))
def test_whatever_is_inside_nothing_is_raised(text: str) -> None:
    for head in (f"{SAFE}?url=", "https://urldefense.com/v3/__", "https://urldefense.com/v3/__https://a/*__;",
                 "https://eu.protection.sophos.com?u=",
                 "https://urldefense.proofpoint.com/v2/url?u="):  # fmt: skip
        assert unwrap(head + text).address


@settings(max_examples=80)
@given(st.text(st.sampled_from("%+&a1é Cf=/:2"), max_size=30))
def test_what_is_decoded_the_quick_way_is_the_same(text: str) -> None:
    assert _decoded(text) == unquote_plus(text)

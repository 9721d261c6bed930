"""Parsers of the media room: whatever is pasted, dropped or sent by a file's host ends in values.

What comes out can always be stored, and never leads anywhere but to the web.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oktodesk.media import intake, naming, signed_links
from oktodesk.media.fetching.asking import Answer, _target
from oktodesk.media.fetching.ranges import content_range
from oktodesk.media.intake import shortcuts
from oktodesk.media.intake.decoding import decode, storable
from oktodesk.media.intake.urls import BadAddress, normalise
from oktodesk.media.report import Intake
from oktodesk.media.share_links import direct_form
from oktodesk.media.wrappers import unwrap
from oktodesk.problems.render import render
from oktodesk.uploads.addresses import normalised

PIECES = st.sampled_from(
    [
        "https://",
        "http://",
        "file:///",
        "javascript:",
        "//",
        "\\\\srv\\x",
        "www.",
        "[::1]",
        "[",
        "]",
        "%",
        "%zz",
        "%00",
        "@",
        ":99999999",
        "?url=",
        "u=",
        "a=",
        "a.example",
        "&url=http%3a%2f%2f",
        "�",
        "�",
        "\u202e",
        "\x00",
        "\r\n",
        "\t",
        ",",
        ";",
        '"',
        "'",
        "\u00b4",
        "İ",
        "\u0661",
        "。",
        "..",
        "/",
        "#",
        "xn--",
        "dropbox.com/s/x",
        "safelinks.protection.outlook.com/",
        "urldefense.com/v3/__",
        "__;",
        "!",
        "**A",
        "drive.google.com/file/d/x/view",
        "<a",
        "href=",
        "<base",
        "href=",
        ">",
        "<!--",
        "<![CDATA[",
        "&#xD800;",
        "&#0;",
        "Expires=",
        "9999999999",
        "source,name\n",
        "source\tname\n",
    ]
)
SOUP = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=12).map("".join)
ADDRESSES = SOUP.map(lambda rest: f"https://{rest}")


def check(found: Intake) -> None:
    for link in found.links:
        assert urlsplit(link.source).scheme in ("http", "https")
        "".join((link.source, link.pasted, link.name, link.origin, *link.columns, *link.columns.values())).encode()
    for reject in found.rejects:
        assert render(reject.problem).title
        reject.text.encode()


@given(SOUP)
@example("https://a.example/\ud800")
@example("source\tname\nhttps://a.example/a.mp4\t\ud800")
@example("https://\u00b4.example/")
def test_what_is_pasted(text: str) -> None:
    check(intake.from_text(text))
    check(intake.from_html(text))
    check(intake.from_text("source,name\n" + text))


@given(SOUP.filter(lambda text: not text.strip().lower().startswith("file:")))
def test_what_is_dropped(address: str) -> None:
    check(intake.from_uri_list([address]))


@pytest.mark.parametrize("ending", ["txt", "csv", "html", "url"])
def test_files_whose_name_is_no_text(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"list\udcff.{ending}"
    path.write_text("[InternetShortcut]\nURL=https://a.example/a.mp4\nhttps://a.example/b.mp4\n")
    found = intake.from_file(path)
    check(found)
    assert found.links


@given(st.text())
def test_what_is_storable_is_nearly_the_same(text: str) -> None:
    assert storable(text) == text  # hypothesis makes no lone surrogates by itself
    assert storable(text + "\ud800") == text + "\ufffd"


@given(ADDRESSES)
@example("https://\u00b4.example/")
@example("https://xn--a\u2044b.example/")
def test_a_normalised_address_stays_as_it_is(address: str) -> None:
    try:
        url = normalise(address)
    except BadAddress:
        return
    assert normalise(url) == url
    assert url.isascii()


@given(ADDRESSES | SOUP)
def test_wrappers_and_share_links_lead_to_the_web(address: str) -> None:
    inner = unwrap(address)
    if inner.address != address:
        assert urlsplit(inner.address).scheme in ("http", "https")
    share = direct_form(address)
    if share and share.direct:
        assert urlsplit(share.direct).scheme in ("http", "https")
        again = direct_form(share.direct)
        assert again is None or again.direct in (None, share.direct)
    normalised(address)


@given(SOUP)
def test_dates_in_links(query: str) -> None:
    at = signed_links.expires_at(f"https://a.example/?{query}")
    assert at is None or signed_links.EARLIEST < at < signed_links.LATEST
    signed_links.is_signed(f"https://a.example/?{query}")


@given(
    SOUP | st.text(),
    st.sampled_from(
        ["", 'attachment; filename="', "attachment; filename*=UTF-8''", "filename*=idna''", "filename="]
    ),
)
@example("%", "filename*=idna''")
@example("../../../etc/passwd", 'attachment; filename="')
@example("a" * 500_000, "filename=")
@example("\u202egpj.exe\x00", 'attachment; filename="')
def test_names_of_files(name: str, before: str) -> None:
    found = naming.name_of(Answer("https://a.example/", 200, {"content-disposition": before + name}))
    assert len(found) <= naming.NAME_LENGTH
    assert found.isprintable()
    assert "/" not in found
    assert "\\" not in found


@given(SOUP | st.from_regex(r"bytes \d+-\d+/(\d+|\*)"))
def test_ranges(text: str) -> None:
    span = content_range(Answer("https://a.example/", 206, {"content-range": text}))
    assert span is None or span.length > 0


@given(SOUP)
@example("javascript:alert(1)")
@example("file:///etc/passwd")
@example("//")
def test_redirects_lead_to_the_web_or_nowhere(location: str) -> None:
    target = _target(Answer("https://a.example/b", 302, {"location": location}))
    assert target is None or urlsplit(target).scheme in ("http", "https")


@given(
    st.binary(max_size=200)
    | st.binary(max_size=60).map(lambda rest: b"bplist00" + rest)
    | st.binary(max_size=60).map(lambda rest: b"<?xml version='1.0'?><plist><dict><key>URL</key>" + rest)
)
def test_bytes_of_shortcuts_and_lists(content: bytes) -> None:
    for read in (shortcuts.read_url, shortcuts.read_desktop, shortcuts.read_webloc, decode):
        found = read(content)
        assert found is None or found.encode() is not None


def test_a_part_of_a_file_larger_than_any_is_none() -> None:
    text = f"bytes 0-1/{10**29}"
    assert content_range(Answer("https://a.example/", 206, {"content-range": text})) is None

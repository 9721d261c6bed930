"""Pasted text, cells and HTML become links, and nothing gets lost on the way."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oktodesk.media import intake
from oktodesk.media.intake import from_html, from_text
from oktodesk.media.intake.urls import BadAddress, _mended, normalise
from oktodesk.media.report import Intake

A, B = "https://cdn.acme.com/a.mp4", "https://cdn.acme.com/b.png"


def sources(found: Intake) -> list[str]:
    return [link.source for link in found.links]


def reasons(found: Intake) -> list[str]:
    return [reject.problem.id for reject in found.rejects]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (A, [A]),
        (f'"{A}".', [A]),
        (f"“{A}”", [A]),
        (f"see ({A}), or <{B}>!", [A, B]),
        (f"[Teaser]({A})", [A]),
        ("https://a.com/x_(1).mp4", ["https://a.com/x_(1).mp4"]),
        ("https://a.com/list?x=[1]&y=2,3;", ["https://a.com/list?x=[1]&y=2,3"]),
        (f"{A},{B};{A}?v=2", [A, B, f"{A}?v=2"]),
        ("<https://cdn.acme.com/\n  a.mp4>", [A]),
        ("<https://cdn.acme.com/My Film.mp4>", ["https://cdn.acme.com/My%20Film.mp4"]),
        ("HTTPS://CDN.Acme.com/a.mp4", [A]),
        ("//cdn.acme.com/a.mp4", [A]),
        ("https://cdn.acme.com:443/a.mp4", [A]),
        ("http://cdn.acme.com:443/a.mp4", ["http://cdn.acme.com:443/a.mp4"]),
        ("https://cdn.acme.com\\a.mp4", [A]),
        ("https://cdn.acme.com/{2026}^a.mp4", ["https://cdn.acme.com/%7B2026%7D%5Ea.mp4"]),
        (f"[url={A}]Teaser[/url]", [A]),
        (f"「{A}」、【{B}】。", [A, B]),
        (
            "https://cdn.acme.com/动画（最终）.mp4",  # noqa: RUF001
            ["https://cdn.acme.com/%E5%8A%A8%E7%94%BB%EF%BC%88%E6%9C%80%E7%BB%88%EF%BC%89.mp4"],
        ),
        # copied from Word, Teams or a Windows dialog
        (f"\u200e{A}\u200e", [A]),
        ("https://cdn.acme.com/\u200ba\u00ad.mp4\ufeff.", [A]),
        (f"blob:{A}", []),
        ("www.acme.com/v.mp4", ["https://www.acme.com/v.mp4"]),
        ("cdn.acme.com/a.mp4", [A]),
        ("https://cdn.acme.com/My Film.mp4", ["https://cdn.acme.com/My%20Film.mp4"]),
        ("https://münchen.de/ü.mp4?q=ä#t=1", ["https://xn--mnchen-3ya.de/%C3%BC.mp4?q=%C3%A4#t=1"]),
        ("https://a.com/x%20y.mp4?u=https%3A%2F%2Fb.com", ["https://a.com/x%20y.mp4?u=https%3A%2F%2Fb.com"]),
        ("https://user:pass@a.com:8443/x.mp4", ["https://user:pass@a.com:8443/x.mp4"]),
        ("http://[2001:db8::1]/x.mp4", ["http://[2001:db8::1]/x.mp4"]),
        ("mail jane@acme.com or visit nowhere", []),
    ],
)
def test_addresses_are_found_and_written_like_browsers_do(text: str, expected: list[str]) -> None:
    assert sources(intake.from_text(text)) == expected


LONG = "https://cdn.acme.com/clients/2026/autumn-campaign/final-cuts/"
SHORT = f"https://1drv.ms/v/c/12ab/{'E' * 40}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"The film:\n{LONG}\nwebinar.mp4\nBest, Jane", [f"{LONG}webinar.mp4"]),
        (f"{LONG}web\ninar.mp4", [f"{LONG}webinar.mp4"]),
        ("https://cdn.acme.com/summer-\r\n  film.mp4\r\n", ["https://cdn.acme.com/summer-film.mp4"]),
        (f"> {LONG}\n> part-\n> one.mp4\n> Jane", [f"{LONG}part-one.mp4"]),
        (f"{A}?X-Amz-Date=2026&X-Amz-\nExpires=60&X-Amz-Signature=ab%\n2Fcd", [
            f"{A}?X-Amz-Date=2026&X-Amz-Expires=60&X-Amz-Signature=ab%2Fcd"]),
        ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fcdn.acme.com\n%2Fa.mp4&data=05", [A]),
        # what is no part of the address above it
        (f"{A}\nfilm.mp4", [A]),
        ("https://acme.com/page\nfilm.mp4", ["https://acme.com/page"]),
        (f"{LONG}\ncdn.acme.com/a.mp4", [LONG, A]),
        (f"{LONG}\n{A}", [LONG, A]),
        (f"{A}?x=1\nTeaser", [f"{A}?x=1"]),
        (f"{LONG}\nthe film.mp4", [LONG]),
        (f"{SHORT}\nTeaser.mp4", [
            f"https://my.microsoftpersonalcontent.com/personal/12ab/_layouts/15/download.aspx?share={'E' * 40}"]),
    ],
)  # fmt: skip
def test_an_address_that_was_broken_over_lines_is_one(text: str, expected: list[str]) -> None:
    assert sources(intake.from_text(text)) == expected


def test_behind_a_broken_address_lines_keep_their_numbers() -> None:
    found = intake.from_text(f"{LONG}\nwebinar.mp4\n\n{A}")
    assert [link.line for link in found.links] == [1, 4]


def test_cells_below_a_title_are_a_table_and_running_text_is_none() -> None:
    (link,) = from_text(f"Campaign films, Q3\n\nName\tURL\nTeaser\t{A}\n").links
    assert (link.name, link.line) == ("Teaser", 4)
    (link,) = from_text(f"Hi Dana,\nvideo, link\nare as promised, here: {A}\nBest, Jane").links
    assert link.columns == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Link\t{A}", [A]),
        (f"Name\tTeaser\nLink\t{A}", [A]),
        (f"Link | {A}\nLink | {A}?b", [A, f"{A}?b"]),
        (f"Links, as promised: {A}", [A]),
        (f"Links, as promised\nFirst, the teaser: {A}\nSecond, Dana's cut: {A}?b", [A, f"{A}?b"]),
        ("Links, as promised\nhttps://acme.com/w_40,h_30/a.jpg", ["https://acme.com/w_40,h_30/a.jpg"]),
        (f"source,name\n{A}\n{A}?b", [A, f"{A}?b"]),
        (f'Name,Link,Note\n"Frankly, yes",{A},\n"Frankly, no",{A}?b,', [A, f"{A}?b"]),
    ],
)
def test_a_line_with_a_link_is_no_header(text: str, expected: list[str]) -> None:
    """A word that heads a column of links heads a single one too, and begins an e-mail."""
    found = intake.from_text(text)
    assert [link.source for link in found.links] == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("just words", "not_a_link"),
        ("https://", "not_a_link"),
        ("http://[::1/x", "not_a_link"),
        ("https://^^/x", "not_a_link"),
        ("ftp://files.acme.com/a.mp4", "scheme_unsupported"),
        ("s3://bucket/a.mp4", "scheme_unsupported"),
        (r"C:\Users\jane\Film.mp4", "local_media_file"),
        ("/home/jane/Film.mp4", "local_media_file"),
        ("file:///home/jane/Film.mp4", "local_media_file"),
        ("first line\nsecond line", "nothing_dropped"),
    ],
)
def test_what_is_no_link_is_told(text: str, problem: str) -> None:
    found = intake.from_text(text)
    assert (found.links, reasons(found)) == ((), [problem])


def test_a_list_accounts_for_every_line() -> None:
    found = intake.from_text(f"{A}\n\n{B}\nrubbish\n{A}\n")
    assert sources(found) == [A, B]
    assert [(reject.line, reject.text) for reject in found.rejects] == [(4, "rubbish")]
    assert found.merged == 1
    assert [link.line for link in found.links] == [1, 3]


def test_of_running_text_only_media_is_ticked() -> None:
    mail = f"Hi,\nhere is the film:\n{A}\nOur site: https://acme.com/news.\nBest,\nJane\nAcme Inc."
    found = intake.from_text(mail)
    assert {link.source: link.looks_like_media for link in found.links} == {
        A: True,
        "https://acme.com/news": False,
    }
    assert not found.rejects


def test_cells_from_a_spreadsheet() -> None:
    header = "Source\tNAME\tMime Type\tMeant for\tOwner"
    text = f"{header}\n{A}\tTeaser\tvideo/mp4\tX, Facebook\tJane\n\t\t\t\t\nno\tx\t\t\t\n"
    found = intake.from_text(text)
    (link,) = found.links
    assert (link.source, link.name, link.mime_type) == (A, "Teaser", "video/mp4")
    assert link.meant_for == ("Facebook", "Twitter")
    assert list(link.columns.items()) == [
        ("Source", A), ("NAME", "Teaser"), ("Mime Type", "video/mp4"), ("Meant for", "X, Facebook"),
        ("Owner", "Jane"),
    ]  # fmt: skip
    assert [(reject.line, reject.problem.id) for reject in found.rejects] == [(4, "list_line_rejected")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator(separator: str) -> None:
    rows = [("url", "name"), (A, "One"), (f'"{B}{separator}x"', '"Two ""quoted"""')]
    found = intake.from_text("\r\n".join(separator.join(row) for row in rows))
    assert [link.name for link in found.links] == ["One", 'Two "quoted"']


def test_cells_without_header_keep_their_letters() -> None:
    found = intake.from_text(f"Teaser\t{A}\tmonday\nLogo\t{B}\ttuesday")
    assert [(link.source, link.columns) for link in found.links] == [
        (A, {"A": "Teaser", "B": A, "C": "monday"}),
        (B, {"A": "Logo", "B": B, "C": "tuesday"}),
    ]


def test_columns_of_one_name_are_kept_apart_and_empty_ones_at_the_end_are_none() -> None:
    (link,) = intake.from_text(f"url\tnote\t\tnote\tB\t\t\n{A}\t1\t2\t3\t4\t\t\n").links
    assert list(link.columns.items()) == [("url", A), ("note", "1"), ("C", "2"), ("note (2)", "3"), ("B", "4")]


def test_html_ticks_media_and_merges_text_with_its_link() -> None:
    html = f"""<base href="https://acme.com/news/"><style>a{{x:url(https://x.com/y.png)}}</style>
    <a href="{A}">{A}</a> <a href="https://acme.com/home"><img src="https://acme.com/logo.png"></a>
    <img src="{B}"> <img src="https://t.com/dot.gif" width="1"> <a href="mailto:a@b.com">m</a> <a href="#top">t</a>
    <video src="//cdn.acme.com/c.mp4"></video> <p>or https://youtu.be/abc, as you like</p>"""
    found = intake.from_html(html)
    assert {link.source: link.looks_like_media for link in found.links} == {
        A: True,
        "https://acme.com/home": False,
        "https://acme.com/logo.png": False,
        B: True,
        "https://t.com/dot.gif": False,
        "https://cdn.acme.com/c.mp4": True,
        "https://youtu.be/abc": False,
    }
    assert found.merged == 1


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        # raw ampersands, as most mails and pages have them: no name of a letter begins in a parameter
        (f'<a href="{A}?x=1&section=2&region=eu&params=3&copy=4&gtm=5">f</a>',
         [f"{A}?x=1&section=2&region=eu&params=3&copy=4&gtm=5"]),
        (f"<a href='{A}?x=1&amp;section=2' title=f>f</a>", [f"{A}?x=1&section=2"]),
        (f"<p>{A}?x=1&section=2</p>", [f"{A}?x=1&section=2"]),
        ("<p>https://cdn.acme.com/<wbr>a<wbr />.mp4</p>", [A]),
        ('<p>https://cdn.<span class="il">acme</span>.com/a.mp4</p>', [A]),
        ("<p>https://cdn.<mark>acme</mark>.com/a.mp4</p>", [A]),
        (f'<iframe width="560" src="{A}" allowfullscreen></iframe><object data="{B}"></object>', [A, B]),
    ],
)  # fmt: skip
def test_addresses_in_html_are_whole(html: str, expected: list[str]) -> None:
    assert sources(from_html(html)) == expected


def test_html_without_links_says_so() -> None:
    assert reasons(intake.from_html("<p>hello</p>")) == ["nothing_dropped"]
    assert intake.from_html("  ") == Intake()


def test_a_long_piece_of_html_is_read_in_parts_and_as_a_whole() -> None:
    """What dresses the words up goes, wherever a part ends."""
    rows = (
        f'<p class="MsoNormal" title="a > b"><b><a href="https://a.example/{n}.mp4">{n}</a></b>'
        for n in range(2000)
    )
    found = intake.from_html("".join(rows))
    assert [link.source for link in found.links] == [f"https://a.example/{n}.mp4" for n in range(2000)]


counts_of_html = st.lists(
    st.tuples(st.sampled_from(["a", "img", "text", "both", "bad"]), st.integers(0, 4), st.booleans()), max_size=12
)


@given(counts_of_html)
@settings(max_examples=60)
def test_the_counts_of_html_add_up(parts: list[tuple[str, int, bool]]) -> None:
    """Ticked, kept, merged and rejected together are all addresses that stand there."""
    html, there = "", 0
    for kind, number, is_media in parts:
        address = f"https://a.example/{number}{'.mp4' if is_media else ''}"
        html += {
            "a": f'<a href="{address}">x</a>',
            "img": f'<img src="{address}">',
            "text": f"<p>see {address} there</p>",
            "both": f'<a href="{address}">{address}</a>',
            "bad": '<a href="https://exa mple/">x</a>',
        }[kind]
        there += 2 if kind == "both" else 1
    found = intake.from_html(html)
    ticked = sum(link.looks_like_media for link in found.links)
    kept = len(found.links) - ticked
    rejects = [reject for reject in found.rejects if reject.problem.id != "nothing_dropped"]
    assert ticked + kept + found.merged + len(rejects) == there
    assert len(found.given) == there - len(rejects)
    assert ticked == len({(n, m) for kind, n, m in parts if m and kind != "bad"})


def test_share_links_become_direct_and_keep_what_was_pasted() -> None:
    pasted = "https://www.dropbox.com/scl/fi/abc/Film.mp4?rlkey=k&dl=0"
    (link,) = intake.from_text(pasted).links
    assert link.source == "https://www.dropbox.com/scl/fi/abc/Film.mp4?rlkey=k&dl=1"
    assert link.pasted == pasted


def test_merging_fills_up_and_counts() -> None:
    plain, named = intake.from_text(A), intake.from_text(f"source\tname\n{A}\tTeaser")
    merged = intake.merge(plain, named, intake.from_text("rubbish"))
    assert [(link.source, link.name) for link in merged.links] == [(A, "Teaser")]
    assert (merged.merged, len(merged.rejects)) == (1, 1)


URLISH = st.sampled_from(
    [A, B, f"{A}?x=1", "ftp://x.y/z", "words", "", "www.acme.com/x", 'say "hi"', "a;b", "x|y"]
)


@given(st.lists(URLISH, max_size=30))
def test_lines_of_a_list_add_up(lines: list[str]) -> None:
    text = "\n".join([A, *lines, *[B] * (len(lines) + 1)])
    found = intake.from_text(text)
    filled = sum(1 for line in text.splitlines() if line.strip())
    assert len(found.links) + len(found.rejects) + found.merged == filled


@given(st.lists(st.lists(URLISH, min_size=2, max_size=4), max_size=12), st.sampled_from(",;\t|"))
def test_rows_of_a_table_add_up(rows: list[list[str]], separator: str) -> None:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    text = "\n".join(
        separator.join(row) for row in [["source", "note"], *[[cell(each) for each in row] for row in rows]]
    )
    found = intake.from_text(text)
    filled = sum(1 for row in rows if any(row))
    assert len(found.links) + len(found.rejects) + found.merged == filled


@given(st.text(max_size=300))
def test_no_text_crashes(text: str) -> None:
    intake.from_text(text)
    intake.from_html(text)
    intake.from_text("source,name\n" + text)
    intake.from_uri_list(text.splitlines())


@given(st.text(alphabet=st.characters(categories=["L", "P", "S", "Z"]), max_size=60))
def test_no_address_crashes(rest: str) -> None:
    intake.from_text(f"https://{rest}")
    intake.from_html(f'<a href="https://{rest}">{rest}</a>')


@given(st.text(alphabet="ab.%2eE/?#&=~[]|+é :@", max_size=30))
def test_an_address_with_nothing_to_mend_is_what_mending_makes_of_it(rest: str) -> None:
    address = f"https://cdn.acme.com/{rest}"
    try:
        mended = _mended(address)
    except BadAddress:
        return
    assert normalise(address) == mended


def test_lines_of_running_text_are_counted() -> None:
    said = "Here is what the agency has sent us for spring,\nas agreed: {} and no more of it.\n"
    found = from_text("".join(said.format(f"https://a.example/{number}.mp4") for number in range(5)))
    assert [link.line for link in found.links] == [2, 4, 6, 8, 10]


def test_tags_that_only_dress_are_no_part_of_an_address() -> None:
    html = (
        "<table><tr><td>https://a.example/1.mp4</td><td><b title='a > b'>https://a.example/2.mp4</b></td></tr></table>"
        '<A HREF="https://a.example/3.mp4?a=1&amp;b=2"><span>https://a.example/3.mp4?a=1&amp;b=2</span></A>'
        "<a href='https://a.example/4.mp4'>Cut 4</a><o:p></o:p><article>https://a.example/5.mp4</article>"
    )
    found = from_html(html)
    assert [link.source.rpartition("/")[2] for link in found.links] == [
        "1.mp4", "2.mp4", "3.mp4?a=1&b=2", "4.mp4", "5.mp4",
    ]  # fmt: skip
    assert found.merged == 1


def test_ten_thousand_lines_are_all_there() -> None:
    lines = [f"https://cdn.acme.com/{number}.mp4" for number in range(10_000)]
    assert len(intake.from_text("\n".join(lines)).links) == 10_000


def test_an_email_of_a_few_lines_is_no_list_with_mistakes() -> None:
    mail = f"Hi Dana,\nplease have a look at the new cut {A}, thanks!\nhttps://acme.com/blog\nBest\nJane\nhttps://acme.com"
    found = intake.from_text(mail)
    assert [(link.source, link.looks_like_media) for link in found.links] == [
        (A, True),
        ("https://acme.com/blog", False),
        ("https://acme.com/", False),
    ]
    assert found.rejects == ()


def test_a_list_may_name_its_links() -> None:
    found = intake.from_text(f"1. Teaser: {A}\n2. Long cut - {B}\n3. Logo: to come\n- https://acme.com/page")
    assert [link.looks_like_media for link in found.links] == [True, True, True]
    assert [reject.line for reject in found.rejects] == [3]


def test_a_film_that_oktopost_does_not_take_is_no_page() -> None:
    films = [f"https://a.example/cut.{ending}" for ending in ("webm", "MKV", "avi", "wmv", "mpg", "mts")]
    found = intake.from_html("".join(f'<a href="{film}">cut</a>' for film in films))
    assert {link.source: link.looks_like_media for link in found.links} == dict.fromkeys(films, True)


def test_a_header_in_words_of_its_own_is_no_mistake() -> None:
    found = intake.from_text(f"Clip to post\tTitle\tOwner\n{A}\tSpring\tJane\n{B}\tSummer\tTom\n")
    assert [(link.name, link.columns) for link in found.links] == [
        ("Spring", {"Clip to post": A, "Title": "Spring", "Owner": "Jane"}),
        ("Summer", {"Clip to post": B, "Title": "Summer", "Owner": "Tom"}),
    ]
    assert found.rejects == ()


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("https://straße.de/a.mp4", "https://xn--strae-oqa.de/a.mp4"),
        ("https://BÜCHER.example/a.mp4", "https://xn--bcher-kva.example/a.mp4"),
        ("https://例え.テスト/a.mp4", "https://xn--r8jz45g.xn--zckzah/a.mp4"),
        ("https://💌.example/a.mp4", "https://xn--rr8h.example/a.mp4"),
        ("https://acme.com/a/../b/./c.mp4", "https://acme.com/b/c.mp4"),
        ("https://acme.com/%2E%2e/a/b/..", "https://acme.com/a/"),
        ("https://acme.com/a.b/..c/.d.mp4", "https://acme.com/a.b/..c/.d.mp4"),
    ],
)
def test_addresses_are_written_as_browsers_write_them(typed: str, sent: str) -> None:
    assert normalise(typed) == sent
    assert normalise(sent) == sent

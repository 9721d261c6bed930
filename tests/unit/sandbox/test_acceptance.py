import asyncio

import pytest

from oktodesk.sandbox.acceptance import Acceptance, Declined
from oktodesk.sandbox.allowance import Allowance
from oktodesk.sandbox.fault_plan import Lateness
from oktodesk.sandbox.fetcher import Fetcher, SourceHead
from oktodesk.sandbox.records import NewUpload
from oktodesk.sandbox.shapes import Shape
from oktodesk.sandbox.source_trouble import SourceTrouble
from oktodesk.sandbox.upload_shelf import UploadShelf
from tests.clock import FakeClock

URL = "https://cdn.example/spring/Launch%20film.mp4?sig=1"
GB = 1024**3


class Sources(Fetcher):
    """Answers every HEAD with the same."""

    def __init__(self, head: SourceHead | SourceTrouble) -> None:
        self._head = head

    async def head(self, url: str, *, limit_s: float = 30.0) -> SourceHead:
        if isinstance(self._head, SourceTrouble):
            raise self._head
        return self._head


def head(url: str = URL, *, size: int | None = 100, mime_type: str = "", file_name: str = "") -> SourceHead:
    return SourceHead(url, size, mime_type, file_name)


@pytest.fixture
def allowance(shelf: UploadShelf, fake_clock: FakeClock) -> Allowance:
    return Allowance(shelf, fake_clock, 32 * GB)


def judged(answer: SourceHead | SourceTrouble, allowance: Allowance, **form: str) -> NewUpload:
    acceptance = Acceptance(Sources(answer), allowance, max_file_bytes=8 * GB)
    return asyncio.run(acceptance.judge({"source": URL} | form))


@pytest.mark.parametrize(
    ("answer", "form", "name", "mime_type"),
    [
        (head(mime_type="video/mp4"), {}, "Launch film.mp4", "video/mp4"),
        (head(), {}, "Launch film.mp4", "video/mp4"),
        (head(mime_type="application/octet-stream"), {}, "Launch film.mp4", "video/mp4"),
        (head(file_name="Cut.png", mime_type="binary/octet-stream"), {}, "Cut.png", "image/png"),
        (head(mime_type="image/png"), {"name": "Mine.gif", "mimeType": "image/gif"}, "Mine.gif", "image/gif"),
        (head(mime_type="text/html"), {"mimeType": "image/jpg"}, "Launch film.mp4", "image/jpg"),
        (head("https://cdn.example/b/Real.jpg"), {}, "Real.jpg", "image/jpeg"),
        (head("https://cdn.example/", mime_type="application/pdf"), {}, "Launch film.mp4", "application/pdf"),
        (head("https://cdn.example/b/download"), {"name": "Paper"}, "Paper", ""),
        (SourceTrouble("error 404"), {}, "Launch film.mp4", "video/mp4"),
    ],
)
def test_name_and_type_are_given_told_or_derived(
    answer: SourceHead | SourceTrouble, form: dict[str, str], name: str, mime_type: str, allowance: Allowance
) -> None:
    if not mime_type:
        with pytest.raises(Declined, match="mimeType"):
            judged(answer, allowance, **form)
        return
    new = judged(answer, allowance, **form)

    assert (new.name, new.mime_type) == (name, mime_type)
    assert new.source == URL


@pytest.mark.parametrize(
    ("answer", "form", "words", "param"),
    [
        (head(), {"source": ""}, "`source` is required", "source"),
        (head(), {"source": "Launch.mp4"}, "valid URL", "source"),
        (head(), {"source": "ftp://cdn.example/f.mp4"}, "valid URL", "source"),
        (head(), {"source": "http://[::1/f.mp4"}, "valid URL", "source"),
        (head(), {"source": "https://cdn.example/" + "a" * 9000}, "valid URL", "source"),
        (head(), {"mimeType": "video/quicktime"}, "video/quicktime is not supported", "mimeType"),
        (head(mime_type="text/html"), {}, "text/html is not supported", "mimeType"),
        (head("https://cdn.example/"), {"source": "https://cdn.example/"}, "`name` is required", "name"),
        (head(), {"name": "a" * 256}, "between 1 and 255", "name"),
        (head(size=8 * GB + 1), {}, "maximum file size is 8 GB", ""),
        (head(size=33 * GB), {}, "too large", ""),
        (SourceTrouble("the address is not public", permanent=True), {}, "not public", "source"),
    ],
)
def test_what_is_refused_says_why(
    answer: SourceHead | SourceTrouble, form: dict[str, str], words: str, param: str, allowance: Allowance
) -> None:
    with pytest.raises(Declined, match=words) as declined:
        judged(answer, allowance, **form)

    assert declined.value.param == param
    assert declined.value.shape is (Shape.PARAM if param else Shape.API_ERROR)


def test_eight_gigabytes_are_just_small_enough(allowance: Allowance) -> None:
    assert judged(head(size=8 * GB), allowance).total_size == 8 * GB


def test_the_allowance_slides(allowance: Allowance, shelf: UploadShelf, fake_clock: FakeClock) -> None:
    eight = judged(head(size=8 * GB), allowance)
    for _ in range(4):
        shelf.add(eight, Lateness())

    with pytest.raises(Declined, match="quota"):
        judged(head(size=1), allowance)
    with pytest.raises(Declined, match="quota"):
        judged(head(size=None), allowance)
    fake_clock.advance(86_400)
    assert judged(head(size=1), allowance).total_size == 1


def test_a_scaled_clock_shortens_the_allowances_day(shelf: UploadShelf) -> None:
    clock = FakeClock(scale=86_400)
    allowance = Allowance(shelf, clock, 100)
    clock.set_wall_clock(shelf.add(NewUpload(URL, "x.mp4", "video/mp4", 100), Lateness()).created_at)

    assert not allowance.fits(1)
    clock.advance(1)
    assert allowance.fits(100)

"""Name and type, as headers and addresses tell them."""

import pytest

from oktodesk.media import naming
from oktodesk.media.fetching.asking import Answer


def answer(**headers: str) -> Answer:
    return Answer("https://a.com/get", 200, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="Film.mp4"', "Film.mp4"),
        ("attachment; filename=Film.mp4; size=3", "Film.mp4"),
        (r'attachment; filename="The \"Film\".mp4"', 'The "Film".mp4'),
        ("attachment; filename=\"x.mp4\"; filename*=UTF-8''Fr%C3%BChling.mp4", "Frühling.mp4"),
        ("attachment; filename*=iso-8859-1'en'Fr%FChling.mp4", "Frühling.mp4"),
        ("attachment; filename*=nonsense''a.mp4", "a.mp4"),
        ('attachment; filename="../../etc/x.mp4"', "x.mp4"),
        ("inline", "get"),
        ("", "get"),
    ],
)
def test_stated_names(disposition: str, name: str) -> None:
    assert naming.name_of(answer(content_disposition=disposition), "https://a.com/get") == name


@pytest.mark.parametrize(
    ("stated", "mime_type"),
    [
        ("video/mp4", "video/mp4"),
        ("Video/MP4; charset=binary", "video/mp4"),
        ("application/octet-stream", ""),
        ("binary/octet-stream", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_stated_types(stated: str, mime_type: str) -> None:
    assert naming.header_type(answer(content_type=stated)) == mime_type


def test_types_by_ending() -> None:
    assert naming.type_by_name("A.B.MP4") == "video/mp4"
    assert naming.type_by_name("mp4") == ""
    assert naming.same_type("image/jpg", "image/jpeg")
    assert [naming.shown_type(each) for each in ("video/quicktime", "image/jpeg", "x/y")] == ["MOV", "JPG", "x/y"]
    assert [naming.shown_type(each) for each in ("video/webm", "image/webp")] == ["WebM", "WebP"]

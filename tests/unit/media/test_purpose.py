"""What a name and a frame tell about where a video is to go, and what they don't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.media.networks import NETWORKS
from oktodesk.media.purpose import ANYWHERE, Basis, guess_purpose
from oktodesk.media.report import MediaInfo

UPRIGHT = MediaInfo("video", "mp4", width=1080, height=1920)
ACROSS = MediaInfo("video", "mp4", width=1920, height=1080)
FRAMES = st.builds(
    MediaInfo,
    st.sampled_from(["video", "image"]),
    st.just("mp4"),
    width=st.none() | st.integers(0, 9000),
    height=st.none() | st.integers(0, 9000),
)


@pytest.mark.parametrize(
    ("name", "media", "networks"),
    [
        ("Teaser_LinkedIn_v3.mp4", ACROSS, ("LinkedIn",)),
        ("teaser-linkedin-and-facebook.mp4", UPRIGHT, ("Facebook", "LinkedIn")),
        ("Teaser_IG.mp4", ACROSS, ("Instagram",)),
        ("teaserFB.mp4", None, ("Facebook",)),
        ("InstaCut 4x5.mp4", None, ("Instagram",)),
        ("2026-05 YT final.mp4", ACROSS, ("Youtube",)),
        ("Launch_Reel.mp4", UPRIGHT, ("Facebook", "Instagram")),
        ("Launch.mp4", UPRIGHT, ("Facebook", "Instagram", "Youtube")),
    ],
)
def test_what_tells(name: str, media: MediaInfo | None, networks: tuple[str, ...]) -> None:
    purpose = guess_purpose(name, media)
    assert purpose is not None
    assert purpose.networks == networks


@pytest.mark.parametrize(
    "name",
    [
        "Demo-reel.mp4",
        "Customer story.mp4",
        "Model_X.mp4",
        "Fight big data.mp4",
        "IGNITE keynote.mp4",
        "Anything.mp4",
        "",
        "facebook linkedin twitter instagram youtube.mp4",
    ],
)
def test_what_does_not_tell(name: str) -> None:
    assert guess_purpose(name, ACROSS) is None


def test_a_picture_is_not_judged_by_its_shape() -> None:
    assert guess_purpose("poster.png", MediaInfo("image", "png", width=1080, height=1920)) is None


@given(st.text(), st.none() | FRAMES)
def test_a_guess_names_some_of_the_networks_in_their_order(name: str, media: MediaInfo | None) -> None:
    purpose = guess_purpose(name, media)
    if purpose is not None:
        assert 0 < len(purpose.networks) < len(NETWORKS)
        assert list(purpose.networks) == [each for each in NETWORKS if each in purpose.networks]


@given(st.text(), st.sampled_from(sorted(ANYWHERE)), st.text(), FRAMES)
def test_a_network_that_is_named_is_never_left_out(before: str, word: str, after: str, media: MediaInfo) -> None:
    for name in (before + word + after, before + word.upper() + after):
        purpose = guess_purpose(name, media)
        assert purpose is None or (purpose.basis is Basis.NAME and ANYWHERE[word] in purpose.networks)


@given(st.text(alphabet="0123456789 ._-()"), FRAMES)
def test_a_name_without_words_tells_nothing(name: str, media: MediaInfo) -> None:
    purpose = guess_purpose(name, media)
    assert purpose is None or purpose.basis is Basis.SHAPE

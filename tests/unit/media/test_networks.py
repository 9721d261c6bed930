"""What the networks are expected to say, by their published limits."""

import string
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.media import naming
from oktodesk.media.networks import NETWORKS, PLACEMENT_LABELS, NetworkRules
from oktodesk.media.report import MediaInfo, NetworkForecast
from oktodesk.media.rule_checks import MEASURES, MILDER, PROBLEM_IDS, named
from oktodesk.media.rules import Check, Rule, RuleFile
from oktodesk.problems import Severity
from oktodesk.problems.catalogue import CATALOGUE
from oktodesk.problems.render import render
from tests.unit.media.media_files import RULES

FILE = msgspec.toml.decode(RULES.read_bytes(), type=RuleFile)
NETWORK_RULES = NetworkRules.load(RULES)
MB = 1_000_000
GOOD = MediaInfo(
    kind="video",
    container="mp4",
    brand="isom",
    duration_s=60.0,
    width=1920,
    height=1080,
    frame_rate=30.0,
    constant_frame_rate=True,
    video_codec="h264",
    video_profile="High",
    chroma="4:2:0",
    bit_depth=8,
    interlaced=False,
    square_pixels=True,
    video_bitrate_bps=8_000_000,
    key_frame_interval_s=2.0,
    audio_codec="aac",
    audio_profile="LC",
    audio_sample_rate_hz=48_000,
    audio_channels=2,
    audio_bitrate_bps=192_000,
    faststart=True,
    edit_list=False,
)


def forecast(size_bytes: int = 60 * MB, *, premium: bool = False, **changes: object) -> dict[str, NetworkForecast]:
    rules = NETWORK_RULES.for_x_account(premium=premium)
    media = msgspec.structs.replace(GOOD, **changes)
    return {each.network: each for each in rules.evaluate(media, size_bytes=size_bytes, mime_type="video/mp4")}


def refused_by(forecasts: dict[str, NetworkForecast]) -> set[str]:
    return {network for network, each in forecasts.items() if not each.is_valid}


def all_rules() -> Iterator[tuple[str, Rule]]:
    for network, placements in FILE.networks.items():
        for placement in placements:
            for rule in placement.rules:
                yield f"{network}.{placement.placement}.{rule.check}", rule


def test_good_video_is_welcome_everywhere_in_order() -> None:
    found = forecast()
    assert tuple(found) == NETWORKS
    assert not refused_by(found)
    assert not [each.warnings for each in found.values() if each.warnings]
    assert {network: each.placement for network, each in found.items()} == {
        "Facebook": "page_video",
        "LinkedIn": "video",
        "Twitter": "post_video_default",
        "Instagram": "reels",
        "Youtube": "video",
    }


@pytest.mark.parametrize(
    ("changes", "networks", "problem"),
    [
        ({"size_bytes": 400 * MB}, {"Instagram"}, "rule_size_large"),
        ({"size_bytes": 600 * MB}, {"Instagram", "LinkedIn"}, "rule_size_large"),
        ({"size_bytes": 8_500_000_000}, {"Instagram", "LinkedIn"}, "rule_size_large"),
        ({"duration_s": 2.0}, {"Instagram", "LinkedIn"}, "rule_duration_short"),
        ({"duration_s": 1000.0}, {"Instagram"}, "rule_duration_long"),
        ({"duration_s": 1900.0}, {"Instagram", "LinkedIn", "Twitter"}, "rule_duration_long"),
        ({"width": 3840, "height": 2160}, {"Instagram"}, "rule_width_large"),
        ({"width": 3000, "height": 1000, "video_codec": "h264"}, {"Instagram", "LinkedIn"}, ""),
        ({"frame_rate": 120.0}, {"Instagram", "Twitter"}, "rule_frame_rate_high"),
        ({"chroma": "4:4:4"}, {"Instagram", "Twitter"}, "rule_chroma"),
        ({"interlaced": True}, {"Instagram", "Twitter"}, "rule_interlaced"),
        ({"square_pixels": False}, {"Twitter"}, "rule_pixel_aspect"),
        ({"audio_codec": "ac3", "audio_profile": None}, {"Instagram", "Twitter"}, "rule_audio_codec"),
        ({"audio_profile": "HE-AAC"}, {"Twitter"}, "rule_audio_profile"),
        ({"audio_channels": 6}, {"Instagram", "Twitter"}, "rule_audio_channels"),
        ({"audio_sample_rate_hz": 96_000}, {"Instagram"}, "rule_audio_rate"),
        ({"container": "mov", "brand": "qt"}, {"LinkedIn"}, "rule_container"),
        ({"video_bitrate_bps": 26_000_000}, {"Instagram"}, "rule_video_bitrate"),
        ({"video_codec": "hevc", "video_profile": "Main"}, set(), ""),
        ({"audio_codec": None, "audio_profile": None, "audio_channels": None}, set(), ""),
        ({"container": "webm"}, set(NETWORKS), "rule_oktopost_container"),
        ({"video_codec": None}, set(NETWORKS), "rule_no_picture"),
        ({"encrypted": True}, set(NETWORKS), "rule_encrypted"),
    ],
)
def test_what_is_refused_and_why(changes: dict[str, object], networks: set[str], problem: str) -> None:
    found = forecast(**changes)  # type: ignore[arg-type]  # one of the changes may be the size
    assert refused_by(found) == networks
    for network in networks if problem else ():
        assert problem in {finding.id for finding in found[network].errors}


@pytest.mark.parametrize("container", ["mov", "3gp", "webm", "mkv", "avi", "mpegts", "wmv"])
def test_what_oktopost_does_not_take_is_usable_nowhere_whatever_the_networks_take(container: str) -> None:
    media = msgspec.structs.replace(GOOD, container=container, duration_s=1000.0)
    found = NETWORK_RULES.evaluate(
        media, size_bytes=60 * MB, mime_type="video/mp4", taken_as=naming.type_by_name(f"a.{container}")
    )
    for each in found:
        first = render(each.errors[0])
        assert (each.is_valid, first.title.partition(",")[0], first.side) == (
            False, "Oktopost takes MP4 only", "Oktopost",
        )  # fmt: skip
        assert str(each.errors[0].values["command"]).startswith("ffmpeg -i input.")
        assert not {"rule_container", "rule_container_advised"} & {
            finding.id for finding in each.errors + each.warnings + each.advice
        }, "one rule for it"
    if container == "mov":  # what more is wrong with what can be seen stays
        assert "rule_duration_long" in {finding.id for each in found for finding in each.errors}


def test_a_mov_that_calls_itself_mp4_may_get_through_and_is_only_warned_of() -> None:
    found = forecast(container="mov", brand="qt")
    assert refused_by(found) == {"LinkedIn"}, "by its own list"
    for each in found.values():
        assert each.warnings[0].id == "rule_oktopost_container_disguised"


def test_best_placement_decides_and_the_other_is_named() -> None:
    upright = forecast(width=1080, height=1920, duration_s=190.0)["Facebook"]
    assert upright.is_valid
    assert upright.placement == "page_video"
    assert upright.refused_as == ("reels",)
    assert forecast(duration_s=30.0, width=1080, height=1920)["Youtube"].placement == "shorts"
    assert forecast()["Youtube"].placement == "video"


def test_x_depends_on_the_account() -> None:
    plain, paid = forecast(duration_s=190.0)["Twitter"], forecast(duration_s=190.0, premium=True)["Twitter"]
    assert [finding.id for finding in plain.warnings] == ["rule_x_premium"]
    assert (plain.is_valid, paid.is_valid, paid.warnings) == (True, True, ())
    assert not forecast(duration_s=1300.0)["Twitter"].is_valid
    assert forecast(duration_s=1300.0, premium=True)["Twitter"].is_valid


def test_advice_never_refuses_nor_warns() -> None:
    found = forecast(video_profile="Main", audio_bitrate_bps=64_000)["Twitter"]
    assert found.is_valid
    assert not found.warnings
    assert {finding.id for finding in found.advice} == {"rule_video_profile", "rule_audio_bitrate"}


def test_what_cannot_be_seen_is_named_not_refused() -> None:
    found = forecast(chroma=None, interlaced=None)["Twitter"]
    assert found.is_valid
    assert {"closed_gop", "chroma", "interlaced"} <= set(found.unchecked)


def test_unreadable_videos_are_refused_everywhere() -> None:
    found = NETWORK_RULES.evaluate(None, size_bytes=10, mime_type="video/mp4")
    assert [each.network for each in found] == list(NETWORKS)
    assert {finding.id for each in found for finding in each.errors} == {"rule_media_unreadable"}


@pytest.mark.parametrize("media", [None, MediaInfo(kind="image", container="png", width=10, height=10)])
def test_pictures_have_no_answers(media: MediaInfo | None) -> None:
    assert NETWORK_RULES.evaluate(media, size_bytes=10, mime_type="image/png") == ()


def test_limits_are_told_as_published() -> None:
    (finding,) = forecast(600 * MB)["LinkedIn"].errors
    assert "published as 500 MB" in render(finding).title
    assert finding.values["network"] == "LinkedIn"
    assert (finding.values["measured_bytes"], finding.values["limit_bytes"]) == (600 * MB, 500 * MB)


def test_rates_and_ratios_are_told_as_people_write_them() -> None:
    found = forecast(frame_rate=59.9401 * 2, width=3000, height=1000)
    titles = {render(finding).title for finding in (*found["Twitter"].errors, *found["LinkedIn"].errors)}
    assert "Too many frames: 119.88 per second, at most 60" in titles
    assert "The frame is too wide: 3:1, at most 2.4:1" in titles


@pytest.mark.parametrize("rule", [rule for _, rule in all_rules()], ids=[name for name, _ in all_rules()])
def test_every_rule_can_be_told(rule: Rule) -> None:
    assert rule.source in FILE.sources
    low, high = PROBLEM_IDS.get(rule.check, ("", ""))
    needed = [low] if rule.any_of or rule.min is not None or rule.must_be is not None else []
    needed += [high] if rule.max is not None else []
    assert needed, "a rule without a bound"
    if rule.check is Check.CLOSED_GOP:
        return
    if rule.id:
        needed = [rule.id]
    elif rule.severity is not Severity.ERROR:
        needed = [f"{each}_advised" if each in MILDER else each for each in needed]
    assert set(needed) <= set(CATALOGUE)


def test_every_check_is_measured_and_every_placement_named() -> None:
    assert set(MEASURES) == set(Check)
    assert set(FILE.networks) == set(NETWORKS)
    assert {each.placement for placements in FILE.networks.values() for each in placements} == set(
        PLACEMENT_LABELS
    )


def test_rules_about_posts_and_routes_are_left_out() -> None:
    known = {check.value for check in Check}
    assert not known & {"upload_part_bytes", "carousel_items", "images_per_post", "file_name_extension_required"}


@given(
    st.builds(
        MediaInfo,
        kind=st.just("video"),
        container=st.sampled_from(["mp4", "mov", "3gp", "webm"]),
        duration_s=st.none() | st.floats(0, 1e6),
        width=st.none() | st.integers(1, 20_000),
        height=st.none() | st.integers(1, 20_000),
        frame_rate=st.none() | st.floats(0, 1000),
        video_codec=st.sampled_from([None, "h264", "hevc", "prores"]),
        chroma=st.sampled_from([None, "4:2:0", "4:4:4"]),
        interlaced=st.none() | st.booleans(),
        key_frame_interval_s=st.none() | st.floats(0, 1e4),
        audio_codec=st.sampled_from([None, "aac", "mp3"]),
        audio_channels=st.none() | st.integers(0, 64),
    ),
    st.none() | st.integers(0, 2**45),
)
def test_any_file_gets_an_answer_that_can_be_shown(media: MediaInfo, size_bytes: int | None) -> None:
    found = NETWORK_RULES.evaluate(media, size_bytes=size_bytes, mime_type="video/mp4")
    assert [each.network for each in found] == list(NETWORKS)
    for each in found:
        assert each.is_valid is not bool(each.errors)
        for finding in (*each.errors, *each.warnings, *each.advice):
            sentence = render(finding)
            fields = {name for text in (CATALOGUE[finding.id].title, CATALOGUE[finding.id].advice)
                      for _, name, _, _ in string.Formatter().parse(text) if name}  # fmt: skip
            assert fields <= set(finding.values), sentence.title


@pytest.mark.parametrize(("name", "shown"), [("pcm_s16le", "PCM"), ("mpeg2video", "MPEG-2"), ("h264", "H.264")])
def test_codecs_are_named_as_people_name_them(name: str, shown: str) -> None:
    assert named(name) == shown

"""A person's own limits over the published ones."""

from pathlib import Path

import msgspec
import pytest

from oktodesk.media.networks import NETWORKS, NetworkRules
from oktodesk.media.report import NetworkForecast
from oktodesk.problems import LocalTrouble
from tests.unit.media.media_files import RULES
from tests.unit.media.test_networks import GOOD, MB


def judged(tmp_path: Path, text: str, *, size_bytes: int = 60 * MB) -> dict[str, NetworkForecast]:
    path = tmp_path / "networks.toml"
    path.write_text(text)
    rules = NetworkRules.load(RULES, own=path)
    return {each.network: each for each in rules.evaluate(GOOD, size_bytes=size_bytes, mime_type="video/mp4")}


def test_an_own_figure_takes_the_place_of_the_published_ones_and_says_whose_it_is(tmp_path: Path) -> None:
    own = '[[networks.linkedin]]\nplacement = "video"\nrules = [{ check = "size_bytes", max = 50_000_000 }]\n'
    (error,) = judged(tmp_path, own)["LinkedIn"].errors
    assert error.id == "rule_size_large"
    assert (error.values["limit_bytes"], error.values["published"]) == (50_000_000, "50 MB")
    assert error.detail == f"{tmp_path / 'networks.toml'}, your own figure"
    assert not judged(tmp_path, own, size_bytes=1000)["LinkedIn"].errors, "the published lower bound went too"


def test_a_figure_can_be_a_warning_or_switched_off(tmp_path: Path) -> None:
    own = """
        [[networks.LinkedIn]]
        placement = "video"
        rules = [{ check = "duration_s", max = 10, severity = "warning" }]
        [[networks.Instagram]]
        placement = "reels"
        rules = [{ check = "size_bytes", off = true }, { check = "aspect_ratio", off = true }]
    """
    found = judged(tmp_path, own, size_bytes=400 * MB)
    assert [each.id for each in found["LinkedIn"].warnings] == ["rule_duration_long"]
    assert found["Instagram"].is_valid


def test_an_own_figure_takes_the_place_of_one_that_is_taken_over_from_another_placement(tmp_path: Path) -> None:
    own = """
        [[networks.Youtube]]
        placement = "shorts"
        rules = [{ check = "faststart", off = true }, { check = "size_bytes", max = 1_000_000_000_000 }]
        [[networks.Youtube]]
        placement = "video"
        rules = [{ check = "duration_s", max = 1 }]
    """
    path = tmp_path / "networks.toml"
    path.write_text(own)
    rules = NetworkRules.load(RULES, own=path)
    upright = msgspec.structs.replace(GOOD, width=1080, height=1920, faststart=False)
    judged = rules.evaluate(upright, size_bytes=500_000_000_000, mime_type="video/mp4")
    (short,) = [each for each in judged if each.network == "Youtube"]
    assert "rule_faststart" not in {each.id for each in short.advice}
    assert "rule_size_large" not in {each.id for each in short.errors}
    assert "rule_duration_long" in {each.id for each in short.errors}, "what is said of the other is taken over"


def test_another_network_and_placement_can_be_added(tmp_path: Path) -> None:
    own = """
        [[networks.TikTok]]
        placement = "video"
        rules = [{ check = "duration_s", max = 30 }]
        [[networks.Facebook]]
        placement = "story"
        rules = [{ check = "duration_s", max = 20 }]
    """
    found = judged(tmp_path, own)
    assert list(found) == [*NETWORKS, "TikTok"]
    assert not found["TikTok"].is_valid
    assert "story" in found["Facebook"].refused_as


def test_without_a_file_nothing_changes(tmp_path: Path) -> None:
    rules = NetworkRules.load(RULES, own=tmp_path / "networks.toml")
    assert all(each.is_valid for each in rules.evaluate(GOOD, size_bytes=60 * MB, mime_type="video/mp4"))


@pytest.mark.parametrize(
    "text", ["[", "[networks]\nLinkedIn = 3\n", '[[networks.X]]\nplacement="a"\nrules=[{check="?"}]']
)
def test_a_wrong_file_is_said_to_be_wrong(tmp_path: Path, text: str) -> None:
    with pytest.raises(LocalTrouble) as raised:
        judged(tmp_path, text)
    assert raised.value.problem.id == "own_figures_broken"

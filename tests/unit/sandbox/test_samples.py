import asyncio

import pytest

from oktodesk.media.networks import NETWORKS, NetworkRules
from oktodesk.media.probe import FileReader, probe, sniff
from oktodesk.media.report import NetworkForecast
from oktodesk.sandbox.files import POSTERS
from oktodesk.sandbox.ranges import Body
from oktodesk.sandbox.samples import BREAKS_OFF, BROKEN, READY, SAMPLES, Sample, body_of
from oktodesk.system.resources import resource

FOLDER = resource("samples")


def forecast(sample: Sample) -> tuple[NetworkForecast, ...]:
    class Reader:
        def __init__(self, body: Body) -> None:
            self._body = body

        @property
        def size(self) -> int:
            return self._body.size

        async def read(self, offset: int, length: int) -> bytes:
            return self._body.read(offset, length)

    body = body_of(sample, FOLDER)
    found = asyncio.run(probe(Reader(body)))
    assert found.media is not None, found.findings
    rules = NetworkRules.load(resource("networks.toml"))
    return rules.evaluate(found.media, size_bytes=body.size, mime_type=sample.mime_type)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=lambda sample: sample.name)
def test_every_sample_has_its_files(sample: Sample) -> None:
    assert (FOLDER / sample.file).is_file()
    assert not sample.poster or (FOLDER / "posters" / sample.poster).is_file()


def test_posters_are_pictures() -> None:
    for name in POSTERS:
        assert sniff((FOLDER / "posters" / name).read_bytes()) == "image/jpeg"


def test_two_films_and_a_picture_come_first() -> None:
    assert [sample.mime_type for sample in READY[:3]] == ["video/mp4", "video/mp4", "image/png"]


@pytest.mark.parametrize("sample", [s for s in READY if s.mime_type.startswith("image/")], ids=lambda s: s.name)
def test_pictures_are_what_they_are_called(sample: Sample) -> None:
    assert sniff((FOLDER / sample.file).read_bytes()) == sample.mime_type


@pytest.mark.parametrize(
    "name", ["Launch-teaser.mp4", "Customer-story.mp4", "Keynote-recording.mp4", "Interview-raw.mp4", "broken.mp4"]
)
def test_ordinary_films_are_usable_everywhere(name: str) -> None:
    assert [(one.network, one.errors) for one in forecast(SAMPLES[name])] == [
        (network, ()) for network in NETWORKS
    ]


def test_the_countdown_is_refused_by_some_networks() -> None:
    refused = {one.network for one in forecast(SAMPLES["Countdown-clip.mp4"]) if not one.is_valid}

    assert refused == {"LinkedIn", "Instagram"}


@pytest.mark.parametrize("sample", [SAMPLES["Keynote-recording.mp4"], BREAKS_OFF], ids=lambda sample: sample.name)
def test_the_padding_is_a_box_that_players_skip(sample: Sample) -> None:
    body = body_of(sample, FOLDER)
    film = (FOLDER / sample.file).stat().st_size

    assert body.size == sample.padded_to > 10 * 1024**2
    assert body.read(film, 8) == (body.size - film).to_bytes(4, "big") + b"free"


def test_broken_ones_are_not_among_the_good() -> None:
    assert {BROKEN, BREAKS_OFF}.isdisjoint(READY)


def test_the_samples_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 2 * 1024**2


def test_a_sample_on_disk_is_read_as_served() -> None:
    found = asyncio.run(probe(FileReader(FOLDER / "Launch-teaser.mp4")))

    assert found.media is not None
    assert (found.media.width, found.media.height, found.media.faststart) == (720, 1280, True)

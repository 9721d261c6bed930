import asyncio
from pathlib import Path

import pytest

from oktodesk.media.networks import NETWORKS, NetworkRules
from oktodesk.sandbox.byte_store import ByteStore
from oktodesk.sandbox.fault_plan import Lateness
from oktodesk.sandbox.library import Library, Validations
from oktodesk.sandbox.media_shelf import MediaShelf
from oktodesk.sandbox.reachability import OwnOrigin
from oktodesk.sandbox.records import Media, MediaType, NewUpload, Status
from oktodesk.sandbox.state import State
from oktodesk.sandbox.upload_shelf import UploadShelf
from oktodesk.system.resources import resource
from tests.clock import FakeClock

TEASER = resource("samples", "Launch-teaser.mp4").read_bytes()
OWN = OwnOrigin(4000)


class Shelves:
    """Takes bytes as if they had been fetched."""

    def __init__(
        self, state: State, shelf: UploadShelf, clock: FakeClock, folder: Path, *, cap_bytes: int
    ) -> None:
        self.uploads = shelf
        self.media = MediaShelf(state.db, now=clock.now)
        self.store = ByteStore(folder, cap_bytes=cap_bytes)
        self.library = Library(shelf, self.media, NetworkRules.load(resource("networks.toml")), OWN)

    def take(self, data: bytes, mime_type: str, source: str = "https://cdn.example/x.mp4") -> Media:
        upload = self.uploads.add(NewUpload(source, "x.mp4", mime_type, len(data)), Lateness())
        part = self.store.part(upload.number, kept=0)
        for start in range(0, len(data), 65536):
            part.append(data[start : start + 65536])
        asyncio.run(self.library.take(upload, part, len(data)))
        part.close()
        done = self.uploads.at(upload.number)
        assert done.status is Status.COMPLETE
        assert done.media_number is not None
        medium = self.media.find(done.media_number)
        assert medium is not None
        return medium


@pytest.fixture
def shelves(state: State, shelf: UploadShelf, fake_clock: FakeClock, tmp_path: Path) -> Shelves:
    folder = tmp_path / "bytes"
    folder.mkdir()
    return Shelves(state, shelf, fake_clock, folder, cap_bytes=10**6)


def valid(validations: Validations) -> set[str]:
    return {network for network, verdict in validations.items() if verdict["isValid"]}


def test_a_good_film_is_valid_everywhere(shelves: Shelves) -> None:
    medium = shelves.take(TEASER, "video/mp4")

    assert (medium.type, medium.size, medium.stored) == (MediaType.VIDEO, len(TEASER), True)
    assert shelves.library.validations(medium) == {
        network: {"isValid": True, "errors": []} for network in NETWORKS
    }
    assert shelves.store.path_of(medium.number).read_bytes() == TEASER


@pytest.mark.parametrize(
    "data", [b"", b"<html>Sign in</html>", TEASER[:2000], resource("samples", "Event-banner.png").read_bytes()]
)
def test_what_is_no_film_completes_and_is_valid_nowhere(shelves: Shelves, data: bytes) -> None:
    validations = shelves.library.validations(shelves.take(data, "video/mp4"))

    assert set(validations) == set(NETWORKS)
    assert valid(validations) == set()
    assert all(verdict["errors"] for verdict in validations.values())


@pytest.mark.parametrize("mime_type", ["image/png", "application/pdf"])
def test_what_was_not_sent_as_a_video_is_not_validated(shelves: Shelves, mime_type: str) -> None:
    assert shelves.library.validations(shelves.take(TEASER, mime_type)) == {}


def test_a_film_beyond_the_disk_cap_is_judged_all_the_same(
    state: State, shelf: UploadShelf, fake_clock: FakeClock, tmp_path: Path
) -> None:
    shelves = Shelves(state, shelf, fake_clock, tmp_path / "state" / "files", cap_bytes=10)

    medium = shelves.take(TEASER, "video/mp4")

    assert not medium.stored
    assert valid(shelves.library.validations(medium)) == set(NETWORKS)


@pytest.mark.parametrize(
    ("source", "poster"),
    [
        (f"{OWN.url}/samples/Launch-teaser.mp4", "Launch-teaser.jpg"),
        (f"{OWN.url}/samples/Interview-raw.mp4?x=1", "Customer-story.jpg"),
        (f"{OWN.url}/samples/Event-banner.png", ""),
        (f"{OWN.url}/else.mp4", ""),
        ("https://cdn.example/samples/Launch-teaser.mp4", ""),
    ],
)
def test_samples_have_their_posters(shelves: Shelves, source: str, poster: str) -> None:
    assert shelves.take(TEASER, "video/mp4", source).poster == poster

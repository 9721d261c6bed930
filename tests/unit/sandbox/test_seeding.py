import random

from oktodesk.sandbox import ids
from oktodesk.sandbox.media_shelf import MediaShelf
from oktodesk.sandbox.records import MediaType, Status
from oktodesk.sandbox.seeding import YOUNGEST_S, seed
from oktodesk.sandbox.state import State, next_number
from oktodesk.sandbox.upload_shelf import Listing, UploadShelf
from tests.clock import FakeClock


def test_the_past_is_believable(state: State, shelf: UploadShelf, fake_clock: FakeClock) -> None:
    seed(state, 400, now=fake_clock.now(), rng=random.Random(1))
    media = MediaShelf(state.db, now=fake_clock.now)

    uploads = [upload for page in range(4) for upload in shelf.page(Listing(page=page, count=100))[0]]

    assert len({upload.id for upload in uploads}) == 400
    assert len({upload.source for upload in uploads}) == 400
    assert uploads == sorted(uploads, key=lambda upload: -upload.created_at)
    assert {upload.status for upload in uploads} == {Status.COMPLETE, Status.FAILED}
    for upload in uploads:
        assert upload.created_at < fake_clock.now() - 86_400
        assert (upload.media_number is None) == (upload.status is Status.FAILED) == bool(upload.last_error)
        if upload.media_number is not None:
            medium = media.find(upload.media_number)
            assert medium is not None
            assert (medium.size, medium.name) == (upload.total_size, upload.name)
            assert (medium.info is not None) == (medium.type is MediaType.VIDEO)


def test_the_allowance_is_free_and_nothing_is_fetched(
    state: State, shelf: UploadShelf, fake_clock: FakeClock
) -> None:
    seed(state, 50, now=fake_clock.now(), rng=random.Random(1))

    assert shelf.used_bytes(fake_clock.now() - 86_400) == 0
    assert shelf.pending() == []
    assert YOUNGEST_S > 86_400


def test_a_restart_seeds_only_what_is_missing(state: State, shelf: UploadShelf, fake_clock: FakeClock) -> None:
    last = next_number(state.db, "uploads") + 34
    for count in (30, 30, 20, 35):
        seed(state, count, now=fake_clock.now(), rng=random.Random(count))

    assert shelf.page(Listing())[1] == 35
    assert shelf.find(last) is not None
    assert ids.id_of(ids.UPLOAD, last) == shelf.at(last).id

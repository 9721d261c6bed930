import random

import pytest

from oktodesk.sandbox.fault_plan import Lateness
from oktodesk.sandbox.options import ListOrder
from oktodesk.sandbox.records import NewUpload, Status
from oktodesk.sandbox.state import State
from oktodesk.sandbox.upload_shelf import Listing, UploadShelf
from tests.clock import FakeClock

NEW = NewUpload("https://cdn.example/launch.mp4", "launch.mp4", "video/mp4", 100)


def fill(shelf: UploadShelf, clock: FakeClock, count: int) -> list[int]:
    numbers = []
    for _ in range(count):
        numbers.append(shelf.add(NEW, Lateness()).number)
        clock.advance(1)
    return numbers


def listed(shelf: UploadShelf, listing: Listing) -> list[int]:
    return [upload.number for upload in shelf.page(listing)[0]]


def test_a_new_upload_is_pending_and_found(shelf: UploadShelf, fake_clock: FakeClock) -> None:
    upload = shelf.add(NEW, Lateness())

    assert (upload.status, upload.created_at, upload.downloaded) == (Status.PENDING, fake_clock.now(), 0)
    assert shelf.find(upload.number) == upload
    assert shelf.find(upload.number + 1) is None


@pytest.mark.parametrize("order", ListOrder)
def test_pages_hold_everything_once(order: ListOrder, state: State, fake_clock: FakeClock) -> None:
    shelf = UploadShelf(state.db, now=fake_clock.now, rng=random.Random(3), order=order)
    numbers = fill(shelf, fake_clock, 55)

    pages = [listed(shelf, Listing(page=page, count=20)) for page in range(4)]

    assert [len(page) for page in pages] == [20, 20, 15, 0]
    together = [number for page in pages for number in page]
    assert sorted(together) == numbers
    assert shelf.page(Listing(page=9))[1] == 55
    expected = {ListOrder.CREATED_ASC: numbers, ListOrder.CREATED_DESC: numbers[::-1]}
    assert together == expected.get(order, together)
    if order is ListOrder.RANDOM:
        assert together not in (numbers, numbers[::-1])


def test_status_and_source_filter_together(shelf: UploadShelf, fake_clock: FakeClock) -> None:
    first, second = fill(shelf, fake_clock, 2)
    other = shelf.add(NewUpload("https://else.example/x.mp4", "x.mp4", "video/mp4", 1), Lateness()).number
    shelf.fail(first, attempts=5, last_error="no")

    assert listed(shelf, Listing(status="pending")) == [other, second]
    assert listed(shelf, Listing(source=NEW.source)) == [second, first]
    assert listed(shelf, Listing(status="failed", source=NEW.source)) == [first]
    assert shelf.page(Listing(status="complete")) == ([], 0)


def test_a_late_upload_is_hidden_where_it_is_late(state: State, fake_clock: FakeClock) -> None:
    def new_shelf() -> UploadShelf:
        return UploadShelf(state.db, now=fake_clock.now, rng=random.Random(3), order=ListOrder.CREATED_DESC)

    shelf = new_shelf()
    in_lists = shelf.add(NEW, Lateness(in_lists_s=10)).number
    by_id = shelf.add(NEW, Lateness(by_id_s=20)).number

    for visible in (shelf, new_shelf()):  # also after a restart
        assert visible.page(Listing())[1] == 1
        assert listed(visible, Listing(source=NEW.source)) == [by_id]
        assert visible.find(in_lists) is not None
        assert visible.find(by_id) is None
    fake_clock.advance(10)
    assert listed(shelf, Listing()) == [by_id, in_lists]
    assert shelf.find(by_id) is None
    fake_clock.advance(10)
    assert shelf.find(by_id) is not None


def test_what_is_shown_as_downloaded_never_shrinks(shelf: UploadShelf) -> None:
    number = shelf.add(NEW, Lateness()).number

    shelf.advanced(number, downloaded=70, kept=50)
    shelf.advanced(number, downloaded=50, kept=50)

    assert (shelf.at(number).downloaded, shelf.at(number).kept) == (70, 50)


def test_the_allowance_counts_by_status_and_age(shelf: UploadShelf, fake_clock: FakeClock) -> None:
    began = fake_clock.now()
    pending, failed, complete, unknown = fill(shelf, fake_clock, 4)
    shelf.advanced(failed, downloaded=30, kept=0)
    shelf.fail(failed, attempts=5, last_error="no")
    shelf.complete(complete, size=120, make_media=lambda: 1)
    shelf.sized(unknown, None)
    shelf.advanced(unknown, downloaded=7, kept=0)

    assert shelf.used_bytes(began - 1) == 100 + 30 + 120 + 7
    assert shelf.used_bytes(began) == 30 + 120 + 7
    assert shelf.used_bytes(began + 100) == 0
    assert shelf.at(pending).modified_at == began


def test_a_medium_that_can_not_be_made_leaves_the_upload_pending(shelf: UploadShelf) -> None:
    number = shelf.add(NEW, Lateness()).number

    def refuse() -> int:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - any will do
        shelf.complete(number, size=100, make_media=refuse)

    assert shelf.at(number).status is Status.PENDING
    assert shelf.pending() == [number]

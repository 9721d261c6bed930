"""The model shows the store in three ways of changing, and no fourth."""

import random
from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from oktodesk.problems import Problem
from oktodesk.ui.table.cache import Pace
from oktodesk.ui.table.columns import COLUMNS, INDEX, KIND, NAME, NETWORKS, SIZE, STATE
from oktodesk.ui.table.model import KEY_ROLE, ROW_ROLE, SECTION_ROLE, Rearrangement, UploadModel
from oktodesk.ui.table.ticks import Ticks
from oktodesk.uploads.rows import Change, Query, Sort, State
from tests.clock import FakeClock
from tests.ui.fake_store import NOW, FakeStore, forecast, upload, verdicts

DISPLAY = Qt.ItemDataRole.DisplayRole


@pytest.fixture
def store() -> FakeStore:
    new = [upload(key, State.READY, batch_id=0, created_at=NOW) for key in (1, 2)]
    pending = [upload(key, State.PENDING, created_at=NOW - key) for key in (3, 4)]
    done = [upload(key, created_at=NOW - 86_400 * (key // 10)) for key in range(10, 60)]
    return FakeStore([*new, *pending, *done])


@pytest.fixture
def model(qapp: object, store: FakeStore) -> Iterator[UploadModel]:
    model = UploadModel(store, FakeClock(now=NOW))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_ordering(store.ordering())
    yield model
    del tester


def shown_keys(model: UploadModel) -> list[int]:
    return [key for row in range(model.rowCount()) if (key := model.key_at(row)) is not None]


def cell(model: UploadModel, key: int, column: int, role: int = DISPLAY) -> object:
    row = model.row_of(key)
    assert row is not None
    return model.data(model.index(row, column), role)


def test_keys_and_headings_stand_in_the_stores_order(model: UploadModel, store: FakeStore) -> None:
    assert shown_keys(model) == list(store.ordering().keys)
    headings = [model.heading_at(row) for row in range(model.rowCount())]
    assert [(each.id, each.count) for each in headings if each][:2] == [("on_its_way", 2), ("2025-11-20", 10)]
    assert model.key_at(0) == 1  # the strip above the list is the heading of the new links
    assert model.key_at(2) is None
    assert model.key_at(-1) is None
    assert model.heading_at(0) is None


def test_headings_can_be_read_and_not_chosen(model: UploadModel) -> None:
    index = model.index(2, NAME)
    assert model.flags(index) == Qt.ItemFlag.NoItemFlags
    assert model.data(index) == "On its way"
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "On its way, 2"
    assert model.data(index, SECTION_ROLE).id == "on_its_way"
    assert model.data(index, KEY_ROLE) is None
    assert model.data(model.index(2, SIZE)) is None


def test_rows_are_read_in_blocks_and_once(qapp: object, store: FakeStore) -> None:
    model = UploadModel(store, FakeClock(now=NOW))
    model.set_ordering(store.ordering(Query(sort=Sort("name"))))
    assert store.reads == []
    assert cell(model, 10, NAME) == "clip-10.mp4"
    assert cell(model, 11, SIZE) == "1,011 bytes"
    assert len(store.reads) == 1
    assert len(store.reads[0]) > 20


def test_a_long_list_is_never_kept_as_a_whole(qapp: object) -> None:
    store = FakeStore(upload(key, created_at=NOW) for key in range(1, 5001))
    model = UploadModel(store, FakeClock(now=NOW))
    model.set_ordering(store.ordering())
    for row in range(1, model.rowCount()):
        assert model.shown(row) is not None
    store.reads.clear()
    model.apply(Change(frozenset(store.all), reordered=False))
    for row in range(1, model.rowCount()):
        model.shown(row)
    assert len(store.reads) >= 39


def test_changed_values_are_announced_for_rows_that_were_read_only(model: UploadModel, store: FakeStore) -> None:
    for row in range(5):
        model.shown(row)
    spy = QSignalSpy(model.dataChanged)
    rearranged = QSignalSpy(model.rearranged)
    model.apply(store.put(upload(3, State.PENDING, name="renamed.mp4"), upload(4, State.PENDING)))
    assert [(spy.at(i)[0].row(), spy.at(i)[1].row()) for i in range(spy.count())] == [(3, 4)]
    assert cell(model, 3, NAME) == "renamed.mp4"
    model.apply(Change(frozenset({99_999}), reordered=False))
    assert spy.count() == 1
    assert rearranged.count() == 0


def test_a_few_rows_come_and_go_in_steps(model: UploadModel, store: FakeStore) -> None:
    kinds: list[Rearrangement] = []
    model.rearranging.connect(kinds.append)
    inserted, removed, moved = (
        QSignalSpy(signal) for signal in (model.rowsInserted, model.rowsRemoved, model.rowsMoved)
    )
    reset, layout = QSignalSpy(model.modelReset), QSignalSpy(model.layoutChanged)
    store.put(*(upload(key, State.READY, batch_id=0) for key in (70, 71, 72)))
    model.set_ordering(store.ordering())
    assert inserted.count() == 1
    store.put(upload(3, State.COMPLETE, created_at=NOW))
    store.drop(15)
    model.set_ordering(store.ordering())
    assert removed.count() == 1
    assert moved.count() == 1
    assert kinds == [Rearrangement.STEPS] * 2
    assert reset.count() == layout.count() == 0
    assert shown_keys(model) == list(store.ordering().keys)


def test_only_the_counts_of_headings_change_where_rows_stay(model: UploadModel, store: FakeStore) -> None:
    ordering = store.ordering()
    sections = tuple(msgspec.structs.replace(each, count=each.count + 1) for each in ordering.sections)
    spy, rearranged = QSignalSpy(model.dataChanged), QSignalSpy(model.rearranged)
    model.set_ordering(msgspec.structs.replace(ordering, sections=sections))
    assert rearranged.count() == 0
    assert spy.count() == len(sections) - 1  # all but the new links', which have no heading row
    heading = model.heading_at(2)
    assert heading is not None
    assert heading.count == 3


def test_another_order_leads_persistent_indexes_to_their_keys(model: UploadModel, store: FakeStore) -> None:
    layout, reset = QSignalSpy(model.layoutChanged), QSignalSpy(model.modelReset)
    keys = list(store.ordering().keys)
    kept = {key: QPersistentModelIndex(model.index(model.row_of(key) or 0, NAME)) for key in keys}
    heading = QPersistentModelIndex(model.index(2, NAME))
    model.set_ordering(store.ordering(Query(sort=Sort("size"))), is_new_query=True)
    assert layout.count() == 1
    assert reset.count() == 0
    for key, index in kept.items():
        assert model.key_at(index.row()) == key
        assert index.column() == NAME
    assert not heading.isValid()


def test_many_random_changes_end_in_the_stores_order(model: UploadModel, store: FakeStore) -> None:
    rng = random.Random(7)
    states = [State.READY, State.WAITING, State.PENDING, State.COMPLETE, State.FAILED, State.NEEDS_YOU]
    for step in range(120):
        keys = list(store.all)
        kind = rng.randrange(4)
        if kind == 0:
            change = store.put(upload(1000 + step, rng.choice(states), created_at=NOW), reordered=True)
        elif kind == 1 and len(keys) > 20:
            change = store.drop(*rng.sample(keys, 2))
        else:
            row = store.all[rng.choice(keys)]
            change = store.put(msgspec.structs.replace(row, state=rng.choice(states)), reordered=True)
        model.set_ordering(store.ordering())
        model.apply(change)
    assert shown_keys(model) == list(store.ordering().keys)


def test_several_roles_are_answered_in_one_call(model: UploadModel) -> None:
    index = model.index(0, NAME)
    answers = model.itemData(index)  # asks for every role, one by one
    assert answers[int(DISPLAY)] == "clip-1.mp4"
    assert model.data(index, Qt.ItemDataRole.DecorationRole) is None


def test_a_new_link_can_be_ticked_and_renamed(model: UploadModel) -> None:
    named: list[tuple[int, str]] = []
    model.name_edited.connect(lambda key, name: named.append((key, name)))
    model.ticks.propose({1: True, 2: False})
    tick, name = model.index(0, KIND), model.index(0, NAME)
    check = Qt.ItemDataRole.CheckStateRole
    assert model.data(tick, check) is Qt.CheckState.Checked
    assert model.flags(tick) & Qt.ItemFlag.ItemIsUserCheckable
    assert model.setData(tick, Qt.CheckState.Unchecked, check)
    assert model.ticks.ticked == set()
    assert model.flags(name) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(name, "  ", Qt.ItemDataRole.EditRole)
    assert not model.setData(name, "clip-1.mp4", Qt.ItemDataRole.EditRole)
    assert model.setData(name, " Better name.mp4 ", Qt.ItemDataRole.EditRole)
    assert named == [(1, "Better name.mp4")]
    assert model.data(name) == "Better name.mp4"


def test_other_rows_can_neither_be_ticked_nor_renamed(model: UploadModel) -> None:
    row = model.row_of(10)
    assert row is not None
    assert not model.flags(model.index(row, NAME)) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(row, NAME), "x.mp4", Qt.ItemDataRole.EditRole)
    assert not model.setData(model.index(2, NAME), "x.mp4", Qt.ItemDataRole.EditRole)
    assert model.data(model.index(row, KIND), Qt.ItemDataRole.CheckStateRole) is None


def test_ticks_announce_only_their_own_cells(model: UploadModel) -> None:
    for row in range(4):
        model.shown(row)
    spy = QSignalSpy(model.dataChanged)
    model.ticks.propose({1: True, 2: True})
    ((first, last, roles),) = (spy.at(number) for number in range(spy.count()))
    assert ((first.row(), first.column()), (last.row(), last.column())) == ((0, KIND), (1, KIND))
    assert roles == [Qt.ItemDataRole.CheckStateRole]


def test_ticks_proposed_part_by_part_are_what_they_are_at_once() -> None:
    parts, whole = Ticks(), Ticks()
    for ticks in (parts, whole):
        ticks.propose({1: True, 2: True, 3: False, 9: True})
        ticks.choose([2, 9], ticked=False)
    told: list[frozenset[int]] = []
    parts.changed.connect(told.append)
    wanted = {1: False, 2: True, 3: False, 4: True}
    whole.propose(wanted)
    parts.propose_some({1: False, 2: True})
    parts.propose_some({3: False, 4: True})
    parts.keep_only(wanted.keys())
    assert (parts.ticked, parts.chosen) == (whole.ticked, whole.chosen) == ({4}, {2: False})
    assert not parts.is_new(9)
    assert told == [{1}, {4}, {9}]


def test_every_cell_speaks(model: UploadModel, store: FakeStore) -> None:
    model.apply(
        store.put(
            upload(10, created_at=NOW - 86_400, verdicts=verdicts("Instagram"), modified_at=NOW - 7200),
        )
    )
    accessible = Qt.ItemDataRole.AccessibleTextRole
    sentence = cell(model, 10, NAME, accessible)
    assert sentence == (
        "clip-10.mp4. In Oktopost since 12:30. 1,010 bytes. Facebook: usable, confirmed by Oktopost, "
        "LinkedIn: usable, confirmed by Oktopost, X (Twitter): usable, confirmed by Oktopost, "
        "Instagram: refused, confirmed by Oktopost, YouTube: usable, confirmed by Oktopost. Yesterday 14:30"
    )
    assert cell(model, 10, KIND, accessible) == sentence
    assert cell(model, 10, STATE, accessible) == "State: In Oktopost since 12:30"
    assert cell(model, 10, STATE, Qt.ItemDataRole.AccessibleDescriptionRole) == "State"


def test_tooltips_tell_more_and_are_plain(model: UploadModel, store: FakeStore) -> None:
    problem = Problem("download_http_error", {"status": 503})
    model.apply(store.put(upload(10, State.FAILED, name="<b>x</b>.mp4", problem=problem, created_at=NOW)))
    tip = Qt.ItemDataRole.ToolTipRole
    assert "&lt;b&gt;x" in str(cell(model, 10, NAME, tip))
    assert "private browser window" in str(cell(model, 10, STATE, tip))
    assert cell(model, 10, SIZE, tip) == "<qt><nobr>1,010 bytes</nobr></qt>"
    assert cell(model, 10, NETWORKS, tip) == ""


def test_the_teams_networks_are_the_ones_that_matter(model: UploadModel, store: FakeStore) -> None:
    model.apply(store.put(upload(10, verdicts=verdicts("Instagram"), created_at=NOW - 86_400)))
    assert "Instagram" in str(cell(model, 10, NETWORKS))
    model.set_team(("LinkedIn",))
    assert cell(model, 10, NETWORKS) == "LinkedIn: usable, confirmed by Oktopost"


def test_the_trackers_pace_is_shown_while_a_file_is_fetched(qapp: object, store: FakeStore) -> None:
    class Steady(msgspec.Struct, frozen=True):
        speed_bytes_s: float | None = 5.0
        eta_s: float | None = 130.0
        stalled_since: float | None = None

    def pace_of(key: int) -> Pace | None:
        return Steady() if key == 3 else None

    model = UploadModel(store, FakeClock(now=NOW), pace_of=pace_of)
    model.set_ordering(store.ordering())
    shown = model.shown(model.row_of(3) or 0)
    assert shown is not None
    assert shown.note == "2 min left"


def test_a_minute_makes_a_difference_to_young_rows(qapp: object) -> None:
    clock = FakeClock(now=NOW)
    store = FakeStore([upload(1, created_at=NOW - 30)])
    model = UploadModel(store, clock)
    model.set_ordering(store.ordering())
    added = INDEX["created"]
    assert cell(model, 1, added) == "Just now"
    clock.advance(60)
    spy = QSignalSpy(model.dataChanged)
    model.minute_passed()
    assert spy.count() == 1
    assert cell(model, 1, added) == "1 min ago"
    clock.advance(5 * 86_400)
    model.word_again()
    spy = QSignalSpy(model.dataChanged)
    model.minute_passed()
    assert spy.count() == 0


def test_a_row_the_store_has_lost_leaves_its_place_empty(model: UploadModel, store: FakeStore) -> None:
    row = model.row_of(10)
    assert row is not None
    model.apply(store.drop(10))
    assert model.shown(row) is None
    assert model.data(model.index(row, NAME)) is None
    assert model.flags(model.index(row, NAME)) == Qt.ItemFlag.NoItemFlags


def test_what_still_exists_is_known_although_hidden(model: UploadModel, store: FakeStore) -> None:
    store.put(upload(11, State.DROPPED))
    store.drop(12)
    assert model.still_there([10, 11, 12]) == {10}
    many = range(100_000, 100_500)
    assert model.still_there(many) == set(many)


def test_titles_have_words_where_they_have_none(model: UploadModel) -> None:
    horizontal = Qt.Orientation.Horizontal
    titles = [model.headerData(column, horizontal) for column in range(len(COLUMNS))]
    assert titles[:6] == ["", "Name", "State", "Size", "Networks", "Added"]
    spoken = [model.headerData(c, horizontal, Qt.ItemDataRole.AccessibleTextRole) for c in range(len(COLUMNS))]
    assert all(spoken)
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.headerData(99, horizontal) is None


def test_expected_answers_are_told_as_expected(model: UploadModel, store: FakeStore) -> None:
    model.apply(store.put(upload(3, State.PENDING, forecast=forecast("Twitter"), created_at=NOW)))
    text = str(cell(model, 3, NETWORKS))
    assert "X (Twitter): refused (expected)" in text
    assert "Facebook: usable (expected)" in text


def test_values_can_be_had_by_role(model: UploadModel, store: FakeStore) -> None:
    index = model.index(0, STATE)
    assert model.data(index, KEY_ROLE) == 1
    assert model.data(index, ROW_ROLE) is store.all[1]
    assert model.data(index, SECTION_ROLE) is None
    assert not model.rowCount(model.index(0, 0)) + model.columnCount(model.index(0, 0))
    assert not model.data(QModelIndex())

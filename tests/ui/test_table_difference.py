"""From one order to another in few steps, told to Qt exactly."""

import itertools
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from oktodesk.ui.table.difference import Difference, difference, runs
from oktodesk.ui.table.rearranging import rearrange

KEYS = st.lists(st.integers(1, 40), unique=True, max_size=30)


def rows(*keys: int) -> "array[int]":
    return array("q", keys)


@given(KEYS, KEYS)
def test_what_is_left_out_and_put_in_makes_the_new_order(old: list[int], new: list[int]) -> None:
    change = difference(rows(*old), rows(*new), limit=100)
    assert change is not None
    kept_old = [key for row, key in enumerate(old) if row not in change.removed]
    kept_new = [key for row, key in enumerate(new) if row not in change.inserted]
    assert kept_old == kept_new


@pytest.mark.parametrize(
    ("old", "new", "removed", "inserted"),
    [
        ((1, 2, 3), (1, 2, 3), (), ()),
        ((1, 2, 3), (9, 8, 1, 2, 3), (), (0, 1)),
        ((1, 2, 3), (1, 3), (1,), ()),
        ((1, 2, 3), (2, 3, 1), (0,), (2,)),
        ((), (5,), (), (0,)),
        ((5,), (), (0,), ()),
        ((5,), (6,), (0,), (0,)),
    ],
)
def test_small_changes_are_seen_as_small(
    old: tuple[int, ...], new: tuple[int, ...], removed: tuple[int, ...], inserted: tuple[int, ...]
) -> None:
    assert difference(rows(*old), rows(*new), limit=10) == Difference(removed, inserted)


def test_too_much_is_not_told_in_steps() -> None:
    old = rows(*range(1, 5001))
    assert difference(old, rows(*range(5000, 0, -1)), limit=200) is None
    assert difference(old, rows(*range(1, 2000)), limit=200) is None
    assert difference(old, old[:100] + old[101:], limit=200) == Difference((100,), ())


def test_a_row_that_goes_far_is_one_row() -> None:
    old = list(range(1, 20_001))
    new = [*old[:5], *old[6:15_000], old[5], *old[15_000:]]
    assert difference(rows(*old), rows(*new), limit=200) == Difference((5,), (14_999,))


@given(st.lists(st.integers(0, 50), unique=True))
def test_runs_cover_exactly_their_rows(numbers: list[int]) -> None:
    found = list(runs(sorted(numbers)))
    assert [row for first, last in found for row in range(first, last + 1)] == sorted(numbers)
    assert all(last + 1 < first for (_, last), (first, _) in itertools.pairwise(found))


class Plain(QAbstractListModel):
    def __init__(self, keys: "array[int]") -> None:
        super().__init__()
        self.keys = keys

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.keys)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> int | None:
        return self.keys[index.row()] if role == 0 else None


@given(KEYS, KEYS)
def test_steps_lead_to_the_new_order_and_take_persistent_indexes_along(old: list[int], new: list[int]) -> None:
    model = Plain(rows(*old))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    kept = {key: QPersistentModelIndex(model.index(row)) for row, key in enumerate(old)}
    wanted = rows(*new)
    change = difference(model.keys, wanted, limit=100)
    assert change is not None
    rearrange(model, model.keys, wanted, change)
    assert model.keys == wanted
    for key, index in kept.items():
        assert index.isValid() is (key in new)
        if key in new:
            assert model.keys[index.row()] == key
    del tester

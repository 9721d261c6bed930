"""The sums of the new links, kept from one look to the next: only what changed is counted anew.

The store hands out the same record for as long as a link stays what it is, so a look at thousands of links, of
which a few got their answer, costs one comparison for each of them and no more.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from oktodesk.ui.new_strip import NewLinks
from oktodesk.uploads.rows import CHECKING_STATES, NEW_STATES, State, Wait
from oktodesk.uploads.store.records import LinkRecord

_SLICE = 250
"""So many links are counted anew in about two milliseconds."""


class _Share(NamedTuple):
    """What one link adds to the sums."""

    record: LinkRecord
    is_ticked: bool
    is_new: bool
    is_addable: bool
    counted_as: tuple[Hashable, ...]


class _Origin(NamedTuple):
    """Told from the other labels, whatever a file is called."""

    name: str


class NewTally:
    """The new links and those whose Add can be taken back, as of the last look."""

    def __init__(self) -> None:
        self._shares: dict[int, _Share] = {}
        self._counts: Counter[Hashable] = Counter()
        self._addable_bytes = 0
        self.new: tuple[int, ...] = ()
        """The keys of all new links, in line order."""
        self.addable: tuple[int, ...] = ()
        """The keys that Add would take, in line order."""

    def looked(self, records: Sequence[LinkRecord], ticked: Collection[int]) -> Iterator[None]:
        """Take over what there is, slice by slice: the sums are right again once nothing more comes."""
        for number, record in enumerate(self._changed(records, ticked), 1):
            self._put(_share_of(record, is_ticked=record.key in ticked))
            if not number % _SLICE:
                yield
        if len(self._shares) > len(records):
            for number, key in enumerate(self._shares.keys() - {record.key for record in records}, 1):
                self._drop(key)
                if not number % _SLICE:
                    yield
        shares = [self._shares[record.key] for record in records]
        self.new = tuple(share.record.key for share in shares if share.is_new)
        self.addable = tuple(share.record.key for share in shares if share.is_addable)

    @property
    def sums(self) -> NewLinks:
        """What the strip shows."""
        counts = self._counts
        return NewLinks(
            total=counts["new"],
            checking=counts["checking"],
            need_you=counts["need you"],
            pages=counts["page"],
            ready=counts["ready"],
            addable=counts["addable"],
            addable_bytes=self._addable_bytes,
            size_known=not counts["of unknown size"],
            origins=frozenset(
                label.name for label, count in counts.items() if count and isinstance(label, _Origin)
            ),
        )

    @property
    def in_grace(self) -> dict[int, int]:
        """How many links each batch has that can still be taken back."""
        return {label: count for label, count in self._counts.items() if isinstance(label, int) and count}

    def _changed(self, records: Iterable[LinkRecord], ticked: Collection[int]) -> list[LinkRecord]:
        known = self._shares
        return [
            record
            for record in records
            if (share := known.get(record.key)) is None
            or share.record is not record
            or share.is_ticked is not (record.key in ticked)
        ]

    def _put(self, share: _Share) -> None:
        if share.record.key in self._shares:
            self._drop(share.record.key)
        self._shares[share.record.key] = share
        self._counts.update(share.counted_as)
        self._addable_bytes += _addable_bytes(share)

    def _drop(self, key: int) -> None:
        share = self._shares.pop(key)
        self._counts.subtract(share.counted_as)
        self._addable_bytes -= _addable_bytes(share)


def sum_up(records: Sequence[LinkRecord], ticked: Collection[int]) -> NewLinks:
    """Count the new links among ``records``; ``ticked`` are the keys that Add would take."""
    tally = NewTally()
    for _ in tally.looked(records, ticked):
        pass
    return tally.sums


def _share_of(record: LinkRecord, *, is_ticked: bool) -> _Share:
    is_new = record.state in NEW_STATES and not record.batch_id  # one that was added before keeps its batch
    is_addable = is_new and record.state is State.READY and is_ticked
    labels: list[Hashable] = []
    if is_new:
        labels = [
            label for label, holds in _facts(record, is_ticked=is_ticked, is_addable=is_addable).items() if holds
        ] + [_Origin(record.origin)]
    elif record.state is State.WAITING and record.wait is Wait.GRACE:
        labels = [record.batch_id]
    return _Share(record, is_ticked, is_new, is_addable, tuple(labels))


def _facts(record: LinkRecord, *, is_ticked: bool, is_addable: bool) -> Mapping[str, bool]:
    is_checking = record.state in CHECKING_STATES
    is_page = not (record.looks_like_media or is_checking or is_ticked)
    return {
        "new": True,
        "checking": is_checking,
        "page": is_page,
        "need you": record.state is State.NEEDS_YOU and not is_page,
        "ready": record.state is State.READY,
        "addable": is_addable,
        "of unknown size": is_addable and record.size_bytes is None,
    }


def _addable_bytes(share: _Share) -> int:
    return (share.record.size_bytes or 0) if share.is_addable else 0

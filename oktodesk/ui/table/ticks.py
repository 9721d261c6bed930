"""Which of the new links Add would take: good ones unless the person says otherwise."""

from collections.abc import Iterable, Mapping, Set

from PySide6.QtCore import QObject, Signal


class Ticks(QObject):
    """The ticks of the NEW section, by key. What the person ticked or unticked wins over what was proposed."""

    changed = Signal(object)
    """A frozenset of the keys whose tick changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._proposed: dict[int, bool] = {}
        self._chosen: dict[int, bool] = {}
        self._ticked: set[int] = set()

    @property
    def ticked(self) -> set[int]:
        """The keys that Add would take."""
        return set(self._ticked)

    @property
    def chosen(self) -> dict[int, bool]:
        """What the person ticked and unticked."""
        return dict(self._chosen)

    def is_ticked(self, key: int) -> bool:
        """Whether a row is ticked; unknown ones are not."""
        return self._chosen.get(key, self._proposed.get(key, False))

    def is_new(self, key: int) -> bool:
        """Whether a row is in the NEW section and can be ticked."""
        return key in self._proposed

    def propose(self, proposals: Mapping[int, bool]) -> None:
        """Take over which rows there are, and what to do with those that the person leaves alone."""
        self.propose_some(proposals)
        self.keep_only(proposals.keys())

    def propose_some(self, proposals: Mapping[int, bool]) -> None:
        """The same for a part of the rows: thousands at once would hold the window up."""
        proposed = self._proposed
        before = self._states(key for key, ticked in proposals.items() if proposed.get(key) is not ticked)
        proposed.update(proposals)
        self._announce(before)

    def keep_only(self, keys: Set[int]) -> None:
        """These rows are there, and no other."""
        gone = (self._proposed.keys() | self._chosen.keys()) - keys
        if not gone:
            return
        before = self._states(gone)
        for key in gone:
            self._proposed.pop(key, None)
            self._chosen.pop(key, None)
        self._announce(before)

    def choose(self, keys: Iterable[int], *, ticked: bool) -> None:
        """The person ticks or unticks rows."""
        concerned = frozenset(keys)
        before = self._states(concerned)
        self._chosen.update(dict.fromkeys(concerned, ticked))
        self._announce(before)

    def toggle(self, keys: Iterable[int]) -> None:
        """Tick all of them, or untick them if all are."""
        wanted = tuple(keys)
        self.choose(wanted, ticked=not all(map(self.is_ticked, wanted)))

    def _states(self, keys: Iterable[int]) -> dict[int, bool | None]:
        """Of each key whether it is ticked; None where nothing is known of it."""
        return {key: self._chosen.get(key, self._proposed.get(key)) for key in keys}

    def _announce(self, before: Mapping[int, bool | None]) -> None:
        """Tell which of these changed: nothing else can have, so nothing else is looked at."""
        after = self._states(before)
        for key, ticked in after.items():
            if ticked and key in self._proposed:
                self._ticked.add(key)
            else:
                self._ticked.discard(key)
        if changed := frozenset(key for key in before if before[key] != after[key]):
            self.changed.emit(changed)

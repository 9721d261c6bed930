"""A struct as a table row: one column a field, JSON where a field is more than a number or a text."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

T = TypeVar("T", bound=msgspec.Struct)
Cell = str | int | float | bytes | None


class Codec(Generic[T]):
    """Cells of a table for values of one struct; the columns are named like its fields."""

    def __init__(self, struct: type[T]) -> None:
        self._struct = struct
        self.columns: tuple[str, ...] = struct.__struct_fields__
        hints = get_type_hints(struct)
        kinds = [_without_none(hints[name]) for name in self.columns]
        self._may_be_none = [hints[name] is not kind for name, kind in zip(self.columns, kinds, strict=True)]
        self._to_cell = [(at, _encoder(kind)) for at, kind in enumerate(kinds) if not _is_cell(kind)]
        """Only of those columns whose values are not stored as they are."""
        self._from_cell = [_decoder(kind) for kind in kinds]
        self._as_stored = [kind if _is_cell(kind) else _NoKind for kind in kinds]

    def encode(self, value: T) -> tuple[Cell, ...]:
        """One cell a column."""
        cells = list(msgspec.structs.astuple(value))
        for at, to_cell in self._to_cell:
            if cells[at] is not None:
                cells[at] = to_cell(cells[at])
        return tuple(cells)

    def decode(self, cells: Sequence[Any]) -> T:
        """The value; raises ``ValueError`` (``msgspec.DecodeError`` is one) for cells that make no sense."""
        return self._struct(
            *[
                cell if cell is None or type(cell) is kind else from_cell(cell)
                for kind, from_cell, cell in zip(self._as_stored, self._from_cell, cells, strict=True)
            ]
        )

    def readable(self, cells: Sequence[Any]) -> dict[str, Any]:
        """The fields of a damaged row that still make sense."""
        fields: dict[str, Any] = {}
        each = zip(self.columns, self._from_cell, self._may_be_none, cells, strict=True)
        for name, from_cell, may_be_none, cell in each:
            with suppress(ValueError, TypeError):
                if cell is not None:
                    fields[name] = from_cell(cell)
                elif may_be_none:
                    fields[name] = None
        return fields


def _without_none(hint: Any) -> Any:
    if get_origin(hint) not in {Union, UnionType}:
        return hint
    (kind,) = (part for part in get_args(hint) if part is not NoneType)
    return kind


class _NoKind:
    """The type of no cell."""


def _is_cell(kind: Any) -> bool:
    """Whether its values are cells as they are; a truth value comes back as a number."""
    return kind in {str, int, float}


def _is_plain(kind: Any) -> bool:
    return kind in {str, int, float, bool} or (isinstance(kind, type) and issubclass(kind, Enum))


def _encoder(kind: Any) -> Callable[[Any], Cell]:
    if not _is_plain(kind):
        return lambda value: msgspec.json.encode(value).decode()
    return _value_of if issubclass(kind, Enum) else kind


def _value_of(member: Enum) -> Cell:
    cell: Cell = member.value
    return cell


def _decoder(kind: Any) -> Callable[[Any], Any]:
    return kind if _is_plain(kind) else msgspec.json.Decoder(kind).decode

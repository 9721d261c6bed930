"""The columns, as one tuple of specs: everything that differs from column to column is said here."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QCoreApplication, Qt

from oktodesk.problems.values import QT_TRANSLATE_NOOP
from oktodesk.ui import words
from oktodesk.ui.table.marks import lines_of, spelled_out
from oktodesk.ui.table.shown import ShownRow, row_sentence, state_tip

_translate = QCoreApplication.translate
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_TRAILING = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class Around(msgspec.Struct, frozen=True):
    """What a cell's text depends on beside the row."""

    now: float
    team: tuple[str, ...] = ()
    """The networks the team uses; empty: all."""


class ColumnSpec(msgspec.Struct, frozen=True):
    """One column."""

    id: str
    """For settings and for sorting in the store."""
    title: str
    """English; empty: a column of signs."""
    text: Callable[[ShownRow, Around], str]
    """What the cell says, also when copied."""
    width: int
    """The usual width in device-independent pixels."""
    least: int
    """The least width."""
    is_sortable: bool = True
    starts_descending: bool = False
    """Whether the first click puts the largest first."""
    alignment: Qt.AlignmentFlag = _LEADING
    tip: Callable[[ShownRow, Around], str] | None = None
    accessible: Callable[[ShownRow, Around], str] | None = None
    is_shown: bool = True
    """Whether it is there before the person chose anything."""
    can_hide: bool = True
    name: str = ""
    """English, for the column chooser and screen readers, where there is no title."""

    @property
    def shown_title(self) -> str:
        """The title in the person's language."""
        return _translate("Columns", self.title) if self.title else ""

    @property
    def spoken_title(self) -> str:
        """The title, or what stands for it."""
        return _translate("Columns", self.title or self.name)


def _state_text(shown: ShownRow, around: Around) -> str:
    told = (words.state_sentence(shown.row, now=around.now), words.aside(shown.row))
    return ". ".join(part for part in told if part)


def _networks_text(shown: ShownRow, around: Around) -> str:
    return ", ".join(spelled_out(lines_of(shown.row, around.team))) if shown.marks else ""


def _networks_tip(shown: ShownRow, around: Around) -> str:
    return "\n".join(spelled_out(lines_of(shown.row, around.team))) if shown.marks else ""


def _size_tip(shown: ShownRow, _around: Around) -> str:
    size_bytes = shown.row.size_bytes
    if not size_bytes:
        return ""
    return _translate("Columns", "{count} bytes").format(count=words.number(size_bytes))


def _added_tip(shown: ShownRow, _around: Around) -> str:
    return words.moment_exact(shown.row.created_at) if shown.row.created_at else ""


def _state_tip(shown: ShownRow, around: Around) -> str:
    return state_tip(shown.row, now=around.now)


def _sentence(shown: ShownRow, around: Around) -> str:
    return row_sentence(shown, now=around.now, team=around.team)


COLUMNS = (
    ColumnSpec(
        id="kind",
        title="",
        name=QT_TRANSLATE_NOOP("Columns", "To be added, or kind of file"),
        text=lambda _shown, _around: "",
        width=56,
        least=56,
        is_sortable=False,
        accessible=_sentence,
        can_hide=False,
    ),
    ColumnSpec(
        id="name",
        title=QT_TRANSLATE_NOOP("Columns", "Name"),
        text=lambda shown, _around: shown.title,
        width=320,
        least=160,
        tip=lambda shown, _around: f"{shown.title}\n{shown.row.source}",
        accessible=_sentence,
        can_hide=False,
    ),
    ColumnSpec(
        id="state",
        title=QT_TRANSLATE_NOOP("Columns", "State"),
        text=_state_text,
        width=296,
        least=144,
        tip=_state_tip,
    ),
    ColumnSpec(
        id="size",
        title=QT_TRANSLATE_NOOP("Columns", "Size"),
        text=lambda shown, _around: shown.size,
        width=96,
        least=64,
        starts_descending=True,
        alignment=_TRAILING,
        tip=_size_tip,
    ),
    ColumnSpec(
        id="networks",
        title=QT_TRANSLATE_NOOP("Columns", "Networks"),
        text=_networks_text,
        width=160,
        least=152,
        starts_descending=True,
        tip=_networks_tip,
    ),
    ColumnSpec(
        id="created",
        title=QT_TRANSLATE_NOOP("Columns", "Added"),
        text=lambda shown, _around: shown.added,
        width=128,
        least=72,
        starts_descending=True,
        tip=_added_tip,
    ),
    ColumnSpec(
        id="type",
        title=QT_TRANSLATE_NOOP("Columns", "Type"),
        text=lambda shown, _around: words.file_type(shown.row.mime_type),
        width=104,
        least=64,
        is_sortable=False,
        is_shown=False,
    ),
    ColumnSpec(
        id="source",
        title=QT_TRANSLATE_NOOP("Columns", "Link"),
        text=lambda shown, _around: shown.row.source,
        width=240,
        least=96,
        is_shown=False,
        tip=lambda shown, _around: shown.row.source,
    ),
    ColumnSpec(
        id="media_id",
        title=QT_TRANSLATE_NOOP("Columns", "Media id"),
        text=lambda shown, _around: shown.row.media_id,
        width=144,
        least=96,
        is_sortable=False,
        is_shown=False,
    ),
    ColumnSpec(
        id="upload_id",
        title=QT_TRANSLATE_NOOP("Columns", "Upload id"),
        text=lambda shown, _around: shown.row.upload_id,
        width=144,
        least=96,
        is_sortable=False,
        is_shown=False,
    ),
)
"""All columns in their usual order."""

INDEX = {spec.id: number for number, spec in enumerate(COLUMNS)}
"""The number of each column in the model, by id."""
KIND, NAME, STATE, SIZE, NETWORKS = (INDEX[each] for each in ("kind", "name", "state", "size", "networks"))

"""What a cell answers to Qt's roles: for editing, tooltips and screen readers; painting does not ask."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from oktodesk.ui import words
from oktodesk.ui.plain import plain_tip
from oktodesk.ui.table.columns import COLUMNS, NAME, Around, ColumnSpec
from oktodesk.ui.table.order import Heading
from oktodesk.ui.table.shown import ShownRow
from oktodesk.ui.visible import visible


def cell(shown: ShownRow, column: int, role: int, around: Around) -> object:
    """One cell of a row."""
    return _ANSWERS[role](COLUMNS[column], shown, around)


def heading_cell(heading: Heading, column: int, role: int, around: Around) -> object:
    """One cell of a heading; its words are in the name's column."""
    if column != NAME or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return None
    title = words.section_heading(heading.id, now=around.now)
    return title if role == Qt.ItemDataRole.DisplayRole else f"{title}, {words.number(heading.count)}"


def _text(spec: ColumnSpec, shown: ShownRow, around: Around) -> str:
    return spec.text(shown, around)


def _edited(spec: ColumnSpec, shown: ShownRow, _around: Around) -> str | None:
    return shown.title if spec is COLUMNS[NAME] else None


def _tip(spec: ColumnSpec, shown: ShownRow, around: Around) -> str | None:
    return plain_tip(spec.tip(shown, around)) if spec.tip else None


def _alignment(spec: ColumnSpec, _shown: ShownRow, _around: Around) -> Qt.AlignmentFlag:
    return spec.alignment


def _spoken(spec: ColumnSpec, shown: ShownRow, around: Around) -> str:
    if spec.accessible is not None:
        return visible(spec.accessible(shown, around))
    return visible(f"{spec.spoken_title}: {spec.text(shown, around)}")


def _description(spec: ColumnSpec, _shown: ShownRow, _around: Around) -> str:
    return spec.spoken_title


_ANSWERS: dict[int, Callable[[ColumnSpec, ShownRow, Around], object]] = {
    int(Qt.ItemDataRole.DisplayRole): _text,
    int(Qt.ItemDataRole.EditRole): _edited,
    int(Qt.ItemDataRole.ToolTipRole): _tip,
    int(Qt.ItemDataRole.TextAlignmentRole): _alignment,
    int(Qt.ItemDataRole.AccessibleTextRole): _spoken,
    int(Qt.ItemDataRole.AccessibleDescriptionRole): _description,
}
ANSWERED = frozenset(_ANSWERS)
"""The roles that ``cell`` knows; for all others it must not be asked."""

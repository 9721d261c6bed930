"""The system's clipboard, for text and for cells of a spreadsheet."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from oktodesk.uploads.export.cells import guarded, pasted, writable

_AS_TEXT = 'mso-number-format:"\\@"'
"""How Excel says so, which LibreOffice reads too."""


def copy_text(text: str) -> None:
    """Put text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def copy_cells(lines: Sequence[Sequence[str]]) -> None:
    """Put a table on the clipboard: for editors as text, for spreadsheets as cells that are told to be text.

    As mere text an id like 026000000000001 would be a number there, and lose its zero.
    """
    mime = QMimeData()
    mime.setText("\n".join("\t".join(map(pasted, line)) for line in lines))
    mime.setHtml(_table(lines))
    QGuiApplication.clipboard().setMimeData(mime)


def _table(lines: Sequence[Sequence[str]]) -> str:
    rows = ("".join(f"<td style='{_AS_TEXT}'>{_escaped(text)}</td>" for text in line) for line in lines)
    return f"<meta charset='utf-8'><table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _escaped(text: str) -> str:
    return escape(guarded(" ".join(writable(text).split())))

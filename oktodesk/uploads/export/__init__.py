"""Writes rows to a file: XLSX and CSV for spreadsheets, JSON for programs.

An imported sheet comes back as a copy: its own columns, its rows in their order, and ours on the right. Texts come
from strangers: none becomes a formula.
"""

from oktodesk.uploads.export.cells import guarded
from oktodesk.uploads.export.exporting import Format, export

__all__ = ["Format", "export", "guarded"]

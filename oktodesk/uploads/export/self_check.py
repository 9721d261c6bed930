"""For ``oktodesk --self-test``: whether a workbook can be written, and read again, here."""

from io import BytesIO

from oktodesk.media.intake.workbooks import read_workbook
from oktodesk.uploads.export.layout import Layout
from oktodesk.uploads.export.workbook import WorkbookFile
from oktodesk.uploads.rows import Row, State

_ID = "026000000000001"


def check_workbook() -> str:
    """Write a row and read it; says what was found. Raises ``RuntimeError`` if it is another one."""
    content = BytesIO()
    file = WorkbookFile(content, Layout([1]))
    file.begin()
    row = Row(1, State.COMPLETE, "https://media.example/film.mp4", name="=1+1", media_id=_ID)
    file.write([row])
    file.finish()
    (link,) = read_workbook(content.getvalue()).links
    if (link.source, link.name, link.columns["mediaId"]) != (row.source, row.name, row.media_id):
        raise RuntimeError(f"another row came back: {link.name}")
    return f"{len(content.getvalue())} bytes written and read"

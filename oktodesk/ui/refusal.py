"""Why there is no window: started from a menu, nobody sees what is written to a terminal."""

import asyncio

from PySide6.QtWidgets import QPushButton

from oktodesk.problems import Problem
from oktodesk.ui import loop
from oktodesk.ui.application import give_icon
from oktodesk.ui.buttons import QuietButton, as_primary
from oktodesk.ui.clipboard import copy_text
from oktodesk.ui.dialogs import Sheet
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.sentences import sentence


class Refusal(Sheet):
    """What happened, what to do, the technical detail to copy."""

    def __init__(self, problem: Problem) -> None:
        told = sentence(problem)
        super().__init__(self.tr("oktodesk can't start"), told.title, None)
        font = self.text.font()
        font.setBold(True)
        self.text.setFont(font)
        advice = PlainLabel(told.advice, self)
        advice.setWordWrap(True)
        self.column.addWidget(advice)
        self.copy_button = QuietButton(self.tr("Copy details"), parent=self)
        self.copy_button.clicked.connect(lambda: copy_text(f"{told.title}\n{told.advice}\n{told.detail}"))
        self.close_button = as_primary(QPushButton(self.tr("Close"), self))
        self.close_button.clicked.connect(self.accept)
        self.add_buttons(self.close_button, first=self.copy_button)


def show_refusal(problem: Problem) -> None:
    """Show it and return when it was closed. Only while no loop runs; the application must exist."""
    loop.run(lambda: _until_closed(Refusal(problem)))


async def _until_closed(sheet: Refusal) -> int:
    closed = asyncio.Event()
    sheet.finished.connect(lambda _: closed.set())
    give_icon(sheet)
    sheet.show()
    await closed.wait()
    return 0

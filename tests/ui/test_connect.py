"""Connecting: what is pasted is sorted out, each step is told, nothing entered is lost."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from oktodesk.api.connection import Step, StepId
from oktodesk.api.endpoint import US, Credentials, Endpoint
from oktodesk.api.wire import Me
from oktodesk.problems import LocalTrouble, Problem
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.connect.connecting import Connecting
from oktodesk.ui.connect.dialog import ConnectDialog
from oktodesk.ui.connect.typed import Typed, holds_both, sort_out

ID, KEY = "001000000000001", "k3y-abcdef"
ME = Me("00A000000000001", "Jane", ID, "Acme")


@pytest.mark.parametrize(
    "typed",
    [
        Typed(ID, KEY),
        Typed(f"  {ID}\n", f"\t{KEY} "),
        Typed(f"{ID} {KEY}", ""),
        Typed("", f"{KEY}\n{ID}"),
        Typed(KEY, ID),
        Typed(f"Account ID: {ID}\nAPI Key: {KEY}", ""),
        Typed(f'"{ID}", "{KEY}"', ""),
        Typed(ID, f"{KEY} ;"),
    ],
)
def test_what_was_pasted_is_sorted_out(typed: Typed) -> None:
    assert sort_out(typed) == Typed(ID, KEY)


@given(st.text(max_size=60), st.text(max_size=60))
def test_sorting_out_takes_anything_and_is_stable(account_id: str, api_key: str) -> None:
    once = sort_out(Typed(account_id, api_key))
    assert sort_out(once) == once


def test_one_word_is_not_both() -> None:
    assert not holds_both(ID)
    assert holds_both(f"{ID} {KEY}")


class FakeView:
    def __init__(self) -> None:
        self.told: list[str] = []

    def show_testing(self) -> None:
        self.told.append("testing")

    def show_step(self, step: Step) -> None:
        self.told.append(f"{step.id}:{'passed' if step.ok else 'failed'}")

    def show_problem(self, problem: Problem) -> None:
        self.told.append(problem.id)

    def show_connected(self, account: str, user: str, keyring: Problem | None) -> None:
        self.told.append(f"{account}/{user}/{keyring.id if keyring else 'kept'}")


def connect(
    typed: Typed, *steps: Step, adopt: Callable[[], Problem | None] = lambda: None
) -> tuple[list[str], list[Credentials]]:
    view, tested = FakeView(), []

    async def test(credentials: Credentials) -> AsyncIterator[Step]:
        tested.append(credentials)
        for step in steps:
            yield step

    async def adopt_it(_endpoint: Endpoint, _credentials: Credentials, _me: Me) -> Problem | None:
        return adopt()

    async def main() -> None:
        scope = TaskScope("test", lambda _name, error: pytest.fail(str(error)))
        await Connecting(view, scope=scope, test=test, adopt=adopt_it).connect(typed)
        await scope.close()

    asyncio.run(main())
    return view.told, tested


def test_all_steps_passed_adopts_the_account() -> None:
    told, tested = connect(
        Typed(ID, KEY),
        Step(StepId.COMPUTER, ok=True),
        Step(StepId.KEY, ok=True, me=ME, endpoint=US),
    )
    assert told == ["testing", "computer:passed", "key:passed", "Acme/Jane/kept"]
    assert tested[0].account_id == ID


def test_a_failed_step_adopts_nothing() -> None:
    told, _ = connect(
        Typed(ID, KEY),
        Step(StepId.COMPUTER, ok=True),
        Step(StepId.KEY, ok=False, problem=Problem("sign_in_refused")),
        adopt=lambda: pytest.fail("adopted"),
    )
    assert told[-1] == "key:failed"


def test_missing_fields_are_told_before_anything_is_asked() -> None:
    told, tested = connect(Typed(ID, ""))
    assert told == ["incomplete_credentials"]
    assert not tested


def test_a_keyring_that_is_missing_is_told_and_the_account_used_all_the_same() -> None:
    told, _ = connect(
        Typed(ID, KEY),
        Step(StepId.KEY, ok=True, me=ME, endpoint=US),
        adopt=lambda: Problem("keyring_missing"),
    )
    assert told[-1] == "Acme/Jane/keyring_missing"


def test_trouble_while_adopting_is_told_in_the_dialog() -> None:
    def fail() -> Problem | None:
        raise LocalTrouble("disk_full")

    told, _ = connect(Typed(ID, KEY), Step(StepId.KEY, ok=True, me=ME, endpoint=US), adopt=fail)
    assert told[-1] == "disk_full"


def test_the_dialog_splits_what_is_pasted_and_keeps_it_after_a_failure(qtbot: QtBot) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    dialog.account_id.setText(f"{ID} {KEY}")
    assert (dialog.account_id.text(), dialog.api_key.text()) == (ID, KEY)
    with qtbot.waitSignal(dialog.test_wanted) as wanted:
        dialog.go.click()
    assert wanted.args == [Typed(ID, KEY)]
    dialog.show_testing()
    assert not dialog.go.isEnabled()
    dialog.show_step(Step(StepId.COMPUTER, ok=True))
    dialog.show_step(
        Step(StepId.NETWORK, ok=False, problem=Problem("name_not_found", {"host": "api.oktopost.com"}))
    )
    assert dialog.steps.passed == (StepId.COMPUTER,)
    assert "api.oktopost.com" in dialog.steps.trouble
    assert dialog.go.isEnabled()
    assert (dialog.account_id.text(), dialog.api_key.text()) == (ID, KEY)


def test_the_dialog_says_where_the_key_is_kept(qtbot: QtBot) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    dialog.show_connected("Acme", "Jane", None)
    assert "keyring" in dialog.outcome.text()
    dialog.show_connected("Acme", "Jane", Problem("keyring_missing"))
    assert "kept until oktodesk is closed" in dialog.outcome.text()
    with qtbot.waitSignal(dialog.accepted):
        dialog.go.click()


def is_readable(label: QLabel) -> bool:
    """Whether all lines of a label fit into the room it was given."""
    return label.height() >= label.heightForWidth(label.width()) if label.wordWrap() else True


@pytest.mark.qt_log_ignore("propagateSizeHints")
def test_the_dialog_grows_with_what_it_says(qtbot: QtBot) -> None:
    problem = Problem("proxy_failed", {"host": "api.oktopost.com"}, "407")
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    before = dialog.height()
    dialog.show_testing()
    dialog.show_step(Step(StepId.NETWORK, ok=False, problem=problem))
    qtbot.waitUntil(lambda: dialog.height() > before)
    shown = [label for label in dialog.findChildren(QLabel) if label.isVisible()]
    qtbot.waitUntil(lambda: all(map(is_readable, shown)))
    assert dialog.account_id.height() >= dialog.account_id.minimumHeight()


def test_steps_after_the_failed_one_do_not_look_as_if_they_still_ran(qtbot: QtBot) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    dialog.show_testing()
    dialog.show_step(Step(StepId.COMPUTER, ok=False, problem=Problem("no_network")))
    said = [each.accessibleName() for each in dialog.steps.findChildren(QWidget) if each.accessibleName()]
    assert sum(name.endswith(": not tested") for name in said) == len(StepId) - 1


def test_no_steps_are_shown_before_a_test_began(qtbot: QtBot) -> None:
    dialog = ConnectDialog()
    qtbot.addWidget(dialog)
    dialog.show_problem(Problem("incomplete_credentials"))
    assert "both needed" in dialog.steps.trouble
    assert not any(
        line.isVisibleTo(dialog) for line in dialog.steps.findChildren(QWidget) if line.accessibleName()
    )

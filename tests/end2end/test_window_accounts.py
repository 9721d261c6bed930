"""Links before there is an account, connecting, and leaving while links are still here."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from oktodesk.api.connection import connection_steps
from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.process import SandboxProcess
from oktodesk.session import UNASSIGNED
from oktodesk.system.clock import SystemClock
from oktodesk.system.environment import Environment
from oktodesk.system.paths import Paths
from oktodesk.system.secrets import Secret
from oktodesk.ui.accounts import account_at
from oktodesk.ui.connect.dialog import ConnectDialog
from oktodesk.ui.connect.typed import Typed
from oktodesk.ui.dialogs import AddSheet, LeaveSheet
from oktodesk.ui.row_actions import Action
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from oktodesk.uploads.rows import State
from tests.end2end.window_program import offscreen, settings_of, start_and_quit, use_window

pytestmark = offscreen

LATER = "https://cdn.example.invalid/later.mp4"


def test_links_dropped_before_connecting_come_along(qtbot: QtBot, profile: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        stage.hover([LATER])
        stage.drop()
        await watch.until(lambda: stage.window.new_strip.shown.total == 1)
        await watch.until(lambda: stage.in_state(State.NEEDS_YOU, [LATER]))
        assert not stage.workspace.is_connected

        sandbox = await SandboxProcess.start(SandboxOptions())
        try:
            await connect(stage, watch, Endpoint.parse(sandbox.base_url), sandbox.account_id, sandbox.api_key)
            await watch.until(lambda: stage.workspace.is_connected)
            await watch.until(lambda: stage.row(LATER) is not None)
            link = sandbox.samples[2]
            stage.hover([link])
            stage.drop()
            await watch.until(lambda: stage.window.new_strip.shown.addable == 1)
            stage.press_add()
            await watch.until(lambda: bool(stage.window.new_strip.adding))
            stage.press_send_now()
            await watch.until(lambda: stage.in_state(State.COMPLETE, [link]))
        finally:
            await sandbox.stop()

    use_window(profile, act)
    settings = settings_of(profile)
    assert settings.active_account is not None
    assert settings.active_account.identity == "sandbox"
    assert settings.active_account.user_name


async def connect(stage: Stage, watch: Watch, endpoint: Endpoint, account_id: str, key: Secret) -> None:
    """Connect as the dialog does, at an address of this computer."""
    stage.shell.connect_account(
        test=lambda given: connection_steps(given, clock=SystemClock(), endpoints=[endpoint])
    )
    dialog = stage.window.findChild(ConnectDialog)
    assert dialog is not None
    watch.include(dialog)
    dialog.account_id.setText(f"{account_id} {key.reveal()}")
    assert dialog.api_key.text() == key.reveal()
    dialog.go.click()
    await watch.until(dialog.outcome.isVisible)
    assert len(dialog.steps.passed) == 4
    dialog.go.click()
    assert not dialog.isVisible()


def test_a_forgotten_account_leaves_the_screen_even_without_a_keyring(qtbot: QtBot, profile: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        sandbox = await SandboxProcess.start(SandboxOptions())
        try:
            await connect(stage, watch, Endpoint.parse(sandbox.base_url), sandbox.account_id, sandbox.api_key)
            stage.shell.forget("sandbox")
            await watch.until(lambda: stage.shell.workspace is not None and not stage.workspace.is_connected)
            assert stage.window.toolbar.account.text() == "Connect…"
        finally:
            await sandbox.stop()

    use_window(profile, act)
    assert settings_of(profile).accounts == ()


def test_a_wrong_key_is_told_at_its_step_and_nothing_changes(qtbot: QtBot, profile: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        sandbox = await SandboxProcess.start(SandboxOptions())
        endpoint = Endpoint.parse(sandbox.base_url)
        try:
            stage.shell.connect_account(
                test=lambda given: connection_steps(given, clock=SystemClock(), endpoints=[endpoint])
            )
            dialog = stage.window.findChild(ConnectDialog)
            assert dialog is not None
            watch.include(dialog)
            dialog.test_wanted.emit(Typed(sandbox.account_id, "wrong"))
            await watch.until(lambda: bool(dialog.steps.trouble))
            assert "does not accept" in dialog.steps.trouble
            assert len(dialog.steps.passed) == 3
            dialog.reject()
        finally:
            await sandbox.stop()

    use_window(profile, act)
    assert settings_of(profile).accounts == ()


def test_adding_without_an_account_asks_to_connect_and_loses_nothing(qtbot: QtBot, profile: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        stage.hover([LATER])
        stage.drop()
        await watch.until(lambda: stage.in_state(State.NEEDS_YOU, [LATER]))
        stage.select(LATER)
        await watch.until(lambda: stage.is_detail_of(LATER))
        assert stage.press_action(Action.SEND_ANYWAY)
        await watch.until(lambda: stage.window.findChild(ConnectDialog) is not None)
        dialog = stage.window.findChild(ConnectDialog)
        assert dialog is not None
        dialog.reject()
        assert stage.row(LATER) is not None

    use_window(profile, act)


def test_leaving_with_links_in_line_is_asked_once(qtbot: QtBot, profile: Path) -> None:
    nowhere = Environment("001000000000001", Secret("k"), "http://127.0.0.1:9/v2")

    async def act(stage: Stage, watch: Watch) -> None:
        stage.hover([LATER])
        stage.drop()
        await watch.until(lambda: stage.in_state(State.NEEDS_YOU, [LATER]))
        stage.select(LATER)
        await watch.until(lambda: stage.is_detail_of(LATER))
        assert stage.press_action(Action.SEND_ANYWAY)
        await watch.until(lambda: stage.window.status.is_waiting)
        stage.window.close()
        sheet = stage.window.findChild(LeaveSheet)
        assert sheet is not None
        assert sheet.isVisible()
        sheet.reject()
        await watch.until(lambda: not stage.shell.is_leaving)
        stage.window.close()
        await watch.until(lambda: stage.shell.is_leaving)

    program = use_window(profile, act, environment=nowhere)
    assert program.kit.accounts.is_fixed


def test_links_of_an_earlier_run_without_an_account_are_found_by_the_next_with_one(
    qtbot: QtBot, profile: Path
) -> None:
    """A keyring that does not answer once, say, must not leave them where nobody looks."""

    async def without(stage: Stage, watch: Watch) -> None:
        stage.hover([LATER])
        stage.drop()
        await watch.until(lambda: stage.row(LATER) is not None)

    async def with_one(stage: Stage, watch: Watch) -> None:
        assert stage.workspace.is_connected
        await watch.until(lambda: stage.row(LATER) is not None)

    use_window(profile, without)
    nowhere = Environment("001000000000001", Secret("k"), "http://127.0.0.1:9/v2")
    use_window(profile, with_one, environment=nowhere)


def test_links_that_come_before_the_account_is_open_survive_a_quit(qtbot: QtBot, profile: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        await watch.until(lambda: stage.row(LATER) is not None)

    start_and_quit(profile, links=[LATER])
    use_window(profile, act)


def test_practice_mode_never_offers_to_connect(qtbot: QtBot, profile: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        assert stage.shell.practising
        assert not stage.window.empty.connect_button.isVisible()
        assert stage.window.empty.isVisible(), "from the first moment: nothing was ever here"

    use_window(profile, act, practice=SandboxOptions())


def test_an_account_from_the_environment_is_called_as_oktopost_calls_it(qtbot: QtBot, profile: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        sandbox = await SandboxProcess.start(SandboxOptions())
        try:
            credentials = Credentials(sandbox.account_id, sandbox.api_key)
            stage.shell._accounts.fix(account_at(Endpoint.parse(sandbox.base_url), credentials))
            await stage.shell.open()
            await watch.until(lambda: stage.shell.account_name != sandbox.account_id)
            me = stage.workspace._session.status().me
            assert me is not None
            assert stage.window.windowTitle() == f"{me.account_name} · oktodesk"
            assert me.account_name in stage.window.toolbar.account.accessibleName()
        finally:
            await sandbox.stop()

    use_window(profile, act)


def test_damaged_files_are_told(qtbot: QtBot, profile: Path) -> None:
    async def first(stage: Stage, watch: Watch) -> None:
        stage.hover([LATER])
        stage.drop()
        await watch.until(lambda: stage.row(LATER) is not None)

    async def second(stage: Stage, watch: Watch) -> None:
        await watch.until(lambda: stage.row(LATER) is not None)
        assert any("damaged" in text for text in stage.window.banners.texts)

    use_window(profile, first)
    cache = Paths.default(profile).account_dir(UNASSIGNED) / "cache.db"
    cache.write_bytes(b"this is no database" * 1000)
    use_window(profile, second)


def test_typed_lines_without_a_link_come_back(qtbot: QtBot, profile: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        stage.window.toolbar.add.click()
        sheet = stage.window.findChild(AddSheet)
        assert sheet is not None
        sheet.field.setPlainText("the first one\nthe second one")
        sheet.go.click()
        again: list[AddSheet] = []

        def is_open() -> bool:
            again[:] = [each for each in stage.window.findChildren(AddSheet) if each.isVisible()]
            return bool(again)

        await watch.until(is_open)
        assert again[0].field.toPlainText() == "the first one\nthe second one"
        again[0].reject()

    use_window(profile, act)

"""The small parts: allowance meter, clipboard text, menus, sheets, accounts."""

import asyncio
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from oktodesk.api.endpoint import US, Credentials
from oktodesk.media.report import Reject
from oktodesk.problems import LocalTrouble, Problem, SignInTrouble
from oktodesk.system.environment import Environment
from oktodesk.system.key_vault import KeyVault
from oktodesk.system.secrets import Secret
from oktodesk.system.settings import Settings, SettingsFile, Theme
from oktodesk.ui import row_text
from oktodesk.ui.accounts import Account, Accounts, account_at, environment_account
from oktodesk.ui.allowance_meter import AllowanceMeter
from oktodesk.ui.clipboard import copy_cells
from oktodesk.ui.dialogs import AddSheet, ForgetSheet, LeaveSheet, LinkSheet, RejectsSheet
from oktodesk.ui.drops import Dropped
from oktodesk.ui.menus import AccountsMenu, BatchesMenu, RowMenu, SettingsMenu
from oktodesk.ui.row_actions import Action, offers_for
from oktodesk.ui.row_deeds import batch_name
from oktodesk.ui.toolbar import Toolbar
from oktodesk.uploads.allowance import AllowanceView
from oktodesk.uploads.rows import Row, State
from tests.clock import FakeClock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

GB = 2**30
NOW = FakeClock().now()


@pytest.mark.parametrize(
    ("used", "at_least", "shown"),
    [
        (21 * GB, False, "21 of 32 GB"),
        (21 * GB, True, "at least 21 of 32 GB"),
        (24 * 2**20, False, "24 MB of 32 GB"),
        (0, False, "0 of 32 GB"),
    ],
)
def test_the_meter(qtbot: QtBot, used: int, at_least: bool, shown: str) -> None:
    meter = AllowanceMeter()
    qtbot.addWidget(meter)
    meter.show_allowance(AllowanceView(used, 32 * GB, at_least=at_least, frees_at=NOW))
    assert meter.text == shown
    assert "Space frees up" in meter.toolTip()


def test_the_meter_is_silent_while_nothing_is_known(qtbot: QtBot) -> None:
    meter = AllowanceMeter()
    qtbot.addWidget(meter)
    meter.show_allowance(AllowanceView(0, 32 * GB, at_least=True))
    assert meter.isHidden()
    meter.show_allowance(None)
    assert meter.isHidden()


def complete(key: int, name: str, media_id: str = "") -> Row:
    return Row(key=key, state=State.COMPLETE, source=f"https://a.example/{key}", name=name, media_id=media_id)


def test_rows_as_cells(qapp: object) -> None:
    rows = [complete(1, "One\tand a half", "026000000000001"), complete(2, "=HYPERLINK(1)")]
    copy_cells(row_text.cells(rows, now=NOW))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "Name"
    assert lines[1].split("\t")[0] == "One and a half"
    assert lines[2].split("\t")[0] == "'=HYPERLINK(1)"
    assert {len(line.split("\t")) for line in lines} == {6}


def test_copied_cells_are_told_to_be_text_and_markup_stays_a_name(qapp: object) -> None:
    copy_cells([["026000000000001"], [""], ["<b>x</b>\n=1"], ['"open']])
    mime = QGuiApplication.clipboard().mimeData()
    assert mime is not None
    assert mime.text() == '026000000000001\n\n<b>x</b> =1\n"""open"'
    assert mime.html().count('mso-number-format:"\\@"') == 4
    assert ">026000000000001</td>" in mime.html()
    assert ">&lt;b&gt;x&lt;/b&gt; =1</td>" in mime.html()


def test_media_ids_keep_the_order_and_the_gaps() -> None:
    rows = [complete(1, "a", "026A"), complete(2, "b"), complete(3, "c", "026C")]
    assert row_text.media_ids([*rows, None]) == [["026A"], [""], ["026C"], [""]]


def test_a_batch_is_named_by_count_and_time(qapp: object) -> None:
    assert "12 link" in batch_name(12, NOW)


def test_the_accounts_menu(qtbot: QtBot) -> None:
    entry = account_at(US, Credentials("001000000000001", Secret("k")), label="Acme & Co").entry
    menu = AccountsMenu(Settings().with_account(entry), None, fixed="")
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Acme && Co", "Connect another account…", "Remove Acme && Co from this computer…"]
    with qtbot.waitSignal(menu.account_chosen) as chosen:
        menu.actions()[0].trigger()
    assert chosen.args == [entry.identity]
    fixed = AccountsMenu(Settings(), None, fixed="Practice mode")
    assert [action.isEnabled() for action in fixed.actions()] == [False]


def test_the_settings_menu(qtbot: QtBot) -> None:
    menu = SettingsMenu(Settings(theme=Theme.DARK), None, paused=True, connected=True, detail=True)
    by_text = {action.text(): action for action in menu.actions()}
    assert by_text["Pause sending"].isChecked()
    with qtbot.waitSignal(menu.pause_chosen) as chosen:
        by_text["Pause sending"].trigger()
    assert chosen.args == [False]


def test_what_another_process_does_can_not_be_paused_here(qtbot: QtBot) -> None:
    menu = SettingsMenu(Settings(), None, paused=False, connected=True, detail=True, elsewhere="Another one sends")
    by_text = {action.text(): action for action in menu.actions()}
    for text in ("Another one sends", "Pause sending", "Read the whole account again"):
        assert not by_text[text].isEnabled()
    assert by_text["Export everything…"].isEnabled()


def test_the_batches_menu_shows_one_alone_or_all(qtbot: QtBot) -> None:
    menu = BatchesMenu({7: "Autumn & winter", 4: "12 links, Fri 16:02"}, None, shown=4)
    by_text = {action.text(): action for action in menu.actions() if action.text()}
    assert list(by_text) == ["All batches", "Autumn && winter", "12 links, Fri 16:02"]
    assert [action.isChecked() for action in by_text.values()] == [False, False, True]
    for text, batch_id in (("Autumn && winter", 7), ("All batches", 0)):
        with qtbot.waitSignal(menu.batch_chosen) as chosen:
            by_text[text].trigger()
        assert chosen.args == [batch_id]
    empty = BatchesMenu({}, None, shown=0)
    assert [action.isEnabled() for action in empty.actions()] == [False]


def test_refresh_says_why_it_can_not_be_pressed(qtbot: QtBot) -> None:
    toolbar = Toolbar()
    qtbot.addWidget(toolbar)
    toolbar.show_refreshable("Another one <b>refreshes</b>")
    assert not toolbar.refresh.isEnabled()
    assert "refreshes" in toolbar.refresh.toolTip()
    assert toolbar.refresh.accessibleDescription() == "Another one <b>refreshes</b>"
    toolbar.show_refreshable()
    assert toolbar.refresh.isEnabled()
    assert toolbar.refresh.toolTip().startswith("Refresh (")


def test_the_row_menu_offers_what_the_panel_does(qtbot: QtBot) -> None:
    menu = RowMenu(offers_for([Row(key=3, state=State.FAILED, source="https://a.example/3")]), None)
    by_text = {action.text(): action for action in menu.actions()}
    assert "Try again" in by_text
    assert "Mark as dealt with" in by_text
    with qtbot.waitSignal(menu.chosen) as chosen:
        by_text["Copy link"].trigger()
    assert chosen.args[0].action is Action.COPY_LINK


def test_sheets_say_what_was_decided(qtbot: QtBot) -> None:
    row = Row(key=3, state=State.FAILED, source="https://a.example/3.mp4")
    link = LinkSheet(Action.RETRY_WITH, row, None)
    with qtbot.waitSignal(link.link_given) as given:
        link.field.setText(" https://b.example/3.mp4 ")
        link.go.click()
    assert given.args == [Action.RETRY_WITH, 3, "https://b.example/3.mp4"]
    many = AddSheet(None)
    with qtbot.waitSignal(many.links_given) as given:
        many.field.setPlainText("https://a.example/1\nhttps://a.example/2")
        many.go.click()
    assert given.args == [Dropped(text="https://a.example/1\nhttps://a.example/2", typed=True)]
    leave = LeaveSheet(3, None)
    with qtbot.waitSignal(leave.leave_pressed):
        leave.leave.click()
    forget = ForgetSheet("id-us", "Acme", None)
    with qtbot.waitSignal(forget.forget_pressed) as given:
        forget.forget.click()
    assert given.args == ["id-us"]


def test_rejects_are_listed_with_file_and_line(qtbot: QtBot) -> None:
    reject = Reject("ftp://x", Problem("scheme_unsupported", {"scheme": "ftp"}), origin="list.csv", line=7)
    sheet = RejectsSheet([reject], None)
    assert sheet.list.toPlainText() == "list.csv, line 7: Oktopost can't fetch ftp links: ftp://x"


class FakeKeyring:
    def __init__(self, *, broken: bool = False) -> None:
        self.broken, self.keys = broken, dict[tuple[str, str], str]()

    def get_password(self, service: str, username: str) -> str | None:
        if self.broken:
            raise LocalTrouble("keyring_missing")
        return self.keys.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.keys[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.keys[service, username]


ACME = account_at(US, Credentials("001000000000001", Secret("k3y")), label="Acme", user_name="Jane")


def accounts_in(folder: Path, *, broken: bool = False) -> Accounts:
    vault = KeyVault("oktodesk-test", backend=FakeKeyring(broken=broken))
    settings_file = SettingsFile(folder / "settings.json")
    return Accounts(settings_file, settings_file.load(), vault)


def test_an_account_is_kept_used_and_forgotten(tmp_path: Path) -> None:
    async def main() -> None:
        accounts = accounts_in(tmp_path)
        assert await accounts.active() is None
        assert await accounts.keep(ACME) is None
        active = await accounts.active()
        assert active is not None
        assert active.credentials.api_key == Secret("k3y")
        assert SettingsFile(tmp_path / "settings.json").load().active == ACME.entry.identity
        assert "k3y" not in (tmp_path / "settings.json").read_text()
        await accounts.forget(ACME.entry.identity)
        assert await accounts.active() is None

    asyncio.run(main())


def test_without_a_keyring_the_key_lasts_as_long_as_the_window(tmp_path: Path) -> None:
    async def main() -> None:
        accounts = accounts_in(tmp_path, broken=True)
        problem = await accounts.keep(ACME)
        assert problem is not None
        assert problem.id.startswith("keyring")
        assert await accounts.active() is not None
        with pytest.raises(LocalTrouble):
            await accounts_in(tmp_path, broken=True).active()

    asyncio.run(main())


def test_an_account_from_outside_wins(tmp_path: Path) -> None:
    async def main() -> Account | None:
        accounts = accounts_in(tmp_path)
        outside = environment_account(Environment("001000000000009", Secret("k"), "http://127.0.0.1:9/v2"))
        assert outside is not None
        accounts.fix(outside)
        assert accounts.is_fixed
        return await accounts.active()

    active = asyncio.run(main())
    assert active is not None
    assert active.entry.identity == "sandbox"
    assert environment_account(Environment()) is None
    with pytest.raises(SignInTrouble):
        environment_account(Environment("001000000000009", Secret("k"), "http://example.com/v2"))


def test_changes_are_remembered(tmp_path: Path) -> None:
    async def main() -> None:
        accounts = accounts_in(tmp_path)
        await accounts.change(lambda now: msgspec.structs.replace(now, theme=Theme.DARK))
        assert accounts.settings.theme is Theme.DARK

    asyncio.run(main())
    assert SettingsFile(tmp_path / "settings.json").load().theme is Theme.DARK


def test_what_is_held_back_is_not_promised_to_be_sent(qapp: object) -> None:
    waiting, held = LeaveSheet(2, None), LeaveSheet(2, None, held=True)
    assert "hold back" not in waiting.more.text()
    assert "what you hold back waits until you let it go on" in held.more.text()


@pytest.mark.parametrize("held", [False, True])
def test_a_paused_line_is_not_promised_to_be_sent(qapp: object, *, held: bool) -> None:
    """A pause goes on after a restart."""
    sheet = LeaveSheet(2, None, held=held, paused=True)
    assert "stays paused until you resume it" in sheet.more.text()
    assert "sent when oktodesk is open again" not in sheet.more.text()

"""One account on screen: its session, its list, and the presenters that keep every part of the window true."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, SignalInstance

from oktodesk.api.budget import Priority
from oktodesk.media.pictures import Pictures
from oktodesk.media.report import Reject
from oktodesk.session import Session
from oktodesk.system.settings import Settings
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.batches import Batches, batch_title
from oktodesk.ui.buttons import open_below
from oktodesk.ui.detail.presenter import DetailPresenter
from oktodesk.ui.detail.previews import Previews
from oktodesk.ui.detail.view import Surroundings
from oktodesk.ui.drops import Dropped
from oktodesk.ui.exporting import Exporting
from oktodesk.ui.list_pane import ListPane
from oktodesk.ui.menus import RowMenu
from oktodesk.ui.new_links import NewLinksPresenter
from oktodesk.ui.notices import Help, Notices
from oktodesk.ui.row_actions import MOST_LOOKED_THROUGH, Action, Offer, offers_for, offers_for_many
from oktodesk.ui.row_deeds import RowDeeds, Wishes
from oktodesk.ui.row_questions import RowQuestions
from oktodesk.ui.status_presenter import StatusPresenter
from oktodesk.ui.taking import Taking
from oktodesk.ui.window import MainWindow
from oktodesk.uploads.duplicates import STANDING_HERE
from oktodesk.uploads.rows import Change, Query, Row
from oktodesk.uploads.store import Store


class Workspace:
    """Lives as long as its session is on screen; ``close`` undoes every connection it made."""

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        *,
        settings: Settings,
        notices: Notices,
        connect: Callable[[], None],
        arranged: Callable[[], None],
        practice: bool,
    ) -> None:
        """``arranged``: the person wants other columns, or another order."""
        self._window = window
        self._session = session
        self._notices = notices
        self._connections: list[tuple[SignalInstance, Callable[..., object]]] = []
        self._scope = TaskScope("workspace", notices.tell_failure)
        store, clock = session.store, session.clock
        self.list = ListPane(window, session, settings=settings, scope=self._scope, connect=self._on)
        self.new = NewLinksPresenter(
            window.new_strip,
            store=store,
            outbox=session.outbox,
            scope=self._scope,
            clock=clock,
            ticked=lambda: self.list.rows.ticked,
        )
        self.detail = DetailPresenter(
            window.detail,
            store=store,
            tracker=session.tracker,
            scope=self._scope,
            clock=clock,
            surroundings=self._surroundings,
            pictures=self._make_previews(),
            hidden=self.list.count_hidden,
        )
        self.status = StatusPresenter(window, session, notices=notices, practice=practice)
        self._taking = Taking(
            session.desk,
            notices=notices,
            scope=self._scope,
            taken=self.list.show_taken,
            returned=window.text_returned.emit,
            unsent=partial(store.outbox_rows, STANDING_HERE),
        )
        questions = RowQuestions(window, scope=self._scope, team=lambda: self.list.team)
        self._deeds = RowDeeds(
            session,
            scope=self._scope,
            clock=clock,
            notices=notices,
            wishes=Wishes(
                edit_name=self._edit_name,
                edit_names=questions.ask_names,
                ask_type=questions.ask_type,
                ask_meant_for=questions.ask_meant_for,
                show_batch=self.list.rows.set_batch,
                ask_batch_name=self._ask_batch_name,
                in_order=self.list.in_order,
                ask_link=questions.ask_link,
                show_row=self.list.reveal,
                beside=self.list.beside,
                go_on_with=self.list.go_on_with,
                follow=self.list.table.follow,
                recheck=self.detail.recheck,
                connect=connect,
            ),
        )
        questions.answer_to(self._deeds)
        self._questions = questions  # kept: a signal holds no reference to a plain object
        self._exporting = Exporting(window, store=store, scope=self._scope, notices=notices)
        self._batches = Batches(
            window,
            window.batch_bar,
            store=store,
            rows=self.list.rows,
            exporting=self._exporting,
            scope=self._scope,
            renamed=self.detail.refresh,
        )
        self._on(self.list.table.columns_changed, arranged)
        self._on(self.list.table.sort_requested, arranged)
        self._connect()
        self._unsubscribe = session.store.subscribe(self._on_change)
        session.store.rows(())  # opens the screen's file now, and not while the first rows are painted
        self.list.start()
        self.new.refresh()
        self.status.start()

    @property
    def store(self) -> Store:
        """What the list shows."""
        return self._session.store

    @property
    def identity(self) -> str:
        """Whose account it is, as this computer names it."""
        return self._session.identity

    @property
    def is_connected(self) -> bool:
        """Whether there is an account; without one, links can be checked but not sent."""
        return self._session.client is not None

    async def choices(self) -> dict[str, bool]:
        """What the person ticked and unticked among the new links, by link."""
        return await self.list.rows.choices()

    def choose(self, choices: Mapping[str, bool]) -> None:
        """Tick and untick new links as before they came here; where they were they had other keys."""
        self.list.rows.choose(choices)

    @property
    def in_line(self) -> int:
        """Confirmed links that are still here."""
        return self._session.status().in_line

    @property
    def holds_back(self) -> bool:
        """Whether the person holds back some of those."""
        return self._session.status().held > 0

    @property
    def paused(self) -> bool:
        """Whether sending is paused."""
        return self._session.status().paused

    @property
    def is_sender(self) -> bool:
        """Whether this window sends and asks; else another process does."""
        return self._session.status().is_sender

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """What the last drop held beside links."""
        return self._taking.rejects

    async def facts(self) -> dict[str, str]:
        """What the engine says of itself to a support desk: numbers and ids of problems, nothing personal."""
        now, counts = self._session.status(), await self.store.counts()
        rows = ", ".join(f"{name} {count}" for name, count in counts.by_filter.items())
        troubles = [problem.id for problem in (now.offline, now.account) if problem is not None]
        return {
            "rows": f"{rows}, new {now.new}, unsent {counts.unsent}, in line {now.in_line}",
            "sending": "paused" if now.paused else "here" if now.is_sender else "elsewhere",
            "connected": str(self.is_connected),
            "trouble": ", ".join(troubles) or "none",
            "locked out": str(now.locked_until is not None),
            "calls": f"{now.calls_minute} this minute, {now.calls_today} today",
        }

    def take(self, dropped: Dropped) -> None:
        """Take links in and begin to check them."""
        self._taking.take(dropped)

    def pause(self, paused: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Send nothing more for now, or go on."""
        if paused:
            self._session.outbox.pause()
        else:
            self._session.outbox.resume()

    def export_shown(self) -> None:
        """Write what the list shows to a file."""
        self._exporting.ask(self.list.rows.query)

    def export_all(self) -> None:
        """Write all rows to a file."""
        self._exporting.ask(Query(sort=self.list.rows.query.sort))

    async def use_settings(self, settings: Settings) -> None:
        """Follow settings that were just changed."""
        self.list.set_team(settings.team_of(self.identity))
        self.detail.refresh()
        await self._session.desk.use_x_account(premium=settings.x_premium)

    def full_sync(self) -> None:
        """Read the whole account again."""
        self._session.tracker.full_sync()

    def help(self, wanted: Help, keys: Sequence[int]) -> None:
        """A notice's button was pressed that is about this account."""
        match wanted:
            case Help.RESUME:
                self._session.outbox.resume()
            case Help.REFRESH:
                self._session.tracker.refresh()
            case Help.UNDO_REMOVE:
                self._scope.start(self._deeds.restore(keys), name="undo removal")

    def with_layout(self, now: Settings) -> Settings:
        """The settings with the list as the person arranged it."""
        return self.list.with_layout(now)

    async def detach(self) -> Session:
        """Leave the screen, but keep the session open; returns it."""
        await self._taking.finish()
        self._unsubscribe()
        self.list.stop()
        self.status.stop()
        for signal, slot in self._connections:
            signal.disconnect(slot)
        await self._scope.close()
        await self._pictures.aclose()
        self._window.detail.show_nothing()
        self._window.batch_bar.show_batch(None)
        self._exporting.deleteLater()
        return self._session

    async def close(self) -> None:
        """Leave the screen and close the session."""
        await (await self.detach()).close()

    def _make_previews(self) -> Previews:
        client = self._session.client
        local = client is not None and client.endpoint.is_loopback
        self._pictures = Pictures(
            clock=self._session.clock,
            reachable_private=local,
            trust_env=not local,
            cache=None if local else self._session.picture_cache,  # a local Oktopost's ports are used again
        )
        media_of = partial(client.media, priority=Priority.VALIDATE) if client is not None else None
        return Previews(media_of=media_of, fetch=self._pictures.fetch, clock=self._session.clock)

    # What the window's parts say

    def _connect(self) -> None:
        window, strip = self._window, self._window.new_strip
        self._on(window.key_pressed, self._on_key)
        self._on(window.undo_pressed, self._on_undo)
        self._on(window.detail.action_pressed, self._deeds.do)
        self._on(window.detail.recheck_pressed, self._on_recheck)
        self._on(window.detail.renamed, self._on_renamed)
        self._on(window.detail.link_given, self._on_link_given)
        self._on(window.detail.meant_for_given, self._on_meant_for)
        self._on(window.detail.as_pasted_pressed, self._on_as_pasted)
        self._on(window.detail.as_made_pressed, self._on_as_made)
        self._on(strip.add_pressed, self._on_add)
        self._on(strip.remove_pressed, self._on_remove_new)
        self._on(strip.take_back_pressed, self.new.take_back)
        self._on(strip.send_now_pressed, self.new.send_now)
        self._on(self.list.table.selection_changed, self.detail.select)
        self._on(self.list.table.menu_requested, self._on_menu)
        self._on(self.list.table.rename_requested, self._on_rename_key)
        self._on(self.list.table.line_moved, self._on_line_moved)
        self._on(self.list.table.row_activated, self._on_activated)
        self._on(self.list.rows.query_changed, self._batches.show)
        self._on(window.filters.batches_pressed, self._on_batches)
        self._on(window.batch_bar.rename_pressed, self._batches.ask_shown_name)
        self._on(window.batch_bar.copy_pressed, self._batches.copy_media_ids)
        self._on(window.batch_bar.export_pressed, self._batches.export)
        self._on(window.batch_bar.show_all_pressed, self.list.show_all)
        self._on(self.list.model.name_edited, self._on_renamed)
        self._on(self.list.rows.ticks_changed, self.new.refresh)

    def _on(self, signal: SignalInstance, slot: Callable[..., object]) -> None:
        signal.connect(slot)
        self._connections.append((signal, slot))

    def _on_change(self, change: Change) -> None:
        if change.reordered:
            self.new.refresh()
        self.detail.apply(change)

    def _on_add(self) -> None:
        self._scope.start(self._deeds.add(self.new.addable), name="add")

    def _on_remove_new(self) -> None:
        self._scope.start(self._deeds.remove(self.new.new), name="remove new links")

    def _on_undo(self) -> None:
        """An Add that can still be taken back, or a removal, whichever came last."""
        adding = self._window.new_strip.adding
        if adding and self._deeds.added_last:
            self.new.take_back(max(adding))
            return
        for notice in self._notices.shown:
            if notice.help is Help.UNDO_REMOVE:
                self.help(notice.help, notice.keys)
                self._notices.close(notice.id)

    def _on_recheck(self, key: int) -> None:
        self.detail.recheck((key,))

    def _on_renamed(self, key: int, name: str) -> None:
        self._scope.start(self._deeds.rename(key, name), name="rename")

    def _on_link_given(self, action: Action, key: int, link: str) -> None:
        self._scope.start(self._deeds.link_given(action, key, link), name="another link")

    def _on_meant_for(self, key: int, networks: tuple[str, ...]) -> None:
        self._scope.start(self._session.desk.edit(key, meant_for=networks), name="meant for")

    def _on_as_pasted(self, key: int) -> None:
        self._scope.start(self._session.desk.as_pasted(key), name="as pasted")

    def _on_as_made(self, key: int) -> None:
        self._scope.start(self._session.desk.as_made(key), name="as made")

    def _on_line_moved(self, before_key: int | None) -> None:
        self.list.table.follow(self.list.selected)
        moved = self._session.outbox.move_before(self.list.selected, before_key)
        self._scope.start(moved, name="move in line")

    def _on_batches(self) -> None:
        open_below(self._batches.make_menu(), self._window.filters.batches)

    def _on_key(self, action: Action) -> None:
        """A key does what the menu's entry with it would do; Add works on all that is ticked."""
        if action is Action.ADD:
            self._on_add()
            return
        self._scope.start(self._do_if_offered(action), name=action.value)

    async def _offers(self, keys: Sequence[int]) -> tuple[Offer, ...]:
        if len(keys) > MOST_LOOKED_THROUGH:
            return offers_for_many(keys)
        return offers_for(await self._session.store.load(keys))

    async def _do_if_offered(self, action: Action) -> None:
        for offer in await self._offers(self.list.selected):
            if offer.action is action:
                self._deeds.do(offer)

    def _on_menu(self, where: QPoint, keys: Sequence[int]) -> None:
        self._scope.latest("menu", self._open_menu(where, keys))

    async def _open_menu(self, where: QPoint, keys: Sequence[int]) -> None:
        menu = RowMenu(await self._offers(keys), self._window)
        menu.chosen.connect(self._deeds.do)
        menu.popup(where)

    def _edit_name(self) -> None:
        if not self.list.edit_name():
            self._window.detail.edit_name()

    def _on_rename_key(self) -> None:
        self._on_key(Action.RENAME)

    def _on_activated(self, _key: int) -> None:
        self._window.show_detail()

    def _ask_batch_name(self, batch_id: int) -> None:
        self._batches.ask_name(batch_id)

    def _surroundings(self, row: Row) -> Surroundings:
        batches = self._session.store.batches() if row.batch_id else ()
        me = self._session.status().me
        return Surroundings(
            team=self.list.team,
            batch_name=next((batch_title(batch) for batch in batches if batch.id == row.batch_id), ""),
            me_id=me.user_id if me is not None else "",
        )

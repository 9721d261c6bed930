"""All writing, on the writer's thread: the outbox first, then the cache that mirrors it.

The mirror is made by one rule: inside the cache's transaction, copy every link and note of the outbox whose
version is above the one mirrored last. Whoever writes next does it, in whatever process, so a crash between the
two commits heals by itself; and since the outbox is read under the cache's lock, an older state never overwrites
a newer one.
"""

import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from oktodesk.api.wire import Upload
from oktodesk.problems import LocalTrouble, Problem
from oktodesk.system.in_use_lock import InUseLock
from oktodesk.uploads.rows import Batch, Change, State
from oktodesk.uploads.store import cache_reads, decisions, outbox_reads
from oktodesk.uploads.store.cache_file import CacheFile
from oktodesk.uploads.store.connection import free_name, is_damage, set_aside
from oktodesk.uploads.store.in_use import hold, take_alone
from oktodesk.uploads.store.outbox_file import OutboxFile
from oktodesk.uploads.store.records import LinkChange
from oktodesk.uploads.store.rescue import mended
from oktodesk.uploads.store.salvage import Remembered, Saved, remembered, restored, salvage

T = TypeVar("T")

OUTBOX_NAME, CACHE_NAME, IN_USE_NAME = "outbox.db", "cache.db", "in-use.lock"


class Keeper:
    """Owns both writing connections. ``announce`` hears every change, in the writer's thread."""

    def __init__(
        self,
        directory: Path,
        announce: Callable[[Change], None],
        now: Callable[[], float],
        *,
        owner: Callable[[], bool],
    ) -> None:
        self.notices: tuple[Problem, ...] = ()
        self.cache_generation = 0
        """Grows when the cache's file was replaced: connections to the old one must be made anew."""
        self.directory = directory
        self._announce = announce
        self._now = now
        self._is_owner = owner
        self._seen = 0
        self._in_use = InUseLock(directory / IN_USE_NAME)
        with ExitStack() as undone:
            # Before the outbox is opened: what others have open is never moved away under their writes.
            alone = owner() and self._in_use.take()
            if not alone:
                hold(self._in_use)
            undone.callback(self._in_use.release)
            self._outbox = self._open_outbox(alone=alone)
            undone.callback(lambda: self._outbox.close())  # noqa: PLW0108 - both may be replaced meanwhile
            self._cache = self._open_cache()
            undone.callback(lambda: self._cache.close())  # noqa: PLW0108
            self._mend_what_went_back()
            hold(self._in_use)  # not in one step with giving up what was taken: somebody may be quicker
            self.mirror_all()
            if owner():
                self._saved_outbox.unlink(missing_ok=True)  # by a try that a kill ended, and not needed after all
                self.notices += self._outbox.untold()
            undone.pop_all()

    @property
    def identity(self) -> str:
        """Tells this outbox from every other."""
        return self._outbox.identity

    def close(self) -> None:
        """Close both files."""
        self._cache.close()
        self._outbox.close()
        self._in_use.release()

    def precious(self, change: Callable[[OutboxFile], T]) -> T:
        """Change the outbox, then its mirror."""
        with self._outbox.writing() as outbox:
            result = change(outbox)
        self.mirror()
        return result

    def disposable(self, change: Callable[[CacheFile], T]) -> T:
        """Change the cache alone."""

        def write() -> T:
            with self._cache.writing() as cache:
                self._catch_up(cache)
                return change(cache)

        result = self._on_cache(write)
        self._tell()
        return result

    def mirror(self) -> None:
        """Bring the cache's mirror up to date."""
        if self._cache.is_replaced():
            self._begin_anew(CacheFile.open(self.directory / CACHE_NAME))
        self.disposable(lambda _: None)

    def mirror_all(self) -> None:
        """Make the mirror anew from all links, and finish what a crash left half done."""

        def write() -> None:
            with self._cache.writing() as cache:
                cache.forget_gone()
                links = outbox_reads.links_since(self._outbox.connection, -1)
                for key in cache.link_keys().difference(link.key for link in links):
                    cache.remove(key)
                for link in links:
                    cache.put_link(link)
                self._catch_up(cache)

        self._on_cache(write)
        self._outbox.keep_keys_above(self._cache.highest_key())
        self._tell()

    def create_batch(self, name: str, keys: Sequence[int], *, now: float, sends_at: float) -> Batch:
        """Confirm links together; uploads only join."""
        ids = self._upload_ids(keys)
        return self.precious(
            lambda outbox: decisions.create_batch(outbox, name, keys, ids, now=now, sends_at=sends_at)
        )

    def change_batch(self, batch_id: int, *, name: str | None = None, sends_at: float | None = None) -> None:
        """Change a batch, and announce its rows."""
        self.precious(lambda outbox: outbox.change_batch(batch_id, name=name, sends_at=sends_at))
        self.disposable(lambda cache: cache.touch_batch(batch_id))

    def set_on_uploads(self, keys: Collection[int], **fields: object) -> None:
        """Note a decision about uploads; other keys are left alone."""
        ids = self._upload_ids(keys)
        if ids:
            self.precious(lambda outbox: decisions.note(outbox, ids, fields))

    def set_on_rows(self, changes: Sequence[LinkChange], now: float, **fields: object) -> None:
        """Note a decision about rows, whether they are links or uploads."""
        ids = self._upload_ids([change.key for change in changes])

        def decide(outbox: OutboxFile) -> None:
            decisions.update_links(outbox, changes, now)
            decisions.note(outbox, ids, fields)

        self.precious(decide)

    def save_uploads(self, uploads: Sequence[Upload]) -> frozenset[int]:
        """Insert or update uploads; returns the keys whose rows changed."""
        latest = {upload.id: upload for upload in uploads if upload.id}
        if outbox_reads.forgotten(self._outbox.connection, latest):
            self.precious(lambda outbox: decisions.remember_uploads(outbox, latest))

        def save(cache: CacheFile) -> frozenset[int]:
            keys = cache_reads.keys_of(cache.connection, latest)
            notes = outbox_reads.notes(self._outbox.connection, latest.keys() - keys.keys())
            keys |= {upload_id: note.key for upload_id, note in notes.items()}
            unknown = [upload_id for upload_id in latest if upload_id not in keys]
            keys |= zip(unknown, self._outbox.reserve_keys(len(unknown)), strict=True)
            return frozenset(
                keys[upload_id]
                for upload_id, upload in latest.items()
                if cache.save_upload(keys[upload_id], upload, notes.get(upload_id))
            )

        return self.disposable(save)

    def cross_over(self, key: int, upload: Upload, now: float) -> int:
        """The link becomes the upload; returns the key under which the upload lives."""
        lives_at = self.precious(lambda outbox: decisions.cross_over(outbox, key, upload, now))

        def save(cache: CacheFile) -> int:
            known = cache_reads.key_of(cache.connection, upload.id) or lives_at
            cache.save_upload(known, upload, None)
            return known

        return self.disposable(save)

    def forget_upload(self, key: int, now: float) -> None:
        """Remove an upload's row; what was noted about it is kept for a while."""
        with self._outbox.writing() as outbox:
            decisions.forget_upload(outbox, key, now)
        self.disposable(lambda cache: cache.remove(key))

    def _catch_up(self, cache: CacheFile) -> None:
        with self._outbox.snapshot():
            version = self._outbox.version()
            since = cache.mirrored(self._outbox.identity)
            links = outbox_reads.links_since(self._outbox.connection, since) if version != since else []
            notes = outbox_reads.notes_since(self._outbox.connection, since) if version != since else []
        for link in links:
            cache.put_link(link)
        for note in notes:
            cache.put_note(note)
        cache.set_mirrored(self._outbox.identity, version)

    def _upload_ids(self, keys: Collection[int]) -> dict[int, str]:
        return self._on_cache(lambda: cache_reads.upload_ids(self._cache.connection, keys))

    def _tell(self) -> None:
        self._seen, keys, reordered = self._cache.changes_since(self._seen)
        if keys:
            self._announce(Change(keys, reordered))

    def _on_cache(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if not (is_damage(error) and self._is_owner()):
                raise
        self.replace_cache(self.cache_generation)
        return work()

    def replace_cache(self, damaged: int) -> None:
        """Put the cache's file of that generation aside and begin a new one, unless that was done already."""
        if damaged != self.cache_generation or not self._is_owner():
            return
        self._cache.close()
        # Where an open file can't be moved (Windows), the next start does it: the mark tells it to.
        self._mark.touch(mode=0o600)
        self._begin_anew(self._open_cache())

    def _begin_anew(self, cache: CacheFile) -> None:
        self._cache.close()
        self._cache, self._seen = cache, cache.version()
        self.cache_generation += 1
        self.mirror_all()
        self._announce(Change(frozenset(), reordered=True))

    @property
    def _mark(self) -> Path:
        return self.directory / f"{CACHE_NAME}.damaged"

    def _open_cache(self) -> CacheFile:
        cache = self._usable_cache() or self._new_cache()
        self._seen = cache.version()
        return cache

    def _usable_cache(self) -> CacheFile | None:
        if self._mark.exists() and self._is_owner():
            return None
        try:
            cache = CacheFile.open(self.directory / CACHE_NAME)
            cache.version()
        except sqlite3.DatabaseError as error:
            if not (is_damage(error) and self._is_owner()):
                raise
        except LocalTrouble as trouble:
            if trouble.problem.id != "profile_newer" or not self._is_owner():
                raise
        else:
            return cache
        return None

    def _new_cache(self) -> CacheFile:
        path = self.directory / CACHE_NAME
        kept = free_name(path, self._now())
        set_aside(path, kept)
        self._mark.unlink(missing_ok=True)
        self.notices += (Problem("store_corrupt", {"kept_as": kept.name}),)
        return CacheFile.open(path)

    def _open_outbox(self, *, alone: bool) -> OutboxFile:
        path = self.directory / OUTBOX_NAME
        if self._is_half_replaced():
            self._finish_replacing()
        try:
            return OutboxFile.open(path, examine=self._is_owner(), alone=alone)
        except sqlite3.DatabaseError as error:
            if not (is_damage(error) and self._is_owner()):
                raise
        return self._rescued()

    @property
    def _saved_outbox(self) -> Path:
        return self.directory / f"{OUTBOX_NAME}.saved"

    def _is_half_replaced(self) -> bool:
        """Whether a kill came after the damaged outbox was moved, and before the new one had its name."""
        return self._saved_outbox.exists() and not (self.directory / OUTBOX_NAME).exists()

    def _finish_replacing(self) -> None:
        """Another process may be quicker; whether it stays or is gone again, its outbox is whole."""
        try:
            take_alone(self._in_use)
        except sqlite3.DatabaseError:
            if self._is_half_replaced():
                raise
            hold(self._in_use)
        if self._is_half_replaced():
            self._replace_outbox(free_name(self.directory / OUTBOX_NAME, self._now()))

    def _mend_what_went_back(self) -> None:
        """An outbox that is older than its mirror has lost commits, though nothing in it is broken.

        Where the last commit is broken, only a mirror of the one before it tells that it was never finished.
        """
        mirrored = self._cache.mirrored(self._outbox.identity)  # first: others may be writing
        version = self._outbox.version()
        went_back = mirrored > version or (self._outbox.may_have_lost_one and mirrored != version)
        if went_back and self._is_owner():
            self._outbox.close()
            self._outbox = self._rescued()

    def _rescued(self) -> OutboxFile:
        path = self.directory / OUTBOX_NAME
        take_alone(self._in_use)
        known = remembered(self.directory / CACHE_NAME)
        saved = mended(salvage(path), known, self._now())
        kept = free_name(path, self._now())
        told = _told_of_rescue(saved, known, kept)
        # The new file is whole before the old one moves: a full disk or a kill must not leave an empty one.
        restored(self._saved_outbox, saved, told)
        self._replace_outbox(kept)
        return OutboxFile.open(path, examine=False)

    def _replace_outbox(self, kept: Path) -> None:
        # The old log too: SQLite would take it for the new file's.
        set_aside(self.directory / OUTBOX_NAME, kept)
        self._saved_outbox.rename(self.directory / OUTBOX_NAME)


def _told_of_rescue(saved: Saved, known: Remembered, kept: Path) -> Problem:
    """Links that the person had removed are saved too, but nobody misses them.

    That none was there is said only where the list knows so: of a file that can't be read at all, all may be lost.
    """
    unsent = sum(link.state is not State.DROPPED for link in saved.links)
    if not unsent and known.is_whole:
        return Problem("outbox_corrupt_empty", {"kept_as": kept.name})
    return Problem("outbox_corrupt", {"kept_as": kept.name, "saved": unsent})

"""Compares what was confirmed with what Oktopost has, and looks whether the files are whole."""

import contextlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

_FAILURE = re.compile(
    r" ERROR oktodesk\.session: session \S+: .* failed| ERROR oktodesk\.ui\.notices: told: unexpected"
)
_VISIBLE = frozenset({"refused", "needs_you"})
_ON_ITS_WAY = frozenset({"waiting", "sending", "unchecked", "checking", "unsure"})


class Kept(msgspec.Struct, frozen=True):
    """A link in a profile's outbox, or what it became. ``upload_id``: empty as long as it is none."""

    key: int
    source: str
    state: str
    problem: str = ""
    upload_id: str = ""
    is_confirmed: bool = True

    @property
    def is_refused(self) -> bool:
        """Whether the person sees that it was not accepted."""
        return self.state in _VISIBLE

    @property
    def is_asked(self) -> bool:
        """Whether the person is asked what to do about it."""
        return self.state == "unsure" and self.problem == "unsure_ask"

    @property
    def is_missed(self) -> bool:
        """Whether the person sees it no more, for Oktopost said that it has no such upload."""
        return self.state == "missed"

    @property
    def is_open(self) -> bool:
        """Whether the program still has something to do about it."""
        return self.is_confirmed and not self.upload_id and self.state in _ON_ITS_WAY and not self.is_asked


class Verdict(msgspec.Struct, frozen=True):
    """What became of one profile's links; each text tells about one link."""

    confirmed: int
    uploads: int
    refused: int
    asked: int
    lost: tuple[str, ...]
    duplicated: tuple[str, ...]


def kept(folder: Path) -> list[Kept]:
    """Everything that an account's outbox holds; nothing while there is none."""
    path = folder / "outbox.db"
    if not path.exists():
        return []
    with _reading(path) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'note'").fetchone():
            return []
        db.execute("BEGIN")  # both tables as they were at one moment: a link crosses from one to the other
        links = db.execute("SELECT key, source, state, problem, batch_id FROM link").fetchall()
        notes = db.execute(
            "SELECT key, upload_id, link, forgotten_at FROM note WHERE crossed_at IS NOT NULL"
        ).fetchall()
    crossed = [
        Kept(key, json.loads(link)["source"], "crossed" if missed_at is None else "missed", "", upload_id)
        for key, upload_id, link, missed_at in notes
    ]
    done = {each.key for each in crossed}
    return crossed + [
        Kept(key, source, state, json.loads(problem)["id"] if problem else "", "", is_confirmed=bool(batch_id))
        for key, source, state, problem, batch_id in links
        if key not in done
    ]


def damage(folder: Path) -> list[str]:
    """What SQLite finds wrong with an account's files, and what the program had to put aside."""
    found = [
        f"{path.name} was put aside"
        for path in folder.glob("*.damaged-*")
        if not path.name.endswith(("-wal", "-shm"))
    ]
    for name in ("outbox.db", "cache.db"):
        path = folder / name
        if not path.exists() or path.stat().st_size == 0:
            continue
        found += [f"{name}: {words}" for words in _checked(path) if words != "ok"]
    return found


def _checked(path: Path) -> list[str]:
    try:
        with _reading(path) as db:
            return [words for (words,) in db.execute("PRAGMA integrity_check")]
    except sqlite3.OperationalError:  # locked for too long, or out of memory: no word about the file
        raise
    except sqlite3.DatabaseError as error:
        return [str(error)]


def failures(log_dir: Path) -> list[str]:
    """What the program's logs tell of parts that ended with an error nobody foresaw."""
    return [
        f"{path.name}: {line}"
        for path in sorted(log_dir.glob("*.log*"))
        for line in path.read_text("utf-8", "replace").splitlines()
        if _FAILURE.search(line)
    ]


def judge(fed: Counter[str], links: Sequence[Kept], there: Sequence[tuple[str, str]]) -> Verdict:
    """``fed``: how often each link was given and taken; ``there``: id and source of every upload."""
    confirmed = [each for each in links if each.is_confirmed]
    sources = dict(there)
    lost = [f"{source} is nowhere" for source in fed if source not in {each.source for each in links}]
    lost += [f"{each.source} is still {each.state} {each.problem}" for each in links if each.is_open]
    lost += [
        f"{each.source}: its row went, though {each.upload_id} is there"
        for each in links
        if each.is_missed and each.upload_id in sources
    ]
    lost += [
        f"{each.source} should be {each.upload_id}, which is not there"
        for each in confirmed
        if each.upload_id and sources.get(each.upload_id) != each.source
    ]
    duplicated = [
        f"{upload_id} belongs to {count} links"
        for upload_id, count in Counter(each.upload_id for each in confirmed if each.upload_id).items()
        if count > 1
    ]
    allowed = Counter(each.source for each in confirmed if each.upload_id or each.is_asked)
    for source, count in Counter(source for _, source in there).items():
        if count > allowed[source]:
            words = ", ".join(
                f"{each.state} {each.upload_id or each.problem}" for each in links if each.source == source
            )
            duplicated.append(f"{source}: {count} uploads for {allowed[source]} links ({words})")
    return Verdict(
        confirmed=len(confirmed),
        uploads=sum(bool(each.upload_id) for each in confirmed),
        refused=sum(each.is_refused for each in confirmed),
        asked=sum(each.is_asked for each in confirmed),
        lost=tuple(lost),
        duplicated=tuple(duplicated),
    )


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing: what a killed program left in the log is for the program to find."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=20.0)
    try:
        yield db
    finally:
        db.close()

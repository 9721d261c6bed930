"""A dropped folder: its lists and shortcuts are read; nothing in it is ever uploaded."""

import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from oktodesk.media.intake.merging import merge
from oktodesk.media.report import Intake, Reject
from oktodesk.problems import Problem

MOST_ENTRIES = 5_000
"""So many files and folders are looked at: whoever drops a whole disk gets an answer too."""
DEEPEST = 5


def read_folder(folder: Path, read: Callable[[Path], Intake | None], is_media: Callable[[Path], bool]) -> Intake:
    """The links in all files that ``read`` takes; media files are told in one sum. Raises ``OSError``."""
    listed, left = _files(folder)
    found = merge(*(intake for path in listed if (intake := read(path)) is not None))
    rejects = list(found.rejects)
    if media := sum(map(is_media, listed)):
        rejects.append(_reject(folder, Problem("local_media_folder", {"file": folder.name, "count": media})))
    if not left:
        rejects.append(_reject(folder, Problem("folder_too_large", {"file": folder.name, "count": MOST_ENTRIES})))
    if not found.links and not rejects:
        rejects.append(_reject(folder, Problem("local_folder", {"file": folder.name})))
    return msgspec.structs.replace(found, rejects=tuple(rejects))


def _reject(folder: Path, problem: Problem) -> Reject:
    return Reject(folder.name, problem, folder.name)


def _files(folder: Path) -> tuple[list[Path], int]:
    """Files in a steady order, no hidden ones, without following links; what can't be listed is passed over.

    And how many more would have been looked at; 0: some were perhaps not.
    """
    left = MOST_ENTRIES
    files: list[Path] = []
    waiting = [(folder, 0)]
    while waiting:
        current, depth = waiting.pop()
        listed = _listed(current, needed=not depth)
        shown = [entry for entry in listed if not entry.name.startswith(".")][:left]
        left -= len(shown)
        inner = [Path(entry.path) for entry in shown if entry.is_dir(follow_symlinks=False)]
        waiting += [(path, depth + 1) for path in reversed(inner) if depth < DEEPEST]
        files += [Path(entry.path) for entry in shown if entry.is_file(follow_symlinks=False)]
    return files, left


def _listed(folder: Path, *, needed: bool) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        if needed:
            raise
        return []

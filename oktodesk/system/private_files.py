"""Folders and files that only this person can read, from the moment they are made and whatever the umask is."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600


def make_private_folder(folder: Path) -> None:
    """Make a folder that is oktodesk's own, with all that is missing above it; one that stands open is closed.

    Raises ``OSError``. ``Path.mkdir`` gives its mode to the last folder only, those above get the umask's.
    """
    make_folders(folder)
    if os.name == "posix" and folder.stat().st_mode & 0o077:
        with contextlib.suppress(PermissionError):  # somebody else's, that we may use
            folder.chmod(FOLDER_MODE)


def make_folders(folder: Path) -> None:
    """Make what is missing, for this person only; what is there stays as it is. Raises ``OSError``."""
    for each in (*reversed(folder.parents), folder):
        if not each.is_dir():
            each.mkdir(mode=FOLDER_MODE, exist_ok=True)


def private_opener(path: str, flags: int) -> int:
    """For ``open``: a file that is made by it is never anybody else's to read."""
    return os.open(path, flags, FILE_MODE)


@contextlib.contextmanager
def private_umask() -> Iterator[None]:
    """Files that others make for us (Qt, SQLite) are private too.

    It is the whole process's: only before there are threads, or where there is nothing but ours.
    """
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)

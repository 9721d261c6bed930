"""The sandbox's folder is its own: what others could have left in it is not followed, written to or served."""

import os
import stat
from pathlib import Path

from oktodesk.system.private_files import FOLDER_MODE, make_private_folder

_OURS = ("files", "sandbox.", "requests.", "damaged.")
"""How the names of what is kept begin. What a person has beside that is their own business."""


def claim(folder: Path, files: Path) -> None:
    """Make both folders, or close those that stand open. Raises ``OSError`` where they can't be trusted.

    A link that somebody made in them while they stood open would lead elsewhere what is written and served.
    """
    make_private_folder(folder)
    _refuse(folder, folder.stat())  # it may be reached by a link: the person named it
    for each in folder.iterdir():
        if each.name.startswith(_OURS):
            _refuse(each, each.lstat())
    make_private_folder(files)
    for each in files.iterdir():
        _refuse(each, each.lstat())


def is_closed_and_ours(folder: Path) -> bool:
    """Whether it is a folder, no link to one, that nobody but this person could ever look into."""
    found = folder.lstat()
    is_closed = os.name != "posix" or stat.S_IMODE(found.st_mode) == FOLDER_MODE
    return stat.S_ISDIR(found.st_mode) and is_closed and _is_ours(found)


def _refuse(path: Path, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise PermissionError(f"{path} is a link")
    if not _is_ours(found):
        raise PermissionError(f"{path} belongs to somebody else")


def _is_ours(found: os.stat_result) -> bool:
    return os.name != "posix" or found.st_uid == os.getuid()

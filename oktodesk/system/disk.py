"""Whether the disk has no room or the folder can't be written: the person does different things about them."""

import errno
import os
import tempfile
from pathlib import Path

from oktodesk.problems import LocalTrouble

_FULL = frozenset({errno.ENOSPC, errno.EFBIG} | ({errno.EDQUOT} if hasattr(errno, "EDQUOT") else set()))
_PROBE_BYTES = 64 * 1024


def write_trouble(folder: Path, error: OSError) -> LocalTrouble:
    """What the person is told about a file that could not be written in ``folder``."""
    if error.errno in _FULL:
        return LocalTrouble("disk_full", detail=str(error))
    return LocalTrouble("profile_unwritable", folder=str(folder), detail=str(error))


def write_trouble_of(folder: Path, words: str) -> LocalTrouble:
    """The same where ``words`` are all that is known: a small file is written to find out, a matter of 1 ms."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(_PROBE_BYTES))
    except OSError as error:
        return write_trouble(folder, OSError(error.errno, f"{words}; {error}"))
    if _is_file_size_limited():
        return LocalTrouble("disk_full", detail=words)
    return LocalTrouble("profile_unwritable", folder=str(folder), detail=words)


def _is_file_size_limited() -> bool:
    if os.name == "nt":
        return False
    import resource  # noqa: PLC0415 - POSIX only

    return resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY

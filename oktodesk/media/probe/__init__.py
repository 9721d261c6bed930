"""What a file holds, read from a few headers: no decoder, never the whole file.

``probe`` walks the boxes of an MP4 or the segments of a picture through a ``Reader`` and stays within ``Limits``,
whatever the file says. It reads foreign bytes, so every number in them is a claim to be checked.
"""

from oktodesk.media.probe.extents import Limits
from oktodesk.media.probe.look import ProbeResult, probe, seen_so_far
from oktodesk.media.probe.reader import FileReader, Reader
from oktodesk.media.probe.sight import Sight
from oktodesk.media.probe.sniff import sniff

__all__ = ["FileReader", "Limits", "ProbeResult", "Reader", "Sight", "probe", "seen_so_far", "sniff"]

"""One catalogue out of the subjects' texts; an id belongs to exactly one of them."""

from oktodesk.problems.texts_checks import CHECKS
from oktodesk.problems.texts_computer import COMPUTER
from oktodesk.problems.texts_media import MEDIA
from oktodesk.problems.texts_networks import NETWORKS
from oktodesk.problems.texts_oktopost import OKTOPOST
from oktodesk.problems.texts_outbox import OUTBOX
from oktodesk.problems.texts_ranges import RANGES
from oktodesk.problems.values import QT_TRANSLATE_NOOP, Remedy, Side, Text

UNKNOWN = Text(
    QT_TRANSLATE_NOOP("problems", "Something unexpected happened"),
    QT_TRANSLATE_NOOP(
        "problems", "Try again. If it happens again, copy the details and send them to your support."
    ),
    Side.COMPUTER,
    Remedy.RETRY,
)
"""What is shown for an id that the catalogue lacks: a newer program may have written it."""

CATALOGUE: dict[str, Text] = COMPUTER | OKTOPOST | OUTBOX | CHECKS | RANGES | MEDIA | NETWORKS


def text_of(problem_id: str) -> Text:
    """The catalogue's entry for an id, or ``UNKNOWN``."""
    return CATALOGUE.get(problem_id, UNKNOWN)

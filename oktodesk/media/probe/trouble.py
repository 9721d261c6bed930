"""Why a look into a file ended early. Raised inside the probe only; ``look`` turns them into findings."""


class Damaged(Exception):
    """The bytes contradict the format."""


class EndsEarly(Damaged):
    """The file ends before something it announced."""


class CutShort(Exception):
    """A limit of the probe was reached; says nothing about the file."""

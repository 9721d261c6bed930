"""Why a source could not be fetched, in the words that become an upload's ``LastError``."""


class SourceTrouble(Exception):
    """A fetch that failed. ``permanent``: trying again can't help; ``status``: what the source answered, or 0."""

    def __init__(self, words: str, *, permanent: bool = False, status: int = 0) -> None:
        super().__init__(words)
        self.words = f"Could not download file, {words}"
        self.permanent = permanent
        self.status = status


def status_trouble(status: int) -> SourceTrouble:
    """The source answered with an error. The words are the reference's own."""
    return SourceTrouble(f"error {status}", status=status)

"""Why Oktopost could not fetch a file, as part of a sentence: the ``reason`` of ``duplicate_failed``.

Like the steps of a page it is a value that is an English text of ours, to be translated when it is shown;
Oktopost's own words are the detail.
"""

from oktodesk.problems.values import QT_TRANSLATE_NOOP

REASONS: dict[str, str] = {
    "download_missing": QT_TRANSLATE_NOOP("problems", "the file was no longer at its address"),
    "download_forbidden": QT_TRANSLATE_NOOP("problems", "the file's server did not let Oktopost in"),
    "download_http_error": QT_TRANSLATE_NOOP("problems", "the file's server answered Oktopost with an error"),
    "download_failed": QT_TRANSLATE_NOOP("problems", "Oktopost could not fetch the file"),
}
"""By the id of the problem that an upload failed with."""

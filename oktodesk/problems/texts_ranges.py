"""What the checks find in how a server hands out a file, beyond whether it does."""

from oktodesk.problems.values import QT_TRANSLATE_NOOP, Remedy, Side, Text

RANGES: dict[str, Text] = {
    "head_not_signed": Text(
        QT_TRANSLATE_NOOP("problems", "The link's signature is no good for Oktopost's first question ({status})"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost will probably fail to fetch it. Ask for a public link, or a signature that covers this too.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "get_not_signed": Text(
        QT_TRANSLATE_NOOP("problems", "The link's signature is no good for downloading ({status})"),
        QT_TRANSLATE_NOOP("problems", "Ask for a public link, or one whose signature covers the download."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "range_lied": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server sends other parts of the file than it is asked for"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost fetches files over 10 MB in parts and may end up with a broken one. Ask for a link on"
            " another service.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "range_lied_small": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server sends other parts of the file than it is asked for"),
        QT_TRANSLATE_NOOP(
            "problems", "The file is small enough to be fetched in one piece, so it may still work."
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "sizes_differ": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server names two sizes: {head_bytes} and {size_bytes}"),
        QT_TRANSLATE_NOOP("problems", "It may still be uploading. Wait until that is done, then check again."),
        Side.HOST,
        Remedy.RETRY,
    ),
    "versions_differ": Text(
        QT_TRANSLATE_NOOP("problems", "The file changed between two questions"),
        QT_TRANSLATE_NOOP("problems", "It may still be uploading. Wait until that is done, then check again."),
        Side.HOST,
        Remedy.RETRY,
    ),
    "host_slow": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server is slow: {rate_bps} from here"),
        QT_TRANSLATE_NOOP(
            "problems",
            "At that speed Oktopost needs {needed_s}; but your own network may be the slow one. You can send it.",
        ),
        Side.HOST,
        Remedy.RETRY,
    ),
    "one_time_link": Text(
        QT_TRANSLATE_NOOP("problems", "{host} deletes a file after its first download, so nobody looked into it"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost asks several times for a large file and may find nothing. Ask for a link elsewhere.",
        ),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
}

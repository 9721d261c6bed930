"""What a look into the file can find."""

from oktodesk.problems.values import QT_TRANSLATE_NOOP, Remedy, Side, Text

MEDIA: dict[str, Text] = {
    "media_unreadable": Text(
        QT_TRANSLATE_NOOP("problems", "The file can't be read as {kind}"),
        QT_TRANSLATE_NOOP(
            "problems",
            "It may be damaged or still uploading. Open it on your computer, then export it again.",
        ),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "media_truncated": Text(
        QT_TRANSLATE_NOOP("problems", "The file ends too early"),
        QT_TRANSLATE_NOOP("problems", "The upload to its server was cut off. Upload it there again."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "media_encrypted": Text(
        QT_TRANSLATE_NOOP("problems", "The video is copy-protected"),
        QT_TRANSLATE_NOOP("problems", "Export it without protection."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "media_no_video": Text(
        QT_TRANSLATE_NOOP("problems", "The file has no picture, only sound"),
        QT_TRANSLATE_NOOP("problems", "Export it with a picture track."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "media_wrong_container": Text(
        QT_TRANSLATE_NOOP("problems", "The file is {found}, although it is called MP4"),
        QT_TRANSLATE_NOOP("problems", "Export it as MP4."),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "media_not_faststart": Text(
        QT_TRANSLATE_NOOP("problems", "The index stands at the end of the file"),
        QT_TRANSLATE_NOOP(
            "problems",
            'Most networks take it; export with "fast start" or "web optimised" to be safe.',
        ),
        Side.HOST,
        Remedy.FIX_FILE,
    ),
    "media_probe_limited": Text(
        QT_TRANSLATE_NOOP("problems", "The look into the file was cut short"),
        QT_TRANSLATE_NOOP("problems", "The forecast is less certain than usual."),
        Side.HOST,
        Remedy.RETRY,
    ),
}

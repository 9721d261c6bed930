"""What can become of a link between confirmation and upload, and of the upload afterwards."""

from oktodesk.problems.values import QT_TRANSLATE_NOOP, Remedy, Side, Text

OUTBOX: dict[str, Text] = {
    "unsure": Text(
        QT_TRANSLATE_NOOP("problems", "It is not clear yet whether Oktopost has this link"),
        QT_TRANSLATE_NOOP("problems", "oktodesk keeps looking and never sends it twice on its own."),
        Side.OKTOPOST,
        Remedy.WAIT,
    ),
    "unsure_ask": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost may or may not have this link"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Look into Oktopost. Send it again if it is not there, or drop it if it is.",
        ),
        Side.OKTOPOST,
        Remedy.RETRY,
    ),
    "same_upload": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost says it already has this link as {upload_id}"),
        QT_TRANSLATE_NOOP("problems", "Nothing was sent twice; use that upload."),
        Side.OKTOPOST,
        Remedy.FIX_LINK,
    ),
    "wait_allowance": Text(
        QT_TRANSLATE_NOOP("problems", "Waiting for the daily allowance"),
        QT_TRANSLATE_NOOP("problems", "{size_bytes} fit in again at about {until_at}."),
        Side.OKTOPOST,
        Remedy.WAIT,
    ),
    "wait_calls": Text(
        QT_TRANSLATE_NOOP("problems", "Waiting for Oktopost's call limit"),
        QT_TRANSLATE_NOOP("problems", "Goes on by itself at about {until_at}."),
        Side.OKTOPOST,
        Remedy.WAIT,
    ),
    "wait_offline": Text(
        QT_TRANSLATE_NOOP("problems", "Waiting for the connection to Oktopost"),
        QT_TRANSLATE_NOOP("problems", "Goes on by itself."),
        Side.NETWORK,
        Remedy.WAIT,
    ),
    "wait_account": Text(
        QT_TRANSLATE_NOOP("problems", "Waiting for you to connect"),
        QT_TRANSLATE_NOOP("problems", "Connect with an account id and a key that Oktopost accepts."),
        Side.COMPUTER,
        Remedy.SIGN_IN,
    ),
    "wait_order": Text(
        QT_TRANSLATE_NOOP("problems", "Waiting in line"),
        QT_TRANSLATE_NOOP("problems", "Links are sent one after another."),
        Side.COMPUTER,
        Remedy.WAIT,
    ),
    "wait_grace": Text(
        QT_TRANSLATE_NOOP("problems", "Sent in a few seconds"),
        QT_TRANSLATE_NOOP("problems", "Until then you can take it back."),
        Side.COMPUTER,
        Remedy.WAIT,
    ),
    "wait_held": Text(
        QT_TRANSLATE_NOOP("problems", "You hold this link back"),
        QT_TRANSLATE_NOOP("problems", "It keeps its place in line. Let it go on when it may be sent."),
        Side.COMPUTER,
        Remedy.WAIT,
    ),
    "wait_paused": Text(
        QT_TRANSLATE_NOOP("problems", "Sending is paused"),
        QT_TRANSLATE_NOOP("problems", "Resume sending to go on."),
        Side.COMPUTER,
        Remedy.WAIT,
    ),
    "paused_elsewhere": Text(
        QT_TRANSLATE_NOOP("problems", "Sending is paused in another oktodesk, which sends for this account"),
        QT_TRANSLATE_NOOP("problems", "Resume sending there, or close it and try again."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "download_failed": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost could not fetch the file: {words}"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Open the link in a browser that is not signed in. If it does not start to download, "
            "ask for a new link.",
        ),
        Side.HOST,
        Remedy.RETRY,
    ),
    "download_http_error": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server answered Oktopost with error {status}"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Open the link in a private browser window. If it fails there too, ask the file's "
            "owner for a new link.",
        ),
        Side.HOST,
        Remedy.RETRY,
    ),
    "download_missing": Text(
        QT_TRANSLATE_NOOP("problems", "The file is no longer at its address"),
        QT_TRANSLATE_NOOP("problems", "Ask for a new link, then try again with it."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "download_forbidden": Text(
        QT_TRANSLATE_NOOP("problems", "The file's server does not let Oktopost in"),
        QT_TRANSLATE_NOOP("problems", "The link needs a sign-in or has expired. Ask for a public link."),
        Side.HOST,
        Remedy.FIX_LINK,
    ),
    "stalled": Text(
        QT_TRANSLATE_NOOP("problems", "Nothing is arriving at the moment"),
        QT_TRANSLATE_NOOP("problems", "The file's server may be slow or stuck. Oktopost goes on trying."),
        Side.HOST,
        Remedy.WAIT,
    ),
    "duplicate_done": Text(
        QT_TRANSLATE_NOOP("problems", "This link is already in Oktopost"),
        QT_TRANSLATE_NOOP("problems", "Use the upload of {created_at} instead of sending it again."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "duplicate_pending": Text(
        QT_TRANSLATE_NOOP("problems", "Oktopost is already fetching this link"),
        QT_TRANSLATE_NOOP("problems", "Follow that upload instead of sending it again."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "duplicate_alike": Text(
        QT_TRANSLATE_NOOP("problems", "Very likely the upload of {created_at}: {name}"),
        QT_TRANSLATE_NOOP(
            "problems",
            "It has the same size, to the byte, and type. Use it instead of sending this one.",
        ),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "duplicate_failed": Text(
        QT_TRANSLATE_NOOP("problems", "This link failed before"),
        QT_TRANSLATE_NOOP("problems", "Look at the reason first: {reason}"),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
}

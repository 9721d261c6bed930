"""What this computer can get wrong: profile, disk, keyring, command line."""

from oktodesk.problems.values import QT_TRANSLATE_NOOP, Remedy, Side, Text

COMPUTER: dict[str, Text] = {
    "unexpected": Text(
        QT_TRANSLATE_NOOP("problems", "Something unexpected happened"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Try again. If it happens again, copy the details and send them to your support.",
        ),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "usage": Text(
        QT_TRANSLATE_NOOP("problems", "That command can't be understood: {reason}"),
        QT_TRANSLATE_NOOP("problems", "See '{command} --help' for how to write it."),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "no_display": Text(
        QT_TRANSLATE_NOOP("problems", "There is no screen to open a window on"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Start oktodesk on a desktop. Without one, 'oktodesk --help' lists what works in a terminal.",
        ),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "interrupted": Text(
        QT_TRANSLATE_NOOP("problems", "It was stopped before it was finished"),
        QT_TRANSLATE_NOOP("problems", "Nothing is lost: what was taken in goes on the next time oktodesk runs."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "list_unreadable": Text(
        QT_TRANSLATE_NOOP("problems", "The list {file} can't be read"),
        QT_TRANSLATE_NOOP("problems", "Save it as text (UTF-8), CSV or XLSX and try again."),
        Side.COMPUTER,
        Remedy.FIX_FILE,
    ),
    "folder_too_large": Text(
        QT_TRANSLATE_NOOP(
            "problems", "{file} holds too much: only {count} files and folders in it were looked at"
        ),
        QT_TRANSLATE_NOOP("problems", "Drop the list itself, or a smaller folder."),
        Side.COMPUTER,
        Remedy.FIX_FILE,
    ),
    "keyring_missing": Text(
        QT_TRANSLATE_NOOP("problems", "This computer has no keyring to keep the API key in"),
        QT_TRANSLATE_NOOP(
            "problems",
            "In the window the key is kept until oktodesk is closed. Set up a keyring to keep it for good; "
            "scripts can use OKTOPOST_ACCOUNT_ID and OKTOPOST_API_KEY.",
        ),
        Side.COMPUTER,
        Remedy.SIGN_IN,
    ),
    "keyring_locked": Text(
        QT_TRANSLATE_NOOP("problems", "This computer's keyring does not answer"),
        QT_TRANSLATE_NOOP("problems", "Unlock the keyring, then try again."),
        Side.COMPUTER,
        Remedy.SIGN_IN,
    ),
    "settings_unreadable": Text(
        QT_TRANSLATE_NOOP("problems", "The settings file could not be read"),
        QT_TRANSLATE_NOOP("problems", "It was kept as {kept_as}; oktodesk starts with its usual settings."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "profile_unwritable": Text(
        QT_TRANSLATE_NOOP("problems", "oktodesk can't write to its folder {folder}"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Check that the folder exists, is yours and is not read-only, then start again.",
        ),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "disk_full": Text(
        QT_TRANSLATE_NOOP("problems", "The disk of this computer is full"),
        QT_TRANSLATE_NOOP("problems", "Free some space. Nothing that was confirmed is lost."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "store_corrupt": Text(
        QT_TRANSLATE_NOOP("problems", "The list kept on this computer was damaged"),
        QT_TRANSLATE_NOOP("problems", "It was kept as {kept_as} and is being rebuilt from your account."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "outbox_corrupt": Text(
        QT_TRANSLATE_NOOP("problems", "The file with your unsent links was damaged"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Links that could be saved: {saved}. The damaged file was kept as {kept_as}.",
        ),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "outbox_corrupt_empty": Text(
        QT_TRANSLATE_NOOP("problems", "A file of oktodesk on this computer was damaged, and begun anew"),
        QT_TRANSLATE_NOOP(
            "problems",
            "It held no unsent links, so none is lost. The damaged file was kept as {kept_as}.",
        ),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "store_damaged": Text(
        QT_TRANSLATE_NOOP("problems", "A file of oktodesk on this computer is damaged"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Close oktodesk everywhere and start it again: it keeps the damaged file and saves what can be saved.",
        ),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "store_busy": Text(
        QT_TRANSLATE_NOOP("problems", "Another program keeps oktodesk's list locked"),
        QT_TRANSLATE_NOOP(
            "problems", "Try again in a moment. A backup program or another oktodesk may be using it."
        ),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "profile_newer": Text(
        QT_TRANSLATE_NOOP("problems", "This list was last used by a newer oktodesk"),
        QT_TRANSLATE_NOOP("problems", "Install the newest oktodesk and start it again. Nothing is lost."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "file_unwritable": Text(
        QT_TRANSLATE_NOOP("problems", "{file} can't be written"),
        QT_TRANSLATE_NOOP("problems", "Choose another folder, or close the program that has the file open."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "other_sender": Text(
        QT_TRANSLATE_NOOP("problems", "Another oktodesk on this computer is sending for this account"),
        QT_TRANSLATE_NOOP("problems", "Your links are in its line; it sends them."),
        Side.COMPUTER,
        Remedy.WAIT,
    ),
    "local_media_file": Text(
        QT_TRANSLATE_NOOP("problems", "{file} is a file on this computer"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Oktopost fetches files from a public address and can't take them from your disk. Put"
            " the file on Dropbox, Google Drive, SharePoint or your web server, and drop its link"
            " here.",
        ),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "nothing_dropped": Text(
        QT_TRANSLATE_NOOP("problems", "There was no link in what you dropped"),
        QT_TRANSLATE_NOOP(
            "problems",
            "Drop or paste links to MP4 videos or to PNG, JPEG or GIF images, or a list of them.",
        ),
        Side.COMPUTER,
        Remedy.FIX_LINK,
    ),
    "sandbox_failed": Text(
        QT_TRANSLATE_NOOP("problems", "Practice mode could not be started"),
        QT_TRANSLATE_NOOP("problems", "Close other copies of oktodesk and try again."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "sandbox_port_taken": Text(
        QT_TRANSLATE_NOOP("problems", "Port {port} of this computer is in use"),
        QT_TRANSLATE_NOOP("problems", "Choose another port, or leave it out to get a free one."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "sandbox_state_taken": Text(
        QT_TRANSLATE_NOOP("problems", "Another local Oktopost is using the folder {folder}"),
        QT_TRANSLATE_NOOP("problems", "End the other one, or choose another folder."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
    "wrong_pyside": Text(
        QT_TRANSLATE_NOOP("problems", "This version of the window library is known to crash here"),
        QT_TRANSLATE_NOOP("problems", "Install PySide6 before 6.12, or use Python 3.12 or newer."),
        Side.COMPUTER,
        Remedy.RETRY,
    ),
}

"""How the actions are called on buttons and in the menu."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from oktodesk.ui.row_actions import Action, Offer

_translate = QCoreApplication.translate

KEYS: dict[Action, QKeySequence.StandardKey | str] = {
    Action.RENAME: "F2",
    Action.COPY_ROW: QKeySequence.StandardKey.Copy,
    Action.COPY_MEDIA_ID: "Ctrl+Shift+C",
    Action.REMOVE: QKeySequence.StandardKey.Delete,
    Action.ADD: "Ctrl+Return",
    Action.MOVE_UP: "Alt+Up",
    Action.MOVE_DOWN: "Alt+Down",
}
"""The keys that do the same; the window's shortcuts and the menu's hints both come from here."""
QUIT_KEYS = "Ctrl+Q"
"""Qt's own standard key for it is empty on bare desktops."""


def action_text(offer: Offer) -> str:
    """The label, with the count where it is about several rows."""
    count = len(offer.keys)
    if offer.host:
        return _translate("Actions", "Open {host} in the browser").format(host=offer.host)
    text = _one(offer.action) if count == 1 else _many(offer.action, count)
    return _translate("Actions", "{action} (may use the link up)").format(action=text) if offer.uses_up else text


def _one(action: Action) -> str:
    return {
        Action.ADD: _translate("Actions", "Add"),
        Action.USE_THAT: _translate("Actions", "Use that one"),
        Action.FOLLOW_IT: _translate("Actions", "Follow it"),
        Action.RETRY: _translate("Actions", "Try again"),
        Action.RETRY_WITH: _translate("Actions", "Try again with another link…"),
        Action.OPEN_PAGE: _translate("Actions", "Open page"),
        Action.CHANGE_LINK: _translate("Actions", "Change the link…"),
        Action.CHECK_AGAIN: _translate("Actions", "Check again"),
        Action.SEND_ANYWAY: _translate("Actions", "Send anyway"),
        Action.SEND_AGAIN: _translate("Actions", "Send it again"),
        Action.DROP_UNSURE: _translate("Actions", "It is in Oktopost: remove it here"),
        Action.SEND_FIRST: _translate("Actions", "Send first"),
        Action.MOVE_UP: _translate("Actions", "Move up in line"),
        Action.MOVE_DOWN: _translate("Actions", "Move down in line"),
        Action.SEND_LAST: _translate("Actions", "Send last"),
        Action.HOLD: _translate("Actions", "Hold"),
        Action.GO_ON: _translate("Actions", "Go on"),
        Action.TAKE_OUT: _translate("Actions", "Take out of the line"),
        Action.RENAME: _translate("Actions", "Change the name"),
        Action.CHANGE_TYPE: _translate("Actions", "Change the type…"),
        Action.SHOW_BATCH: _translate("Actions", "Show its batch"),
        Action.RENAME_BATCH: _translate("Actions", "Rename its batch…"),
        Action.MEANT_FOR: _translate("Actions", "Meant for…"),
        Action.REVALIDATE: _translate("Actions", "Re-check the networks"),
        Action.DEAL_WITH: _translate("Actions", "Mark as dealt with"),
        Action.REOPEN: _translate("Actions", "Mark as open again"),
        Action.COPY_MEDIA_ID: _translate("Actions", "Copy media id"),
        Action.COPY_LINK: _translate("Actions", "Copy link"),
        Action.COPY_ROW: _translate("Actions", "Copy row"),
        Action.OPEN_LINK: _translate("Actions", "Open link in the browser"),
        Action.REMOVE: _translate("Actions", "Remove"),
    }[action]


def _many(action: Action, count: int) -> str:
    texts = {
        Action.ADD: _translate("Actions", "Add %n", "", count),
        Action.RETRY: _translate("Actions", "Try %n again", "", count),
        Action.CHECK_AGAIN: _translate("Actions", "Check %n again", "", count),
        Action.SEND_ANYWAY: _translate("Actions", "Send %n anyway", "", count),
        Action.SEND_AGAIN: _translate("Actions", "Send %n again", "", count),
        Action.SEND_FIRST: _translate("Actions", "Send %n first", "", count),
        Action.MOVE_UP: _translate("Actions", "Move %n up in line", "", count),
        Action.MOVE_DOWN: _translate("Actions", "Move %n down in line", "", count),
        Action.SEND_LAST: _translate("Actions", "Send %n last", "", count),
        Action.HOLD: _translate("Actions", "Hold %n", "", count),
        Action.GO_ON: _translate("Actions", "Let %n go on", "", count),
        Action.TAKE_OUT: _translate("Actions", "Take %n out of the line", "", count),
        Action.RENAME: _translate("Actions", "Change %n names…", "", count),
        Action.CHANGE_TYPE: _translate("Actions", "Change the type of %n…", "", count),
        Action.MEANT_FOR: _translate("Actions", "What %n are meant for…", "", count),
        Action.REVALIDATE: _translate("Actions", "Re-check the networks of %n", "", count),
        Action.DEAL_WITH: _translate("Actions", "Mark %n as dealt with", "", count),
        Action.REOPEN: _translate("Actions", "Mark %n as open again", "", count),
        Action.COPY_MEDIA_ID: _translate("Actions", "Copy %n media id(s)", "", count),
        Action.COPY_LINK: _translate("Actions", "Copy %n link(s)", "", count),
        Action.COPY_ROW: _translate("Actions", "Copy %n row(s)", "", count),
        Action.REMOVE: _translate("Actions", "Remove %n", "", count),
    }
    return texts.get(action) or _one(action)

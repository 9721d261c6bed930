"""How to get from a service's page to a link of the file itself: the ``steps`` of ``folder_or_page``.

A step is a value of that problem and, unlike other values, an English sentence to be translated when it is shown.
"""

from oktodesk.problems.values import QT_TRANSLATE_NOOP

STEPS: dict[str, str] = {
    "dropbox_folder": QT_TRANSLATE_NOOP(
        "problems",
        "Open the folder, point at the file, choose Share, then Copy link, and drop that link here.",
    ),
    "dropbox_page": QT_TRANSLATE_NOOP(
        "problems",
        "This page needs your sign-in. Point at the file in Dropbox, choose Share, then Copy link, and drop it.",
    ),
    "google_folder": QT_TRANSLATE_NOOP(
        "problems",
        'Open the folder, right-click the file, choose Share, "Anyone with the link", Copy link, and drop it.',
    ),
    "google_docs": QT_TRANSLATE_NOOP(
        "problems",
        "Documents can't be sent. Download it as PNG or PDF, put that file on your Drive, and drop its link.",
    ),
    "onedrive_folder": QT_TRANSLATE_NOOP(
        "problems",
        'Open the folder, select the file, choose Share, set "Anyone with the link", then Copy link, and drop it.',
    ),
    "onedrive_document": QT_TRANSLATE_NOOP(
        "problems",
        "Documents can't be sent. Export it as PNG or PDF, put that file on OneDrive, and drop its link.",
    ),
    "sharepoint_folder": QT_TRANSLATE_NOOP(
        "problems",
        'Open the folder, select the file, choose Copy link, set it to "Anyone", and drop that link.',
    ),
    "sharepoint_document": QT_TRANSLATE_NOOP(
        "problems",
        "Documents can't be sent. Export it as PNG or PDF, put that file on SharePoint, and drop its link.",
    ),
    "sharepoint_page": QT_TRANSLATE_NOOP(
        "problems",
        'This page needs a sign-in. Choose Share, then Copy link, set it to "Anyone", and drop that link.',
    ),
    "box_page": QT_TRANSLATE_NOOP(
        "problems",
        'Open the file in Box, choose Share, set "People with the link", copy the link, and drop it.',
    ),
    "transfer": QT_TRANSLATE_NOOP(
        "problems",
        "Such pages have no lasting link to the file. Ask for a Dropbox, Google Drive or SharePoint link instead.",
    ),
    "frame_io": QT_TRANSLATE_NOOP(
        "problems",
        "Ask for a Dropbox, Google Drive or SharePoint link to the exported file instead.",
    ),
    "icloud": QT_TRANSLATE_NOOP(
        "problems",
        "Its links lead to a page only. Put the file on Dropbox, Google Drive or SharePoint and drop its link.",
    ),
    "locked": QT_TRANSLATE_NOOP(
        "problems",
        "Its files are unlocked in the browser only. Put the file on Dropbox, Google Drive or SharePoint instead.",
    ),
    "design": QT_TRANSLATE_NOOP(
        "problems",
        "Export it as MP4 or PNG, put that file on Dropbox, Google Drive or SharePoint, and drop its link.",
    ),
    "video_site": QT_TRANSLATE_NOOP(
        "problems",
        "Videos can't be taken from this site. Ask for a link to the original file.",
    ),
}

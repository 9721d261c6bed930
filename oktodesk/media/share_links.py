"""Links of file-sharing services: single files become their direct form, folders and pages need the person.

Nothing is fetched here. The direct forms are the services' own (Dropbox: ``dl=1`` for old and new links alike, see
help.dropbox.com/share/force-download; Drive: its download host; Box: ``shared/static``, and its own download of a
file in a shared folder; for Microsoft's see ``microsoft_shares``), and the check that follows tells whether they
hold. Folders are never turned into a ZIP, transfer pages never scraped.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

from oktodesk.media.microsoft_shares import onedrive, onedrive_short, sharepoint
from oktodesk.media.share_forms import MEDIA_NAME, Address, ShareLink, needs_person
from oktodesk.media.wrappers import PLAIN_HOST

_BOX_NAMES = {"s": "shared_name", "v": "vanity_name"}
_EXPORTED = frozenset({"png", "jpg", "jpeg", "pdf"})


def direct_form(url: str) -> ShareLink | None:
    """What is known of a link by its address alone; None: not of a service that is known here."""
    plain = PLAIN_HOST.match(url)
    if plain and _reader(plain[1]) is None:
        return None
    try:
        split = urlsplit(url)
        host = split.hostname or ""
    except ValueError:
        return None
    read = _reader(host) if split.scheme in ("http", "https") else None
    return read(Address(host, split.path, split.query)) if read else None


@lru_cache(maxsize=1024)
def _reader(host: str) -> "Callable[[Address], ShareLink] | None":
    """Who reads the links of a host. Lists have thousands of links of a few hosts."""
    return next((read for hosts, read in SERVICES if hosts.search(host)), None)


def _dropbox(address: Address) -> ShareLink:
    parts, service = address.parts, "Dropbox"
    names_file = bool(parts) and MEDIA_NAME.search(parts[-1]) is not None
    match parts:
        case ["s", _, *_] | ["scl", "fi", _, *_]:
            return ShareLink(service, address.with_values(dl="1"))
        case ["sh", _, _, *_] | ["scl", "fo", _, _, *_] if names_file:
            return ShareLink(service, address.with_values(dl="1"))
        case ["sh" | "scl", *_]:
            return needs_person(service, "dropbox_folder")
        case ["t" | "transfer" | "l", *_]:
            return needs_person("Dropbox Transfer", "transfer")
        case _:
            return needs_person(service, "dropbox_page")


def _google_drive(address: Address) -> ShareLink:
    parts, service = address.parts, "Google Drive"
    file_id = address.value("id")
    match parts:
        case [*_, "file", "d", found] | [*_, "file", "d", found, _] | ["file", "u", _, "d", found, *_]:
            return ShareLink(service, _google_download(found, address))
        case ["open" | "uc" | "download"] | ["u" | "a", _, "uc" | "open"] if file_id:
            return ShareLink(service, _google_download(file_id, address))
        case _:
            return needs_person(service, "google_folder")


def _google_download(file_id: str, address: Address) -> str:
    key = address.value("resourcekey")
    query = f"id={quote(file_id, safe='')}&export=download&confirm=t"
    query += f"&resourcekey={quote(key, safe='')}" if key else ""
    return f"https://drive.usercontent.google.com/download?{query}"


def _google_docs(address: Address) -> ShareLink:
    match address.parts:
        case ["uc" | "open"] | ["file", "d", _, *_]:
            return _google_drive(address)
        case [_, "d", _, "export", kind] if kind.lower() in _EXPORTED:
            return ShareLink("Google Docs")
        case [_, "d", _, "export"] if address.value("format").lower() in _EXPORTED:
            return ShareLink("Google Docs")
    return needs_person("Google Docs", "google_docs", looks_like_media=False)


def _google_usercontent(address: Address) -> ShareLink:
    if address.value("id") and not address.value("confirm"):
        return ShareLink("Google Drive", address.with_values(confirm="t"))
    return ShareLink("Google Drive")


def _box(address: Address) -> ShareLink:
    service = "Box"
    match address.parts:
        case ["shared", "static", *_] | ["index.php"]:
            return ShareLink(service)
        case ["s", token]:
            return ShareLink(service, f"https://{address.host}/shared/static/{token}")
        case ["s" | "v" as kind, name, "file", file_id]:
            return ShareLink(service, _box_download(address, _BOX_NAMES[kind], name, file_id))
        case ["file", file_id] if name := address.value("s"):
            return ShareLink(service, _box_download(address, _BOX_NAMES["s"], name, file_id))
    is_item = address.parts[:1] and address.parts[0] in {"s", "v", "file", "folder", "embed"}
    return needs_person(service, "box_page", looks_like_media=bool(is_item))


def _box_download(address: Address, kind: str, name: str, file_id: str) -> str:
    """One file of a shared folder, as Box's own button fetches it."""
    values = urlencode({"rm": "box_download_shared_file", kind: name, "file_id": f"f_{file_id}"})
    return f"https://{address.host}/index.php?{values}"


def _vimeo(address: Address) -> ShareLink:
    """Its pages, and the files that owners of a paid account get a link of."""
    if address.parts[:1] in (["progressive_redirect"], ["external"]):
        return ShareLink("Vimeo")
    return needs_person("Vimeo", "video_site", looks_like_media=False)


def _page(service: str, kind: str, *, looks_like_media: bool = True) -> Callable[[Address], ShareLink]:
    def read(_: Address) -> ShareLink:
        return needs_person(service, kind, looks_like_media=looks_like_media)

    return read


def _hosts(*names: str) -> re.Pattern[str]:
    """These hosts and all below them."""
    return re.compile(r"(?:^|\.)(?:" + "|".join(map(re.escape, names)) + r")$")


SERVICES: tuple[tuple[re.Pattern[str], Callable[[Address], ShareLink]], ...] = (
    (re.compile(r"^(www\.)?dropbox\.com$"), _dropbox),
    (re.compile(r"^drive\.google\.com$"), _google_drive),
    (re.compile(r"^docs\.google\.com$"), _google_docs),
    (re.compile(r"^drive\.usercontent\.google\.com$"), _google_usercontent),
    (re.compile(r"^1drv\.ms$"), onedrive_short),
    (re.compile(r"^onedrive\.live\.com$"), onedrive),
    (re.compile(r"^my\.microsoftpersonalcontent\.com$"), lambda _: ShareLink("OneDrive")),
    (_hosts("sharepoint.com", "sharepoint.us", "sharepoint-mil.us", "sharepoint.de", "sharepoint.cn"),
     sharepoint),
    (_hosts("box.com"), _box),
    (_hosts("wetransfer.com", "we.tl"), _page("WeTransfer", "transfer")),
    (_hosts("frame.io", "f.io"), _page("Frame.io", "frame_io")),
    (re.compile(r"^replay\.dropbox\.com$"), _page("Dropbox Replay", "frame_io")),
    (re.compile(r"^((www|share|photos)\.)?icloud\.com(\.cn)?$"), _page("iCloud", "icloud")),
    (_hosts("smash.com", "fromsmash.com", "transfernow.net", "swisstransfer.com", "filemail.com", "sendgb.com",
            "wormhole.app", "send.vis.ee", "hightail.com", "transfer.pcloud.com", "pcloud.link",
            "www.mediafire.com"),
     _page("a transfer service", "transfer")),
    (_hosts("mega.nz", "mega.co.nz"), _page("MEGA", "locked")),
    (re.compile(r"^drive\.proton\.me$"), _page("Proton Drive", "locked")),
    (re.compile(r"^photos\.(google\.com|app\.goo\.gl)$"), _page("Google Photos", "icloud")),
    (re.compile(r"^(www\.)?canva\.(com|site)$"), _page("Canva", "design")),
    (re.compile(r"^(www\.)?figma\.com$"), _page("Figma", "design")),
    (re.compile(r"^(www\.)?(loom\.com|dailymotion\.com|tiktok\.com)$|^vm\.tiktok\.com$|^dai\.ly$"),
     _page("a video site", "video_site", looks_like_media=False)),
    (re.compile(r"^(www\.|m\.|web\.)?(facebook|instagram|linkedin|twitter|x)\.com$|^fb\.watch$"),
     _page("a social network", "video_site", looks_like_media=False)),
    (_hosts("youtube.com", "youtu.be", "youtube-nocookie.com"),
     _page("YouTube", "video_site", looks_like_media=False)),
    (re.compile(r"^(www\.|player\.)?vimeo\.com$"), _vimeo),
)  # fmt: skip
"""Hosts and who reads their links; the first that fits."""

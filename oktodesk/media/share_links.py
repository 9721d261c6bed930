"""Links of file-sharing services: single files become their direct form, folders and pages need the person.

Nothing is fetched here. The direct forms are the services' own (Dropbox: ``dl=1`` for old and new links alike, see
help.dropbox.com/share/force-download; Drive: its download host; SharePoint: ``download.aspx``; Box:
``shared/static``), and the check that follows tells whether they hold. Folders are never turned into a ZIP,
transfer pages never scraped.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

import msgspec

from oktodesk.media.wrappers import PLAIN_HOST
from oktodesk.problems import Problem
from oktodesk.problems.texts_steps import STEPS

MEDIA_NAME = re.compile(r"\.(mp4|m4v|mov|gif|png|jpe?g|pdf)$", re.IGNORECASE)


class ShareLink(msgspec.Struct, frozen=True):
    """What a service's link is: either ``direct`` or ``problem`` is set; both None: it is direct already."""

    service: str
    direct: str | None = None
    problem: Problem | None = None
    looks_like_media: bool = True
    """False for pages that nobody means to send, such as a video site in a signature."""


class Address(msgspec.Struct, frozen=True):
    """A URL taken apart."""

    host: str
    path: str
    query: str

    @property
    def parts(self) -> list[str]:
        """The path's segments."""
        return [part for part in self.path.split("/") if part]

    def value(self, name: str) -> str:
        """The first value of a query parameter."""
        return parse_qs(self.query).get(name, [""])[0] if f"{name}=" in self.query else ""

    def with_values(self, **values: str) -> str:
        """The same address with query parameters set; the others keep their order, and are left as they are."""
        kept = [pair for pair in self.query.split("&") if pair and pair.partition("=")[0] not in values]
        query = "&".join([*kept, *(f"{name}={quote(value, safe='')}" for name, value in values.items())])
        return f"https://{self.host}{self.path}?{query}"


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


def needs_person(service: str, kind: str, *, looks_like_media: bool = True) -> ShareLink:
    """A page or folder; ``kind`` names the steps that lead to a link of the file itself."""
    values: dict[str, str | int | float] = {"service": service, "steps": STEPS[kind]}
    return ShareLink(service, problem=Problem("folder_or_page", values), looks_like_media=looks_like_media)


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
        case ["file", *_, "d", found] | ["file", *_, "d", found, _]:
            return ShareLink(service, _google_download(found, address))
        case ["open" | "uc" | "download"] | ["u", _, "uc" | "open"] if file_id:
            return ShareLink(service, _google_download(file_id, address))
        case _:
            return needs_person(service, "google_folder")


def _google_download(file_id: str, address: Address) -> str:
    key = address.value("resourcekey")
    query = f"id={quote(file_id, safe='')}&export=download&confirm=t"
    query += f"&resourcekey={quote(key, safe='')}" if key else ""
    return f"https://drive.usercontent.google.com/download?{query}"


def _google_docs(address: Address) -> ShareLink:
    if address.parts[:1] in (["uc"], ["open"]):
        return _google_drive(address)
    return needs_person("Google Docs", "google_docs")


def _google_usercontent(address: Address) -> ShareLink:
    if address.value("id") and not address.value("confirm"):
        return ShareLink("Google Drive", address.with_values(confirm="t"))
    return ShareLink("Google Drive")


def _onedrive_short(address: Address) -> ShareLink:
    if address.parts[:1] == ["f"]:
        return needs_person("OneDrive", "onedrive_folder")
    return ShareLink("OneDrive", address.with_values(download="1"))


def _onedrive(address: Address) -> ShareLink:
    service = "OneDrive"
    if address.parts[:1] == ["download"]:
        return ShareLink(service)
    if address.parts[:1] in (["embed"], ["redir"]) and address.value("resid"):
        return ShareLink(service, urlunsplit(("https", address.host, "/download", address.query, "")))
    if address.value("resid") and address.value("authkey"):
        kept = {name: address.value(name) for name in ("cid", "resid", "authkey") if address.value(name)}
        return ShareLink(service, f"https://onedrive.live.com/download?{urlencode(kept)}")
    return needs_person(service, "onedrive_folder")


def _sharepoint(address: Address) -> ShareLink:
    """``/:v:/s/SITE/TOKEN``: v is a video, i an image, b a PDF, u another file, f a folder, the rest documents."""
    parts, service = address.parts, "SharePoint"
    match parts:
        case [":v:" | ":i:" | ":b:" | ":u:", *rest]:
            return ShareLink(service, _sharepoint_file(address, rest))
        case [":f:", *_]:
            return needs_person(service, "sharepoint_folder")
        case [":w:" | ":x:" | ":p:" | ":o:", *_]:
            return needs_person(service, "sharepoint_document")
    if parts and (parts[-1].lower() == "download.aspx" or MEDIA_NAME.search(parts[-1])):
        return ShareLink(service)
    return needs_person(service, "sharepoint_page")


def _sharepoint_file(address: Address, rest: list[str]) -> str:
    match rest:
        case ["s", site, token]:
            return _sharepoint_download(address, f"sites/{site}", token)
        case ["t", team, token]:
            return _sharepoint_download(address, f"teams/{team}", token)
        case ["g", "personal" | "sites" | "teams" as area, owner, token]:
            return _sharepoint_download(address, f"{area}/{owner}", token)
        case _:
            return address.with_values(download="1")


def _sharepoint_download(address: Address, site: str, token: str) -> str:
    return f"https://{address.host}/{site}/_layouts/15/download.aspx?share={quote(token, safe='')}"


def _box(address: Address) -> ShareLink:
    match address.parts:
        case ["shared", "static", *_] | ["index.php"]:
            return ShareLink("Box")
        case ["s", token]:
            return ShareLink("Box", f"https://{address.host}/shared/static/{token}")
        case _:
            return needs_person("Box", "box_page")


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
    (re.compile(r"^1drv\.ms$"), _onedrive_short),
    (re.compile(r"^onedrive\.live\.com$"), _onedrive),
    (_hosts("sharepoint.com", "sharepoint.us", "sharepoint.de"), _sharepoint),
    (re.compile(r"^([\w-]+\.)?(app\.)?box\.com$"), _box),
    (_hosts("wetransfer.com", "we.tl"), _page("WeTransfer", "transfer")),
    (_hosts("frame.io", "f.io"), _page("Frame.io", "frame_io")),
    (re.compile(r"^(www\.)?icloud\.com$|^share\.icloud\.com$"), _page("iCloud", "icloud")),
    (_hosts("smash.com", "fromsmash.com", "transfernow.net", "swisstransfer.com", "filemail.com", "sendgb.com",
            "wormhole.app", "send.vis.ee"),
     _page("a transfer service", "transfer")),
    (_hosts("mega.nz", "mega.co.nz"), _page("MEGA", "locked")),
    (re.compile(r"^drive\.proton\.me$"), _page("Proton Drive", "locked")),
    (re.compile(r"^photos\.(google\.com|app\.goo\.gl)$"), _page("Google Photos", "icloud")),
    (re.compile(r"^(www\.)?canva\.(com|site)$"), _page("Canva", "design")),
    (re.compile(r"^(www\.)?figma\.com$"), _page("Figma", "design")),
    (re.compile(r"^(www\.)?(loom\.com|dailymotion\.com|tiktok\.com)$|^vm\.tiktok\.com$"),
     _page("a video site", "video_site", looks_like_media=False)),
    (re.compile(r"^(www\.|m\.|web\.)?(facebook|instagram|linkedin|twitter|x)\.com$|^fb\.watch$"),
     _page("a social network", "video_site", looks_like_media=False)),
    (_hosts("youtube.com", "youtu.be"), _page("YouTube", "video_site", looks_like_media=False)),
    (re.compile(r"^(www\.|player\.)?vimeo\.com$"), _page("Vimeo", "video_site", looks_like_media=False)),
)  # fmt: skip
"""Hosts and who reads their links; the first that fits."""

"""Links of OneDrive and SharePoint, which since 2024 are one: their letters tell what a link leads to.

``:v:`` is a video, i an image, b a PDF, u another file, f a folder, a an album; w, x, p and o are documents. The
direct form is SharePoint's ``download.aspx``, for personal accounts too: their short links carry owner and token.
"""

import base64
import binascii
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from oktodesk.media.share_forms import MEDIA_NAME, Address, ShareLink, needs_person

_DOCUMENTS = frozenset({"w", "x", "p", "o"})
"""Kinds of links to Word, Excel, PowerPoint and OneNote."""
_FILES = frozenset({":v:", ":i:", ":b:", ":u:"})


def onedrive_short(address: Address) -> ShareLink:
    """``/v/c/OWNER/TOKEN``: the letters are SharePoint's; ``/v/s!TOKEN`` before 2024."""
    match address.parts:
        case [kind, *_] if kind in _DOCUMENTS:
            return needs_person("OneDrive", "onedrive_document", looks_like_media=False)
        case ["f" | "a", *_]:
            return needs_person("OneDrive", "onedrive_folder")
        case [_, "c", owner, token]:
            return _onedrive_file(owner, token)
    return ShareLink("OneDrive", address.with_values(download="1"))


def _onedrive_file(owner: str, token: str) -> ShareLink:
    folder = f"https://my.microsoftpersonalcontent.com/personal/{quote(owner.lower(), safe='')}"
    return ShareLink("OneDrive", f"{folder}/_layouts/15/download.aspx?share={quote(token, safe='')}")


def onedrive(address: Address) -> ShareLink:
    """Pages that short links lead to; since its files moved to SharePoint, ``redeem`` is the short link itself."""
    service = "OneDrive"
    if short := _redeemed(address.value("redeem")):
        return onedrive_short(short)
    match address.parts:
        case ["download"]:
            return ShareLink(service)
        case [kind, "g", "personal", owner, token] if kind in _FILES:
            return _onedrive_file(owner, token)
        case [kind, *_] if kind.strip(":") in _DOCUMENTS:
            return needs_person(service, "onedrive_document", looks_like_media=False)
    if address.value("ithint").lower().startswith("folder"):
        return needs_person(service, "onedrive_folder")
    return _onedrive_of_old(address)


def _onedrive_of_old(address: Address) -> ShareLink:
    service = "OneDrive"
    if address.parts[:1] in (["embed"], ["redir"]) and address.value("resid"):
        return ShareLink(service, urlunsplit(("https", address.host, "/download", address.query, "")))
    item = address.value("resid") or (address.value("id") if address.value("o") == "OneUp" else "")
    if item and address.value("authkey"):
        named = {"cid": address.value("cid"), "resid": item, "authkey": address.value("authkey")}
        kept = {name: value for name, value in named.items() if value}
        return ShareLink(service, f"https://onedrive.live.com/download?{urlencode(kept)}")
    return needs_person(service, "onedrive_folder")


def _redeemed(text: str) -> Address | None:
    """The short link in base64; None: there is none."""
    try:
        split = urlsplit(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii"))
    except (binascii.Error, ValueError):
        return None
    return Address("1drv.ms", split.path, split.query) if split.hostname == "1drv.ms" else None


def sharepoint(address: Address) -> ShareLink:
    """``/:v:/s/SITE/TOKEN``: v is a video, i an image, b a PDF, u another file, f a folder, the rest documents."""
    parts, service = address.parts, "SharePoint"
    match parts:
        case [kind, *rest] if kind in _FILES:
            return ShareLink(service, _sharepoint_file(address, rest))
        case [":f:", *_]:
            return needs_person(service, "sharepoint_folder")
        case [":w:" | ":x:" | ":p:" | ":o:", *_]:
            return needs_person(service, "sharepoint_document", looks_like_media=False)
        case [*site, "_layouts", "15", page] if page.lower() == "guestaccess.aspx" and address.value("share"):
            return ShareLink(service, _sharepoint_download(address, "/".join(site), address.value("share")))
    if parts and (parts[-1].lower() == "download.aspx" or MEDIA_NAME.search(parts[-1])):
        return ShareLink(service, address.with_values(download="1") if address.value("web") == "1" else None)
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

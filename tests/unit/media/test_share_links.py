"""Links of file-sharing services, in the shapes that people really have."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.media.share_links import direct_form
from oktodesk.problems.catalogue import text_of
from oktodesk.problems.texts_steps import STEPS

DRIVE = "https://drive.usercontent.google.com/download?id=1aBcD_eF-9&export=download&confirm=t"
ONEDRIVE = "https://my.microsoftpersonalcontent.com/personal/ab12/_layouts/15/download.aspx?share="
BOX = "https://app.box.com/index.php?rm=box_download_shared_file"
REDEEM = base64.urlsafe_b64encode(b"https://1drv.ms/v/c/ab12/Ecd34?e=x").decode().rstrip("=")
"""The short link that led to a page."""
SHAREPOINT = "https://acme.sharepoint.com"


@pytest.mark.parametrize(
    ("pasted", "direct"),
    [
        ("https://www.dropbox.com/s/ab12/My%20film.mp4?dl=0", "https://www.dropbox.com/s/ab12/My%20film.mp4?dl=1"),
        ("https://www.dropbox.com/s/ab12/film.mp4", "https://www.dropbox.com/s/ab12/film.mp4?dl=1"),
        ("https://dropbox.com/scl/fi/x/film.mp4?rlkey=k&st=s&dl=0",
         "https://dropbox.com/scl/fi/x/film.mp4?rlkey=k&st=s&dl=1"),
        ("https://www.dropbox.com/scl/fo/x/y/film.mp4?rlkey=k&dl=0",
         "https://www.dropbox.com/scl/fo/x/y/film.mp4?rlkey=k&dl=1"),
        ("https://www.dropbox.com/sh/x/y/film.mp4?dl=0", "https://www.dropbox.com/sh/x/y/film.mp4?dl=1"),
        ("https://drive.google.com/file/d/1aBcD_eF-9/view?usp=sharing", DRIVE),
        ("https://drive.google.com/file/u/0/d/1aBcD_eF-9/edit", DRIVE),
        ("https://drive.google.com/open?id=1aBcD_eF-9&authuser=0", DRIVE),
        ("https://drive.google.com/uc?export=download&id=1aBcD_eF-9", DRIVE),
        ("https://docs.google.com/uc?id=1aBcD_eF-9", DRIVE),
        ("https://drive.google.com/file/d/1aBcD_eF-9/view?resourcekey=0-k", DRIVE + "&resourcekey=0-k"),
        ("https://drive.usercontent.google.com/download?id=1aBcD_eF-9&export=download", DRIVE),
        ("https://drive.google.com/a/acme.com/file/d/1aBcD_eF-9/view", DRIVE),
        ("https://docs.google.com/file/d/1aBcD_eF-9/edit", DRIVE),
        ("https://1drv.ms/v/s!Abc?e=x", "https://1drv.ms/v/s!Abc?e=x&download=1"),
        ("https://1drv.ms/v/c/AB12/Ecd34?e=x", f"{ONEDRIVE}Ecd34"),
        ("https://onedrive.live.com/:v:/g/personal/AB12/Ecd34?resid=AB12!s1&e=x", f"{ONEDRIVE}Ecd34"),
        ("https://onedrive.live.com/?id=AB12%21s1&migratedtospo=true&redeem=" + REDEEM, f"{ONEDRIVE}Ecd34"),
        ("https://onedrive.live.com/?cid=A&id=A%211&o=OneUp&authkey=K",
         "https://onedrive.live.com/download?cid=A&resid=A%211&authkey=K"),
        ("https://onedrive.live.com/embed?cid=A&resid=A%211&authkey=K",
         "https://onedrive.live.com/download?cid=A&resid=A%211&authkey=K"),
        ("https://onedrive.live.com/?authkey=K&cid=A&resid=A%211",
         "https://onedrive.live.com/download?cid=A&resid=A%211&authkey=K"),
        (f"{SHAREPOINT}/:v:/s/Site/EaBc?e=x", f"{SHAREPOINT}/sites/Site/_layouts/15/download.aspx?share=EaBc"),
        (f"{SHAREPOINT}/:i:/t/Team/EaBc", f"{SHAREPOINT}/teams/Team/_layouts/15/download.aspx?share=EaBc"),
        ("https://acme-my.sharepoint.com/:v:/g/personal/jane_acme_com/EaBc?e=x",
         "https://acme-my.sharepoint.com/personal/jane_acme_com/_layouts/15/download.aspx?share=EaBc"),
        (f"{SHAREPOINT}/:v:/r/sites/M/D/f.mp4?csf=1", f"{SHAREPOINT}/:v:/r/sites/M/D/f.mp4?csf=1&download=1"),
        (f"{SHAREPOINT}/sites/M/_layouts/15/guestaccess.aspx?share=EaBc&e=x",
         f"{SHAREPOINT}/sites/M/_layouts/15/download.aspx?share=EaBc"),
        (f"{SHAREPOINT}/sites/M/Films/film.mp4?web=1", f"{SHAREPOINT}/sites/M/Films/film.mp4?web=1&download=1"),
        ("https://acme.ent.box.com/s/abc123", "https://acme.ent.box.com/shared/static/abc123"),
        ("https://app.box.com/s/abc/file/99", f"{BOX}&shared_name=abc&file_id=f_99"),
        ("https://app.box.com/file/99?s=abc", f"{BOX}&shared_name=abc&file_id=f_99"),
        ("https://app.box.com/v/summer/file/99", f"{BOX}&vanity_name=summer&file_id=f_99"),
        ("https://app.box.com/s/abc123", "https://app.box.com/shared/static/abc123"),
        ("https://acme.app.box.com/s/abc123", "https://acme.app.box.com/shared/static/abc123"),
    ],
)  # fmt: skip
def test_single_files_become_direct_and_stay_so(pasted: str, direct: str) -> None:
    share = direct_form(pasted)
    assert share is not None
    assert (share.direct, share.problem) == (direct, None)
    again = direct_form(direct)
    assert again is None or again.direct in (None, direct)


@pytest.mark.parametrize(
    ("url", "service"),
    [
        ("https://www.dropbox.com/scl/fo/abc/def?rlkey=x&dl=0", "Dropbox"),
        ("https://www.dropbox.com/sh/abc/def?dl=0", "Dropbox"),
        ("https://www.dropbox.com/home/Films", "Dropbox"),
        ("https://www.dropbox.com/t/abc", "Dropbox Transfer"),
        ("https://drive.google.com/drive/folders/1aB?usp=sharing", "Google Drive"),
        ("https://drive.google.com/drive/u/0/my-drive", "Google Drive"),
        ("https://docs.google.com/presentation/d/1a/edit", "Google Docs"),
        ("https://docs.google.com/forms/d/e/1F/viewform", "Google Docs"),
        ("https://1drv.ms/f/s!abc", "OneDrive"),
        ("https://1drv.ms/f/c/ab12/Ecd34", "OneDrive"),
        ("https://1drv.ms/a/c/ab12/Ecd34", "OneDrive"),
        ("https://1drv.ms/p/c/ab12/IQcd34", "OneDrive"),
        ("https://onedrive.live.com/:w:/g/personal/AB12/Ecd34?resid=1", "OneDrive"),
        ("https://onedrive.live.com/redir?resid=A%211&authkey=K&ithint=folder%2cmp4", "OneDrive"),
        ("https://onedrive.live.com/?id=root", "OneDrive"),
        (f"{SHAREPOINT}/:f:/s/Marketing/EaBc", "SharePoint"),
        (f"{SHAREPOINT}/:w:/s/Marketing/EaBc", "SharePoint"),
        (f"{SHAREPOINT}/sites/M/_layouts/15/stream.aspx?id=%2Ffilm%2Emp4", "SharePoint"),
        ("https://app.box.com/folder/123", "Box"),
        ("https://app.box.com/s/abc/folder/123", "Box"),
        ("https://acme.app.box.com/v/summer", "Box"),
        ("https://replay.dropbox.com/share/abc", "Dropbox Replay"),
        ("https://next.frame.io/share/abc", "Frame.io"),
        ("https://www.icloud.com.cn/iclouddrive/abc", "iCloud"),
        ("https://www.dropbox.com/sh/abc/def/film?dl=0", "Dropbox"),
        ("https://wetransfer.com/downloads/abc", "WeTransfer"),
        ("https://acme.wetransfer.com/downloads/abc", "WeTransfer"),
        ("https://we.tl/t-abc", "WeTransfer"),
        ("https://app.frame.io/reviews/abc", "Frame.io"),
        ("https://www.icloud.com/iclouddrive/abc", "iCloud"),
        ("https://www.youtube.com/watch?v=abc", "YouTube"),
        ("https://youtu.be/abc", "YouTube"),
        ("https://vimeo.com/123", "Vimeo"),
        ("https://mega.nz/file/abc#key", "MEGA"),
        ("https://drive.proton.me/urls/ABC#key", "Proton Drive"),
        ("https://photos.app.goo.gl/abc", "Google Photos"),
        ("https://www.canva.com/design/DAF/abc/view", "Canva"),
        ("https://www.figma.com/file/abc/Banner", "Figma"),
        ("https://www.loom.com/share/abc", "a video site"),
        ("https://www.tiktok.com/@acme/video/1", "a video site"),
        ("https://www.instagram.com/reel/abc/", "a social network"),
        ("https://www.linkedin.com/posts/acme_1", "a social network"),
        ("https://x.com/acme/status/1", "a social network"),
    ],
)
def test_folders_and_pages_need_the_person(url: str, service: str) -> None:
    share = direct_form(url)
    assert share is not None
    assert share.problem is not None
    assert (share.direct, share.problem.id, share.problem.values["service"]) == (None, "folder_or_page", service)
    assert share.problem.values["steps"] in STEPS.values()


@pytest.mark.parametrize(
    "url",
    [
        "https://docs.google.com/document/d/1a/edit",
        "https://1drv.ms/w/s!abc",
        "https://www.box.com/pricing",
        f"{SHAREPOINT}/:x:/s/Marketing/EaBc",
    ],
)
def test_in_an_email_a_document_or_a_services_own_page_is_no_media(url: str) -> None:
    share = direct_form(url)
    assert share is not None
    assert not share.looks_like_media


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.acme.com/film.mp4",
        "https://dropbox.com.evil.com/s/x/film.mp4",
        "https://notdropbox.com/s/x/film.mp4",
        "https://player.vimeo.com.acme.com/x.mp4",
        "https://i.vimeocdn.com/x.jpg",
        "ftp://drive.google.com/file/d/x",
        "http://[broken",
    ],
)
def test_other_hosts_are_left_alone(url: str) -> None:
    assert direct_form(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.app.box.com/shared/static/abc.mp4",
        f"{SHAREPOINT}/sites/M/_layouts/15/download.aspx?share=x",
        f"{SHAREPOINT}/sites/M/Shared%20Documents/film.mp4",
        "https://onedrive.live.com/download?resid=1",
        "https://docs.google.com/presentation/d/1aB/export/png?pageid=p1",
        "https://docs.google.com/document/d/1aB/export?format=pdf",
        "https://player.vimeo.com/progressive_redirect/playback/1/rendition/1080p/file.mp4?loc=external&signature=a",
    ],
)
def test_direct_links_of_services_are_left_alone(url: str) -> None:
    share = direct_form(url)
    assert share is not None
    assert (share.direct, share.problem) == (None, None)


HOSTS = [
    "www.dropbox.com",
    "drive.google.com",
    "acme.sharepoint.com",
    "app.box.com",
    "1drv.ms",
    "onedrive.live.com",
]


@given(st.sampled_from(HOSTS), st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60))
def test_any_path_gets_at_most_one_answer(host: str, path: str) -> None:
    share = direct_form(f"https://{host}/{path}")
    assert share is None or share.direct is None or share.problem is None
    if share and share.direct:
        again = direct_form(share.direct)
        assert again is None or again.problem is None


def test_the_problem_is_in_the_catalogue() -> None:
    assert "{steps}" in text_of("folder_or_page").advice

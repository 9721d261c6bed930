"""Links of file-sharing services, in the shapes that people really have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.media.share_links import direct_form
from oktodesk.problems.catalogue import text_of
from oktodesk.problems.texts_steps import STEPS

DRIVE = "https://drive.usercontent.google.com/download?id=1aBcD_eF-9&export=download&confirm=t"
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
        ("https://1drv.ms/v/c/ab12/Ecd34?e=x", "https://1drv.ms/v/c/ab12/Ecd34?e=x&download=1"),
        ("https://onedrive.live.com/embed?cid=A&resid=A%211&authkey=K",
         "https://onedrive.live.com/download?cid=A&resid=A%211&authkey=K"),
        ("https://onedrive.live.com/?authkey=K&cid=A&resid=A%211",
         "https://onedrive.live.com/download?cid=A&resid=A%211&authkey=K"),
        (f"{SHAREPOINT}/:v:/s/Site/EaBc?e=x", f"{SHAREPOINT}/sites/Site/_layouts/15/download.aspx?share=EaBc"),
        (f"{SHAREPOINT}/:i:/t/Team/EaBc", f"{SHAREPOINT}/teams/Team/_layouts/15/download.aspx?share=EaBc"),
        ("https://acme-my.sharepoint.com/:v:/g/personal/jane_acme_com/EaBc?e=x",
         "https://acme-my.sharepoint.com/personal/jane_acme_com/_layouts/15/download.aspx?share=EaBc"),
        (f"{SHAREPOINT}/:v:/r/sites/M/D/f.mp4?csf=1", f"{SHAREPOINT}/:v:/r/sites/M/D/f.mp4?csf=1&download=1"),
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
        ("https://1drv.ms/f/s!abc", "OneDrive"),
        ("https://onedrive.live.com/?id=root", "OneDrive"),
        (f"{SHAREPOINT}/:f:/s/Marketing/EaBc", "SharePoint"),
        (f"{SHAREPOINT}/:w:/s/Marketing/EaBc", "SharePoint"),
        (f"{SHAREPOINT}/sites/M/_layouts/15/stream.aspx?id=%2Ffilm%2Emp4", "SharePoint"),
        ("https://app.box.com/folder/123", "Box"),
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

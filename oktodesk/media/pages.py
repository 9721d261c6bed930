"""A web page where a file should be: a guess at why, so that the person knows whom to ask."""

import re
from urllib.parse import urlsplit

from oktodesk.media.evidence import Evidence
from oktodesk.media.share_links import direct_form
from oktodesk.media.wrappers import unwrap
from oktodesk.problems import Finding, Severity

PAGE_REASONS = (
    (
        "web_page_busy",
        re.compile(
            rb"(?i)too many users have (viewed|downloaded)|quota.{0,20}exceeded|traffic limit|too many requests"
        ),
    ),
    (
        "web_page_virus_scan",
        re.compile(rb"(?i)can't scan this file for viruses|virus.scan.warning|uc-download-link"),
    ),
    (
        "web_page_expired",
        re.compile(
            rb"(?i)(link|transfer|page|file|item)( you \w+ for)? (has |is |was )?(already )?"
            rb"(expired|been (removed|deleted|disabled)|deleted|disabled)|no longer (available|exists?|shared)"
        ),
    ),
    (
        "web_page_sign_in",
        re.compile(
            rb"(?i)type=[\"']?password|sign[ -]?in|log[ -]?in|anmelden|einloggen|connexion|"
            rb"se connecter|iniciar sesi|inicia sesi|accedi|inloggen|" + "התחבר".encode()
        ),
    ),
)
"""What a page that stands where a file should be seems to be about; the first that fits."""

SIGN_IN_HOSTS = re.compile(
    r"^(accounts\.google\.com|login\.(microsoftonline\.com|live\.com|windows\.net)|account\.box\.com|appleid\.apple\.com"
    r"|.+\.(okta|auth0|onelogin)\.com)$"
)
"""Where a redirect leads that asks for a sign-in."""


def page_finding(evidence: Evidence) -> Finding:
    """Why there is a page: by whose it is, where it leads, and what it says."""
    assert evidence.answer is not None
    if opaque := unwrap(evidence.answer.url).opaque:
        return Finding("wrapper_page", Severity.ERROR, {"service": opaque})
    share = direct_form(evidence.answer.url) if evidence.hops else None
    if share and share.problem:
        return Finding(share.problem.id, Severity.ERROR, share.problem.values)
    if evidence.hops and SIGN_IN_HOSTS.search(urlsplit(evidence.answer.url).hostname or ""):
        return Finding("web_page_sign_in", Severity.ERROR)
    reason = next((reason for reason, words in PAGE_REASONS if words.search(evidence.first_bytes)), "web_page")
    return Finding(reason, Severity.ERROR)

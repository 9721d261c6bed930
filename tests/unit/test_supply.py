"""What oktodesk is made of: listed with licences, as the lock has it; the audit tells three ends apart."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LICENCES: dict[str, Any] = runpy.run_path(str(ROOT / "packaging" / "licences.py"))
AUDIT: dict[str, Any] = runpy.run_path(str(ROOT / "packaging" / "audit.py"))
LIST_TEXT = (ROOT / "resources" / "licences.json").read_text("utf-8")
LOCK_TEXT = (ROOT / "packaging" / "requirements.lock").read_text()


def disagreements(list_text: str, lock_text: str) -> Any:
    return LICENCES["disagreements"](list_text, lock_text, LICENCES["versions_needed_here"]())


def test_the_list_fits_the_lock() -> None:
    assert disagreements(LIST_TEXT, LOCK_TEXT) == []


def test_what_the_program_stands_on_is_followed_down() -> None:
    needed = LICENCES["versions_needed_here"]()
    assert {"pyside6-essentials", "shiboken6", "httpx", "h11", "certifi", "keyring"} <= needed.keys()
    assert not {"pytest", "mypy", "pyinstaller"} & needed.keys()


def test_another_version_is_noticed() -> None:
    (pin,) = LICENCES["runpy"].run_path(str(ROOT / "packaging" / "lock.py"))["pins"](LOCK_TEXT)["httpx"]
    changed = LOCK_TEXT.replace(f"httpx=={pin}", "httpx==99.0")
    assert disagreements(LIST_TEXT, changed) == [f"httpx {pin} is not what the lock holds"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda listed: [each for each in listed if each["name"] != "h11"], "h11 is not in the list"),
        (lambda listed: [each | {"text": ""} for each in listed], "h11 has no licence or no text"),
    ],
)
def test_a_list_with_holes_is_noticed(spoil: Any, said: str) -> None:
    assert said in disagreements(json.dumps(spoil(json.loads(LIST_TEXT))), LOCK_TEXT)


@pytest.mark.parametrize(
    ("code", "output", "meant"),
    [
        (0, "No known vulnerabilities found", "NONE_KNOWN"),
        (1, "Found 2 known vulnerabilities in 1 package\nName Version", "SOME_KNOWN"),
        (1, "requests.exceptions.ConnectionError: name resolution", "NOBODY_ASKED"),
        (0, "h11 could not be audited: h11 (0.16.0)\nNo known vulnerabilities found", "NOBODY_ASKED"),
        (2, "error: Failed to fetch pip-audit", "NOBODY_ASKED"),
    ],
)
def test_the_audit_tells_a_finding_from_a_missing_network(code: int, output: str, meant: str) -> None:
    assert AUDIT["judged"](code, output) == AUDIT[meant]

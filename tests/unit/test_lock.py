"""The lock is the project's: what pyproject.toml asks for is pinned, with hashes, from nowhere in particular."""

import runpy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCK = runpy.run_path(str(ROOT / "packaging" / "lock.py"))
PYPROJECT_TEXT = (ROOT / "pyproject.toml").read_text()
LOCK_TEXT = (ROOT / "packaging" / "requirements.lock").read_text()


def disagreements(pyproject_text: str, lock_text: str) -> Any:
    return LOCK["disagreements"](pyproject_text, lock_text)


def test_the_lock_fits_the_project() -> None:
    assert disagreements(PYPROJECT_TEXT, LOCK_TEXT) == []


def test_a_changed_requirement_is_noticed() -> None:
    changed = PYPROJECT_TEXT.replace("httpx>=0.28.1", "httpx>=0.28.2")
    assert disagreements(changed, LOCK_TEXT) != []


def test_a_new_requirement_is_noticed() -> None:
    changed = PYPROJECT_TEXT.replace('"msgspec>=0.20",', '"msgspec>=0.20", "brand.new_thing",')
    assert "brand.new_thing is not pinned" in disagreements(changed, LOCK_TEXT)


def test_a_pin_without_hash_and_an_address_are_noticed() -> None:
    spoilt = LOCK_TEXT + "tampered==1.0\n--index-url https://example.com/simple\n"
    assert disagreements(PYPROJECT_TEXT, spoilt) == ["an address is in the lock", "tampered==1.0 has no hash"]


def test_qt_is_never_the_release_that_crashes_older_pythons() -> None:
    """6.12.0 corrupts reference counts before Python 3.12."""
    lines = [line for line in LOCK_TEXT.splitlines() if line.startswith("pyside6-essentials==6.12")]
    assert all("python_full_version >= '3.12'" in line for line in lines)

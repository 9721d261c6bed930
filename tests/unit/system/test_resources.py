"""Resource files in a checkout, a wheel and a frozen program."""

import sys
from pathlib import Path

import pytest

from oktodesk.system import resources
from oktodesk.system.resources import resource


def test_every_file_of_the_checkout_opens() -> None:
    files = [path for path in resource().rglob("*") if path.is_file()]
    assert files
    for path in files:
        with resource(*path.relative_to(resource()).parts).open("rb") as file:
            assert file.readable()


def test_a_wheel_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "oktodesk" / "_resources").mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "oktodesk")
    assert resource("icons", "a.svg") == tmp_path / "oktodesk" / "_resources" / "icons" / "a.svg"


def test_a_frozen_program_unpacks_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("networks.toml") == tmp_path / "resources" / "networks.toml"

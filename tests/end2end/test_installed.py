"""The wheel holds all it needs: the program runs from it alone, and finds its own resources."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.end2end.command_line import LIMIT_S

ROOT = Path(__file__).parents[2]
BUILD = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
WHERE = "from oktodesk.system.resources import resource; print(resource())"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel brings."""
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-c", BUILD, str(dist)], check=True, cwd=ROOT, timeout=LIMIT_S, capture_output=True
    )
    (wheel,) = dist.glob("*.whl")
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return site


def run(installed: Path, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=installed,
        env=os.environ | {"PYTHONPATH": str(installed)},
        timeout=LIMIT_S,
    ).stdout


def test_the_program_tests_itself(installed: Path) -> None:
    report = json.loads(run(installed, "-m", "oktodesk", "--self-test", "--json"))
    assert report["ok"], report
    steps = ["resources", "database", "secure connections", "keyring", "window", "spreadsheets", "practice mode"]
    assert [step["name"] for step in report["steps"]] == steps


def test_resources_are_its_own_and_complete(installed: Path) -> None:
    found = Path(run(installed, "-c", WHERE).strip())
    assert found == installed / "oktodesk" / "_resources"
    mine = {path.relative_to(ROOT / "resources") for path in (ROOT / "resources").rglob("*") if path.is_file()}
    theirs = {path.relative_to(found) for path in found.rglob("*") if path.is_file()}
    assert theirs == {path for path in mine if path.parts[0] != "screenshots"}


def test_nothing_else_is_in_it(installed: Path) -> None:
    names = {path.name for path in installed.iterdir()}
    assert {name for name in names if not name.endswith(".dist-info")} == {"oktodesk"}

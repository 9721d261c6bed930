"""Makes resources/licences.json anew: what oktodesk is made of, each with its version, licence and text.

``.venv/bin/python packaging/licences.py`` after packaging/lock.py; ``--check`` only tells whether the list fits
the lock. It follows what the project needs to run through the installed packages, so it holds this system's.
"""

import argparse
import functools
import importlib.metadata
import json
import re
import runpy
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LIST = ROOT / "resources" / "licences.json"
LOCK = ROOT / "packaging" / "requirements.lock"
COMMON = Path("/usr/share/common-licenses")
"""Where Debian keeps the texts that Qt's wheels only name."""
QT_TEXTS = ("LGPL-3", "GPL-3")
_FILE = re.compile(r"(?i)^(licen[cs]e|copying|notice)")


def plain(name: str) -> str:
    """A package's name as the lock spells it."""
    return re.sub(r"[._-]+", "-", name).lower()


def needed_here(pyproject_text: str) -> dict[str, importlib.metadata.Distribution]:
    """The installed packages that the program needs to run on this system, by plain name."""
    found: dict[str, importlib.metadata.Distribution] = {}
    wanted = list(tomllib.loads(pyproject_text)["project"]["dependencies"])
    while wanted:
        requirement = Requirement(wanted.pop())
        name = plain(requirement.name)
        extras = requirement.extras or {""}
        if name in found or not is_wanted(requirement, {""}):
            continue
        found[name] = distribution = importlib.metadata.distribution(requirement.name)
        wanted += [line for line in distribution.requires or () if is_wanted(Requirement(line), extras)]
    return found


def is_wanted(requirement: Requirement, extras: set[str]) -> bool:
    """Whether this system needs it, with these extras of the package that asks."""
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras)


def licence_of(distribution: importlib.metadata.Distribution) -> str:
    """What the package says its licence is, shortly."""
    about = distribution.metadata
    said = str(next((about[name] for name in ("License-Expression", "License") if name in about), ""))
    if said and len(said) < 80 and "\n" not in said:
        return said
    kinds = [line for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    return kinds[-1].rpartition(" :: ")[2] if kinds else ""


def text_of(distribution: importlib.metadata.Distribution) -> str:
    """All licence files of a package. Raises ``FileNotFoundError`` if there is none."""
    in_package = [
        file
        for file in distribution.files or ()
        if ".dist-info" in file.parts[0] and _FILE.match(file.name) and "_vendor" not in file.parts
    ]
    texts = [Path(str(file.locate())).read_text("utf-8", errors="replace") for file in in_package]
    if not texts and plain(distribution.name) in {"pyside6-essentials", "shiboken6"}:
        texts = [(COMMON / name).read_text() for name in QT_TEXTS]
    if not texts:
        raise FileNotFoundError(f"{distribution.name} brings no licence")
    return "\n\n".join(text.strip() for text in texts)


def entries() -> Iterator[dict[str, str]]:
    """The list, Python first, then by name."""
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    known = python.read_text("utf-8") if python.exists() else "https://docs.python.org/3/license.html"
    yield {"name": "Python", "version": "", "licence": "PSF-2.0", "text": known.strip()}
    for _, each in sorted(needed_here((ROOT / "pyproject.toml").read_text()).items()):
        yield {"name": each.name, "version": each.version, "licence": licence_of(each), "text": text_of(each)}


def disagreements(list_text: str, lock_text: str, needed: dict[str, str]) -> list[str]:
    """What is wrong with the list. ``needed``: versions by plain name of what this system needs."""
    pins: dict[str, list[str]] = runpy.run_path(str(ROOT / "packaging" / "lock.py"))["pins"](lock_text)
    listed: list[dict[str, Any]] = [each for each in json.loads(list_text) if each["name"] != "Python"]
    bare = [each["name"] for each in listed if not (each["licence"] and each["text"])]
    found = [f"{name} has no licence or no text" for name in bare]
    found += [
        f"{each['name']} {each['version']} is not what the lock holds"
        for each in listed
        if each["version"] not in pins.get(plain(each["name"]), ())
    ]
    names = {plain(each["name"]) for each in listed}
    return found + [f"{name} is not in the list" for name in sorted(needed.keys() - names)]


@functools.cache
def versions_needed_here() -> dict[str, str]:
    """Versions by plain name."""
    needed = needed_here((ROOT / "pyproject.toml").read_text())
    return {name: distribution.version for name, distribution in needed.items()}


def main() -> int:
    """Make the list, or check it; 1 if it does not fit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only tell whether the list fits the lock")
    if not parser.parse_args().check:
        LIST.write_text(json.dumps(list(entries()), indent=1, ensure_ascii=False) + "\n", "utf-8")
    found = disagreements(LIST.read_text("utf-8"), LOCK.read_text(), versions_needed_here())
    for line in found:
        print(line, file=sys.stderr)
    print(f"{len(json.loads(LIST.read_text('utf-8')))} licences")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

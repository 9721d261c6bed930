"""Makes packaging/requirements.lock anew: every package of the project and its groups, pinned, with hashes.

``.venv/bin/python packaging/lock.py`` after a change of pyproject.toml keeps what is pinned and still fits;
``--upgrade`` takes the newest of everything; ``--check`` only tells whether the lock is the project's.

The lock holds for every system and Python that the project allows (markers), and names no address.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYPROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "packaging" / "requirements.lock"
GROUPS = ("dev", "build")
LOWEST_PYTHON = "3.11"
MARK = "# Made by packaging/lock.py from the requirements with the fingerprint "

_PIN = re.compile(r"^([a-z0-9-]+)==([^\s;]+)(?: ; [^\\]+)? \\$", re.MULTILINE)


def requirements(pyproject_text: str) -> list[str]:
    """Everything that pyproject.toml asks for, Python's range included, in a fixed order."""
    pyproject = tomllib.loads(pyproject_text)
    project, groups = pyproject["project"], pyproject["dependency-groups"]
    asked = [*project["dependencies"], *(line for group in GROUPS for line in groups[group])]
    return [f"python {project['requires-python']}", *sorted(asked)]


def fingerprint(pyproject_text: str) -> str:
    """Sixteen hexadecimal digits that change whenever a requirement does."""
    return hashlib.sha256("\n".join(requirements(pyproject_text)).encode()).hexdigest()[:16]


def pins(lock_text: str) -> dict[str, list[str]]:
    """Package names with the versions they are pinned to; several where Python's version decides."""
    found: dict[str, list[str]] = {}
    for name, version in _PIN.findall(lock_text):
        found.setdefault(name, []).append(version)
    return found


def disagreements(pyproject_text: str, lock_text: str) -> list[str]:
    """What makes the lock unfit for the project; empty if nothing does."""
    found: list[str] = []
    if not lock_text.startswith(MARK + fingerprint(pyproject_text)):
        found.append("pyproject.toml asks for something else than when the lock was made")
    pinned = pins(lock_text)
    for line in requirements(pyproject_text)[1:]:
        name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower()
        if re.sub(r"[._-]+", "-", name) not in pinned:
            found.append(f"{name} is not pinned")
    if "://" in lock_text:
        found.append("an address is in the lock")
    blocks = re.split(r"^(?=[a-z])", lock_text, flags=re.MULTILINE)[1:]
    found += [f"{block.split()[0]} has no hash" for block in blocks if "--hash=sha256:" not in block]
    return found


def make(*, upgrade: bool) -> None:
    """Resolve and write the lock; raises CalledProcessError if nothing fits together."""
    command = [sys.executable, "-m", "uv", "pip", "compile", str(PYPROJECT), "--universal"]
    command += ["--python-version", LOWEST_PYTHON, "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    command += ["--no-config", "--output-file", str(LOCK)]
    command += [word for group in GROUPS for word in ("--group", group)]
    command += ["--upgrade"] if upgrade else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    environment |= {"UV_CACHE_DIR": str(ROOT / ".boot" / "cache"), "UV_PYTHON_DOWNLOADS": "never"}
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    body = "".join(line for line in LOCK.read_text().splitlines(keepends=True) if not line.startswith("#"))
    LOCK.write_text(f"{MARK}{fingerprint(PYPROJECT.read_text())}\n{body}")


def main() -> int:
    """Make the lock, or check it; 1 if it does not fit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    parser.add_argument("--check", action="store_true", help="only tell whether the lock fits")
    options = parser.parse_args()
    if not options.check:
        make(upgrade=options.upgrade)
    found = disagreements(PYPROJECT.read_text(), LOCK.read_text())
    for line in found:
        print(line, file=sys.stderr)
    print(f"{sum(map(len, pins(LOCK.read_text()).values()))} pins")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

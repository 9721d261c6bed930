"""Builds the standalone program: one folder, ``dist/oktodesk``, that needs no Python on the machine it runs on.

``python3 packaging/build.py`` sets up what it needs, as packaging/test.sh does; then ``packaging/check_build.py``
shows that the result works.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "dist" / "oktodesk"
ENVIRONMENT = ROOT / ".venv" / "bin" / "python"
SET_UP = "set -euo pipefail; source packaging/bootstrap.sh; set_up"


def main() -> int:
    """Build, and say how large the result is."""
    if not can_build():
        return set_up_and_build()
    started = time.monotonic()
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=ERROR"]
    command += [
        f"--distpath={ROOT / 'dist'}",
        f"--workpath={ROOT / 'build'}",
        str(ROOT / "packaging/oktodesk.spec"),
    ]
    variables = os.environ | {"PYINSTALLER_CONFIG_DIR": str(ROOT / "build" / "cache")}  # not in the home folder
    subprocess.run(command, check=True, cwd=ROOT, env=variables)
    print(f"{RESULT}: {size_mb(RESULT)} MB, built in {time.monotonic() - started:.0f} s")
    return 0


def can_build() -> bool:
    """Whether this Python has the builder, and Linux the tools that it calls."""
    has_tools = sys.platform != "linux" or bool(shutil.which("objdump") and shutil.which("strip"))
    return has_tools and importlib.util.find_spec("PyInstaller") is not None


def set_up_and_build() -> int:
    """Make the environment and build with its Python. Windows: make ``.venv`` from the lock first."""
    variables = os.environ | {"FOR_BUILDING": "1"}
    subprocess.run(["bash", "-c", SET_UP], check=True, cwd=ROOT, env=variables)
    if Path(sys.executable) == ENVIRONMENT:
        raise SystemExit("the environment was set up and still lacks the builder")
    return subprocess.run([str(ENVIRONMENT), __file__], check=False, cwd=ROOT).returncode


def size_mb(folder: Path) -> int:
    """What a folder takes, in millions of bytes."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink()) / 1e6)


if __name__ == "__main__":
    sys.exit(main())

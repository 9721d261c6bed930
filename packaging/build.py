"""Builds the standalone program: one folder, ``dist/oktodesk``, that needs no Python on the machine it runs on.

``.venv/bin/python packaging/build.py`` (the environment is made by packaging/test.sh or packaging/try.sh); then
``packaging/check_build.py`` shows that the result works.
"""

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULT = ROOT / "dist" / "oktodesk"


def main() -> int:
    """Build, and say how large the result is."""
    if sys.platform == "linux" and not (shutil.which("objdump") and shutil.which("strip")):
        print("objdump and strip are needed. On Debian: apt-get install -y binutils", file=sys.stderr)
        return 1
    started = time.monotonic()
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN"]
    command += [
        f"--distpath={ROOT / 'dist'}",
        f"--workpath={ROOT / 'build'}",
        str(ROOT / "packaging/oktodesk.spec"),
    ]
    subprocess.run(command, check=True, cwd=ROOT)
    print(f"{RESULT}: {_size_mb(RESULT)} MB, built in {time.monotonic() - started:.0f} s")
    return 0


def _size_mb(folder: Path) -> int:
    return round(sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink()) / 1e6)


if __name__ == "__main__":
    sys.exit(main())

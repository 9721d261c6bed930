"""Runs the standalone program in ``dist/oktodesk`` as a person without Python would: self-test, sandbox, tour.

``python3 packaging/check_build.py`` after ``packaging/build.py``. The environment of the check holds
neither this checkout nor its Python, so that nothing is found by accident.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "dist" / "oktodesk" / ("oktodesk.exe" if os.name == "nt" else "oktodesk")
LIMIT_S = 120


def run(*arguments: str, profile: str) -> Any:
    """The JSON document of one command; fails unless it ends with 0."""
    kept = ("PATH", "HOME", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "SYSTEMROOT", "TEMP", "TMPDIR")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    ran = subprocess.run(
        [str(PROGRAM), "--json", "--profile", profile, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        cwd=profile,
        timeout=LIMIT_S,
        stdin=subprocess.DEVNULL,
    )
    print(f"oktodesk {' '.join(arguments)}: exit {ran.returncode}")
    if ran.returncode != 0:
        print(ran.stdout, ran.stderr, sep="\n", file=sys.stderr)
        sys.exit(1)
    return json.loads(ran.stdout)


def main() -> int:
    """Run the checks; 1 at the first that fails."""
    pictures = ROOT / "dist" / "tour"
    with tempfile.TemporaryDirectory(prefix="oktodesk-check-") as profile:
        for step in run("--self-test", profile=profile)["steps"]:
            print(f"  {step['name']}: {step['detail']}")
        for theme in ("light", "dark"):
            report = run("tour", "--out", str(pictures / theme), "--theme", theme, profile=profile)
            print(f"  {len(report['steps'])} steps, {sum(step['seconds'] for step in report['steps']):.0f} s")
    print(f"The standalone program works. Pictures of its tour: {pictures}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

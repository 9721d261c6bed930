"""Asks whether anything in the lock has a known vulnerability: ``.venv/bin/python packaging/audit.py``.

Not among packaging/test.sh's checks: it needs the internet, and its answer changes without a change here. Exit
code 0: none known; 1: some are, and they are listed; 2: nobody could be asked.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "packaging" / "requirements.lock"
AUDITOR = "pip-audit==2.10.1"
NONE_KNOWN, SOME_KNOWN, NOBODY_ASKED = 0, 1, 2
LIMIT_S = 600
SKIPPED = "could not be audited"


def command() -> list[str]:
    """The auditor in an environment of its own, asking about exactly what the lock pins."""
    run = [sys.executable, "-m", "uv", "tool", "run", "--from", AUDITOR, "pip-audit"]
    return [*run, "--requirement", str(LOCK), "--require-hashes", "--disable-pip", "--progress-spinner", "off"]


def judged(returncode: int, output: str) -> int:
    """What the auditor's end means.

    It ends with 1 for a vulnerability and for a missing network alike, and with 0 where it skipped everything: a
    mirror of the index has the packages, but knows nothing of their vulnerabilities.
    """
    if re.search(r"Found \d+ known vulnerabilit", output):
        return SOME_KNOWN
    return NONE_KNOWN if returncode == 0 and SKIPPED not in output else NOBODY_ASKED


def main() -> int:
    """Audit, and say what came of it."""
    environment = os.environ | {"UV_CACHE_DIR": str(ROOT / ".boot" / "cache"), "UV_PYTHON_DOWNLOADS": "never"}
    try:
        ran = subprocess.run(
            command(), check=False, capture_output=True, text=True, env=environment, timeout=LIMIT_S, cwd=ROOT
        )
        code, output = ran.returncode, ran.stdout + ran.stderr
    except subprocess.TimeoutExpired:
        code, output = 1, f"no answer in {LIMIT_S} s"
    result = judged(code, output)
    print(output.strip() if result != NOBODY_ASKED else "\n".join(output.strip().splitlines()[-3:]))
    if result == NOBODY_ASKED:
        print("Not audited: PyPI could not be asked about all packages. Is this computer online?", file=sys.stderr)
    return result


if __name__ == "__main__":
    sys.exit(main())

"""What a window needs before its first paint must not drag HTTP in."""

import subprocess
import sys

LIGHT = "oktodesk.media.intake, oktodesk.media.probe, oktodesk.media.networks, oktodesk.media.report"


def test_intake_probe_and_rules_import_no_http() -> None:
    program = f"import sys, {LIGHT}; print([name for name in ('httpx', 'PySide6') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"

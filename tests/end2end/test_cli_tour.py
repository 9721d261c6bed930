"""The tour in a process of its own, without a display: also the test of everything behind the window at once."""

import json
import os
import subprocess
from pathlib import Path

from PySide6.QtGui import QImage

from tests.end2end.command_line import LIMIT_S, PROGRAM


def test_the_tour_gets_through_and_takes_pictures(tmp_path: Path) -> None:
    out = tmp_path / "pictures"
    without_display = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    ran = subprocess.run(
        [*PROGRAM, "tour", "--json", "--out", str(out), "--theme", "dark"],
        check=False,
        capture_output=True,
        text=True,
        env=without_display,
        timeout=LIMIT_S,
    )
    assert ran.returncode == 0, ran.stderr
    report = json.loads(ran.stdout)
    assert report == json.loads((out / "report.json").read_text())
    assert report["ok"]
    assert all(list(step) == ["name", "ok", "picture", "seconds"] for step in report["steps"])
    assert sum(step["seconds"] for step in report["steps"]) < 40
    pictures = [QImage(str(out / step["picture"])) for step in report["steps"]]
    assert len(pictures) >= 6
    assert all(picture.width() >= 800 for picture in pictures)

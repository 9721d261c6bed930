"""Reports for strangers, and a mark that tells how the last run ended."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from oktodesk.system.run_mark import RunMark
from oktodesk.system.unexpected import happening, keep_report, shareable


def _use(key: str) -> None:
    where = f"{Path.home()}/file https://x.com/team-folder/secret-name.mp4?sig={key}"
    raise ValueError(where)


def test_a_report_holds_no_values_of_variables_and_nothing_personal() -> None:
    try:
        _use("can" + "ary-key")  # the line itself is in a traceback
    except ValueError as error:
        report = happening("checking", error).report
    assert "canary" not in report
    assert "~/file" in report
    assert "https://x.com/…" in report
    assert "secret-name" not in report
    assert report.startswith("oktodesk ")


def test_a_report_is_bounded() -> None:
    assert len(shareable("x" * 1_000_000)) < 31_000


def test_only_the_newest_reports_stay(tmp_path: Path) -> None:
    for number in range(14):
        keep_report(tmp_path, f"number {number}")
    files = sorted(tmp_path.iterdir())
    assert len(files) == 10
    assert os.name != "posix" or {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    keep_report(tmp_path / "missing", "nowhere")  # is no second failure


ABORTS = """
import os, sys
from pathlib import Path
from oktodesk.system.run_mark import RunMark
mark = RunMark(Path(sys.argv[1]))
mark.begin()
os.abort()
"""


def test_a_run_that_broke_off_is_noticed_with_its_last_words(tmp_path: Path) -> None:
    path = tmp_path / "running"
    first = RunMark(path)
    first.begin()
    assert not first.broke_off
    first.end()
    assert not path.exists()
    done = subprocess.run([sys.executable, "-c", ABORTS, str(path)], check=False, capture_output=True)
    assert done.returncode != 0
    second = RunMark(path)
    second.begin()
    assert second.broke_off
    assert "Fatal Python error: Aborted" in second.last_words
    assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600
    second.end()


def test_no_place_to_write_is_no_failure(tmp_path: Path) -> None:
    mark = RunMark(tmp_path / "missing" / "running")
    mark.begin()
    assert not mark.broke_off
    mark.end()

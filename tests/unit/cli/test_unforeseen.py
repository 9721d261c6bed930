"""A slip of ours on the command line: a sentence and an honest exit code, the trace in a file, none on screen."""

import json
from pathlib import Path

import pytest

from oktodesk.cli import main
from oktodesk.cli.exits import ExitCode
from oktodesk.system.settings import SettingsFile

CANARY = "can" + "ary"  # the lines of this file are in the trace


def slip(_file: SettingsFile) -> None:
    raise RuntimeError(f"https://u:{CANARY}@x.com/?sig={CANARY}")


@pytest.mark.parametrize("as_json", [True, False])
def test_it_is_told_and_written_down(
    profile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    monkeypatch.setattr(SettingsFile, "load", slip)
    arguments = ["--profile", str(profile), "accounts", "list", *(["--json"] if as_json else [])]
    assert main(arguments) == ExitCode.ITEM_FAILED
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert CANARY not in said.out + said.err
    if as_json:
        assert json.loads(said.out)["error"]["id"] == "unexpected"
        assert said.err == ""
    else:
        assert "Something unexpected happened" in said.err
    log = (profile / "logs" / "oktodesk.log").read_text()
    (report,) = (profile / "logs" / "crashes").iterdir()
    for written in (log, report.read_text()):
        assert "in slip" in written
        assert CANARY not in written

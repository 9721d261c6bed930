"""What a command says about its engine while it waits for it."""

import io

from oktodesk.cli.opening import failure_teller
from oktodesk.cli.output import Output
from oktodesk.problems import LocalTrouble


def test_what_holds_the_engine_up_is_said_once_and_logged_always() -> None:
    out, err = io.StringIO(), io.StringIO()
    logged: list[str] = []
    tell = failure_teller(
        Output(out, err, as_json=True, color=False), {"cache_damaged"}, lambda name, _error: logged.append(name)
    )

    for name in ("check link 1", "check link 2"):
        tell(name, LocalTrouble("disk_full"))
    tell("files", LocalTrouble("cache_damaged"))
    tell("send", RuntimeError("a slip of ours"))

    assert out.getvalue() == ""
    assert err.getvalue().count("disk of this computer is full") == 1
    assert "slip" not in err.getvalue()
    assert "damaged" not in err.getvalue()
    assert logged == ["check link 1", "check link 2", "files", "send"]

"""The tree of errors: what a caller must tell apart is a class, the rest is an id."""

import inspect
import pickle
import re

import pytest

from oktodesk import problems
from oktodesk.problems import (
    LocalTrouble,
    LockedOut,
    NotFound,
    NotSent,
    OktodeskError,
    OktopostTrouble,
    Refused,
    ReplyLost,
    SignInTrouble,
    errors,
)

TREE = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, OktodeskError)]


def test_the_drawing_shows_the_tree() -> None:
    drawing = (inspect.getdoc(errors) or "").partition("::\n")[2]
    drawn = re.findall(r"^    ([│ ]*(?:[├└]── )?)(\w+)", drawing, re.MULTILINE)
    parents: dict[int, str] = {}
    for branch, name in drawn:
        level = len(branch) // 4
        parents[level] = name
        kind = getattr(errors, name)
        if level:
            assert kind.__base__.__name__ == parents[level - 1]
    assert {name for _, name in drawn} == {kind.__name__ for kind in TREE}


def test_the_room_exports_the_whole_tree() -> None:
    assert {kind.__name__ for kind in TREE} <= set(problems.__all__)


def test_an_error_carries_its_problem() -> None:
    error = LocalTrouble("disk_full", detail="ENOSPC")
    assert (error.problem.id, error.problem.detail) == ("disk_full", "ENOSPC")
    refused = Refused("refused", words="Too large", detail="x")
    assert (refused.words, refused.problem.values["words"]) == ("Too large", "Too large")
    locked = LockedOut("daily_calls_used", retry_after_s=5.0, until_at=9.0)
    assert (locked.retry_after_s, locked.problem.values) == (5.0, {"until_at": 9.0})


@pytest.mark.parametrize("safe", [NotSent])
def test_what_may_have_arrived_is_never_mistaken_for_what_surely_did_not(safe: type[OktodeskError]) -> None:
    assert not issubclass(safe, ReplyLost)
    assert not any(issubclass(kind, safe) for kind in TREE if issubclass(kind, ReplyLost))
    assert issubclass(NotFound, Refused)
    assert not issubclass(SignInTrouble, OktopostTrouble)


def test_problems_travel() -> None:
    problem = NotSent("unreachable", host="h").problem
    assert pickle.loads(pickle.dumps(problem)) == problem

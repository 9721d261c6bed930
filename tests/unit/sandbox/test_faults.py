import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.problems import UsageTrouble
from oktodesk.sandbox.fault_names import KINDS, FaultName, Operation
from oktodesk.sandbox.fault_plan import NOTHING, FaultPlan, Lateness
from oktodesk.sandbox.faults import Fault, parse_fault


def plan(*texts: str, seed: int = 1) -> FaultPlan:
    return FaultPlan([parse_fault(text) for text in texts], random.Random(seed))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("lost-reply", Fault(FaultName.LOST_REPLY)),
        ("delay=0.5", Fault(FaultName.DELAY, 0.5)),
        ("status=429@list", Fault(FaultName.STATUS, 429, Operation.LIST)),
        ("drop-before@create:0.25", Fault(FaultName.DROP_BEFORE, 0, Operation.CREATE, 0.25)),
        ("late-visibility=3@get", Fault(FaultName.LATE_VISIBILITY, 3, Operation.GET)),
        ("garbage@*:1", Fault(FaultName.GARBAGE)),
    ],
)
def test_the_grammar(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sabotage",
        "delay",
        "delay=",
        "delay=soon",
        "delay=1.2.3",
        "lost-reply=1",
        "status=99",
        "status=200.5",
        "status=600",
        "garbage@everywhere",
        "garbage:2",
        "garbage:-1",
        "garbage@list:0.5:0.5",
        "late-visibility=1@download",
        "delay=1@list ",
    ],
)
def test_what_is_no_fault_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(UsageTrouble) as refused:
        parse_fault(text)

    assert repr(text) in str(refused.value.problem.values["reason"])


@st.composite
def faults(draw: st.DrawFn) -> str:
    """Any fault that the grammar allows."""
    name = draw(st.sampled_from(FaultName))
    kind = KINDS[name]
    value = draw(st.sampled_from(VALUES[kind.form.strip("[]")])) if kind.form else ""
    where = "" if kind.always else draw(st.sampled_from(["", *(f"@{each}" for each in sorted(kind.where))]))
    chance = "" if kind.always else draw(st.sampled_from(["", ":0", ":0.25", ":.5", ":1"]))
    return f"{name}{value and '='}{value}{where}{chance}"


VALUES = {
    "SECONDS": ["0", "1.5", ".25", "3600"],
    "STATUS": ["200", "401", "503"],
    "STATUSxTIMES": ["503x5", "429x1"],
    "N[xTIMES]": ["0", "20", "20x3"],
    "N[xTIMES": ["0", "20", "20x3"],
    "SHAPE": ["", "param", "empty"],
    "ITEMS": ["", "3", "-2"],
    "WORD": ["", "queued"],
}


@given(faults())
def test_a_fault_survives_being_written(text: str) -> None:
    fault = parse_fault(text)

    assert parse_fault(str(fault)) == fault


@given(st.text(max_size=40))
def test_any_text_is_a_fault_or_a_usage_trouble(text: str) -> None:
    with contextlib.suppress(UsageTrouble):
        parse_fault(text)


def test_without_faults_nothing_happens() -> None:
    assert plan().draw(Operation.LIST) == NOTHING
    assert plan("garbage@create").draw(Operation.LIST) == NOTHING


def test_faults_on_one_operation_add_up() -> None:
    effect = plan("delay=1", "delay=0.5@list", "status=500@list", "lost-reply@create").draw(Operation.LIST)

    assert (effect.delay_s, effect.status, effect.has(FaultName.LOST_REPLY)) == (1.5, 500, False)
    assert effect.names == ("delay=1@*", "delay=0.5@list", "status=500@list")


def test_the_star_means_the_api_and_not_the_fetching() -> None:
    assert plan("drop-before").draw(Operation.DOWNLOAD) == NOTHING
    assert plan("drop-before@download").draw(Operation.DOWNLOAD).has(FaultName.DROP_BEFORE)


def test_the_same_seed_draws_the_same_faults() -> None:
    first, second = plan("garbage:0.5", seed=7), plan("garbage:0.5", seed=7)
    drawn = [first.draw(Operation.LIST).hit != () for _ in range(200)]

    assert drawn == [second.draw(Operation.LIST).hit != () for _ in range(200)]
    assert 60 < sum(drawn) < 140


def test_lateness_is_for_lists_unless_get_is_named() -> None:
    assert plan("late-visibility=3").draw_lateness() == Lateness(3, 0)
    assert plan("late-visibility=3@create").draw_lateness() == Lateness(3, 0)
    assert plan("late-visibility=3@get", "late-visibility=5@list").draw_lateness() == Lateness(5, 3)
    assert plan("late-visibility=3:0").draw_lateness() == Lateness()

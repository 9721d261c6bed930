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
        ("burst=503x5@create:.5", Fault(FaultName.BURST, 503, Operation.CREATE, 0.5, times=5)),
        ("sign-out=20x3", Fault(FaultName.SIGN_OUT, 20, times=3)),
        ("result-false", Fault(FaultName.RESULT_FALSE, word="api-error")),
        ("page-shift=-2@list", Fault(FaultName.PAGE_SHIFT, -2, Operation.LIST)),
        ("clock-skew=-7200", Fault(FaultName.CLOCK_SKEW, -7200)),
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
        "delay=9" + "9" * 400,
        "delay=-1",
        "delay=\u0663",
        "burst=503",
        "burst=503x0",
        "burst=99x2",
        "sign-out",
        "sign-out=x3",
        "result-false=other",
        "page-shift=0",
        "page-shift=1.5",
        "unknown-status=",
        "unknown-status=two words",
        "repeat-page@create",
        "html@download",
        "clock-skew=7200@list",
        "clock-skew=7200:0.5",
        "unknown-issuer@*",
        "dedupe-source@list",
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


def test_a_wrong_place_is_answered_with_the_right_ones() -> None:
    with pytest.raises(UsageTrouble) as refused:
        parse_fault("missing-total@create")

    assert str(refused.value.problem.values["reason"]).endswith("only of list, *")


def test_a_burst_goes_on_once_it_began_and_is_drawn_again_when_as_many_were_spared() -> None:
    drawn = plan("burst=503x3@list:0.3", seed=5)
    statuses = [drawn.draw(Operation.LIST).status for _ in range(400)]

    text = "".join("x" if status else "." for status in statuses)
    assert {len(run) for run in text[: text.rindex(".")].split(".") if run} == {3}
    assert 400 * 0.15 < text.count("x") < 400 * 0.5


def test_each_fault_counts_for_itself_and_only_its_operation() -> None:
    drawn = plan("sign-out=1@list", "burst=500x1@get")

    assert drawn.draw(Operation.GET).status == 500
    assert drawn.draw(Operation.LIST).status is None
    assert drawn.draw(Operation.GET).status is None
    assert drawn.draw(Operation.LIST).status == 401


def test_jitter_is_a_random_part_of_its_value() -> None:
    drawn = plan("jitter=2@list", "delay=1")
    delays = {drawn.draw(Operation.LIST).delay_s for _ in range(50)}

    assert len(delays) == 50
    assert all(1 <= delay_s <= 3 for delay_s in delays)

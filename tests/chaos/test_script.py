"""What a run will do is decided beforehand, and leaves no fault out."""

from oktodesk.sandbox.fault_names import FaultName
from oktodesk.sandbox.faults import parse_fault
from tests.chaos.run import LONG, SHORT
from tests.chaos.script import FAULTS, WHOLE_RUN, Deed, Who, faults_of, write


def test_the_same_seed_decides_the_same_and_another_one_otherwise() -> None:
    assert write(7, LONG) == write(7, LONG)
    assert write(7, LONG) != write(8, LONG)


def test_together_they_are_every_fault_of_the_grammar() -> None:
    meant = {parse_fault(text).name for group in (*FAULTS, *WHOLE_RUN) for text in group}
    assert meant == set(FaultName)


def test_the_long_form_meets_every_fault_and_is_as_long_as_promised() -> None:
    profiles = write(1, LONG)
    steps = [step for each in profiles for part in each.rounds for step in part.steps]
    assert faults_of(profiles) == set(FaultName)
    assert sum(step.count for step in steps if step.deed is Deed.FEED) >= 1_000
    assert sum(step.deed is Deed.KILL for step in steps) >= 200
    assert {step.deed for step in steps} == set(Deed)
    assert {step.who for step in steps if step.deed is Deed.KILL} == set(Who)


def test_what_hides_an_upload_and_what_holds_a_request_up_is_shorter_than_settle() -> None:
    for group in FAULTS:
        for fault in map(parse_fault, group):
            if fault.name in {
                FaultName.LATE_VISIBILITY,
                FaultName.DELAY,
                FaultName.JITTER,
                FaultName.SLOW_HEADERS,
            }:
                assert fault.value < SHORT.settle_s / 2


def test_suspensions_outlast_settle() -> None:
    suspensions = [
        step for each in write(1, LONG) for part in each.rounds for step in part.steps if step.deed is Deed.SUSPEND
    ]
    assert suspensions
    assert all(step.for_s > LONG.settle_s for step in suspensions)

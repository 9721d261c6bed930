"""When an unsure link is looked for, and when it may be sent again."""

from oktodesk.uploads.settling import SETTLE_S, Verdict, next_look_s, verdict


def test_looks_begin_at_once_and_end_at_settle() -> None:
    looks = [next_look_s(None, SETTLE_S)]
    while looks[-1] < SETTLE_S:
        looks.append(next_look_s(looks[-1], SETTLE_S))
    assert looks[0] == 0
    assert looks[-1] == SETTLE_S
    assert looks == sorted(set(looks))
    assert 5 <= len(looks) <= 10, "few calls, and yet a quick answer"
    assert looks[2] <= 2


def test_a_late_look_is_the_last_one() -> None:
    assert next_look_s(119.0, SETTLE_S) == SETTLE_S
    assert next_look_s(500.0, SETTLE_S) == SETTLE_S


def test_only_a_look_that_began_after_settle_decides() -> None:
    assert verdict(119.9, 0, SETTLE_S) is Verdict.LOOK_AGAIN
    assert verdict(120.0, 0, SETTLE_S) is Verdict.RESEND


def test_the_second_time_the_person_is_asked() -> None:
    assert verdict(120.0, 1, SETTLE_S) is Verdict.ASK

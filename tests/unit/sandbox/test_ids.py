from hypothesis import given
from hypothesis import strategies as st

from oktodesk.sandbox import ids


@given(st.integers(1, 62**9), st.sampled_from([ids.UPLOAD, ids.MEDIA]))
def test_a_number_survives_its_id(number: int, prefix: str) -> None:
    text = ids.id_of(prefix, number)

    assert len(text) == 15
    assert text.startswith(prefix)
    assert ids.is_id(text)
    assert ids.number_of(prefix, text) == number


@given(st.text(max_size=20))
def test_any_text_is_an_id_or_none(text: str) -> None:
    number = ids.number_of(ids.UPLOAD, text)

    assert number is None or ids.id_of(ids.UPLOAD, number) == text


def test_ids_differ_by_case_alone() -> None:
    upper, lower = ids.id_of(ids.UPLOAD, 10), ids.id_of(ids.UPLOAD, 36)

    assert upper != lower
    assert upper.lower() == lower.lower()


def test_an_id_of_another_kind_has_no_number_here() -> None:
    assert ids.number_of(ids.UPLOAD, ids.id_of(ids.MEDIA, 1)) is None


def test_a_number_beyond_the_database_is_none() -> None:
    assert ids.number_of(ids.UPLOAD, ids.UPLOAD + "z" * 12) is None


def test_timestamps_are_utc_and_unset_is_the_zero_date() -> None:
    assert ids.timestamp(1_603_787_250.9) == "2020-10-27 08:27:30"
    assert ids.timestamp(None) == "0000-00-00 00:00:00"

"""Whatever stands in a file of settings or figures: the program starts, and says what it could not read."""

import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.media.own_figures import with_own_figures
from oktodesk.media.rules import RuleFile
from oktodesk.problems import LocalTrouble
from oktodesk.system.settings import Settings, SettingsFile

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([*Settings.__struct_fields__, "from_a_newer_program"])
FILES = st.binary(max_size=60) | st.dictionaries(NAMES, VALUES, max_size=5).map(msgspec.json.encode)


@given(FILES | st.just(b"[" * 100_000))
def test_any_settings_are_read_or_kept_aside(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        path.write_bytes(content)
        file = SettingsFile(path)
        settings = file.load()
        if file.notice is not None:
            assert settings == Settings()
            assert [each.read_bytes() for each in Path(folder).iterdir()] == [content]
        file.save(settings)
        assert file.load() == settings


FIGURES = (
    st.text(max_size=80).map(str.encode)
    | st.binary(max_size=60)
    | st.dictionaries(st.sampled_from(["networks", "other"]), VALUES, max_size=2).map(
        lambda fields: repr(fields).encode()
    )
)


@given(FIGURES)
def test_any_own_figures_are_taken_or_said_to_be_broken(content: bytes) -> None:
    _figures(content)


@pytest.mark.parametrize(
    "content",
    [
        b"a = " + b"[" * 50_000,
        b"[networks]\nLinkedIn = 1",
        b'[[networks.LinkedIn]]\nplacement = "video"\nrules = [{ check = "size_bytes", max = "nan" }]',
        b"a = " + b"9" * 5_000,
        b"\xff\xfe",
    ],
)
def test_broken_figures_are_said_to_be(content: bytes) -> None:
    with pytest.raises(LocalTrouble):
        _figures(content, quiet=False)


def _figures(content: bytes, *, quiet: bool = True) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "networks.toml"
        path.write_bytes(content)
        try:
            with_own_figures(RuleFile(1, "", "", {}, {}), path)
        except LocalTrouble as error:
            assert error.problem.id == "own_figures_broken"  # noqa: PT017 - it may as well be read
            if not quiet:
                raise

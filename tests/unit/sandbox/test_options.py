import argparse
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.sandbox.fault_names import FaultName
from oktodesk.sandbox.faults import parse_fault
from oktodesk.sandbox.options import (
    KEY_VARIABLE,
    ListOrder,
    SandboxOptions,
    add_arguments,
    from_namespace,
    to_arguments,
)
from oktodesk.system.secrets import Secret


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise ValueError(message)


def parsed(*words: str, **environ: str) -> SandboxOptions:
    parser = Parser()
    parser.add_argument("--json", action="store_true")
    add_arguments(parser)
    return from_namespace(parser.parse_args(words), environ)


OPTIONS = st.builds(
    SandboxOptions,
    port=st.integers(0, 65535),
    state=st.none() | st.just(Path("/tmp/state of mine")),
    account_id=st.from_regex(r"001[A-Za-z0-9]{12}", fullmatch=True),
    seed_uploads=st.integers(0, 10**6),
    no_limits=st.booleans(),
    clock_scale=st.sampled_from([1.0, 60.0, 0.5, 1e6]),
    quota_bytes=st.integers(0, 2**40),
    max_file_bytes=st.integers(0, 2**40),
    download_rate=st.none() | st.integers(1, 10**9),
    allow_private=st.booleans(),
    list_order=st.sampled_from(ListOrder),
    faults=st.sampled_from([(), (parse_fault("delay=0.1@list:0.5"), parse_fault("lost-reply@create"))]),
    fault_seed=st.none() | st.integers(-5, 10**6),
    disk_cap_bytes=st.integers(0, 2**40),
    json=st.booleans(),
)


@given(OPTIONS)
def test_options_survive_the_command_line(options: SandboxOptions) -> None:
    assert parsed(*to_arguments(options)) == options


def test_without_switches_it_is_the_documented_service() -> None:
    options = parsed()

    assert options == SandboxOptions()
    assert options.quota_bytes == 32 * 1024**3
    assert options.max_file_bytes == 8 * 1024**3


def test_the_key_comes_from_the_environment_and_never_goes_onto_a_command_line() -> None:
    options = parsed(**{KEY_VARIABLE: " canary-key "})

    assert options.api_key == Secret("canary-key")
    assert not any("canary" in word for word in to_arguments(options))
    assert "canary" not in repr(options)


@pytest.mark.parametrize(
    "words",
    [
        ("--port", "70000"),
        ("--port", "-1"),
        ("--account-id", "a:b"),
        ("--clock-scale", "0"),
        ("--clock-scale", "nan"),
        ("--clock-scale", "fast"),
        ("--quota-bytes", "1.5"),
        ("--download-rate", "0"),
        ("--list-order", "name"),
        ("--fault", "sabotage"),
        ("--host", "0.0.0.0"),
        ("--bind", "::"),
        ("--api-key", "k"),
        ("--seed-uploads", "many"),
    ],
)
def test_wrong_values_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=words[0]):
        parsed(*words)


def test_a_wrong_fault_says_what_is_wrong_with_it() -> None:
    with pytest.raises(ValueError, match="takes a value"):
        parsed("--fault", "delay")


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        (("--list-order", "name"), "created-desc, created-asc, random"),
        (("--fault", "sabotage"), ", ".join(FaultName)),
        (("--fault", "garbage@post"), "me, list, get, create, validate, media, download, \\*"),
    ],
)
def test_a_wrong_word_is_answered_with_the_right_ones(words: tuple[str, ...], choices: str) -> None:
    with pytest.raises(ValueError, match=f"none of {choices}"):
        parsed(*words)

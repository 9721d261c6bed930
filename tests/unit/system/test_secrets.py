"""A secret that hides."""

import copy
import pickle

import pytest

from oktodesk.system.secrets import Secret


def test_a_secret_never_shows() -> None:
    secret = Secret("canary")
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret:>20}", repr([secret])):
        assert "canary" not in shown
    for leak in (pickle.dumps, copy.copy, copy.deepcopy, vars):
        with pytest.raises(TypeError):
            leak(secret)
    assert secret.reveal() == "canary"


def test_secrets_compare_and_are_true_if_there_is_something() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert Secret("a")
    assert not Secret("")

"""What httpcore imports at each step of a request is not looked for each time."""

import sys
from importlib.machinery import ModuleSpec

import pytest

from oktodesk.system import async_library


def test_what_is_not_there_is_not_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sniffio", raising=False)
    looked_for: list[str] = []

    class Finder:
        @staticmethod
        def find_spec(name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
            looked_for.append(name)
            return None

    monkeypatch.setattr(async_library, "find_spec", lambda _: None)
    async_library.settle_async_library()
    monkeypatch.setattr(sys, "meta_path", [Finder])
    with pytest.raises(ImportError):
        __import__("sniffio")
    assert not looked_for
    monkeypatch.delitem(sys.modules, "sniffio", raising=False)


def test_what_is_there_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sniffio", raising=False)
    monkeypatch.setattr(async_library, "find_spec", lambda name: ModuleSpec(name, None))
    async_library.settle_async_library()
    assert "sniffio" not in sys.modules

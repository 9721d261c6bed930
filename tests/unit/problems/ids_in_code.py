"""Finds, in the program's own source, every place that names a problem: its id and the values it gives."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from oktodesk.problems import errors
from oktodesk.system.resources import resource

PACKAGE = Path(__file__).parents[3] / "oktodesk"
ERRORS = frozenset(
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.OktodeskError)
)
VALUES = frozenset({"Problem", "Finding"})
_NO_VALUES = frozenset({"detail", "retry_after_s", "problem_id"})


class Use(msgspec.Struct, frozen=True):
    """One place. ``values`` is None where the code computes them."""

    id: str
    place: str
    values: frozenset[str] | None


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the program with its syntax tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(), str(path))


def uses() -> list[Use]:
    """Ids given to errors, problems and findings, directly or through a function that passes them on."""
    return [use for path, tree in modules() for use in _uses_in(path, tree)]


def unreachable(ids: Iterable[str]) -> set[str]:
    """Ids that no string outside the catalogue spells, in code, in a pattern of the code, or in data."""
    spelled = set(re.findall(r'\bid = "(\w+)"', resource("networks.toml").read_text()))
    patterns: set[str] = set()
    for path, tree in modules():
        if path.parent.name != "problems":
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    spelled.add(node.value)
                elif isinstance(node, ast.JoinedStr):
                    patterns.add(_pattern(node))
    likely = [pattern for pattern in patterns if re.search("[a-z]{4}", pattern.replace(r"\w+", ""))]
    return {each for each in ids if each not in spelled and not any(re.fullmatch(p, each) for p in likely)}


def _pattern(text: ast.JoinedStr) -> str:
    parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in text.values)
    return "".join(map(str, parts))


def _uses_in(path: Path, tree: ast.Module) -> Iterator[Use]:
    passing = _passing_on(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func)
        if name in ERRORS | VALUES or name in passing:
            for problem_id in _literals(_first(node, passing.get(name, 0))):
                place = f"{path.relative_to(PACKAGE.parent)}:{node.lineno}"
                yield Use(problem_id, place, None if name in passing else _values(node, name))


def _passing_on(tree: ast.Module) -> dict[str, int]:
    # Functions whose parameter becomes an id, with that parameter's position.
    found: dict[str, int] = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            names = [argument.arg for argument in function.args.args if argument.arg not in {"self", "cls"}]
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _name(call.func) in ERRORS | VALUES:
                    first = _first(call, 0)
                    if isinstance(first, ast.Name) and first.id in names:
                        found[function.name] = names.index(first.id)
    found.pop("__init__", None)
    return found


def _first(call: ast.Call, position: int) -> ast.expr | None:
    if len(call.args) > position:
        return call.args[position]
    return next((keyword.value for keyword in call.keywords if keyword.arg in {"id", "problem_id"}), None)


def _literals(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _values(call: ast.Call, name: str) -> frozenset[str] | None:
    if name in ERRORS:
        names = {keyword.arg for keyword in call.keywords}
        return None if None in names else frozenset(str(each) for each in names) - _NO_VALUES
    given = call.args[1 if name == "Problem" else 2 :][:1]
    given += [keyword.value for keyword in call.keywords if keyword.arg == "values"]
    if not given:
        return frozenset()
    keys = given[0].keys if isinstance(given[0], ast.Dict) else [None]
    literal = [key.value for key in keys if isinstance(key, ast.Constant)]
    return frozenset(map(str, literal)) if len(literal) == len(keys) else None


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""

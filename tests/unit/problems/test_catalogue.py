"""The catalogue and the code agree, and every entry reads like a sentence a marketer understands."""

import ast
import importlib
import pkgutil
import re
import string
from collections import Counter

import pytest

from oktodesk import problems
from oktodesk.problems import Problem, Value
from oktodesk.problems.catalogue import CATALOGUE, UNKNOWN, text_of
from oktodesk.problems.render import render
from oktodesk.problems.values import Text
from tests.unit.problems.ids_in_code import modules, unreachable, uses

USES = uses()
SAMPLE_VALUES: dict[str, Value] = {"bytes": 3 * 1024**3, "s": 75, "at": 1_760_000_000.0, "bps": 25e6, "px": 1080}
GIVEN_LATER = {"usage": {"command"}}
"""What ``cli.main`` adds: it alone knows which command was meant."""
API_WORDS = re.compile(r"\b(HEAD|GET|POST|MIME|HTTP|JSON|40[0-9]|429|50[0-9]|pending|sandbox|endpoint|URL)\b")


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def sample(problem_id: str) -> Problem:
    text = text_of(problem_id)
    names = fields(text.title) | fields(text.advice)
    return Problem(problem_id, {name: SAMPLE_VALUES.get(name.rsplit("_", 1)[-1], "X") for name in names})


def test_every_id_in_the_code_is_in_the_catalogue() -> None:
    unknown = {f"{use.place}: {use.id}" for use in USES if use.id not in CATALOGUE}
    assert not unknown
    assert len(USES) > 50


def test_every_entry_is_somewhere_in_the_code() -> None:
    assert unreachable(CATALOGUE) == set()


def test_the_code_gives_every_value_that_the_sentences_name() -> None:
    missing = {
        f"{use.place}: {use.id} lacks {sorted(lacking)}"
        for use in USES
        if use.values is not None and (lacking := _named(use.id) - use.values - GIVEN_LATER.get(use.id, set()))
    }
    assert not missing


def _named(problem_id: str) -> set[str]:
    text = text_of(problem_id)
    return fields(text.title) | fields(text.advice)


def test_an_id_belongs_to_one_subject() -> None:
    subjects = [
        value
        for module in pkgutil.iter_modules(problems.__path__, "oktodesk.problems.")
        if ".texts_" in module.name
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, dict) and all(isinstance(text, Text) for text in value.values())
    ]
    ids = Counter(problem_id for subject in subjects for problem_id in subject)
    assert [problem_id for problem_id, count in ids.items() if count > 1] == []
    assert set(ids) == set(CATALOGUE)


@pytest.mark.parametrize("problem_id", CATALOGUE)
def test_every_entry_reads_well(problem_id: str) -> None:
    sentence = render(sample(problem_id))
    assert re.fullmatch(r"[a-z][a-z0-9_]*", problem_id)
    for words in (sentence.title, sentence.advice):
        assert words == words.strip() != ""
        assert not set("{}") & set(words)
        assert "  " not in words
        assert words[0].isupper() or words[0].isdigit() or words.startswith("oktodesk")
    assert not sentence.title.endswith((".", "!", ":"))
    assert sentence.advice.endswith((".", "?")) or CATALOGUE[problem_id].advice.endswith("}")


@pytest.mark.parametrize("problem_id", CATALOGUE)
def test_no_entry_speaks_like_the_api(problem_id: str) -> None:
    text = CATALOGUE[problem_id]
    assert not API_WORDS.search(text.title + " " + text.advice)


@pytest.mark.parametrize("problem_id", CATALOGUE)
def test_numbers_are_never_shown_bare(problem_id: str) -> None:
    sentence = render(sample(problem_id))
    assert not re.search(r"\d{6,}", sentence.title + sentence.advice)


def test_templates_are_literals_that_lupdate_finds() -> None:
    for path, tree in modules():
        if not path.name.startswith("texts_"):
            continue
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id == "Text":
                assert [ast.unparse(argument)[:32] for argument in call.args[:2]] == [
                    "QT_TRANSLATE_NOOP('problems', "[:32] + ast.unparse(argument)[30:32]
                    for argument in call.args[:2]
                ], path
            if isinstance(call.func, ast.Name) and call.func.id == "QT_TRANSLATE_NOOP":
                context, text = call.args
                assert isinstance(context, ast.Constant)
                assert context.value == "problems"
                assert isinstance(text, ast.Constant)


def test_an_id_of_a_newer_program_still_says_something() -> None:
    assert text_of("invented_next_year") is UNKNOWN
    assert render(Problem("invented_next_year")).title == "Something unexpected happened"

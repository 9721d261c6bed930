#!/usr/bin/env python3
"""Keep the translations in step with the texts in the code.

    packaging/translations.py            bring resources/translations/*.ts up to date and compile them
    packaging/translations.py --add de   begin another language

English is the language of the code; ``oktodesk_en.ts`` holds only its plurals, for which Qt needs a catalogue too.
The texts are found with Python's own parser: ``pyside6-lupdate`` (6.11.3) overlooks plurals outside of ``tr`` and
calls with a call as their last argument, and hangs on others (measured).
"""

import argparse
import ast
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
ENGLISH = FOLDER / "oktodesk_en.ts"
PLURAL_FORMS = {"fr": 2, "he": 4}
"""How many forms a language has for numbers, where it is not two; see Qt's ``numerus.cpp``."""
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'


@dataclass(frozen=True)
class Text:
    """One text of the code."""

    context: str
    source: str
    comment: str = ""

    @property
    def is_plural(self) -> bool:
        return "%n" in self.source


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--add", metavar="LANGUAGE", help="a language code, such as de")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    catalogues = {ENGLISH, *FOLDER.glob("oktodesk_*.ts")}
    if options.add:
        catalogues.add(FOLDER / f"oktodesk_{options.add}.ts")
    texts = list(texts_of_code())
    for catalogue in sorted(catalogues):
        write(catalogue, texts)
        compile_(catalogue)
        print(f"{catalogue.relative_to(ROOT)}: {len(texts)} texts, {untranslated(catalogue)} to be translated")
    return 0


def texts_of_code() -> Iterator[Text]:
    """Every text in the package that is marked for translation, each once, in the order of the files."""
    seen: set[Text] = set()
    for path in sorted((ROOT / "oktodesk").rglob("*.py")):
        for text in texts_of(path.read_text(encoding="utf-8")):
            if text not in seen:
                seen.add(text)
                yield text


def texts_of(code: str) -> Iterator[Text]:
    """The texts of one module: calls of ``tr``, ``translate`` and ``QT_TRANSLATE_NOOP`` with literals."""
    yield from _texts_below(ast.parse(code), "")


def _texts_below(node: ast.AST, class_name: str) -> Iterator[Text]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and (text := _marked(child, class_name)):
            yield text
        yield from _texts_below(child, child.name if isinstance(child, ast.ClassDef) else class_name)


def _marked(call: ast.Call, class_name: str) -> Text | None:
    literals = [_literal(argument) for argument in call.args]
    match _called(call):
        case "tr":
            literals.insert(0, class_name)
        case "translate" | "_translate" | "QT_TRANSLATE_NOOP":
            pass
        case _:
            return None
    context, source, comment = (*literals, None, None, None)[:3]
    return Text(context, source, comment or "") if context and source else None


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literal(argument: ast.expr) -> str | None:
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def write(catalogue: Path, texts: Iterable[Text]) -> None:
    """Make a catalogue of these texts; what is translated in it already stays."""
    language = catalogue.stem.partition("_")[2]
    known = _known(catalogue)
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    contexts: dict[str, ET.Element] = {}
    for text in sorted(texts, key=lambda text: text.context):
        if catalogue == ENGLISH and not text.is_plural:
            continue
        if text.context not in contexts:
            contexts[text.context] = ET.SubElement(root, "context")
            ET.SubElement(contexts[text.context], "name").text = text.context
        contexts[text.context].append(_message(text, known.get(text), PLURAL_FORMS.get(language, 2)))
    ET.indent(root, "    ")
    catalogue.write_text(_HEAD + ET.tostring(root, encoding="unicode") + "\n", encoding="utf-8")


def _message(text: Text, translation: ET.Element | None, forms: int) -> ET.Element:
    message = ET.Element("message", {"numerus": "yes"} if text.is_plural else {})
    ET.SubElement(message, "source").text = text.source
    if text.comment:
        ET.SubElement(message, "comment").text = text.comment
    if translation is None:
        translation = ET.Element("translation", type="unfinished")
        for _ in range(forms if text.is_plural else 0):
            ET.SubElement(translation, "numerusform")
    message.append(translation)
    return message


def _known(catalogue: Path) -> dict[Text, ET.Element]:
    if not catalogue.exists():
        return {}
    known = {}
    for context in ET.parse(catalogue).getroot().iter("context"):  # noqa: S314 - our own file
        name = context.findtext("name", "")
        for message in context.iter("message"):
            text = Text(name, message.findtext("source", ""), message.findtext("comment", ""))
            translation = message.find("translation")
            if translation is not None:
                known[text] = translation
    return known


def untranslated(catalogue: Path) -> int:
    """How many texts of a catalogue wait for a translator."""
    return sum(each.get("type") == "unfinished" for each in _known(catalogue).values())


def compile_(catalogue: Path) -> None:
    """Make the file that the program reads."""
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([tool, "-silent", catalogue, "-qm", catalogue.with_suffix(".qm")], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())

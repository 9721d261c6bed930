"""Every text can be translated, and the catalogues are those of the code."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from oktodesk.system.resources import resource

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = resource("translations", "oktodesk_en.ts")


@pytest.fixture
def script() -> ModuleType:
    # By its path: ``packaging`` must never become a package here.
    spec = importlib.util.spec_from_file_location("translations_script", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_texts_are_found_where_they_are_marked(script: ModuleType) -> None:
    code = """
class Panel:
    def show(self, links):
        self.tr("Drop links here")
        self.tr("%n link(s)", "", len(links))
        _translate("Status", "Ready for links")
        QCoreApplication.translate("Status", "Paused", "sending")
        QT_TRANSLATE_NOOP("problems", "It broke")
        _translate("problems", template)
"""
    found = {(text.context, text.source, text.comment) for text in script.texts_of(code)}
    assert found == {
        ("Panel", "Drop links here", ""),
        ("Panel", "%n link(s)", ""),
        ("Status", "Ready for links", ""),
        ("Status", "Paused", "sending"),
        ("problems", "It broke", ""),
    }


def test_the_english_plurals_are_complete_and_those_of_the_code(script: ModuleType) -> None:
    of_code = {text for text in script.texts_of_code() if text.is_plural}
    known = script._known(ENGLISH)
    assert set(known) == of_code, "run packaging/translations.py"
    assert script.untranslated(ENGLISH) == 0


def test_the_compiled_catalogue_is_todays(tmp_path: Path) -> None:
    compiled = tmp_path / "oktodesk_en.qm"
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([tool, "-silent", ENGLISH, "-qm", compiled], check=True)
    assert compiled.read_bytes() == ENGLISH.with_suffix(".qm").read_bytes(), "run packaging/translations.py"


def test_another_language_keeps_what_is_translated(script: ModuleType, tmp_path: Path) -> None:
    catalogue = tmp_path / "oktodesk_de.ts"
    script.write(catalogue, [script.Text("Status", "Ready for links"), script.Text("Status", "%n link(s)")])
    text = catalogue.read_text().replace(
        '<translation type="unfinished" />', "<translation>Bereit für Links</translation>", 1
    )
    catalogue.write_text(text)
    script.write(catalogue, [script.Text("Status", "Ready for links"), script.Text("Status", "New")])
    again = catalogue.read_text()
    assert "Bereit für Links" in again
    assert "%n link(s)" not in again


def test_plurals_read_as_people_write_them(qapp: QCoreApplication) -> None:
    translator = QTranslator()
    assert translator.load(str(ENGLISH.with_suffix(".qm")))
    assert translator.translate("_NewRow", "NEW · %n link(s)", "", 1) == "NEW · %n link"
    assert translator.translate("_NewRow", "NEW · %n link(s)", "", 2) == "NEW · %n links"

"""The Qt application: its name, its icon, its language."""

import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from oktodesk import __version__
from oktodesk.system.resources import resource
from oktodesk.ui.pyside_guard import refuse_broken_pyside

_NAME = "oktodesk"
_SOURCE_LANGUAGE = "en"
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Known here, for asking Qt takes ``Qt``, whose 130 enums are made when it is first used: 22 ms of the start."""


def make_application(language: str = "") -> QApplication:
    """The one application of this process. ``language``: a code; empty: the system's. Raises ``wrong_pyside``."""
    refuse_broken_pyside()
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication([_NAME])
    application.setApplicationName(_NAME)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName(_NAME)  # lets Wayland find the icon
    if sys.platform == "darwin":
        from PySide6.QtCore import Qt  # noqa: PLC0415 - see ``_RIGHT_TO_LEFT``

        application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    translate(application, language)
    return application


def give_icon(window: QWidget) -> None:
    """Give a window the program's icon, drawn in all its sizes; the first painting does not wait for that."""
    from oktodesk.ui.icons import application_icon  # noqa: PLC0415 - as said

    window.setWindowIcon(application_icon())


def translate(application: QApplication, language: str = "") -> str:
    """Speak ``language``, else the first of the system's that there is; returns what it became."""
    chosen = next((each for each in _wanted(language) if _catalogue(each).exists()), _SOURCE_LANGUAGE)
    if language:
        QLocale.setDefault(QLocale(language))
    for folder, name in (
        (QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath), f"qtbase_{chosen}"),
        (str(resource("translations")), f"{_NAME}_{chosen}"),
    ):
        translator = QTranslator(application)
        if translator.load(name, folder):
            application.installTranslator(translator)
    if chosen in _RIGHT_TO_LEFT:
        from PySide6.QtCore import Qt  # noqa: PLC0415 - as said there

        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return chosen


def languages() -> list[str]:
    """Codes of the languages that the window can speak."""
    codes = {path.stem.removeprefix(f"{_NAME}_") for path in resource("translations").glob(f"{_NAME}_*.qm")}
    return sorted(codes | {_SOURCE_LANGUAGE})


def _wanted(language: str) -> list[str]:
    names = [language] if language else QLocale.system().uiLanguages()
    return [name.replace("-", "_").partition("_")[0] for name in names]


def _catalogue(language: str) -> Path:
    return resource("translations", f"{_NAME}_{language}.qm")

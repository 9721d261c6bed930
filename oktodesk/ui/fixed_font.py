"""A fixed-width font for ids and details, in which 0 and O can be told apart."""

from PySide6.QtGui import QFont, QFontDatabase


def fixed_width(like: QFont) -> QFont:
    """As large as ``like``. Only its families are set: a whole system font would be lost with the next palette."""
    font = QFont(like)
    font.setFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
    return font

"""Light and dark: our own two palettes on the Fusion style, with contrasts of 4.5:1 for text and more."""

from __future__ import annotations

from PyQt6.QtGui import QColor, QFontDatabase, QGuiApplication, QPalette
from PyQt6.QtWidgets import QApplication

from models.settings import SYSTEM, TEXT_SIZE, THEME

LIGHT = {
    QPalette.ColorRole.Window: "#f4f5f7",
    QPalette.ColorRole.WindowText: "#1b1f24",
    QPalette.ColorRole.Base: "#ffffff",
    QPalette.ColorRole.AlternateBase: "#f4f6f9",
    QPalette.ColorRole.Text: "#1b1f24",
    QPalette.ColorRole.PlaceholderText: "#57606a",
    QPalette.ColorRole.Button: "#e9ebee",
    QPalette.ColorRole.ButtonText: "#1b1f24",
    QPalette.ColorRole.BrightText: "#a40e26",
    QPalette.ColorRole.ToolTipBase: "#ffffff",
    QPalette.ColorRole.ToolTipText: "#1b1f24",
    QPalette.ColorRole.Link: "#0a58ca",
    QPalette.ColorRole.Highlight: "#1d5fbf",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Light: "#ffffff",
    QPalette.ColorRole.Midlight: "#e1e4e8",
    QPalette.ColorRole.Mid: "#b6bcc4",
    QPalette.ColorRole.Dark: "#7a828c",
    QPalette.ColorRole.Shadow: "#57606a",
}
DARK = {
    QPalette.ColorRole.Window: "#1f2328",
    QPalette.ColorRole.WindowText: "#e6e8eb",
    QPalette.ColorRole.Base: "#16191d",
    QPalette.ColorRole.AlternateBase: "#1c2025",
    QPalette.ColorRole.Text: "#e6e8eb",
    QPalette.ColorRole.PlaceholderText: "#a4acb6",
    QPalette.ColorRole.Button: "#2b3036",
    QPalette.ColorRole.ButtonText: "#e6e8eb",
    QPalette.ColorRole.BrightText: "#ff9d94",
    QPalette.ColorRole.ToolTipBase: "#2b3036",
    QPalette.ColorRole.ToolTipText: "#e6e8eb",
    QPalette.ColorRole.Link: "#79b8ff",
    QPalette.ColorRole.Highlight: "#2f6fd0",
    QPalette.ColorRole.HighlightedText: "#ffffff",
    QPalette.ColorRole.Light: "#2a2f36",
    QPalette.ColorRole.Midlight: "#32383f",
    QPalette.ColorRole.Mid: "#4a515a",
    QPalette.ColorRole.Dark: "#7d8590",
    QPalette.ColorRole.Shadow: "#000000",
}
_DISABLED = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def is_dark() -> bool:
    """Whether the application's present palette is dark."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def system_is_dark() -> bool:
    """Whether the desktop asks for a dark theme."""
    from PyQt6.QtCore import Qt

    hints = QGuiApplication.styleHints()
    return hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark


def wants_dark() -> bool:
    """Whether the theme to show is the dark one: a person's choice, else the desktop's."""
    theme = THEME.read()
    return system_is_dark() if theme == SYSTEM else theme == "dark"


def apply_theme(dark: bool) -> None:
    """Give the running application our style, and one of the two palettes."""
    from ui.style import Style

    if not isinstance(QApplication.style(), Style):
        QApplication.setStyle(Style())
    palette = QPalette()
    for role, colour in (DARK if dark else LIGHT).items():
        palette.setColor(role, QColor(colour))
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#8b939d" if dark else "#767d86"))
    QApplication.setPalette(palette)


def apply_first_look() -> None:
    """What the first picture cannot do without: Fusion's own colours are near to ours, and as dark as the desktop.

    A colour that is given makes Python name all of Qt, which takes longer than a frame: `apply_look` follows.
    """
    theme = THEME.read()
    if theme != SYSTEM and (theme == "dark") != is_dark():
        apply_theme(not is_dark())
    if TEXT_SIZE.read() != TEXT_SIZE.default:
        _apply_text_size()


def apply_look() -> None:
    """Give the running application the style, the palette and the size of text that the settings ask for."""
    apply_theme(wants_dark())
    _apply_text_size()


def _apply_text_size() -> None:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(font.pointSizeF() * TEXT_SIZE.read() / 100.0)
    QApplication.setFont(font)


def follow_desktop() -> None:
    """From now on, change between light and dark when the desktop does, unless a person chose one of them."""
    hints = QGuiApplication.styleHints()
    if hints is not None:
        hints.colorSchemeChanged.connect(lambda _: None if wants_dark() == is_dark() else apply_look())

"""How the window looks and which language it speaks, changed while it is open."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from models.language import CHINESE, ENGLISH, install_translations
from models.settings import LANGUAGE, THEME, chosen_language
from ui.once import open_and_forget
from ui.settings_dialog import SettingsDialog
from ui.theme import apply_look, is_dark


def show_settings(window: QWidget) -> None:
    """Offer the settings; what is accepted holds at once."""
    dialog = SettingsDialog(window)
    dialog.accepted.connect(apply_settings)
    open_and_forget(dialog)


def apply_settings() -> None:
    """Look and speak as the settings say."""
    apply_look()
    install_translations(chosen_language())


def switch_language() -> None:
    """English becomes Chinese, Chinese becomes English."""
    LANGUAGE.keep(ENGLISH if chosen_language() == CHINESE else CHINESE)
    install_translations(chosen_language())


def switch_theme() -> None:
    """Light becomes dark, dark becomes light."""
    THEME.keep("light" if is_dark() else "dark")
    apply_look()

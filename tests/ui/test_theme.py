"""Light and dark follow the desktop while the program runs, unless a person chose one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication

from models.settings import SYSTEM, THEME
from ui import theme


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    yield
    QGuiApplication.styleHints().colorSchemeChanged.disconnect()
    THEME.keep(SYSTEM)
    theme.apply_look()


@pytest.mark.parametrize(("chosen", "dark"), [(SYSTEM, True), ("light", False)])
def test_the_theme_follows_the_desktop_unless_one_was_chosen(
    monkeypatch: pytest.MonkeyPatch, chosen: str, dark: bool
) -> None:
    THEME.keep(chosen)
    theme.apply_theme(False)
    theme.follow_desktop()
    monkeypatch.setattr(theme, "system_is_dark", lambda: True)
    QGuiApplication.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.is_dark() is dark

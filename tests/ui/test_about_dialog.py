from __future__ import annotations

import json
from pathlib import Path

import pytest
from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from models import __version__, parts
from tests.ui.conftest import OpenWindow
from ui.about_dialog import AboutDialog


def collected(folder: Path, page: str) -> None:
    """A build's licences, as an installed program has them."""
    program = {"name": "Anodescope", "version": "1.2.3", "licence": "GPL-3.0-or-later", "page": page}
    other = {"name": "alpha", "version": "2.0", "licence": "MIT"}
    (folder / "resources").mkdir()
    (folder / "licences" / "alpha").mkdir(parents=True)
    (folder / "licences" / "parts.json").write_text(json.dumps([program, other]), encoding="utf-8")
    (folder / "licences" / "LICENSE.txt").write_text("the words of the GPL")
    (folder / "licences" / "alpha" / "LICENSE").write_text("the words of MIT")


def built(monkeypatch: pytest.MonkeyPatch, folder: Path, page: str = "") -> None:
    collected(folder, page)
    monkeypatch.setattr(parts, "resource", lambda path: folder / "resources" / path)


def test_from_source_every_part_names_its_licence_and_has_its_words() -> None:
    found = parts.shipped_parts()
    assert (found[0].name, found[0].version) == ("Anodescope", __version__)
    names = {part.name.lower() for part in found}
    assert {"python", "pyqt6", "pyqt6-qt6", "numpy", "scipy", "pandas", "matplotlib", "openpyxl"} <= names
    assert not {"pytest", "mypy", "hypothesis"} & names
    assert [part.name for part in found if not part.licence] == []
    assert [part.name for part in found[2:] if not part.texts] == []


def test_a_built_program_shows_what_the_build_collected(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    built(monkeypatch, tmp_path)
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert "Anodescope 1.2.3" in dialog.words.text()
    assert "source" in dialog.words.text()
    assert "the words of the GPL" in dialog.text.toPlainText()
    dialog.list.setCurrentIndex(dialog.list.model().index(1, 0))
    assert dialog.text.toPlainText() == "alpha MIT\n\nthe words of MIT"


def test_a_newer_version_is_looked_for_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, open_window: OpenWindow
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    built(monkeypatch, tmp_path, "https://example.org/anodescope/releases")
    window = open_window()
    assert opened == []
    window.actions_by_name["newer"].trigger()
    assert [url.toString() for url in opened] == ["https://example.org/anodescope/releases"]


def test_a_copy_that_knows_no_page_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, open_window: OpenWindow
) -> None:
    built(monkeypatch, tmp_path)
    window = open_window()
    window.actions_by_name["newer"].trigger()
    (box,) = window.findChildren(QMessageBox)
    assert "does not know" in box.text()
    box.reject()

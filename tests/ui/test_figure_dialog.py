"""The figure dialog: a preview at true size, and files as chosen."""

from __future__ import annotations

import errno

import pytest
from pypdf import PdfReader
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QDoubleSpinBox, QFileDialog, QLabel, QSpinBox

from models import whole_file
from tests.plating_results import plating_result
from ui.figure_dialog import FigureDialog

MM_PER_POINT = 25.4 / 72


@pytest.fixture
def dialog(qtbot):
    made = FigureDialog(plating_result())
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def choose(box, data):
    box.setCurrentIndex(box.findData(data))


def test_the_preview_has_the_true_size(dialog):
    pixmap = dialog.preview.pixmap()
    dots = dialog._dots_per_inch()
    assert pixmap.deviceIndependentSize().width() == pytest.approx(85.0 / 25.4 * dots, abs=1)
    assert pixmap.deviceIndependentSize().height() == pytest.approx(75.0 / 25.4 * dots, abs=1)


def test_a_change_shows_in_the_preview(dialog, qtbot):
    before = dialog.preview.pixmap().size()
    dialog.width_mm.setValue(120.0)
    qtbot.waitUntil(lambda: dialog.preview.pixmap().width() > 1.3 * before.width())
    before = dialog.preview.pixmap().toImage()
    choose(dialog.scale, "linear" if dialog.scale.currentData() == "log" else "log")
    qtbot.waitUntil(lambda: dialog.preview.pixmap().toImage() != before)


def test_the_double_column_brings_its_size(dialog, qtbot):
    choose(dialog.preset, "double")
    assert (dialog.width_mm.value(), dialog.height_mm.value()) == (175.0, 100.0)
    qtbot.waitUntil(lambda: not dialog._later.isActive())


def test_save_asks_for_a_name_and_writes_the_file_with_its_ending(dialog, qtbot, tmp_path, monkeypatch):
    asked = []

    def answer(_parent, _title, offered, kinds):
        asked.append((offered, kinds))
        return str(tmp_path / "figure"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    dialog.height_mm.setValue(60.0)
    save = dialog.buttons.button(QDialogButtonBox.StandardButton.Save)
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    page = PdfReader(tmp_path / "figure.pdf").pages[0].mediabox
    assert float(page.height) * MM_PER_POINT == pytest.approx(60.0, abs=0.01)
    assert asked[0][0] == "S03.pdf"
    assert "figure.pdf" in dialog.message.text()
    qtbot.waitUntil(lambda: not dialog._later.isActive())


def test_a_locked_file_is_one_sentence_in_the_dialog(dialog, tmp_path, monkeypatch):
    def locked(*_arguments):
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(whole_file, "LOCKED_PAUSES", ())
    monkeypatch.setattr(whole_file.os, "replace", locked)
    assert not dialog.save_to(tmp_path / "figure.pdf")
    assert "save as “figure-2.pdf”" in dialog.message.text()


def test_every_control_has_a_name_and_every_label_a_buddy(dialog):
    for kind in (QComboBox, QDoubleSpinBox, QSpinBox, QCheckBox):
        for control in dialog.findChildren(kind):
            assert control.accessibleName()
    labels = [label for label in dialog.findChildren(QLabel) if "&" in label.text()]
    assert len(labels) == 7
    assert all(label.buddy() is not None for label in labels)


def test_escape_closes_it(dialog, qtbot):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()

"""The figure dialog: a preview at true size, checks that follow every choice, files, clipboard and own presets."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from PyQt6.QtCore import QItemSelectionModel, QPoint, QPointF, Qt
from PyQt6.QtGui import QDesktopServices, QGuiApplication, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QListView,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from models import whole_file
from models.document import Document
from models.figure import journal as journal_module
from models.figure.model import FigureModel
from tests.figure_project import candidates_of, project
from ui.figure_dialog import FigureDialog
from ui.figure_dialog import dialog as dialog_module

MM_PER_POINT = 25.4 / 72
Opened = Callable[..., FigureDialog]


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    memory: dict[str, str] = {}
    monkeypatch.setattr(dialog_module, "remember", memory.__setitem__)
    monkeypatch.setattr(dialog_module, "remembered", lambda name: memory.get(name, ""))
    monkeypatch.setattr(journal_module, "own_folder", lambda: tmp_path / "journals")
    return tmp_path / "journals"


@pytest.fixture(scope="module")
def document(qapp: object) -> Iterator[Document]:
    made = project("platings", "strippings")
    yield made
    made.close()


@pytest.fixture
def opened(qtbot: QtBot, document: Document) -> Opened:
    def make(method: str = "nucleation_spike", shown: int = 1, **choices: object) -> FigureDialog:
        step = "electrocrystallization" if method == "nucleation_spike" else "self_corrosion"
        found = candidates_of(document, step, method)
        model = FigureModel(title="S03", shown=tuple(each.shown for each in found[:shown]), **choices)  # type: ignore[arg-type]
        dialog = FigureDialog(model, found)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        wait(qtbot, dialog)
        return dialog

    return make


def wait(qtbot: QtBot, dialog: FigureDialog) -> None:
    """Wait until the preview is that of the present choices."""
    qtbot.waitUntil(lambda: not dialog._later.isActive() and not dialog._background.busy, timeout=30_000)


def choose(dialog: FigureDialog, name: str, value: object) -> None:
    """As a person chooses from a box."""
    box = dialog.form.boxes[name]
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def said(dialog: FigureDialog) -> list[str]:
    return [dialog.checks.index(row).data() for row in range(dialog.checks.rowCount())]


def test_the_preview_has_the_true_size_and_zooms(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened(width_mm=100.0, height_mm=60.0)
    dots = dialog.preview.screen_dots()

    def size() -> tuple[float, float]:
        found = dialog.preview.picture.pixmap().deviceIndependentSize()
        return found.width(), found.height()

    assert size() == pytest.approx((100.0 / 25.4 * dots, 60.0 / 25.4 * dots), abs=1)
    assert dialog.preview.size_text.text() == "100.00 × 60.00 mm"
    dialog.preview.zoom.setCurrentIndex(dialog.preview.zoom.findData(200))
    wait(qtbot, dialog)
    assert size() == pytest.approx((200.0 / 25.4 * dots, 120.0 / 25.4 * dots), abs=2)
    dialog.preview.zoom.setCurrentIndex(dialog.preview.zoom.findData(0))
    wait(qtbot, dialog)
    room = dialog.preview.paper.viewport()
    assert room is not None and size()[0] <= room.width() and size()[1] <= room.height()


def test_the_wheel_with_control_zooms(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened()
    viewport = dialog.preview.paper.viewport()
    assert viewport is not None
    for turn, percent in ((120, 150), (-120, 100), (-120, 75)):
        event = QWheelEvent(
            QPointF(10, 10), QPointF(10, 10), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QGuiApplication.sendEvent(viewport, event)
        assert dialog.preview.zoom.currentData() == percent
    wait(qtbot, dialog)


def test_a_choice_shows_in_the_preview_and_nothing_blocks(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened()
    before = dialog.preview.picture.pixmap().toImage()
    choose(dialog, "x_scale", "linear")
    assert dialog.preview.picture.pixmap().toImage() == before  # the picture comes when it is ready
    wait(qtbot, dialog)
    assert dialog.preview.picture.pixmap().toImage() != before


def test_a_preset_brings_its_size_its_format_and_its_rules(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened()
    choose(dialog, "journal", "ACS")
    wait(qtbot, dialog)
    form = dialog.form
    assert (form.width_mm.value(), form.height_mm.value()) == (82.55, 70.2)
    assert (form.boxes["format"].currentData(), form.dpi.value(), form.dpi.isEnabled()) == ("tiff", 1200, True)
    assert "pubs.acs.org" in form.source.text() and "smallest_pt" in form.source.text()
    assert all(line.startswith(("✓", "–")) for line in said(dialog))
    choose(dialog, "width", "double")
    wait(qtbot, dialog)
    assert (form.width_mm.value(), form.height_mm.value()) == (177.8, 100.0)
    form.width_mm.setValue(120.0)
    wait(qtbot, dialog)
    assert form.boxes["width"].currentData() == ""
    assert said(dialog)[0] == "✗  119.99 × 99.99 mm; ACS prints widths of 82.55, 177.8 mm"  # in whole pixels
    assert dialog.checks.index(0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("fails: ")


@pytest.mark.parametrize("name", ["residual", "marks", "fit"])
def test_a_tick_takes_a_part_away(opened: Opened, qtbot: QtBot, name: str) -> None:
    dialog = opened()
    before = dialog.preview.picture.pixmap().toImage()
    qtbot.mouseClick(dialog.form.ticks[name], Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert getattr(dialog.model, name) is False
    wait(qtbot, dialog)
    assert dialog.preview.picture.pixmap().toImage() != before


def test_ticked_curves_lie_over_one_another_and_take_the_names_given(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened("stripping")
    assert not dialog.form.boxes["arrangement"].isEnabled()
    second = dialog.curves.index(1)
    dialog.curves.setData(second, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    dialog.curves.setData(second, "with  rest")
    wait(qtbot, dialog)
    assert [each.name for each in dialog.model.shown] == ["", "with  rest"]
    assert second.data() == "with  rest"
    assert dialog.form.boxes["arrangement"].isEnabled()
    (names,) = {
        tuple(each.name for each in found) for key, found in dialog._gathered.items() if key[0] == dialog.model.shown
    }
    assert names == ("0 h", "with  rest")
    dialog.curves.setData(second, "")
    assert [each.name for each in dialog.model.shown] == ["", ""]
    choose(dialog, "arrangement", "apart")
    wait(qtbot, dialog)
    assert dialog.form.height_mm.value() == pytest.approx(2 * 0.62 * 85.0, abs=0.1)


def test_no_curve_at_all_is_one_sentence(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened()
    dialog.curves.setData(dialog.curves.index(0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    wait(qtbot, dialog)
    assert dialog.message.text() == "Choose at least one curve."


def test_the_views_of_a_result_can_be_chosen(opened: Opened, qtbot: QtBot, document: Document) -> None:
    found = candidates_of(document, "self_corrosion", "stripping")
    dialog = opened("stripping", len(found), together=True)
    box = dialog.form.boxes["views"]
    assert [box.itemText(row) for row in range(box.count())] == ["corrosion law"]
    assert not box.isEnabled()
    dialog.form.show_views(("first", "second"))
    choose(dialog, "views", [0, 1])
    assert dialog.model.views == (0, 1)
    wait(qtbot, dialog)


def test_save_asks_for_a_name_and_writes_the_file_with_its_ending(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened()
    asked = []

    def answer(_parent: object, _title: str, offered: str, kinds: str) -> tuple[str, str]:
        asked.append((offered, kinds.partition(";;")[0]))
        return str(tmp_path / "figure"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    dialog.form.height_mm.setValue(60.0)
    save = dialog.buttons.button(QDialogButtonBox.StandardButton.Save)
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.message.text().startswith("Saved"), timeout=20_000)
    page = PdfReader(tmp_path / "figure.pdf").pages[0].mediabox
    assert float(page.height) * MM_PER_POINT == pytest.approx(60.0, abs=0.01)
    assert asked == [("S03.pdf", "PDF files (*.pdf)")]
    wait(qtbot, dialog)


def test_the_next_figure_begins_as_the_last_one_saved(opened: Opened, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = opened(journal="Nature", format="png", dpi=100.0)
    dialog.save_to(tmp_path / "figure.png")
    qtbot.waitUntil(lambda: dialog.message.text().startswith("Saved"), timeout=20_000)
    begun = dialog_module.begun_as_last(FigureModel(title="next"))
    assert (begun.title, begun.journal, begun.format, begun.shown) == ("next", "Nature", "png", ())


def test_a_locked_file_is_one_sentence_in_the_dialog(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened()

    def locked(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(whole_file, "LOCKED_PAUSES", ())
    monkeypatch.setattr(whole_file.os, "replace", locked)
    dialog.save_to(tmp_path / "figure.pdf")
    qtbot.waitUntil(lambda: "save as “figure-2.pdf”" in dialog.message.text(), timeout=20_000)
    assert list(tmp_path.iterdir()) == []


def test_copy_puts_picture_drawing_and_page_into_the_clipboard(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened(dpi=100.0)
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "clipboard" in dialog.message.text(), timeout=20_000)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    data = clipboard.mimeData()
    assert data is not None and data.hasImage()
    assert bytes(data.data("image/png")).startswith(b"\x89PNG")
    assert bytes(data.data("image/svg+xml")).startswith(b"<?xml")
    assert bytes(data.data("application/pdf")).startswith(b"%PDF")
    assert clipboard.image().width() == round(85.0 / 25.4 * 100 - 0.5)
    clipboard.clear()


def test_the_script_is_written_with_its_data(
    opened: Opened, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "draw"), ""))
    qtbot.mouseClick(dialog.script, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.message.text().startswith("Saved"), timeout=20_000)
    assert (tmp_path / "draw.py").is_file()
    assert any((tmp_path / "draw data").iterdir())


def test_an_own_copy_is_opened_chosen_and_follows_its_file(
    opened: Opened, qtbot: QtBot, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(journal="RSC")
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    qtbot.mouseClick(dialog.form.own_copy, Qt.MouseButton.LeftButton)
    path = own / "RSC.json"
    assert shown == [str(path)] and dialog.model.journal == "RSC (own)"
    entry = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**entry, "widths_mm": {"single": 66.0}}), encoding="utf-8")
    dialog.read_journals()
    wait(qtbot, dialog)
    assert dialog.form.width_mm.value() == 66.0
    path.write_text("{", encoding="utf-8")
    dialog.read_journals()
    assert "RSC.json is not used" in dialog.message.text() and dialog.model.journal == "Anodescope"
    wait(qtbot, dialog)


def test_grey_and_lost_cones_are_views_of_the_preview_not_of_the_file(
    opened: Opened, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = opened(format="png", dpi=100.0)
    dialog.preview.vision.setCurrentIndex(dialog.preview.vision.findData("grey"))
    wait(qtbot, dialog)
    image = dialog.preview.picture.pixmap().toImage()
    colours = [image.pixelColor(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)]
    assert all(colour.red() == colour.green() == colour.blue() for colour in colours)
    dialog.save_to(tmp_path / "figure.png")
    qtbot.waitUntil(lambda: dialog.message.text().startswith("Saved"), timeout=20_000)
    with Image.open(tmp_path / "figure.png") as saved:
        pixels = np.asarray(saved.convert("RGB"))
    assert (pixels[..., 0] != pixels[..., 1]).any()


def test_every_control_has_a_name_and_every_label_a_buddy(opened: Opened) -> None:
    dialog = opened()
    for kind in (QComboBox, QDoubleSpinBox, QSpinBox, QCheckBox, QListView):
        for control in dialog.findChildren(kind):
            if control.objectName() == "" and control.parent() is not None and control.isVisibleTo(dialog):
                assert control.accessibleName(), control
    labels = [label for label in dialog.form.findChildren(QLabel) if "&" in label.text()]
    assert len(labels) == 16 and all(label.buddy() is not None for label in labels)


def test_a_check_list_can_be_walked_with_the_keys(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened()
    view = dialog.check_view
    view.setFocus()
    view.selectionModel().setCurrentIndex(dialog.checks.index(0), QItemSelectionModel.SelectionFlag.ClearAndSelect)  # type: ignore[union-attr]
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 1


def test_escape_closes_it_even_while_it_draws(opened: Opened, qtbot: QtBot) -> None:
    dialog = opened()
    dialog.form.edited.emit(replace(dialog.model, inset=True))
    dialog.show_preview()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible() and not dialog._later.isActive()

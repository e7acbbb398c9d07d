"""The import dialog: what a file does not say is asked, a guess looks like one, the answer is one undo step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester, QTest
from PyQt6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QTableView
from pytestqt.qtbot import QtBot

from models.document import Document
from models.import_process import FileImporter, read_or_failure
from models.import_recipes import saved_recipes
from models.import_tables import HOLDS, UNIT
from models.readers import FileContent, read_file
from models.readers.choices import ColumnChoice, ImportChoices
from models.readers.preview import Preview, preview
from models.result import Failure
from tests.receipts import said
from tests.ui.import_hand import POTENTIAL, ROWS, TIME, chinese_table, choose, curves, imported, looked, pick, type_name
from tests.ui.test_main_window import plating_file
from ui.import_dialog import ImportDialog

OpenDialog = Callable[..., ImportDialog]


@pytest.fixture
def document(qtbot: QtBot) -> Iterator[Document]:
    made = Document()
    made.importer.close()
    made.importer = ImporterHere()
    yield made
    made.close()


class ImporterHere(FileImporter):
    """Reads in this process: what a child does has its own tests."""

    def read(
        self, paths: Sequence[Path], choices: ImportChoices | None = None, check: Callable[[], None] = lambda: None
    ) -> Iterator[FileContent | Failure]:
        return (read_or_failure(path, choices) for path in paths)

    def preview(
        self, path: Path, choices: ImportChoices | None = None, check: Callable[[], None] = lambda: None
    ) -> Preview:
        return preview(path, choices)


@pytest.fixture
def open_dialog(qtbot: QtBot, document: Document, tmp_path: Path) -> Iterator[OpenDialog]:
    kept: list[ImportDialog] = []  # qtbot holds them weakly; none may be collected while it is drawn

    def opened(path: Path, *arguments: object) -> ImportDialog:
        dialog = ImportDialog(document, path, *arguments, recipes=tmp_path / "recipes")  # type: ignore[misc, arg-type]
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        kept.append(dialog)
        qtbot.addWidget(dialog)
        dialog.show()
        with qtbot.waitActive(dialog):
            dialog.activateWindow()
        looked(qtbot, dialog)
        return dialog

    yield opened
    kept.clear()


@pytest.fixture
def chinese(tmp_path: Path) -> Path:
    return chinese_table(tmp_path)


@pytest.fixture
def headless(tmp_path: Path) -> Path:
    path = tmp_path / "two columns.txt"
    path.write_text("".join(f"{t:.1f}\t{1e3 * e:.1f}\n" for t, e in zip(TIME, POTENTIAL, strict=True)))
    return path


def test_what_is_only_guessed_is_shown_as_a_guess_and_holds_the_import_back(
    open_dialog: OpenDialog, chinese: Path
) -> None:
    dialog = open_dialog(chinese)
    assert "gb18030" in dialog.form.encoding.currentText()
    cell = dialog.columns.index(1, UNIT)
    assert cell.data() == "V (guess)"
    assert cell.data(Qt.ItemDataRole.FontRole).italic()
    assert not dialog.ok.isEnabled()
    assert "“电位”" in dialog.missing.text()
    assert dialog.look.curve is not None
    assert "as guessed" in dialog.curve_title.text()


def test_the_guesses_are_taken_by_one_button_and_the_file_comes_by_one_undo_step(
    open_dialog: OpenDialog, qtbot: QtBot, document: Document, chinese: Path
) -> None:
    dialog = open_dialog(chinese)
    qtbot.mouseClick(dialog.take_guesses, Qt.MouseButton.LeftButton)
    looked(qtbot, dialog)
    assert dialog.missing.text() == "Nothing is missing."
    imported(qtbot, dialog)
    (curve,) = curves(document)
    assert np.allclose(curve.columns["current"], -0.196e-3)
    assert "stated by you" in said(curve.receipt.assumptions)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.series == ()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")  # what popups are told offscreen
def test_a_unit_is_chosen_from_the_list_of_its_cell(
    open_dialog: OpenDialog, qtbot: QtBot, document: Document, headless: Path
) -> None:
    dialog = open_dialog(headless)
    assert dialog.columns.index(1, HOLDS).data().endswith("(guess)")
    pick(qtbot, dialog, 0, UNIT, "min")
    pick(qtbot, dialog, 1, HOLDS, "potential")
    pick(qtbot, dialog, 1, UNIT, "mV")
    assert dialog.ok.isEnabled()
    imported(qtbot, dialog)
    (curve,) = curves(document)
    assert curve.columns["time"][-1] == pytest.approx(60 * TIME[-1])
    assert curve.columns["potential"][0] == pytest.approx(-0.08)


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")  # what popups are told offscreen
def test_two_columns_of_one_quantity_are_said_to_be_missing_something(
    open_dialog: OpenDialog, qtbot: QtBot, chinese: Path
) -> None:
    dialog = open_dialog(chinese)
    qtbot.mouseClick(dialog.take_guesses, Qt.MouseButton.LeftButton)
    looked(qtbot, dialog)
    pick(qtbot, dialog, 2, HOLDS, "potential")
    assert not dialog.ok.isEnabled()
    assert "two of them have one quantity" in dialog.missing.text()
    pick(qtbot, dialog, 2, HOLDS, None)
    assert dialog.ok.isEnabled()


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")  # what popups are told offscreen
def test_enter_in_the_table_opens_the_list_and_does_not_import(
    open_dialog: OpenDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_dialog(plating_file(tmp_path))
    assert dialog.ok.isEnabled()
    view = dialog.columns_view
    view.setFocus()
    view.setCurrentIndex(dialog.columns.index(0, UNIT))
    QTest.keyClick(view, Qt.Key.Key_Return)
    viewport = view.viewport()
    assert viewport is not None
    (box,) = viewport.findChildren(QComboBox)
    popup = box.view()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert dialog.isVisible()


def test_the_decimal_mark_can_be_overruled_and_found_again(
    open_dialog: OpenDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "decimal.csv"
    path.write_text("time / s;potential / mV\n" + "".join(f"{each};1,{each:03d}5\n" for each in range(1, 40)))
    dialog = open_dialog(path)
    assert dialog.form.decimal.currentText() == "comma (found)"
    assert dialog.ok.isEnabled()
    choose(dialog.form.decimal, ".")
    looked(qtbot, dialog)
    assert "comma" not in dialog.form.decimal.currentText()
    choose(dialog.form.decimal, None)
    looked(qtbot, dialog)
    assert dialog.ok.isEnabled()
    assert dialog.look.curve is not None
    assert dialog.look.curve.columns["potential"][1] == pytest.approx(1.0025e-3)


def test_the_line_of_the_column_names_can_be_chosen(open_dialog: OpenDialog, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("time / s,potential / V\nset A,set B\n" + "\n".join(row.rpartition(",")[0] for row in ROWS))
    dialog = open_dialog(path)
    choose(dialog.form.header, 1)
    looked(qtbot, dialog)
    assert dialog.columns.index(1, HOLDS).data() == "potential"
    assert dialog.ok.isEnabled()


def test_sign_radius_and_offset_reach_the_curve_and_its_receipt(
    open_dialog: OpenDialog, qtbot: QtBot, document: Document, tmp_path: Path
) -> None:
    path = plating_file(tmp_path)
    before = read_file(path).curves[0]
    dialog = open_dialog(path)
    form = dialog.form
    choose(form.sign, "flip")
    choose(form.electrode, "electrode_radius")
    form.electrode_size.number.setFocus()
    form.electrode_size.number.selectAll()
    QTest.keyClicks(form.electrode_size.number, "5\t")
    choose(form.offset.unit, "mV")
    form.offset.number.setFocus()
    form.offset.number.selectAll()
    QTest.keyClicks(form.offset.number, "-12.5\t")
    looked(qtbot, dialog)
    imported(qtbot, dialog)
    (curve,) = curves(document)
    assert np.array_equal(curve.columns["current"], -before.columns["current"])
    assert curve.electrode_area == pytest.approx(np.pi * 5e-3**2)
    assert np.allclose(curve.columns["potential"], before.columns["potential"] - 0.0125)
    assert curve.sign_convention == "flipped"


def test_choices_are_kept_as_a_recipe_and_taken_for_the_next_file(
    open_dialog: OpenDialog, qtbot: QtBot, headless: Path, tmp_path: Path
) -> None:
    first = open_dialog(headless)
    qtbot.mouseClick(first.take_guesses, Qt.MouseButton.LeftButton)
    looked(qtbot, first)
    type_name(first, "glove box")
    assert first.isVisible()
    (recipe,) = saved_recipes(tmp_path / "recipes").recipes
    assert (recipe.name, recipe.instrument) == ("glove box", "delimited_text")
    assert recipe.choices.columns == (ColumnChoice(0, "time", "s"), ColumnChoice(1, "current", "mA"))
    second = open_dialog(headless)
    type_name(second, "glove box")
    looked(qtbot, second)
    assert second.ok.isEnabled()
    qtbot.mouseClick(second.recipes.remove, Qt.MouseButton.LeftButton)
    assert saved_recipes(tmp_path / "recipes").recipes == ()


def test_a_binary_file_that_nobody_can_explain_cannot_be_imported(open_dialog: OpenDialog, tmp_path: Path) -> None:
    path = tmp_path / "junk.bin"
    path.write_bytes(bytes(range(256)) * 40)
    dialog = open_dialog(path)
    assert not dialog.ok.isEnabled()
    assert not dialog.form.text_group.isEnabled()
    assert dialog.missing.text()
    assert not dialog.rows_view.isVisible()


def test_a_file_that_vanishes_is_a_sentence_in_the_dialog(
    open_dialog: OpenDialog, qtbot: QtBot, document: Document, tmp_path: Path
) -> None:
    path = plating_file(tmp_path)
    dialog = open_dialog(path)
    path.unlink()
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    looked(qtbot, dialog)
    assert dialog.isVisible()
    assert "does not exist" in dialog.missing.text()
    assert document.series == ()


def test_only_the_beginning_of_a_long_file_is_read_for_the_picture(
    open_dialog: OpenDialog, qtbot: QtBot, document: Document, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    count = 100_000
    path.write_text(
        "time / s,potential / V\n" + "".join(f"{each}.125,-0.0{each % 1000:03d}\n" for each in range(count))
    )
    dialog = open_dialog(path)
    assert dialog.look.is_cut
    assert dialog.look.curve is not None
    assert dialog.look.curve.points < 0.8 * count
    imported(qtbot, dialog)
    assert curves(document)[0].points == count


def test_closing_while_the_file_is_looked_at_leaves_nothing(
    qtbot: QtBot, document: Document, chinese: Path, tmp_path: Path
) -> None:
    dialog = ImportDialog(document, chinese, recipes=tmp_path)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog.busy
    qtbot.waitUntil(lambda: not document.background.busy)


def test_every_control_has_a_name_and_every_label_a_buddy(open_dialog: OpenDialog, chinese: Path) -> None:
    dialog = open_dialog(chinese)
    controls = [each for kind in (QComboBox, QAbstractSpinBox, QTableView) for each in dialog.findChildren(kind)]
    assert [each for each in controls if each.isVisible() and not each.accessibleName()] == []
    labels = [label for label in dialog.findChildren(QLabel) if "&" in label.text()]
    assert len(labels) >= 11
    assert all(label.buddy() is not None for label in labels)
    letters = [label.text().partition("&")[2][0].lower() for label in labels]
    assert len(set(letters)) == len(letters)


def test_the_tables_are_real_models(open_dialog: OpenDialog, qtbot: QtBot, chinese: Path) -> None:
    dialog = open_dialog(chinese)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(model, fatal) for model in (dialog.rows, dialog.columns)]
    choose(dialog.form.delimiter, ";")
    looked(qtbot, dialog)
    for tester in testers:
        tester.deleteLater()


def test_what_was_said_before_stands_there_again(open_dialog: OpenDialog, tmp_path: Path) -> None:
    dialog = open_dialog(plating_file(tmp_path), (), ImportChoices(sign="flip", electrode_area=1.96e-5))
    assert dialog.form.sign.currentData() == "flip"
    assert dialog.form.electrode_size.number.value() == pytest.approx(0.196)


def test_the_dialog_fits_a_small_screen(open_dialog: OpenDialog, chinese: Path) -> None:
    dialog = open_dialog(chinese)
    assert dialog.minimumSizeHint().height() < 700
    assert dialog.minimumSizeHint().width() < 1100


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")  # what popups are told offscreen
def test_a_column_of_minus_the_imaginary_part_is_said_to_be_one(
    open_dialog: OpenDialog, qtbot: QtBot, tmp_path: Path, document: Document
) -> None:
    path = tmp_path / "spectrum.txt"
    path.write_text("".join(f"{10 ** (4 - row / 4):.4f}\t{100 + row}\t{5 + row}\n" for row in range(20)))
    dialog = open_dialog(path)
    for row, (quantity, unit) in enumerate(
        (("frequency", "Hz"), ("impedance_real", "ohm"), ("impedance_imaginary", "-ohm"))
    ):
        pick(qtbot, dialog, row, HOLDS, quantity)
        pick(qtbot, dialog, row, UNIT, unit)
        looked(qtbot, dialog)
    assert "− Ω" in dialog.columns.index(2, UNIT).data()
    imported(qtbot, dialog)
    (curve,) = curves(document)
    assert curve.technique == "impedance"
    assert curve.columns["impedance_imaginary"][:3].tolist() == [-5.0, -6.0, -7.0]

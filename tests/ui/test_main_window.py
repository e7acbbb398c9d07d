from __future__ import annotations

import csv
import gc
import sys
from pathlib import Path

import openpyxl
import pytest
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from models.curve_tree import CURVE_ROLE, CurveTree
from models.steps import STEPS
from tests.curves import content_of, plating_curve, rest_curve
from tests.ui.conftest import OpenWindow, settled
from ui.main_window import MainWindow
from ui.theme import apply_theme


def plating_file(folder: Path, name: str = "cell.csv", platings: int = 1, seed: int = 1) -> Path:
    path = folder / name
    columns = plating_curve(platings=platings, seed=seed).columns
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["time / s", "potential / V", "current / A"])
        writer.writerows(
            [repr(float(value)) for value in row]
            for row in zip(columns["time"], columns["potential"], columns["current"], strict=True)
        )
    return path


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    centre = window.rect().center()
    enter = QDragEnterEvent(centre, *arguments)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(centre), *arguments))


def wait_loaded(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.loading.busy, timeout=30_000)
    settled(qtbot, window)


def test_a_window_that_a_test_lets_go_of_is_there_until_it_is_closed(open_window: OpenWindow) -> None:
    """Else its journal would be left open whenever Python happens to collect it."""
    open_window(plating_curve())
    gc.collect()
    assert any(isinstance(each, MainWindow) for each in QApplication.topLevelWidgets())


def test_a_dropped_folder_fills_the_tree_as_one_undo_step(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "电池 数据"
    folder.mkdir()
    plating_file(folder, "a.csv")
    plating_file(folder, "b.csv", platings=2)
    (folder / "notes.txt").write_text("nothing to see")
    window = open_window()
    drop(window, folder)
    wait_loaded(qtbot, window)
    assert [curve.name for curve in window.document.series[0].curves] == ["a", "b"]
    assert len(window.electrocrystallization.table.analyses) == 3
    assert window.document.undo_stack.count() == 1
    window.document.undo_stack.undo()
    assert window.document.series == ()


def test_a_file_that_cannot_be_used_stands_in_the_tree_with_the_reason(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "broken.mpr"
    bad.write_bytes(b"BIO-LOGIC MODULAR FILE\x1a" + b"\x00" * 40)
    window = open_window()
    drop(window, bad)
    wait_loaded(qtbot, window)
    model = window.data_panel.model
    branch = model.index(model.rowCount() - 1, 0)
    assert branch.data() == "Not used"
    assert model.index(0, 0, branch).data().startswith("broken.mpr: ")
    assert model.index(0, 0, branch).data(CURVE_ROLE) is None


def test_choosing_a_plating_in_the_tree_shows_it(open_window: OpenWindow) -> None:
    window = open_window(plating_curve(platings=3))
    curve = window.document.series[0].curves[0].curve
    index = window.data_panel.model.index_of(curve, 2)
    tree = window.data_panel.tree
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(index).center())
    analysis = window.electrocrystallization.analysis
    assert analysis is not None
    assert analysis.subject[0].segment == 2


def test_there_is_a_tab_for_every_step_and_a_key_for_every_tab(open_window: OpenWindow) -> None:
    window = open_window()
    assert window.tabs.count() == len(STEPS)
    for number in range(1, len(STEPS) + 1):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
        assert window.tabs.currentIndex() == number - 1


def test_undo_and_redo_have_their_keys(open_window: OpenWindow) -> None:
    window = open_window(plating_curve())
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.document.series == ()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert len(window.document.series) == 1


def test_cancelling_keeps_what_has_been_read(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window()
    paths = [plating_file(tmp_path, f"cell {number}.csv", seed=number) for number in range(6)]
    arrived = []
    window.document.series_changed.connect(lambda: arrived.append(1) or (len(arrived) == 1 and window.loading.cancel()))
    window.open_paths(paths)
    qtbot.waitUntil(lambda: not window.loading.busy, timeout=30_000)
    settled(qtbot, window)
    assert 1 <= sum(len(each.curves) for each in window.document.series) < 6
    assert not window.loading.cancel_button.isVisible()


def test_the_report_of_the_window_is_the_report_of_its_results(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(plating_curve(platings=2))
    target = tmp_path / "report.xlsx"
    window.exports.write_report(target)
    settled(qtbot, window)
    book = openpyxl.load_workbook(target)
    assert len(book.sheetnames) >= 4
    assert "The report is in" in window.status.currentMessage()


@pytest.mark.parametrize("dark", [False, True])
def test_the_window_is_drawn_in_light_and_dark(open_window: OpenWindow, dark: bool) -> None:
    apply_theme(dark)
    try:
        window = open_window(plating_curve())
        picture = window.electrocrystallization.canvas.grab().toImage()
        corner = picture.pixelColor(3, 3)
        assert (corner.lightness() < 128) is dark
    finally:
        apply_theme(False)


def test_a_second_drop_waits_for_the_first_and_throws_nothing_away(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    window.open_paths([plating_file(tmp_path, f"first {number}.csv", seed=number) for number in range(3)])
    window.open_paths([plating_file(tmp_path, f"second {number}.csv", seed=number) for number in (2, 3)])
    wait_loaded(qtbot, window)
    assert len(window.document.series[0].curves) == 4, "the same content is one curve"
    names = {Path(failure.file).name for failure in window.document.failures}
    assert names == set()


def test_undo_while_loading_stops_the_loading_and_loses_nothing_for_good(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window()
    window.document.add_files([content_of(plating_curve("before", seed=9))])
    window.open_paths([plating_file(tmp_path, "cell.csv")])
    window.undo()
    assert not window.loading.busy
    assert window.document.series == ()
    window.redo()
    assert [entry.name for entry in window.document.series[0].curves] == ["before"]


def test_undo_shows_the_plating_that_it_is_about(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve(platings=3))
    tab = window.electrocrystallization
    QTest.mouseClick(tab.picker.absent, Qt.MouseButton.LeftButton)
    tab.show_analysis(tab.table.analyses[2])
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert tab.analysis is tab.table.analyses[0]
    assert tab.analysis.state.given == ()


def test_a_report_right_after_an_edit_holds_the_edited_state(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(plating_curve())
    analysis = window.electrocrystallization.analysis
    assert analysis is not None
    window.document.edit(analysis, analysis.state.with_settings({"temperature": 310.0}), "edit")
    window.exports.write_report(tmp_path / "report.xlsx")
    settled(qtbot, window)
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    cells = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert 310.0 in cells or 36.85 in cells


def test_a_file_that_was_not_used_can_be_taken_off_the_list(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bad = tmp_path / "broken.mpr"
    bad.write_bytes(b"BIO-LOGIC MODULAR FILE\x1a" + b"\x00" * 40)
    window = open_window()
    for _ in range(2):
        drop(window, bad)
        wait_loaded(qtbot, window)
    assert len(window.document.failures) == 1
    model, tree = window.data_panel.model, window.data_panel.tree
    tree.setCurrentIndex(model.index(0, 0, model.index(0, 0)))
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Delete)
    assert window.document.failures == []


def test_a_curve_without_plating_is_shown_with_the_reason(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve(), rest_curve())
    tab, panel = window.electrocrystallization, window.data_panel
    rest = window.document.series[1].curves[0].curve
    index = panel.model.index_of(rest)
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=panel.tree.visualRect(index).center())
    assert tab.plain_view.isVisible()
    assert "rest" in tab.plain_view.reason.text()
    plating = window.document.series[0].curves[0].curve
    index = panel.model.index_of(plating)
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=panel.tree.visualRect(index).center())
    assert not tab.plain_view.isVisible()
    assert tab.canvas.isVisible()


def test_no_spike_can_be_said_only_where_spikes_are_shown(open_window):
    window = open_window()
    absent = window.actions_by_name["absent"]
    assert absent.isEnabled()
    window.tabs.setCurrentIndex(0)
    assert not absent.isEnabled()
    window.tabs.setCurrentIndex(2)
    assert absent.isEnabled()
    window.step_tabs["electrocrystallization"].choice.setCurrentIndex(1)
    assert not absent.isEnabled()


def test_no_key_means_two_things(open_window):
    keys = [action.shortcut().toString() for action in open_window().actions_by_name.values()]
    keys = [key for key in keys if key]
    assert sorted(set(keys)) == sorted(keys)


def test_a_picture_is_painted_in_one_piece(
    open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(plating_curve())
    above: list[set[str]] = []

    def noted(self: CurveTree, *arguments: object) -> object:
        frame, names = sys._getframe(1), set()
        while frame is not None:
            names.add(frame.f_code.co_qualname)
            frame = frame.f_back
        above.append(names)
        return answer(self, *arguments)

    answer = CurveTree.data
    monkeypatch.setattr(CurveTree, "data", noted)
    window.data_panel.tree.viewport().update()
    qtbot.waitUntil(lambda: bool(above), timeout=5_000)
    assert all("WholePictureWindow.event" in names for names in above)

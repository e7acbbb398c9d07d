"""The data panel: what is filtered, set aside, dragged, noted; all of it by mouse and by keys, all undoable."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PyQt6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from models.curve import Curve
from models.curve_tree import CURVES_TYPE, LINE_ROLE, PLACE_ROLE
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow, settled
from ui.curve_actions import MoveDialog, NoteDialog
from ui.curve_canvas.theme import DARK, LIGHT, curve_look
from ui.main_window import MainWindow

BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def three() -> tuple[Curve, Curve, Curve]:
    return (
        plating_curve("one", seed=1),
        plating_curve("two", seed=2),
        plating_curve("three", seed=3, electrolyte="6 M LiTFSI"),
    )


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window(*three())


def index_of(window: MainWindow, name: str) -> QModelIndex:
    """The row of a curve or electrolyte by its name."""
    model = window.data_panel.model
    for row in range(model.rowCount()):
        branch = model.index(row, 0)
        if branch.data() == name:
            return branch
        for below in range(model.rowCount(branch)):
            if model.index(below, 0, branch).data() == name:
                return model.index(below, 0, branch)
    raise AssertionError(name)


def choose(window: MainWindow, *names: str) -> None:
    selection = window.data_panel.tree.selectionModel()
    selection.clearSelection()
    for name in names:
        index = index_of(window, name)
        selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.Select)


def tree_of(window: MainWindow) -> dict[str, list[str]]:
    return {each.name: [entry.name for entry in each.curves] for each in window.document.series}


def test_the_filter_hides_what_has_none_of_the_words(window: MainWindow) -> None:
    tree = window.data_panel.tree
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.data_panel.filter, "6 m")
    first, second = (window.data_panel.model.index(row, 0) for row in range(2))
    assert tree.isRowHidden(0, QModelIndex()) and not tree.isRowHidden(1, QModelIndex())
    assert not tree.isRowHidden(0, second)
    window.data_panel.filter.setText("two")
    assert tree.isRowHidden(0, first) and not tree.isRowHidden(1, first)
    window.data_panel.filter.clear()
    assert not any(tree.isRowHidden(row, first) for row in range(2))


def click_box(window: MainWindow, name: str) -> None:
    """A real click on the check box of a row."""
    tree, index = window.data_panel.tree, index_of(window, name)
    option = QStyleOptionViewItem()
    tree.initViewItemOption(option)
    option.rect = tree.visualRect(index)
    tree.itemDelegate().initStyleOption(option, index)
    box = tree.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, tree)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def test_an_unchecked_curve_is_set_aside_and_its_electrolyte_half_checked(window: MainWindow, qtbot: QtBot) -> None:
    click_box(window, "two")
    settled(qtbot, window)
    assert index_of(window, "two").data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert index_of(window, "1 M LiTFSI").data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.PartiallyChecked
    names = [analysis.subject[0].curve.name for analysis in window.electrocrystallization.table.analyses]
    assert names == ["one", "three"]
    window.undo()
    assert index_of(window, "two").data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert len(window.electrocrystallization.table.analyses) == 3


def test_keys_set_curves_aside_and_take_them_back(window: MainWindow) -> None:
    choose(window, "1 M LiTFSI")
    QTest.keyClick(window, Qt.Key.Key_K, BOTH)
    assert [entry.shown for each in window.document.series for entry in each.curves] == [False, False, True]
    choose(window, "1 M LiTFSI")
    QTest.keyClick(window, Qt.Key.Key_K, BOTH)
    assert all(entry.shown for each in window.document.series for entry in each.curves)


def test_a_curve_is_dragged_to_another_electrolyte_as_one_undo_step(window: MainWindow) -> None:
    model = window.data_panel.model
    data = model.mimeData([index_of(window, "two")])
    assert data.hasFormat(CURVES_TYPE)
    target = index_of(window, "three")
    assert model.canDropMimeData(data, Qt.DropAction.MoveAction, -1, 0, target)
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, 0, target)
    assert tree_of(window) == {"1 M LiTFSI": ["one"], "6 M LiTFSI": ["three", "two"]}
    window.undo()
    assert tree_of(window) == {"1 M LiTFSI": ["one", "two"], "6 M LiTFSI": ["three"]}


def test_files_can_still_be_dropped_on_the_tree(window: MainWindow) -> None:
    model = window.data_panel.model
    data = model.mimeData([])
    data.clear()
    assert not model.canDropMimeData(data, Qt.DropAction.CopyAction, -1, 0, QModelIndex())


def test_keys_move_curves_to_a_new_electrolyte(window: MainWindow) -> None:
    choose(window, "one", "three")
    QTest.keyClick(window, Qt.Key.Key_M, BOTH)
    dialog = window.findChild(MoveDialog)
    dialog.choice.setCurrentText("a blend")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert tree_of(window) == {"1 M LiTFSI": ["two"], "a blend": ["one", "three"]}


@pytest.mark.parametrize(("name", "role"), [("two", "curve"), ("6 M LiTFSI", "electrolyte")])
def test_a_note_stands_in_the_tool_tip_and_goes_to_the_report(window: MainWindow, name: str, role: str) -> None:
    choose(window, name)
    QTest.keyClick(window, Qt.Key.Key_N, BOTH)
    dialog = window.findChild(NoteDialog)
    QTest.keyClicks(dialog.edit, "cell leaked")
    dialog.accept()
    assert "cell leaked" in index_of(window, name).data(Qt.ItemDataRole.ToolTipRole)
    curve = window.document.series[0].curves[1].curve if role == "curve" else window.document.series[1].curves[0].curve
    words = window.document.curve(curve).metadata
    assert words["note on the curve" if role == "curve" else "note on the electrolyte"] == "cell leaked"
    window.undo()
    assert "cell leaked" not in window.document.curve(curve).metadata.values()


def test_several_chosen_curves_are_drawn_over_each_other(window: MainWindow) -> None:
    choose(window, "one", "three")
    page = window.electrocrystallization
    assert page.plain_view.isVisible()
    assert "2 curves" in page.plain_view.title.text()
    (panel, *_) = page.plain_view.canvas.view.panels
    assert [trace.colour for trace in panel.traces] == [LIGHT.curves[0], LIGHT.curves[2]]
    choose(window, "two")
    assert page.analysis.subject[0].curve.name == "two"
    assert not page.plain_view.isVisible()


def test_a_row_says_what_the_curve_is(window: MainWindow) -> None:
    index = index_of(window, "one")
    line = index.data(LINE_ROLE)
    assert line.startswith("E–t, −")
    assert "mA cm⁻²" in line and "points" in line
    assert index.data(PLACE_ROLE) == 0


def test_an_encoding_that_is_not_plain_is_said(open_window: OpenWindow) -> None:
    curve = plating_curve("one")
    window = open_window(replace(curve, receipt=replace(curve.receipt, encoding="gb18030")))
    assert index_of(window, "one").data(LINE_ROLE).endswith("gb18030")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_no_two_of_36_curves_look_alike_and_colour_is_never_alone(theme) -> None:
    looks = [curve_look(place, theme) for place in range(36)]
    assert len(set(looks)) == 36
    assert all(one[1] != other[1] for one, other in pairwise(looks))

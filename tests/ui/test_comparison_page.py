"""The project's electrolytes side by side, driven with mouse and keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QModelIndex, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QStyle, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from models.comparison_choices import OUTCOME, QUANTITY
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow, settled
from ui.comparison_page import AGAINST, RANKS, ComparisonPage
from ui.copied_table import table_text
from ui.main_window import MainWindow


@pytest.fixture(name="window")
def comparing(qtbot: QtBot, open_window: OpenWindow) -> MainWindow:
    curves = [plating_curve(f"c{number}", 2, 10 * number, f"{number} M") for number in (1, 2, 3)]
    window = open_window(*curves, plating_curve("again", 1, 99, "1 M"))
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: page_of(window).what.count() > 0)
    qtbot.waitUntil(lambda: page_of(window).picture.image is not None)
    return window


def page_of(window: MainWindow) -> ComparisonPage:
    page = window.page
    assert isinstance(page, ComparisonPage)
    return page


def click(view: QAbstractItemView, index: QModelIndex, twice: bool = False) -> None:
    view.scrollTo(index)
    port = view.viewport()
    assert port is not None
    for press in (QTest.mouseClick, QTest.mouseDClick)[: 2 if twice else 1]:
        press(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, view.visualRect(index).center())


def tick(view: QAbstractItemView, index: QModelIndex) -> None:
    """Click on the box itself."""
    view.scrollTo(index)
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = view.visualRect(index)
    option.features = QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    style, port = view.style(), view.viewport()
    assert style is not None and port is not None
    place = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, view).center()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def row_of(page: ComparisonPage, words: str) -> int:
    return next(row for row in range(page.columns.rowCount()) if page.columns.index(row, 0).data().startswith(words))


def test_electrolytes_stand_side_by_side_and_the_picture_is_drawn(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    assert [page.table.index(row, 0).data() for row in range(3)] == ["1 M", "2 M", "3 M"]
    qtbot.waitUntil(lambda: page.picture.image is not None)
    image = page.picture.image
    assert image is not None
    shades = {image.pixel(x, image.height() // 2) for x in range(image.width())}
    assert len(shades) > 2
    assert table_text(page.numbers_view).count("\n") == 3


def test_a_ticked_quantity_is_a_column_and_a_ticked_outcome_is_ranked_with(window: MainWindow) -> None:
    page = page_of(window)
    tick(page.column_view, page.columns.index(row_of(page, "induction period"), OUTCOME))
    assert page.table.columnCount() == 4
    page.how.setFocus()
    QTest.keyClick(page.how, Qt.Key.Key_End)
    page.how.activated.emit(page.how.currentIndex())
    assert page.how.currentIndex() == RANKS
    assert "order: not established" in page.warnings.text()
    assert "cannot rank" in page.warnings.text()
    tick(page.column_view, page.columns.index(row_of(page, "induction period"), OUTCOME))
    assert "Tick an outcome" in page.warnings.text()


def test_against_the_plating_every_curve_is_a_line(window: MainWindow) -> None:
    page = page_of(window)
    page.how.setCurrentIndex(AGAINST)
    page.how.activated.emit(AGAINST)
    assert [trace.label for trace in page.panels[0].traces] == ["c1", "c2", "c3"]


def test_the_series_is_typed_into_the_table_and_undone(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    click(page.table_view, page.table.index(1, 1))
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    QTest.keyClicks(editor, "DME")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.document.series[1].series == "DME")
    window.undo()
    assert window.document.series[1].series == ""


def test_a_number_leads_to_its_curve(window: MainWindow) -> None:
    page = page_of(window)
    click(page.table_view, page.table.index(1, 2), twice=True)
    assert window.page is window.electrocrystallization
    analysis = window.electrocrystallization.analysis
    assert analysis is not None and analysis.subject[0].curve.name == "c2"


def test_the_numbers_of_an_electrolyte_go_to_the_shares_as_one_undo_step(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    for name in ("spike overpotential", "nucleation overpotential"):
        index = page.columns.index(row_of(page, name), QUANTITY)
        if index.data(Qt.ItemDataRole.CheckStateRole) != Qt.CheckState.Checked:
            tick(page.column_view, index)
    page.show_shares("2 M")
    analysis = window.page.analysis
    assert analysis is not None and analysis.method.name == "polarization_shares"
    assert {"nucleation_overpotential", "measured_polarization", "area"} <= set(analysis.state.settings)
    settled(qtbot, window)
    window.undo()
    assert not analysis.state.settings


def test_the_exported_table_says_where_it_is(window: MainWindow, tmp_path: Path) -> None:
    page = page_of(window)
    said: list[str] = []
    page.said.connect(said.append)
    page.write_table(tmp_path / "表.csv")
    assert said == [f"Table: {tmp_path / '表.csv'}"]
    assert (
        (tmp_path / "表.csv")
        .read_text(encoding="utf-8-sig")
        .startswith("electrolyte,series,nucleation_overpotential / mV")
    )
    page.write_table(tmp_path / "nowhere" / "x.csv")
    assert len(said) == 2


def test_with_no_curve_the_page_says_what_to_do(open_window: OpenWindow) -> None:
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert "analyse curves in the other tabs" in page_of(window).warnings.text()
    assert not page_of(window).export.isEnabled()

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog, QToolBar
from pytestqt.qtbot import QtBot

from models import command_line
from tests.ui.conftest import OpenWindow, settled
from tests.ui.test_main_window import drop, wait_loaded
from ui.pictures import report_picture, save_figures

LEFT = Qt.MouseButton.LeftButton


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that stands in a workbook, but for the moment when it was written and who agreed with the marks."""
    book = openpyxl.load_workbook(path)

    def cell(value: object) -> object:
        return value.replace(', "confirmed": true', "") if isinstance(value, str) else value

    return {
        sheet.title: [tuple(map(cell, row)) for row in sheet.iter_rows(values_only=True) if row[0] != "date"]
        for sheet in book
    }


def test_from_the_s20_file_to_a_report_by_mouse_and_by_one_command_line(
    open_window: OpenWindow,
    qtbot: QtBot,
    instrument_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = instrument_data / "biologic_mpr" / "LiCu_S20_10cycles_04_CP.mpr"
    window = open_window()
    drop(window, source)
    wait_loaded(qtbot, window)
    tab = window.electrocrystallization
    for _ in range(11):
        QTest.mouseClick(tab.picker.confirm, LEFT)
    assert all(analysis.state.confirmed for analysis in tab.table.analyses)
    by_mouse, by_command = tmp_path / "mouse.xlsx", tmp_path / "command.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(by_mouse), ""))
    bar = window.findChild(QToolBar, "tools")
    assert bar is not None
    button = bar.widgetForAction(window.actions_by_name["report"])
    QTest.mouseClick(button, LEFT)
    qtbot.waitUntil(by_mouse.exists, timeout=60_000)
    settled(qtbot, window)
    arguments = ["analyze", "electrocrystallization", str(source), "--report", str(by_command)]
    assert command_line.run(arguments, report_picture, save_figures) == 0
    mouse, command = cells(by_mouse), cells(by_command)
    assert [name for name in mouse if "#" in name or "CP" in name]
    assert list(mouse) == list(command)
    differing = [
        (one, other) for name in mouse for one, other in zip(mouse[name], command[name], strict=True) if one != other
    ]
    assert differing == []

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester, QTest
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from models.batch import orders_from_text
from models.curve import Curve
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow, settled
from tests.ui.test_fit_progress import gate
from ui.batch_dialog import BatchDialog
from ui.main_window import MainWindow

__all__ = ["gate"]

LEFT = Qt.MouseButton.LeftButton


def curves() -> tuple[Curve, ...]:
    return (plating_curve(), plating_curve(platings=2))


def opened(window: MainWindow) -> BatchDialog:
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(BatchDialog)
    assert dialog is not None
    QAbstractItemModelTester(dialog.model, QAbstractItemModelTester.FailureReportingMode.Fatal, dialog)
    return dialog


def test_an_analysis_is_applied_to_the_chosen_curves_as_one_undo_step(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(*curves())
    first, second, third = window.electrocrystallization.table.analyses
    window.document.edit(first, first.state.with_settings({"area": 1e-4, "spike_mark": 33.0}), "")
    window.document.edit(third, third.state.with_settings({"spike_mark": 40.0, "temperature": 310.0}), "")
    settled(qtbot, window)
    window.show_analysis(first)
    dialog = opened(window)
    assert "1 cm²" in dialog.words.text() and "33" not in dialog.words.text()
    assert dialog.model.chosen == (second, third)
    count = window.document.undo_stack.count()
    QTest.mouseClick(dialog.apply, LEFT)
    assert window.document.undo_stack.count() == count + 1
    assert second.state.settings == {"area": 1e-4}
    assert third.state.settings == {"area": 1e-4, "spike_mark": 40.0}
    qtbot.waitUntil(lambda: dialog.progress.value() == dialog.progress.maximum() == 2, timeout=30_000)
    settled(qtbot, window)
    assert "2 done" in dialog.said.text()
    window.document.undo_stack.undo()
    assert (second.state.settings, third.state.settings) == ({}, {"spike_mark": 40.0, "temperature": 310.0})
    settled(qtbot, window)
    dialog.close()


def test_the_doubtful_come_first_and_enter_shows_the_curve(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(*curves())
    first, _, third = window.electrocrystallization.table.analyses
    window.document.edit(first, first.state.with_settings({"area": 1e-4}), "")
    settled(qtbot, window)
    window.show_analysis(first)
    dialog = opened(window)
    dialog.model.choose(True)
    QTest.mouseClick(dialog.apply, LEFT)
    settled(qtbot, window)
    window.document.edit(third, third.state.with_settings({"window_start": 3000.0, "window_end": 3000.5}), "")
    settled(qtbot, window)
    counts = [len(dialog.model.analysis(row).result.outcome.warnings) if dialog.model.analysis(row).result else 99
              for row in range(3)]  # fmt: skip
    assert counts == sorted(counts, reverse=True)
    dialog.view.setFocus()
    dialog.view.selectRow(2)
    wanted = dialog.model.analysis(2)
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert window.page.analysis is wanted
    dialog.close()


def test_boxes_choose_and_fits_are_cancelled(open_window: OpenWindow, qtbot: QtBot, gate: threading.Event) -> None:
    gate.set()
    window = open_window(*curves())
    first = window.electrocrystallization.table.analyses[0]
    window.document.edit(first, first.state.with_settings({"area": 1e-4}), "")
    settled(qtbot, window)
    window.show_analysis(first)
    dialog = opened(window)
    QTest.mouseClick(dialog.none, LEFT)
    assert dialog.model.chosen == ()
    index = dialog.model.index(2, 0)
    assert dialog.model.setData(index, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    gate.clear()
    QTest.mouseClick(dialog.apply, LEFT)
    qtbot.waitUntil(dialog.stop.isEnabled)
    QTest.mouseClick(dialog.stop, LEFT)
    assert not dialog.stop.isEnabled()
    assert "no result" in [dialog.model.index(row, 2).data() for row in range(3)]
    gate.set()
    settled(qtbot, window)
    dialog.close()


def test_the_recipe_is_what_the_command_reads(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(plating_curve())
    (analysis,) = window.electrocrystallization.table.analyses
    window.document.edit(analysis, analysis.state.with_settings({"area": 1e-4, "rule": "smoothed_minimum"}), "")
    settled(qtbot, window)
    path = tmp_path / "recipe.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    dialog = opened(window)
    QTest.mouseClick(dialog.save, LEFT)
    (order,) = orders_from_text(path.read_text(encoding="utf-8"))
    assert order.given == {"area": 1e-4, "rule": "smoothed_minimum"}
    assert json.loads(path.read_text())["recipes"][0]["recipe"]["area"]["unit"] == "m^2"
    assert "recipe.json" in dialog.said.text()
    dialog.close()


def test_without_a_curve_there_is_nothing_to_apply(open_window: OpenWindow) -> None:
    window = open_window()
    window.exports.show_batch(None)
    assert window.findChild(BatchDialog) is None

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from fitting.electrocrystallization import nucleation_spike
from models.electrocrystallization import NUCLEATION_SPIKE
from models.settings import ELECTRODE_AREA, LANGUAGE, SETTINGS, SPIKE_RULE, TEXT_SIZE, THEME, store
from models.standing_choices import StandingChoices
from models.steps import STEPS
from models.subject import Part
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow
from ui.main_window import MainWindow
from ui.settings_dialog import SettingsDialog
from ui.theme import apply_look, is_dark


@pytest.fixture(autouse=True)
def nothing_chosen(qapp: QApplication) -> Iterator[None]:
    store().clear()
    yield
    store().clear()
    apply_look()


def opened(window: MainWindow) -> SettingsDialog:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    return window.findChild(SettingsDialog)


def accept(dialog: SettingsDialog) -> None:
    button = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_setting_has_a_control_that_shows_what_holds(qtbot: QtBot) -> None:
    TEXT_SIZE.keep(150.0)
    dialog = SettingsDialog()
    qtbot.addWidget(dialog)
    assert list(dialog.boxes) == [setting.name for setting in SETTINGS]
    assert dialog.boxes["text_size"].value() == 150.0
    assert all(box.accessibleName() and box.accessibleDescription() for box in dialog.boxes.values())


def test_what_is_accepted_holds_at_once(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    size = QApplication.font().pointSizeF()
    dialog = opened(window)
    dialog.boxes["theme"].setCurrentIndex(dialog.boxes["theme"].findData("dark"))
    dialog.boxes["text_size"].setValue(140)
    accept(dialog)
    assert is_dark()
    assert QApplication.font().pointSizeF() == pytest.approx(1.4 * size)
    assert THEME.read() == "dark"


def test_what_is_cancelled_changes_nothing(open_window: OpenWindow) -> None:
    window = open_window()
    dialog = opened(window)
    dialog.boxes["language"].setCurrentIndex(2)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert LANGUAGE.read() == "system"


def test_defaults_are_shown_and_kept_when_accepted(open_window: OpenWindow) -> None:
    THEME.keep("dark")
    window = open_window()
    dialog = opened(window)
    button = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.RestoreDefaults)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert THEME.read() == "dark"
    accept(dialog)
    assert THEME.read() == "system"


def test_a_rule_is_given_to_new_curves(open_window: OpenWindow) -> None:
    SPIKE_RULE.keep("smoothed_minimum")
    window = open_window(plating_curve())
    (analysis,) = window.electrocrystallization.table.analyses
    assert analysis.state.settings == {"rule": "smoothed_minimum"}
    assert analysis.result.recipe["rule"].value == "smoothed_minimum"


def test_only_the_rule_that_reads_a_recorded_sample_says_so() -> None:
    curve = plating_curve()
    time, potential, current = (curve.columns[name] for name in ("time", "potential", "current"))
    for rule, words in SPIKE_RULE.choices.items():
        found = nucleation_spike(time, potential, current, rule=rule).quantities["spike_time"]
        assert words.startswith("recorded sample") == (found.rule == "recorded_minimum"), rule


def test_an_area_is_given_where_no_file_states_one() -> None:
    sand = STEPS[0].method("sand")
    curve = replace(plating_curve(), electrode_area=None)
    assert StandingChoices.read().of(sand, (Part(curve, 0),)) == ()
    ELECTRODE_AREA.keep(0.5)
    assert dict(StandingChoices.read().of(sand, (Part(curve, 0),))) == {"area": pytest.approx(0.5e-4)}
    assert StandingChoices.read().of(sand, (Part(replace(curve, electrode_area=2e-4), 0),)) == ()


def test_the_rules_offered_are_rules_of_the_method() -> None:
    rule = NUCLEATION_SPIKE.setting("rule")
    assert set(SPIKE_RULE.choices) <= set(rule.choices)
    assert SPIKE_RULE.default == rule.default

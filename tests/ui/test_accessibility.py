"""Everything has a name, is reached by keys alone, is large enough to be hit, and is seen against its background."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QColor, QImage, QKeySequence, QPainter, QPalette
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QTabBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from fitting.synthetic import GENERATORS
from models.teaching import take_simulated
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow
from ui.curve_canvas import CurveCanvas
from ui.curve_canvas.theme import DARK as DARK_CANVAS
from ui.curve_canvas.theme import LIGHT as LIGHT_CANVAS
from ui.main_window import MainWindow
from ui.style import TARGET, Style
from ui.theme import DARK, LIGHT, apply_theme

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QProgressBar,
    QTabBar, CurveCanvas,
)  # fmt: skip
SIMULATED = ("sand_transition", "polarization_curve", "cycling", "stripping")
DIALOGS = (
    *("palette", "settings", "receipt", "import_again", "figure", "help", "keys", "about"),
    *("apply", "review_figures", "kept_figures", "backups", "sessions", "points", "verify"),
)


# contrast, as WCAG 2 computes it


def luminance(colour: str) -> float:
    parts = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in QColor(colour).getRgbF()[:3]
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


ROLE = QPalette.ColorRole
GROUNDS = (ROLE.Window, ROLE.Base, ROLE.AlternateBase, ROLE.Light)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_read_and_outlines_are_seen(palette: dict[QPalette.ColorRole, str]) -> None:
    for text in (ROLE.WindowText, ROLE.Text, ROLE.PlaceholderText, ROLE.BrightText, ROLE.Link):
        for ground in GROUNDS:
            assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
    assert contrast(palette[ROLE.ButtonText], palette[ROLE.Button]) >= 4.5
    assert contrast(palette[ROLE.HighlightedText], palette[ROLE.Highlight]) >= 4.5
    assert contrast(palette[ROLE.ToolTipText], palette[ROLE.ToolTipBase]) >= 4.5
    for graphic in (ROLE.Dark, ROLE.Highlight, ROLE.Link):  # outlines, what is chosen, the focus ring
        for ground in (ROLE.Window, ROLE.Base):
            assert contrast(palette[graphic], palette[ground]) >= 3.0, (graphic, ground)


@pytest.mark.parametrize("theme", [LIGHT_CANVAS, DARK_CANVAS], ids=["light", "dark"])
def test_curves_and_handles_are_seen_on_the_canvas(theme) -> None:
    for text in (theme.text, theme.dim_text, theme.error):
        assert contrast(text, theme.background) >= 4.5
    for graphic in (*theme.curves, theme.frame, theme.window, theme.focus):
        assert contrast(graphic, theme.background) >= 3.0
    assert len(set(theme.curves)) == 6


# names


def controls_of(top: QWidget) -> Iterator[QWidget]:
    """What a person can use in a window, without the parts that controls are made of."""
    for widget in top.findChildren(QWidget):
        inner = isinstance(widget.parent(), QComboBox | QAbstractSpinBox | QTabBar | QAbstractItemView) or isinstance(
            widget, QHeaderView | QScrollBar
        )
        scrolls = widget.objectName().startswith("qt_") or (
            widget.parent() is not None and widget.parent().objectName().startswith("qt_")
        )
        if isinstance(widget, CONTROLS) and widget.isVisibleTo(top) and not inner and not scrolls:
            yield widget


def name_of(widget: QWidget) -> str:
    """What a screen reader would call it."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton) and widget.text():
        return widget.text()
    labels = [label for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
    if labels:
        return labels[0].text()
    if isinstance(widget, QTabBar):
        return widget.parentWidget().accessibleName() or widget.tabText(0)
    return widget.title() if isinstance(widget, QGroupBox) else ""


def nameless(top: QWidget) -> list[str]:
    return [f"{type(widget).__name__} {widget.objectName()}" for widget in controls_of(top) if not name_of(widget)]


@pytest.fixture
def full_window(open_window: OpenWindow, qtbot: QtBot) -> MainWindow:
    """A window in which every method has something to show."""
    window = open_window(plating_curve(platings=2))
    for generator in GENERATORS:
        if generator.name in SIMULATED:
            take_simulated(window.document, generator, {})
    window.document.shelf.cancel_fits()  # controls are there before numbers are
    return window


def pages(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Every page, shown one after the other."""
    for name, tab in window.step_tabs.items():
        window.tabs.setCurrentWidget(tab)
        for place in range(tab.choice.count()):
            tab.choice.setCurrentIndex(place)
            yield f"{name}/{tab.choice.itemData(place)}", tab.page


def test_every_control_of_every_tab_has_a_name(full_window: MainWindow, qtbot: QtBot) -> None:
    found = {}
    for name, _ in pages(full_window):
        found[name] = nameless(full_window)
    assert {name: left for name, left in found.items() if left} == {}


def not_copied(top: QWidget) -> list[str]:
    """Tables, trees and lists that Ctrl+C and the context menu do not copy."""
    copy = QKeySequence(QKeySequence.StandardKey.Copy)
    return [
        f"{type(view).__name__} {name_of(view)}"
        for view in controls_of(top)
        if isinstance(view, QAbstractItemView)
        and not (
            copy in [action.shortcut() for action in view.actions()]
            and view.contextMenuPolicy() == Qt.ContextMenuPolicy.ActionsContextMenu
        )
    ]


def test_every_table_of_every_tab_is_copied_as_text(full_window: MainWindow) -> None:
    full_window.history.show_or_hide()
    assert {name: not_copied(full_window) for name, _ in pages(full_window) if not_copied(full_window)} == {}


@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_every_dialog_has_a_name_and_every_table_is_copied(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    window = open_window(plating_curve())
    if name in ("points", "backups"):  # only a file has them
        window.projects.project.save_as(tmp_path / "a.anode")
        qtbot.waitUntil(lambda: not window.projects.project.is_saving)
    window.data_panel.tree.setCurrentIndex(window.data_panel.model.index_of(plating_curve().identity))
    window.actions_by_name[name].trigger()
    qtbot.waitUntil(lambda: any(dialog.isVisible() for dialog in window.findChildren(QDialog)))
    dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert [left for dialog in dialogs for left in nameless(dialog)] == []
    assert [left for dialog in dialogs for left in not_copied(dialog)] == []
    for dialog in dialogs:
        dialog.close()


def test_every_control_of_the_teaching_window_has_a_name(open_window: OpenWindow) -> None:
    window = open_window()
    window.actions_by_name["teach"].trigger()
    teaching = next(each for each in window.findChildren(QMainWindow) if each.isVisible())
    assert nameless(teaching) == []
    assert not_copied(teaching) == []


# keys


def takes_keys(widget: QWidget) -> bool:
    """Whether Tab has to reach a control: not a toolbar's button, whose action has a key."""
    return widget.isEnabled() and not isinstance(widget, QProgressBar) and type(widget).__name__ not in ("QToolButton",)


def reached_by_tab(window: MainWindow, qtbot: QtBot) -> set[QWidget]:
    """Where Tab leads from the data panel, until it comes round."""
    window.data_panel.tree.setFocus()
    seen: list[QWidget] = []
    for _ in range(150):
        focus = QApplication.focusWidget()
        if focus is None or focus in seen:
            break
        seen.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return set(seen)


def test_tab_reaches_every_control_of_every_tab(full_window: MainWindow, qtbot: QtBot) -> None:
    missed = {}
    for name, _ in pages(full_window):
        qtbot.wait(1)
        full_window.document.shelf.cancel_fits()
        reached = reached_by_tab(full_window, qtbot)
        wanted = [
            widget
            for widget in controls_of(full_window)
            if takes_keys(widget) and not (isinstance(widget, QLabel) or isinstance(widget.parent(), QTabBar))
        ]
        groups = {each.parent() for each in reached if isinstance(each, QRadioButton)}  # within, arrows lead on
        left = [
            f"{type(each).__name__} {name_of(each)}"
            for each in wanted
            if each not in reached and not (isinstance(each, QRadioButton) and each.parent() in groups)
        ]
        if left:
            missed[name] = left
    assert missed == {}


def test_f6_walks_through_the_panes(open_window: OpenWindow) -> None:
    window = open_window(plating_curve())
    window.data_panel.tree.setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert len(set(seen)) == 4
    assert window.data_panel.tree in seen


def test_no_two_actions_have_one_key(open_window: OpenWindow) -> None:
    keys = [action.shortcut().toString() for action in open_window().actions_by_name.values()]
    assert sorted(key for key in keys if key) == sorted({key for key in keys if key})


def test_every_action_is_in_a_menu(open_window: OpenWindow) -> None:
    window = open_window()
    offered = {action.objectName() for menu in window.menuBar().actions() for action in menu.menu().actions()}
    assert set(window.actions_by_name) - offered == set()


# targets


@pytest.fixture
def styled(qapp: QApplication) -> None:
    apply_theme(False)


@pytest.mark.parametrize("primitive", ["PE_IndicatorCheckBox", "PE_IndicatorItemViewItemCheck"])
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_an_empty_box_is_seen(primitive: str, palette: dict[QPalette.ColorRole, str], qapp: QApplication) -> None:
    option = QStyleOptionViewItem() if "Item" in primitive else QStyleOptionButton()
    option.rect = QRect(2, 2, 16, 16)
    option.state = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Off
    for role, colour in palette.items():
        option.palette.setColor(role, QColor(colour))
    image = QImage(20, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(palette[ROLE.Base]))
    painter = QPainter(image)
    Style().drawPrimitive(getattr(QStyle.PrimitiveElement, primitive), option, painter, None)
    painter.end()
    edge = max(contrast(image.pixelColor(x, 10).name(), palette[ROLE.Base]) for x in range(20))
    assert edge >= 3.0


def test_what_is_clicked_is_large_enough(styled: None, full_window: MainWindow, qtbot: QtBot) -> None:
    small = {}
    for name, _ in pages(full_window):
        full_window.document.shelf.cancel_fits()
        heights = {
            f"{type(widget).__name__} {name_of(widget)}": widget.height()
            for widget in controls_of(full_window)
            if isinstance(widget, QAbstractButton | QComboBox | QAbstractSpinBox | QLineEdit)
        }
        small |= {f"{name}: {what}": height for what, height in heights.items() if height < TARGET}
    assert small == {}
    tree = full_window.data_panel.tree
    assert tree.visualRect(full_window.data_panel.model.index(0, 0)).height() >= TARGET

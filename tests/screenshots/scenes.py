"""What there is to take pictures of: each scene brings the window into a state and names the widget to show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QDialog, QMessageBox, QWidget

from ui.main_window import MainWindow

Scene = Callable[[MainWindow], QWidget]


def scenes(window: MainWindow) -> Iterator[tuple[str, Scene]]:
    """All scenes, by name, in the order in which they are taken."""
    for name, tab in window.step_tabs.items():
        for place in range(tab.choice.count()):
            yield f"tab-{name}-{tab.choice.itemData(place)}", _tab(name, place)
    yield "history", _history
    yield "keys", _box("keys")
    yield "about", _box("about")
    yield "dialog-palette", _dialog("palette")
    yield "dialog-settings", _dialog("settings")
    yield "dialog-receipt", _dialog("receipt")
    yield "dialog-import", _dialog("import_again")
    yield "dialog-figure", _dialog("figure")
    yield "dialog-kept-figures", _kept_figures
    yield "dialog-gallery", _dialog("review_figures")
    yield "dialog-batch", _dialog("apply")
    yield "help", _help
    yield "teaching", _teaching
    yield "error", _error
    yield "menu-file", _menu(0)
    yield "menu-step", _menu(3)


def _tab(name: str, place: int) -> Scene:
    def show(window: MainWindow) -> QWidget:
        tab = window.step_tabs[name]
        window.tabs.setCurrentWidget(tab)
        tab.choice.setCurrentIndex(place)
        return window

    return show


def _home(window: MainWindow) -> None:
    _tab("electrocrystallization", 0)(window)


def _history(window: MainWindow) -> QWidget:
    _home(window)
    if not window.history.isVisible():
        window.history.show_or_hide()
    return window


def _action(window: MainWindow, name: str) -> QAction:
    return window.actions_by_name[name]


def _dialog(name: str) -> Scene:
    def show(window: MainWindow) -> QWidget:
        window.history.hide()
        _home(window)
        _action(window, name).trigger()
        return next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())

    return show


def _kept_figures(window: MainWindow) -> QWidget:
    from models.figure.kept import keep_figure

    _home(window)
    model = window.figures.model_of(window.page)
    assert model is not None
    if not window.document.figures:
        keep_figure(window.document, model)
        keep_figure(window.document, model)
    return window.figures.show_kept()


def _box(name: str) -> Scene:
    def show(window: MainWindow) -> QWidget:
        _action(window, name).trigger()
        return next(box for box in window.findChildren((QMessageBox, QDialog)) if box.isVisible())

    return show


def _help(window: MainWindow) -> QWidget:
    _home(window)
    _action(window, "help").trigger()
    assert window.help is not None
    return window.help


def _teaching(window: MainWindow) -> QWidget:
    _action(window, "teach").trigger()
    from ui.teaching_window import TeachingWindow

    return next(each for each in window.findChildren(TeachingWindow) if each.isVisible())


def _error(window: MainWindow) -> QWidget:
    from ui.error_dialog import ErrorDialog

    dialog = ErrorDialog(
        "Anodescope 0.1.0\n\nTraceback (most recent call last):\n  …\nValueError: for a picture", window
    )
    dialog.open()
    return dialog


def _menu(place: int) -> Scene:
    def show(window: MainWindow) -> QWidget:
        menu = window.menuBar().actions()[place].menu()
        menu.popup(window.mapToGlobal(window.rect().topLeft()))
        return menu

    return show


def files(data: Path | None, sample: Path) -> list[Path]:
    """The plating curves to show: real ones where they are, else the simulated sample."""
    from models.sample import write_sample

    if data is None:
        return list(write_sample(sample))
    names = ("biologic_mpr/LiCu_S20_10cycles_04_CP.mpr", "biologic_mpr/LiCu_S20_10cycles_05_MB.mpr",
             "biologic_mpr/LiCu_S01_1mAcm2_0.5mAhcm2_SEI12s_04_CP.mpr", "biologic_mpr/LiCu_A6-01_10mAcm2_04_CP.mpr",
             "gamry/gp_eispot_data.dta", "landt/SINTEF_LiGrR2032_Landt.csv", "INDEX.tsv")  # fmt: skip
    return [data / name for name in names if (data / name).exists()]

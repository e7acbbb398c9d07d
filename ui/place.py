"""Where a person is in the window: taken down before it is built again in another language, and gone back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PyQt6.QtWidgets import QComboBox, QSplitter

if TYPE_CHECKING:
    from models.analysis import Analysis
    from ui.curve_canvas.view import Shown
    from ui.main_window import MainWindow


class Place(NamedTuple):
    """The tab, the method and the analysis of every step, how the shown page is divided, and what its curve shows."""

    tab: int
    methods: Mapping[str, int]
    analyses: Mapping[str, Analysis | None]
    sizes: tuple[list[int], ...]
    choices: tuple[int, ...]
    shown: Shown | None


def place_in(window: MainWindow) -> Place:
    """Where the person is now."""
    window.page.finish_gesture()
    steps = window.step_tabs
    open_tabs = [name for name, tab in steps.items() if tab.has_page]
    return Place(
        window.tabs.currentIndex(),
        {name: tab.choice.currentIndex() for name, tab in steps.items()},
        {name: steps[name].page.analysis for name in open_tabs},
        tuple(splitter.sizes() for splitter in window.page.findChildren(QSplitter)),
        tuple(box.currentIndex() for box in window.page.findChildren(QComboBox)),
        None if window.page.canvas is None else window.page.canvas.view.shown(),
    )


def go_back_to(window: MainWindow, place: Place) -> None:
    """Show the same as before."""
    for name, index in place.methods.items():
        window.step_tabs[name].choice.setCurrentIndex(index)
    window.tabs.setCurrentIndex(place.tab)
    for name, analysis in place.analyses.items():
        if analysis is not None:
            window.step_tabs[name].page.show_analysis(analysis)
    page = window.page
    for splitter, sizes in zip(page.findChildren(QSplitter), place.sizes, strict=False):
        splitter.setSizes(sizes)
    for box, index in zip(page.findChildren(QComboBox), place.choices, strict=False):
        if index != box.currentIndex() and index < box.count():
            box.setCurrentIndex(index)
            box.activated.emit(index)  # as if it were chosen again
    canvas, shown = page.canvas, place.shown
    if canvas is not None and shown is not None and canvas.view.shown().y.keys() == shown.y.keys():
        canvas.view.show(shown)
        canvas.view_moved()

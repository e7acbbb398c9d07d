"""How the window stands, as JSON for the project file: tab, method and analysis of every step, and the widths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PyQt6.QtWidgets import QSplitter

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def layout_of(window: MainWindow) -> dict[str, Any]:
    """How it stands now; a drag that goes on is not disturbed."""
    steps = window.step_tabs
    analyses = {name: tab.page.analysis for name, tab in steps.items() if tab.has_page}
    return {
        "tab": window.tabs.currentIndex(),
        "methods": {name: str(tab.choice.currentData()) for name, tab in steps.items()},
        "analyses": {
            name: [analysis.step.name, analysis.method.name, [list(part.key) for part in analysis.subject]]
            for name, analysis in analyses.items()
            if analysis is not None
        },
        "widths": [splitter.sizes() for splitter in window.page.findChildren(QSplitter)],
        "panel": window.dock.width(),
    }


def apply_layout(window: MainWindow, layout: Mapping[str, Any]) -> None:
    """Put the window as it stood; what does not fit this window or this version is passed over."""
    for name, method in _mapping(layout.get("methods")).items():
        if name in window.step_tabs:
            choice = window.step_tabs[name].choice
            choice.setCurrentIndex(max(0, choice.findData(method)))
    tab = layout.get("tab")
    if isinstance(tab, int) and 0 <= tab < window.tabs.count():
        window.tabs.setCurrentIndex(tab)
    shown = {str(key): analysis for key, analysis in _keys(window).items()}
    for name, key in _mapping(layout.get("analyses")).items():
        analysis = shown.get(str(key))
        if analysis is not None and name in window.step_tabs and analysis.step.name == name:
            window.step_tabs[name].page_of(analysis.method.name).show_analysis(analysis)
    widths = layout.get("widths")
    splitters = window.page.findChildren(QSplitter)
    for splitter, sizes in zip(splitters, widths if isinstance(widths, list) else (), strict=False):
        if isinstance(sizes, list) and len(sizes) == splitter.count() and all(_is_width(each) for each in sizes):
            splitter.setSizes(sizes)


def _keys(window: MainWindow) -> dict[str, Any]:
    return {
        str([analysis.step.name, analysis.method.name, [list(part.key) for part in analysis.subject]]): analysis
        for analysis in window.document.shelf
    }


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _is_width(value: Any) -> bool:
    return isinstance(value, int) and 0 <= value < 100_000

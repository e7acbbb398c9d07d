"""What the window shows first, and the first curve in it: made of what is there before the document is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QTimer
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QTabWidget, QWidget

from models.step_words import STEP_WORDS
from ui.on_demand import start_tour
from ui.start_page import StartPage

if TYPE_CHECKING:
    from threading import Event

    from models.curve import Curve
    from ui.main_window import MainWindow

MENU_TITLES = (
    QT_TRANSLATE_NOOP("MainWindow", "&File"),
    QT_TRANSLATE_NOOP("MainWindow", "&Edit"),
    QT_TRANSLATE_NOOP("MainWindow", "&View"),
    QT_TRANSLATE_NOOP("MainWindow", "&Step"),
    QT_TRANSLATE_NOOP("MainWindow", "&Tools"),
    QT_TRANSLATE_NOOP("MainWindow", "&Help"),
)
DATA_WIDTH, TOOLS_HEIGHT = 250, 31  # px; what the tools need without large text


def add_menus(window: MainWindow) -> None:
    """The titles of the menus; what they offer comes after the first picture."""
    bar = window.menuBar()
    assert bar is not None
    for title in MENU_TITLES:
        bar.addMenu(QCoreApplication.translate("MainWindow", title))


def made_tabs(shown: str) -> QTabWidget:
    """A tab for every step, with a sentence instead of its page."""
    tabs = QTabWidget()
    tabs.setAccessibleName(QCoreApplication.translate("MainWindow", "Elementary steps"))
    for number, words in enumerate(STEP_WORDS.values(), start=1):
        needs = _in_the_middle(QCoreApplication.translate("Step", words.needs))
        tabs.addTab(needs, f"{number} {QCoreApplication.translate('Step', words.title)}")
    tabs.setCurrentIndex(list(STEP_WORDS).index(shown))
    return tabs


def _in_the_middle(text: str) -> QWidget:
    page = QWidget()
    words = QLabel(text)
    words.setWordWrap(True)  # to centre its lines would be to name all of Qt before the first picture
    row = QHBoxLayout(page)
    row.addStretch(1)
    row.addWidget(words, 4)
    row.addStretch(1)
    return page


def first_picture(window: MainWindow) -> QSplitter:
    """Where everything will stand, without tools and dock: Qt's icons and names take longer than all the rest."""
    start = StartPage()
    start.open_files.connect(partial(window.perform, lambda: window.files.choose_files()))
    start.open_sample.connect(partial(window.perform, lambda: window.files.open_sample()))
    start.tour.connect(partial(window.perform, partial(start_tour, window)))
    first = QSplitter()
    first.addWidget(start)
    first.addWidget(window.tabs)
    first.setSizes([DATA_WIDTH, window.width() - DATA_WIDTH])
    return first


def show_first_look(window: MainWindow, curve: Curve, seen: Event) -> None:
    """Show some points of the file that the window is opened with, until the page of its step can."""
    from ui.plain_view import PlainView

    QTimer.singleShot(0, seen.set)
    if window.furnished:
        return
    view, tabs = PlainView(), window.tabs
    view.show_sketch(curve)
    place, page = tabs.currentIndex(), tabs.currentWidget()
    tabs.insertTab(place, view, tabs.tabText(place))
    tabs.setCurrentIndex(place)
    tabs.removeTab(place + 1)
    if page is not None:
        page.deleteLater()
    view.canvas.repaint()
    window.perform(lambda: window.files.show_sketch(curve))

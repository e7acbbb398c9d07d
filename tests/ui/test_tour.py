"""The tour points at what it speaks of, locks nothing, and ends when one wants it to."""

from __future__ import annotations

import pytest
from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow, settled
from tests.ui.test_main_window import wait_loaded
from ui.main_window import MainWindow
from ui.start_page import StartPage
from ui.tour import Tour, placed


def begun(window: MainWindow) -> Tour:
    window.actions_by_name["tour"].trigger()
    return window.findChild(Tour)


def test_the_start_offers_three_ways(open_window: OpenWindow) -> None:
    page = open_window().data_panel.findChild(StartPage)
    texts = [button.text() for button in page.findChildren(QPushButton)]
    assert texts == ["Open files …", "Open the sample", "60-second tour"]


def test_the_tour_from_an_empty_window_opens_the_sample(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    button = window.data_panel.findChild(StartPage).findChildren(QPushButton)[2]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_loaded(qtbot, window)
    assert window.document.series
    window.findChild(Tour).finish()
    window.document.shelf.cancel_fits()


def test_next_walks_to_the_end_and_every_hint_is_within_the_window(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(plating_curve())
    tour = begun(window)
    seen = []
    while tour.isVisible():
        seen.append(tour.words.text())
        assert window.rect().contains(tour.geometry())
        QTest.mouseClick(tour.next, Qt.MouseButton.LeftButton)
    assert len(seen) == len(set(seen)) == len(tour.hints())
    settled(qtbot, window)


def test_keys_go_back_on_and_out(open_window: OpenWindow) -> None:
    tour = begun(open_window(plating_curve()))
    QTest.keyClick(tour, Qt.Key.Key_Right)
    assert tour.place == 1
    QTest.keyClick(tour, Qt.Key.Key_Left)
    assert tour.place == 0 and not tour.back.isEnabled()
    QTest.keyClick(tour, Qt.Key.Key_Escape)
    assert not tour.isVisible()


def test_the_window_works_meanwhile(open_window: OpenWindow) -> None:
    window = open_window(plating_curve())
    tour = begun(window)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.tabs.currentIndex() == 1
    assert tour.isVisible()
    tour.finish()


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        (QRect(0, 0, 200, 600), QPoint(211, 12)),  # a panel at the left: the card stands to its right
        (QRect(0, 0, 1000, 40), QPoint(12, 51)),  # a bar at the top: below
        (QRect(700, 0, 300, 600), QPoint(388, 12)),  # a panel at the right: to its left
        (QRect(0, 400, 1000, 200), QPoint(12, 288)),  # a table at the bottom: above
    ],
)
def test_a_card_stands_where_there_is_room(around: QRect, expected: QPoint) -> None:
    assert placed(QSize(300, 100), around, QRect(0, 0, 1000, 600)) == expected

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QObject, QRunnable, QThread, QThreadPool, QTimer
from PyQt6.QtWidgets import QDialog, QWidget

from tests.left_over import Before, left_over


@pytest.fixture
def before(qapp: object) -> Before:
    return Before()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Holds a thread until the test is over."""
    event = threading.Event()
    yield event
    event.set()


def test_nothing_is_left_of_what_was_closed_and_stopped(before: Before) -> None:
    window = QDialog()
    window.show()
    window.close()
    timer = QTimer(window)
    timer.start(1000)
    window.deleteLater()
    del window, timer
    assert left_over(before, patience=0.1) == []


def test_what_was_there_before_is_nobodys_fault(qapp: object) -> None:
    window = QWidget()
    window.show()
    timer = QTimer()
    timer.start(1000)
    assert left_over(Before(), patience=0.1) == []


def test_a_window_left_open_is_named(before: Before) -> None:
    window = QWidget()
    window.setObjectName("forgotten")
    window.show()
    assert left_over(before, patience=0.1) == ["window QWidget forgotten"]


def test_a_running_timer_is_named(before: Before) -> None:
    owner = QObject()
    timer = QTimer(owner)
    timer.start(1500)
    assert left_over(before, patience=0.1) == ["timer QTimer without a name in QObject, 1500 ms"]


def test_a_running_thread_of_qt_is_named(before: Before) -> None:
    thread = QThread()
    thread.setObjectName("reader")
    thread.start()
    try:
        assert left_over(before, patience=0.1) == ["thread QThread reader"]
    finally:
        thread.quit()
        thread.wait()
    assert left_over(before, patience=0.1) == []


def test_a_running_thread_of_python_is_named(before: Before, gate: threading.Event) -> None:
    thread = threading.Thread(target=gate.wait, name="waiting")
    thread.start()
    assert left_over(before, patience=0.1) == ["thread waiting"]
    gate.set()
    thread.join()


def test_a_busy_pool_is_named(before: Before, gate: threading.Event) -> None:
    pool = QThreadPool()
    pool.start(QRunnable.create(lambda: gate.wait() and None))
    try:
        assert left_over(before, patience=0.1) == ["1 busy threads of a pool"]
    finally:
        gate.set()
        pool.waitForDone()

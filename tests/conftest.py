"""What every test may ask for, and what a test of the window must not leave behind."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QThread, QThreadPool, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 2.0  # seconds that threads get to end


@pytest.fixture(scope="session")
def instrument_data() -> Path:
    """The folder of real instrument files: not part of the project, beside it or named by ANODESCOPE_DATA."""
    folder = Path(os.environ.get("ANODESCOPE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the folder of real instrument files is not at {folder}; ANODESCOPE_DATA names another place")
    return folder


@pytest.fixture(autouse=True)
def nothing_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test of the window: no window, running timer or thread that was not there before."""
    if ROOT / "tests" / "ui" not in request.path.parents:
        yield
        return
    windows = set(_windows())
    timers = set(_timers())
    threads = set(threading.enumerate())
    yield
    found = left_over(windows, timers, threads)
    if found:
        pytest.fail("left over: " + "; ".join(found), pytrace=False)


def left_over(windows: set[QWidget], timers: set[QTimer], threads: set[threading.Thread]) -> list[str]:
    """Say what is there now beyond what was there before, after waiting for what is about to end."""
    if QApplication.instance() is None:
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    end = time.monotonic() + PATIENCE
    while (running := _threads(threads)) and time.monotonic() < end:
        time.sleep(0.01)
    return [
        *(f"window {_described(window)}" for window in set(_windows()) - windows),
        *(f"timer {_described(timer)} of {timer.interval()} ms" for timer in set(_timers()) - timers),
        *running,
    ]


def _described(thing: QWidget | QTimer) -> str:
    parent = "" if thing.parent() is None else f" in {type(thing.parent()).__name__}"
    return f"{type(thing).__name__} {thing.objectName() or 'without a name'}{parent}"


def _windows() -> list[QWidget]:
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return []
    # Qt's own tool-tip label and the like have no Python class of ours and hide by themselves.
    return [window for window in application.topLevelWidgets() if window.isVisible() or type(window) is not QWidget]


def _alive(kind: type) -> list:
    return [thing for thing in gc.get_objects() if isinstance(thing, kind) and not sip.isdeleted(thing)]


def _timers() -> list[QTimer]:
    return [timer for timer in _alive(QTimer) if timer.isActive()]


def _threads(before: set[threading.Thread]) -> list[str]:
    new = [
        thread
        for thread in set(threading.enumerate()) - before
        if not isinstance(thread, threading._DummyThread)  # how Python sees Qt's threads, also after their end
    ]
    here = QThread.currentThread()
    return [
        *(f"thread {thread.name}" for thread in new),
        *(f"thread {thread.objectName()}" for thread in _alive(QThread) if thread.isRunning() and thread is not here),
        *(
            f"pool with {pool.activeThreadCount()} busy threads"
            for pool in {*_alive(QThreadPool), QThreadPool.globalInstance()}
            if pool is not None and pool.activeThreadCount()
        ),
    ]

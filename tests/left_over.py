"""Windows, timers and threads that outlive the test that made them."""

from __future__ import annotations

import gc
import threading
import time
from typing import TypeVar

from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QObject, QThread, QThreadPool, QTimer
from PyQt6.QtWidgets import QApplication, QWidget

PATIENCE = 2.0  # seconds that threads get to end

Kind = TypeVar("Kind", bound=QObject)


class Before:
    """What is there before a test; afterwards only what is new is looked through."""

    def __init__(self) -> None:
        gc.collect()
        gc.freeze()  # of a whole suite's objects, those that a test made are few
        self.windows = set(_windows())
        self.threads = set(threading.enumerate())


def left_over(before: Before, patience: float = PATIENCE) -> list[str]:
    """Say what is there now and was not before, after waiting for what is about to end."""
    if QCoreApplication.instance() is None:
        return []
    for _ in range(2):  # what is deleted may hold what is collected
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    end = time.monotonic() + patience
    while (running := _threads(before.threads)) and time.monotonic() < end:
        time.sleep(0.01)
    return [
        *(f"window {_described(window)}" for window in set(_windows()) - before.windows),
        *(f"timer {_described(timer)}, {timer.interval()} ms" for timer in _alive(QTimer) if timer.isActive()),
        *running,
    ]


def _described(thing: QObject) -> str:
    parent = "" if thing.parent() is None else f" in {type(thing.parent()).__name__}"
    return f"{type(thing).__name__} {thing.objectName() or 'without a name'}{parent}"


def _windows() -> list[QWidget]:
    # Qt has hidden windows of its own (tool tips, popups); what is visible or of our own class is ours.
    return [
        window
        for window in QApplication.topLevelWidgets()
        if not sip.isdeleted(window) and (window.isVisible() or not type(window).__module__.startswith("PyQt6."))
    ]


def _alive(kind: type[Kind]) -> list[Kind]:
    """Objects of a kind that were made since the last `Before`."""
    return [thing for thing in gc.get_objects() if isinstance(thing, kind) and not sip.isdeleted(thing)]


def _threads(before: set[threading.Thread]) -> list[str]:
    # A _DummyThread is how Python remembers a thread of Qt's, also after its end.
    python = [
        thread for thread in set(threading.enumerate()) - before if not isinstance(thread, threading._DummyThread)
    ]
    here = QThread.currentThread()
    qt = [thread for thread in _alive(QThread) if thread.isRunning() and thread is not here]
    pools = [pool for pool in {*_alive(QThreadPool), QThreadPool.globalInstance()} if pool and pool.activeThreadCount()]
    return [
        *(f"thread {thread.name}" for thread in python),
        *(f"thread {_described(thread)}" for thread in qt),
        *(f"{pool.activeThreadCount()} busy threads of a pool" for pool in pools),
    ]

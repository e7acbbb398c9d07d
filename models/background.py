"""A pure function off the GUI thread: started, progress, then one answer, one sentence, or nothing if cancelled."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable
from typing import Any

from PyQt6 import sip
from PyQt6.QtCore import QObject, QRunnable, QThreadPool, QTimer, pyqtSignal

from fitting.messages import DataProblem


class Cancelled(Exception):
    """Raised inside a function that noticed that nobody waits for it any more."""


class Task(QObject):
    """One run of a function. Its callbacks are called in the thread that started it; never after `cancel`."""

    progressed = pyqtSignal(int, int, str)  # done, total, what
    item = pyqtSignal(object)
    _answered = pyqtSignal(object)
    _failed = pyqtSignal(object)
    _crashed = pyqtSignal(object)
    finished = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the answer is no longer wanted."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Drop the answer; the function stops at its next look."""
        self._stop.set()

    def check(self) -> None:
        """Called by the function now and then.

        Raises
        ------
        Cancelled
            If the answer is no longer wanted.
        """
        if self.cancelled:
            raise Cancelled

    def report(self, done: int, total: int, what: str = "") -> None:
        """Called by the function: how far it is."""
        self.check()
        self.progressed.emit(done, total, what)

    def deliver(self, item: object) -> None:
        """Called by the function: a part of the answer that is ready."""
        self.check()
        self.item.emit(item)

    def unless_cancelled(self, callback: Callable[..., object]) -> Callable[..., None]:
        """The callback as long as the answer is wanted, and who wanted it is there."""

        def call(*arguments: Any) -> None:
            if not self.cancelled and not _is_gone(callback):
                callback(*arguments)

        return call


_here = threading.local()


def still_wanted() -> None:
    """Called now and then by a long function that knows no task; without one it does nothing.

    Raises
    ------
    Cancelled
        If nobody waits any more for what this thread computes.
    """
    task: Task | None = getattr(_here, "task", None)
    if task is not None:
        task.check()


def _nothing() -> None:
    """What a run that is over would do."""


class _Run(QRunnable):
    def __init__(self, task: Task, function: Callable[[], Any]) -> None:
        super().__init__()
        self._task = task
        self._function = function

    def run(self) -> None:
        task, function = self._task, self._function
        self._function = _nothing  # what it holds is let go of before the end is told: by the GUI thread, not here
        _here.task = task
        try:
            task.check()
            task._answered.emit(function())
        except Cancelled:
            pass
        except DataProblem as problem:
            task._failed.emit(problem)
        except Exception as error:  # a bug: raised again in the GUI thread, where the report dialog is
            task._crashed.emit(error)
        finally:
            del function
            _here.task = None
            task.finished.emit()


_BUSY: weakref.WeakSet[Background] = weakref.WeakSet()


def anything_runs() -> bool:
    """Whether any thread of the program computes or waits to."""
    return bool(_BUSY)


class Background(QObject):
    """Runs functions on a pool of threads and knows which are still running.

    Patient runs go one at a time, and not while somebody holds them: threads of Python share one interpreter with the
    window, so that two fits at once take no less time than one after the other, and each makes the window slower.
    """

    busy_changed = pyqtSignal(bool)

    def __init__(self, parent: QObject | None = None, threads: int = 3) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._running: set[Task] = set()
        self._closed = False
        self._waiting: list[_Run] = []
        self._patient: dict[Task, _Run] = {}
        self._going: set[Task] = set()  # of the patient runs those that go, one unless somebody hurried another
        self._holds = 0
        self._start = QTimer(self)  # threads compete with who starts them: first everything that was asked for at once
        self._start.setSingleShot(True)
        self._start.timeout.connect(self._start_waiting)

    @property
    def busy(self) -> bool:
        """Whether anything is running or waiting."""
        return bool(self._running)

    def run(
        self,
        function: Callable[[Task], Any],
        done: Callable[[Any], None],
        failed: Callable[[DataProblem], None],
        item: Callable[[Any], None] | None = None,
        progressed: Callable[[int, int, str], None] | None = None,
        ended: Callable[[Task], None] | None = None,
        *,
        patient: bool = False,
    ) -> Task:
        """Start ``function(task)``; `done` gets its answer, `failed` the problem of the data, `ended` comes last."""
        task = Task(self)
        task._answered.connect(task.unless_cancelled(done))
        task._failed.connect(task.unless_cancelled(failed))
        task._crashed.connect(task.unless_cancelled(lambda error: failed(_program_error(error))))
        task._crashed.connect(_raise_here)
        if item is not None:
            task.item.connect(task.unless_cancelled(item))
        if progressed is not None:
            task.progressed.connect(task.unless_cancelled(progressed))
        if ended is not None:  # connected before the start: a short function is over before `run` returns
            task.finished.connect(lambda: None if self._closed else ended(task))
        task.finished.connect(lambda: self._forget(task))
        if self._closed:
            task.cancel()
            return task
        self._running.add(task)
        if len(self._running) == 1:
            _BUSY.add(self)
            self.busy_changed.emit(True)
        run = _Run(task, lambda: function(task))
        if patient:
            self._patient[task] = run
        else:
            self._waiting.append(run)
        self._start_soon()
        return task

    def hurry(self, task: Task) -> None:
        """Let a patient run go at once, whatever holds the others."""
        run = self._patient.pop(task, None)
        if run is not None:
            self._going.add(task)
            self._waiting.append(run)
            self._start_soon()

    def hold(self) -> None:
        """Let patient runs wait until `release`."""
        self._holds += 1

    def release(self) -> None:
        """End one `hold`."""
        self._holds -= 1
        self._start_soon()

    def _start_soon(self) -> None:
        if not self._closed and not self._start.isActive():
            self._start.start(0)

    def _start_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for run in waiting:
            self._pool.start(run)
        while self._patient and not self._going and not self._holds:
            task = next(iter(self._patient))
            if not task.cancelled:
                self._going.add(task)
            self._pool.start(self._patient.pop(task))

    def _forget(self, task: Task) -> None:
        if self._closed:  # the tasks go with us
            return
        if task in self._going:
            self._going.discard(task)
            self._start_soon()
        self._running.discard(task)
        task.deleteLater()
        if not self._running:
            _BUSY.discard(self)
            self.busy_changed.emit(False)

    def close(self) -> None:
        """Cancel everything and wait for the threads; what they still have to say is not heard."""
        self._closed = True
        _BUSY.discard(self)
        self._start.stop()
        self._waiting.clear()
        self._patient.clear()
        for task in self._running:
            task.cancel()
        self._pool.waitForDone()


def contained(function: Callable[[], Any]) -> Any:
    """The answer of a function whose mistakes may not cost the other curves.

    Raises
    ------
    DataProblem
        Its own, or ``PROGRAM_ERROR`` with the cause behind it.
    """
    try:
        return function()
    except (DataProblem, Cancelled):
        raise
    except Exception as error:
        raise _program_error(error) from error


def _is_gone(callback: Callable[..., object]) -> bool:
    """Whether the view that wanted to hear of it is not there any more."""
    owner = getattr(callback, "__self__", None)
    return isinstance(owner, QObject) and sip.isdeleted(owner)


def _program_error(error: Exception) -> DataProblem:
    return DataProblem(
        "PROGRAM_ERROR",
        "The program made a mistake here ({kind}); its report says more. Your data are as they were.",
        kind=type(error).__name__,
    )


def _raise_here(error: Exception) -> None:
    raise error

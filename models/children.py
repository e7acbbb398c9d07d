"""Child processes that do one job after the other: a job that kills its child costs only itself."""

from __future__ import annotations

import multiprocessing
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

from models.readers.problem import ReadError

POLL = 0.05  # s between two looks whether anybody still waits

Answer = TypeVar("Answer")


@dataclass(eq=False)
class Worker:
    """One child and what it is doing."""

    process: BaseProcess
    connection: Connection
    place: int = -1  # among the jobs
    deadline: float = 0.0

    def stop(self) -> None:
        """End the child now."""
        self.process.kill()
        self.process.join(1.0)
        self.connection.close()


class Children:
    """A few child processes, kept for the next jobs.

    Parameters
    ----------
    workers : int
        How many work at once.
    target : callable
        ``target(connection, *arguments)`` serves in the child; a function of a module.
    """

    def __init__(self, workers: int, target: Callable[..., None], *arguments: object) -> None:
        self.workers = workers
        self._target = target
        self._arguments = arguments
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    def borrow(self) -> Worker:
        """A child that waits for work, or a new one."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.is_alive():
                    return worker
                worker.connection.close()
        return started(self._target, *self._arguments)

    def give_back(self, worker: Worker) -> None:
        """Keep a child that has finished its job."""
        with self._lock:
            if len(self._idle) < self.workers:
                self._idle.append(worker)
                return
        worker.stop()

    def close(self) -> None:
        """End all children that wait."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()


def started(target: Callable[..., None], *arguments: object) -> Worker:
    """A new child."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=target, args=(theirs, *arguments), name="anodescope-child", daemon=True)
    process.start()
    theirs.close()
    return Worker(process, ours)


class Jobs(ABC, Generic[Answer]):
    """What children are to do."""

    @abstractmethod
    def __len__(self) -> int:
        """How many there are."""

    @abstractmethod
    def question(self, place: int) -> bytes:
        """What the child is asked."""

    @abstractmethod
    def answer(self, connection: Connection) -> Answer:
        """What the child says; an `ArithmeticError`, `LookupError`, `TypeError` or `ValueError` is no answer."""

    @abstractmethod
    def given_up(self, place: int, problem: ReadError) -> Answer:
        """What stands for the answer of a child that broke down or took too long."""

    @abstractmethod
    def longest(self, place: int) -> float:
        """How long a job may take / s."""

    def is_exhausted(self, answer: Answer) -> bool:
        """Whether a child that says this is of no more use."""
        return False


class Run(Generic[Answer]):
    """Jobs handed out to children and answered in their order.

    Parameters
    ----------
    check : callable
        Called every 50 ms; what it raises ends the run at once.
    """

    def __init__(self, children: Children, jobs: Jobs[Answer], check: Callable[[], None]) -> None:
        self._children = children
        self._jobs = jobs
        self._check = check
        self._busy: list[Worker] = []
        self._free: list[Worker] = []
        self._waiting = list(range(len(jobs)))[::-1]
        self._done: dict[int, Answer] = {}
        self._tries: dict[int, int] = {}

    def results(self) -> Iterator[Answer]:
        """The answers, in the order of the jobs."""
        for place in range(len(self._jobs)):
            while place not in self._done:
                self._check()
                self._hand_out()
                self._collect()
            yield self._done.pop(place)

    def close(self) -> None:
        """End what is still being done; keep the children that are free."""
        for worker in self._busy:
            worker.stop()
        for worker in self._free:
            self._children.give_back(worker)
        self._busy, self._free = [], []

    def _hand_out(self) -> None:
        while self._waiting and len(self._busy) < self._children.workers:
            worker = self._free.pop() if self._free else self._children.borrow()
            place = self._waiting.pop()
            worker.place, worker.deadline = place, time.monotonic() + self._jobs.longest(place)
            self._busy.append(worker)
            with suppress(OSError):  # it has just gone home; `_collect` sees that
                worker.connection.send_bytes(self._jobs.question(place))

    def _collect(self) -> None:
        ready = wait([worker.connection for worker in self._busy], POLL)
        for worker in [each for each in self._busy if each.connection in ready]:
            self._receive(worker)
        late = [worker for worker in self._busy if time.monotonic() > worker.deadline]
        for worker in late:
            self._give_up(worker, _too_slow())

    def _receive(self, worker: Worker) -> None:
        try:
            answer = self._jobs.answer(worker.connection)
        except (EOFError, OSError):
            self._died(worker)
            return
        except (ArithmeticError, LookupError, TypeError, ValueError):
            self._give_up(worker, _died_of(None))
            return
        self._done[worker.place] = answer
        self._busy.remove(worker)
        if self._jobs.is_exhausted(answer):
            worker.stop()
        else:
            self._free.append(worker)

    def _died(self, worker: Worker) -> None:
        worker.process.join(1.0)
        code = worker.process.exitcode
        if code == 0 and self._tries.setdefault(worker.place, 0) < 2:  # it went home before it heard of the job
            self._tries[worker.place] += 1
            self._busy.remove(worker)
            self._waiting.append(worker.place)
            worker.stop()
            return
        self._give_up(worker, _died_of(code))

    def _give_up(self, worker: Worker, problem: ReadError) -> None:
        self._busy.remove(worker)
        worker.stop()
        self._done[worker.place] = self._jobs.given_up(worker.place, problem)


def _too_slow() -> ReadError:
    return ReadError("TOO_SLOW", "Reading the file took too long and was stopped: it is damaged, or the disk is slow.")


def _died_of(code: int | None) -> ReadError:
    """Why a child ended, in a sentence."""
    number = -code if code is not None and code < 0 else 0
    if number == getattr(signal, "SIGXCPU", -1):
        return _too_slow()
    if number == getattr(signal, "SIGKILL", -1):
        return ReadError("TOO_LARGE", "The system stopped the reading of this file, most often for lack of memory.")
    if number:
        template = "The file is damaged so that its reader broke down (signal {number}); nothing else was touched."
        return ReadError("READER_CRASHED", template, number=number)
    template = "The file is damaged so that its reader broke down (exit status {status}); nothing else was touched."
    return ReadError("READER_CRASHED", template, status=str(code))

"""Import in child processes: a bad file costs that file, never the session, and no reading ever holds up the window."""

from __future__ import annotations

import json
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from fitting.messages import DataProblem, Message
from models.import_child import Found, Read, from_header, receive_array, serve
from models.readers import HEAD_BYTES, READERS, FileContent, ReadError, read_file
from models.readers.choices import ImportChoices
from models.readers.preview import Preview
from models.result import Failure

Choices = ImportChoices | Sequence[ImportChoices] | None  # of all files, or of each

POLL = 0.05  # s between two looks whether anybody still waits
LONGEST = 300.0  # s on the clock for a file, whatever its size ...
LONGEST_PER_BYTE = 2e-6  # ... and this much more for each byte
SAFE_READERS = (
    "biologic_mpr",
    "eclab_text",
    "chi_text",
    "comparison_table",
    "plain_table",
    "delimited_text",
)  # small, ours, without foreign native code
SAFE_SIZE = 64 * 1024 * 1024  # bytes


def read_or_failure(path: Path, choices: ImportChoices | None = None) -> FileContent | Failure:
    """The content of a file, read in this process, or the sentence why it cannot be used."""
    try:
        return read_file(path, choices)
    except DataProblem as problem:
        return Failure.of(str(path), problem)


def read_in_order(paths: Sequence[Path], choices: Choices = None, workers: int = 2) -> Iterator[FileContent | Failure]:
    """Read files for a command: small files of well-known formats here, all others in a child.

    A child takes 0.3 s to start, as long as a whole command on one small file; the formats that are read here are
    ours, without foreign native code, and every reader is fuzzed.
    """
    with FileImporter(workers) as importer:
        tasks = [(path, each, _is_safe(path)) for path, each in zip(paths, _one_each(choices, paths), strict=True)]
        others = [(path, each) for path, each, here in tasks if not here]
        found = importer.read([path for path, _ in others], [each for _, each in others])
        for path, each, here in tasks:
            yield read_or_failure(path, each) if here else next(found)


def _one_each(choices: Choices, paths: Sequence[Path]) -> Sequence[ImportChoices]:
    if choices is None or isinstance(choices, ImportChoices):
        return [choices or ImportChoices()] * len(paths)
    return choices


def _is_safe(path: Path) -> bool:
    try:
        if path.stat().st_size > SAFE_SIZE:
            return False
        with open(path, "rb") as stream:
            head = stream.read(HEAD_BYTES)
    except (OSError, ValueError):
        return True  # there is nothing to read: a sentence, at once
    reader = next((each.NAME for each in READERS if each.claims(head, path)), None)
    return reader is None or reader in SAFE_READERS


@dataclass(eq=False)
class _Worker:
    """One child and what it is reading."""

    process: BaseProcess
    connection: Connection
    place: int = -1  # in the list of files
    deadline: float = 0.0

    def stop(self) -> None:
        """End the child now."""
        self.process.kill()
        self.process.join(1.0)
        self.connection.close()


class FileImporter:
    """A few child processes that read files, kept for the next files.

    Parameters
    ----------
    workers : int
        How many files are read at once.
    read : callable
        What reads a file in the child; a function of a module.
    """

    def __init__(self, workers: int = 2, read: Read = read_file) -> None:
        self._workers = workers
        self._read = read
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    def __enter__(self) -> FileImporter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(
        self,
        paths: Sequence[Path],
        choices: Choices = None,
        check: Callable[[], None] = lambda: None,
    ) -> Iterator[FileContent | Failure]:
        """Give the content of each file, or the sentence why it cannot be used, in the order of the files.

        Parameters
        ----------
        choices : ImportChoices or a sequence of them
            What a person said of all files, or of each.
        check : callable
            Called every 50 ms; what it raises ends the reading at once.
        """
        run = _Run(self, paths, _one_each(choices, paths), check)
        try:
            for found in run.results():
                assert not isinstance(found, Preview)
                yield found
        finally:
            run.close()

    def preview(
        self, path: Path, choices: ImportChoices | None = None, check: Callable[[], None] = lambda: None
    ) -> Preview:
        """The first rows of a file that is safer looked into by a child, as `models.readers.preview.preview`."""
        run = _Run(self, [path], _one_each(choices, [path]), check, only_preview=True)
        try:
            (found,) = run.results()
        finally:
            run.close()
        return found if isinstance(found, Preview) else Preview(problem=_problem_of(found))

    def borrow(self) -> _Worker:
        """A child that waits for work, or a new one."""
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.process.is_alive():
                    return worker
                worker.connection.close()
        return _started(self._read)

    def give_back(self, worker: _Worker) -> None:
        """Keep a child that has finished its file."""
        with self._lock:
            if len(self._idle) < self._workers:
                self._idle.append(worker)
                return
        worker.stop()

    @property
    def workers(self) -> int:
        """How many files are read at once."""
        return self._workers

    def close(self) -> None:
        """End all children."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()


def _started(read: Read) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, read), name="anodescope-import", daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


class _Run:
    """The reading of some files."""

    def __init__(
        self,
        importer: FileImporter,
        paths: Sequence[Path],
        choices: Sequence[ImportChoices],
        check: Callable[[], None],
        only_preview: bool = False,
    ) -> None:
        self._importer = importer
        self._only_preview = only_preview
        self._paths = paths
        self._choices = [each.as_json() for each in choices]
        self._check = check
        self._busy: list[_Worker] = []
        self._free: list[_Worker] = []
        self._waiting = list(range(len(paths)))[::-1]
        self._done: dict[int, Found] = {}
        self._tries: dict[int, int] = {}

    def results(self) -> Iterator[Found]:
        for place in range(len(self._paths)):
            while place not in self._done:
                self._check()
                self._hand_out()
                self._collect()
            yield self._done.pop(place)

    def close(self) -> None:
        """End what is still being read; keep the children that are free."""
        for worker in self._busy:
            worker.stop()
        for worker in self._free:
            self._importer.give_back(worker)
        self._busy, self._free = [], []

    def _hand_out(self) -> None:
        while self._waiting and len(self._busy) < self._importer.workers:
            worker = self._free.pop() if self._free else self._importer.borrow()
            place = self._waiting.pop()
            worker.place, worker.deadline = place, time.monotonic() + _longest(self._paths[place])
            file = str(self._paths[place])
            asked = {"file": file, "choices": self._choices[place], "only_preview": self._only_preview}
            self._busy.append(worker)
            with suppress(OSError):  # it has just gone home; `_collect` sees that
                worker.connection.send_bytes(json.dumps(asked).encode())

    def _collect(self) -> None:
        ready = wait([worker.connection for worker in self._busy], POLL)
        for worker in [each for each in self._busy if each.connection in ready]:
            self._receive(worker)
        late = [worker for worker in self._busy if time.monotonic() > worker.deadline]
        for worker in late:
            self._give_up(worker, _too_slow())

    def _receive(self, worker: _Worker) -> None:
        try:
            header = json.loads(worker.connection.recv_bytes())
            found = from_header(header, lambda points: receive_array(worker.connection, points))
        except (EOFError, OSError):
            self._died(worker)
            return
        except (ArithmeticError, LookupError, TypeError, ValueError):
            self._give_up(worker, _died_of(None))
            return
        self._done[worker.place] = found
        self._busy.remove(worker)
        if isinstance(found, Failure) and found.message.code == "TOO_LARGE":
            worker.stop()
        else:
            self._free.append(worker)

    def _died(self, worker: _Worker) -> None:
        worker.process.join(1.0)
        code = worker.process.exitcode
        if code == 0 and self._tries.setdefault(worker.place, 0) < 2:  # it went home before it heard of the file
            self._tries[worker.place] += 1
            self._busy.remove(worker)
            self._waiting.append(worker.place)
            worker.stop()
            return
        self._give_up(worker, _died_of(code))

    def _give_up(self, worker: _Worker, problem: ReadError) -> None:
        self._busy.remove(worker)
        worker.stop()
        self._done[worker.place] = Failure.of(str(self._paths[worker.place]), problem)


def _problem_of(found: FileContent | Failure) -> Message | None:
    return found.message if isinstance(found, Failure) else None


def _longest(path: Path) -> float:
    try:
        return LONGEST + LONGEST_PER_BYTE * path.stat().st_size
    except (OSError, ValueError):
        return LONGEST


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

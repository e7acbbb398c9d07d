"""A batch on this machine: child processes that read and analyse one file after the other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from models.batch.work import Answer, Job, answer_from_text, done
from models.children import Children, Jobs, Run
from models.import_child import OUT_OF_MEMORY, limit_memory, quieten
from models.import_process import longest
from models.readers.problem import ReadError
from models.result import Failure

IDLE = 600.0  # s after which a child that nobody needs goes home
ANALYSIS = 600.0  # s on the clock beside the reading


def local_answers(jobs: Sequence[Job], check: Callable[[], None], workers: int = 2) -> Iterator[Answer]:
    """Answer jobs in their order with a few child processes; a file that breaks its child is a failure."""
    children = Children(max(1, min(workers, len(jobs))), serve)
    run = Run(children, _Batch(jobs), check)
    try:
        yield from run.results()
    finally:
        run.close()
        children.close()


def serve(connection: Connection) -> None:
    """Do jobs until nobody asks for one any more. The target of the child process."""
    quieten()
    limit_memory()
    while connection.poll(IDLE):
        try:
            asked = connection.recv_bytes().decode()
        except (EOFError, OSError):
            return
        try:
            answer = done(asked)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # what memory is left is in pieces
        try:
            connection.send_bytes(answer.encode("utf-8", "surrogatepass"))
        except (BrokenPipeError, ConnectionError):
            return


class _Batch(Jobs[Answer]):
    def __init__(self, jobs: Sequence[Job]) -> None:
        self._asked = jobs

    def __len__(self) -> int:
        return len(self._asked)

    def question(self, place: int) -> bytes:
        return self._asked[place].as_text().encode()

    def answer(self, connection: Connection) -> Answer:
        return answer_from_text(connection.recv_bytes().decode("utf-8", "surrogatepass"))

    def given_up(self, place: int, problem: ReadError) -> Answer:
        job = self._asked[place]
        return Answer(((),) * len(job.orders), tuple(Failure.of(file, problem) for file in job.files))

    def longest(self, place: int) -> float:
        files = self._asked[place].files
        return ANALYSIS * max(1, len(files)) + sum(longest(Path(file)) for file in files)

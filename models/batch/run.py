"""A batch: orders and files in, results in a stable order out, whoever does the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from models.analyze import series_of
from models.batch.local import local_answers
from models.batch.orders import Order
from models.batch.work import Answer, Job
from models.result import Failure, Result

Progress = Callable[[int, int, str], None]
Work = Callable[[Sequence[Job], Callable[[], None]], Iterator[Answer]]


@dataclass(frozen=True)
class Batch:
    """The same analysis on many files.

    Parameters
    ----------
    orders : tuple of Order
        What is done with every file.
    whole : bool
        Whether the results are needed with their curves and pictures, for a report, figures or a project.
    workers : int
        Processes of this machine.
    scheduler : str
        The address of a Dask scheduler that does the work in place of this machine.
    """

    orders: tuple[Order, ...]
    whole: bool = False
    workers: int = 2
    scheduler: str = ""

    def jobs(self, files: Sequence[Path]) -> list[Job]:
        """A job per file for methods that take files one by one; one job for all where they are taken together."""
        apart = tuple(order for order in self.orders if order.of[1].segments is not None)
        others = tuple(order for order in self.orders if order not in apart)
        names = tuple(map(str, files))
        jobs = [Job((name,), apart, self.whole) for name in names] if apart else []
        return jobs + [Job(() if order.of[1].calculates else names, (order,), self.whole) for order in others]

    def run(
        self,
        files: Sequence[Path],
        progress: Progress = lambda done, total, what: None,
        check: Callable[[], None] = lambda: None,
    ) -> tuple[list[Result], list[Failure]]:
        """Analyse files: by order, then by file, then by segment, with what a series says behind each order.

        Parameters
        ----------
        progress : callable
            Told how many jobs are done, of how many, and which files come next.
        check : callable
            Called often; what it raises ends the batch at once.

        Raises
        ------
        DataProblem
            If the cluster cannot be reached.
        """
        jobs = self.jobs(files)
        work = _on(self.scheduler) if self.scheduler else partial(local_answers, workers=self.workers)
        by_order: list[list[Result]] = [[] for _ in self.orders]
        failures: list[Failure] = []
        progress(0, len(jobs), _named(jobs, 0))
        for number, answer in enumerate(work(jobs, check), 1):
            for order, found in zip(jobs[number - 1].orders, answer.results, strict=True):
                by_order[self.orders.index(order)] += found
            failures += [each for each in answer.failures if each not in failures]
            progress(number, len(jobs), _named(jobs, number))
        results: list[Result] = []
        for order, each in zip(self.orders, by_order, strict=True):
            results += each
            if order.of[1].segments is not None:
                together, problems = series_of(order.of[1], each)
                results += together
                failures += problems
        return results, failures


def _named(jobs: Sequence[Job], number: int) -> str:
    return Path(jobs[number].files[0]).name if number < len(jobs) and jobs[number].files else ""


def _on(scheduler: str) -> Work:
    from models.batch.cluster import cluster_answers

    return partial(cluster_answers, scheduler=scheduler)

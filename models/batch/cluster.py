"""A batch on a Dask cluster, for those who outgrow one machine: ``pip install anodescope[cluster]``.

The machines read the files themselves: every path has to be theirs too, on a shared disk. A machine that is lost costs
nothing: the scheduler hands its jobs to others, and each is answered once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from fitting.messages import DataProblem
from models.batch.work import Answer, Job, answer_from_text, done
from models.children import POLL
from models.readers.problem import ReadError
from models.result import Failure

REACHED = 10.0  # s for a scheduler to answer


def cluster_answers(jobs: Sequence[Job], check: Callable[[], None], scheduler: str) -> Iterator[Answer]:
    """Answer jobs in their order by the machines of a cluster.

    Raises
    ------
    DataProblem
        ``NO_DASK`` where Dask is not installed, ``NO_CLUSTER`` where the scheduler does not answer.
    """
    client = _client(scheduler)
    try:
        # pure=False: two jobs that look alike are still two; a name of its own lets none be answered twice
        futures = [client.submit(done, job.as_text(), pure=False, retries=1) for job in jobs]
        for job, future in zip(jobs, futures, strict=True):
            yield _answer(job, future, check)
    finally:
        client.close()


def _client(scheduler: str) -> Any:
    try:
        import distributed
    except ImportError:
        raise DataProblem(
            "NO_DASK", "A cluster needs Dask, which is not installed: pip install “anodescope[cluster]”."
        ) from None
    client: Any = distributed.Client
    try:
        return client(scheduler, timeout=REACHED, set_as_default=False)
    except (OSError, ValueError) as error:
        raise DataProblem(
            "NO_CLUSTER",
            "No Dask scheduler answers at {address} ({reason}): start one there, or leave out --scheduler.",
            address=scheduler,
            reason=type(error).__name__,
        ) from None


def _answer(job: Job, future: Any, check: Callable[[], None]) -> Answer:
    """Wait for an answer, looking now and then whether anybody still wants it."""
    while not future.done():
        check()
        time.sleep(POLL)
    if future.status != "finished":
        problem = ReadError(
            "NOT_ANALYSED",
            "The cluster could not analyse this file ({reason}): its machines broke down, or run another version.",
            reason=type(future.exception()).__name__ if future.status == "error" else str(future.status),
        )
        return Answer(((),) * len(job.orders), tuple(Failure.of(file, problem) for file in job.files))
    return answer_from_text(future.result())

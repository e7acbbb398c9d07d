"""How fast a thousand files are read and analysed, against loading alone elsewhere and against one process of ours."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from fitting.synthetic import chronopotentiogram
from models.batch import Batch, orders_from_text
from models.batch.work import Job, analysed_files
from tests.bench.peers import peer
from tests.bench.rows import Row
from tests.instruments.writers import eclab_mpt

FILES, SHARE = 1000, 0.05  # of the files, that the slower ways do
FEW = 0.2  # of the files, that are enough to see the second core
DURATION = 2500.0  # s, at two points a second
RECIPE = '{"step": "electrocrystallization", "method": "nucleation_spike"}'
CORES = os.cpu_count() or 1


@cache
def files() -> tuple[Path, ...]:
    """Exports of EC-Lab with 5000 rows each, no two the same."""
    folder = Path(tempfile.mkdtemp())
    made = chronopotentiogram(current=-1.96e-4, duration=DURATION, noise="white", seed=1).columns
    texts = []
    for number in range(20):
        columns = {"time/s": made["time"], "Ewe/V": made["potential"] - 1e-4 * number, "I/mA": made["current"] * 1e3}
        texts.append(eclab_mpt({name: values.tolist() for name, values in columns.items()}))
    paths = [folder / f"cell {number:04}.mpt" for number in range(FILES)]
    for number, path in enumerate(paths):
        path.write_bytes(texts[number % len(texts)].replace(b"written by a test", f"cell {number}".encode()))
    return tuple(paths)


def _ours(share: float = 1.0) -> None:
    some = files()[: int(share * FILES)]
    results, failures = Batch(orders_from_text(RECIPE), workers=CORES).run(some)
    assert len(results) == len(some) and not failures


def _one_process() -> None:
    orders = orders_from_text(RECIPE)
    for path in files()[: int(SHARE * FILES)]:
        analysed_files(Job((str(path),), orders, False))


def _ixdat() -> Callable[[], object]:
    return peer("ixdat", *files()[: int(SHARE * FILES)])


ROWS = (
    Row("batch_1000", "ixdat, loading alone", 0.1, lambda: (_ours, _ixdat()), rounds=1, share=SHARE),
    Row(
        "batch_cores", "one process of ours", 1 / (0.9 * CORES),
        lambda: (partial(_ours, FEW), _one_process), rounds=1, share=SHARE / FEW,
    ),
)  # fmt: skip

"""How fast a file becomes a curve."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from models.readers import read_file
from tests.bench.rows import Row

_HEAD = """Jan. 5, 2026   12:00:00
Chronopotentiometry
File: cell.bin
Data Source: Experiment
Instrument Model:  CHI660E
Header:
Note:

Cathodic Current (A) = 1.96e-4
Anodic Current (A) = 0
High E Limit (V) = 1
High E Hold Time (s) = 0
Low E Limit (V) = -1
Low E Hold Time (s) = 0
Cathodic Time (s) = 10000
Anodic Time (s) = 10
Initial Polarity = Cathodic
Data Storage Interval (s) = 0.01
Number of Segments = 1

Time/sec, Potential/V

"""


def _chi(rows: int) -> tuple[Callable[[], object], Callable[[], object]]:
    random = np.random.default_rng(0)
    time = 0.01 * np.arange(rows)
    potential = -0.1 + 0.01 * np.sin(time / 100) + random.normal(0, 1e-4, rows)
    path = Path(tempfile.mkdtemp()) / "chi.txt"
    lines = (f"{t:.4e}, {e:.4e}" for t, e in zip(time, potential, strict=True))
    path.write_text(_HEAD + "\n".join(lines) + "\n", encoding="ascii")
    before = _HEAD.count("\n")

    def peer() -> object:
        return pd.read_csv(path, skiprows=before, header=None, engine="c", dtype=np.float64)

    return lambda: read_file(path), peer


ROWS = (Row("load_chi_1e6", "pandas C engine", 1.0, lambda: _chi(1_000_000)),)

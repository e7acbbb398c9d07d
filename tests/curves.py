"""Curves that tests make themselves: plating steps of known shape, as the readers would give them."""

from __future__ import annotations

import hashlib

import numpy as np

from fitting.synthetic import chronopotentiogram
from models.curve import Curve, Receipt, Segment, Source
from models.readers import FileContent

CURRENT = -1.96e-4  # A


def plating_curve(name: str = "cell A", platings: int = 1, seed: int = 1, electrolyte: str = "1 M LiTFSI") -> Curve:
    """A curve of one or more plating steps with a nucleation spike each, with a rest between them."""
    columns: dict[str, list[np.ndarray]] = {"time": [], "potential": [], "current": []}
    segments: list[Segment] = []
    clock, rows = 0.0, 0
    for number in range(platings):
        made = chronopotentiogram(current=CURRENT, duration=600.0, noise="white", seed=seed + number)
        for column, parts in columns.items():
            values = made.columns[column]
            parts.append(values + clock if column == "time" else values)
        length = len(made.columns["time"])
        segments.append(Segment(rows, rows + length, "plating", CURRENT))
        rows += length
        clock = float(columns["time"][-1][-1]) + 300.0
    digest = hashlib.sha256(f"{name} {platings} {seed}".encode()).hexdigest()
    return Curve(
        name,
        "chronopotentiometry",
        {column: np.concatenate(parts) for column, parts in columns.items()},
        tuple(segments),
        Source(f"{name}.mpt", digest, 1000, "eclab_text"),
        Receipt(),
        {"electrolyte": electrolyte},
        electrode_area=1.96e-5,
    )


def rest_curve(name: str = "rest") -> Curve:
    """A curve at open circuit, of which no spike can be read."""
    time = np.arange(60.0)
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Curve(
        name,
        "open_circuit",
        {"time": time, "potential": np.full(60, 2.1)},
        (Segment(0, 60, "rest"),),
        Source(f"{name}.mpt", digest, 100, "eclab_text"),
        Receipt(),
    )


def content_of(*curves: Curve) -> FileContent:
    """What reading a file with these curves would have given."""
    source = curves[0].source
    return FileContent(source.file, source.sha256, source.reader, curves, Receipt())

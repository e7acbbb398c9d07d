"""A curve as a small picture shows it before anything is known of it: what against what, in the field's units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from models.curve import Array, Curve
from models.readers.questions import named_reference
from models.segmentation import PAUSE
from models.spool import let_go

SHOWN = 4000  # points that a picture is made of
LONG = 4_000_000  # points; of more, no picture that can be zoomed is made of all
Rows = npt.NDArray[np.int64]

# column -> label as the figures write it, SI value times this
_SCALES: dict[str, tuple[str, float]] = {
    "time": ("t / s", 1.0),
    "potential": ("E / V", 1.0),
    "counter_potential": (QT_TRANSLATE_NOOP("Preview", "E(counter) / V"), 1.0),
    "current": ("I / mA", 1e3),
    "current_density": ("j / mA cm⁻²", 0.1),
    "charge": ("Q / mAh", 1 / 3.6),
    "capacity": ("Q / mAh", 1 / 3.6),
    "charge_capacity": (QT_TRANSLATE_NOOP("Preview", "Q(charge) / mAh"), 1 / 3.6),
    "discharge_capacity": (QT_TRANSLATE_NOOP("Preview", "Q(discharge) / mAh"), 1 / 3.6),
    "cycle": (QT_TRANSLATE_NOOP("Preview", "cycle"), 1.0),
    "frequency": ("f / Hz", 1.0),
    "impedance_real": ("Z′ / Ω", 1.0),
    "impedance_imaginary": ("−Z″ / Ω", -1.0),
    "rest_time": (QT_TRANSLATE_NOOP("Preview", "rest time / s"), 1.0),
}
_OVER_TIME = ("potential", "current", "current_density", "counter_potential", "charge", "capacity")
_PAIRS = (
    ("impedance_real", "impedance_imaginary"),
    ("potential", "current"),
    ("potential", "current_density"),
    ("cycle", "discharge_capacity"),
)


@dataclass(frozen=True, eq=False)
class PreviewSeries:
    """Label and values of x, and of one or two y."""

    x_label: str
    x: Array
    curves: tuple[tuple[str, Array], ...]


def preview_series(curve: Curve, most: int = SHOWN) -> PreviewSeries | None:
    """What a picture of the curve shows, of about `most` points; None where there are no two columns."""
    names = list(curve.columns)
    pair = next((pair for pair in _PAIRS if set(pair) <= set(names)), None)
    if curve.technique in ("linear_sweep", "cyclic_voltammetry", "impedance") and pair is not None:
        return _series(curve, most, pair[0], pair[1:])
    if "time" in names:
        over = [name for name in _OVER_TIME if name in names] or [name for name in names if name != "time"]
        if curve.technique == "chronoamperometry":
            over.sort(key=lambda name: not name.startswith("current"))
        return _series(curve, most, "time", tuple(over[:2])) if over else None
    if pair is not None:
        return _series(curve, most, pair[0], pair[1:])
    return _series(curve, most, names[0], (names[1],)) if len(names) > 1 else None


def lowest_and_highest(values: Array, most: int) -> Rows:
    """Rows of a very long column that no picture can do without: the lowest and highest of every few."""
    few = -(-2 * len(values) // most)
    whole = len(values) // few * few
    found, at = [np.arange(whole, len(values))], few * max(1, LONG // few)
    for start in range(0, whole, at):
        part = values[start : start + at]
        part = part[: len(part) // few * few].reshape(-1, few)
        first = start + few * np.arange(len(part))
        found += [first + part.argmin(axis=1), first + part.argmax(axis=1)]
        let_go(values)
    return np.unique(np.concatenate((*found, [0, len(values) - 1])))


def _series(curve: Curve, most: int, x: str, over: tuple[str, ...]) -> PreviewSeries:
    rows: slice | Rows = slice(None, None, max(1, curve.points // most))
    if curve.points > LONG and most > SHOWN:
        rows = lowest_and_highest(curve.columns[over[0]], LONG)

    def shown(name: str) -> Array:
        values: Array = np.asarray(curve.columns[name][rows] * _SCALES[name][1], np.float64)
        let_go(curve.columns[name])
        return values

    against = named_reference(curve)

    def label(name: str) -> str:
        if name == "potential" and against:
            return QCoreApplication.translate("Figure", "E / V vs. {reference}").format(reference=against)
        return QCoreApplication.translate("Preview", _SCALES[name][0])

    drawn, lines = shown(x), [shown(name) for name in over]
    if x == "time":
        drawn, lines = _parted(curve, np.arange(curve.points)[rows] if isinstance(rows, slice) else rows, drawn, lines)
    return PreviewSeries(label(x), drawn, tuple(zip(map(label, over), lines, strict=True)))


def _parted(curve: Curve, rows: Rows, x: Array, lines: list[Array]) -> tuple[Array, list[Array]]:
    """The lines with a gap where the record paused between two segments: nobody measured what lies between."""
    starts = np.array([part.start for part in curve.segments[1:]], dtype=np.int64)
    time = curve.columns["time"]
    starts = starts[time[starts] - time[starts - 1] > PAUSE] if len(starts) else starts
    places = np.searchsorted(rows, starts)
    places = np.unique(places[(places > 0) & (places < len(rows))])
    if not len(places):
        return x, lines
    return np.insert(x, places, x[places]), [np.insert(line, places, np.nan) for line in lines]

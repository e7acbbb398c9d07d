"""D from the current after a potential step at a planar electrode, where Cottrell's law holds (PHYSICS 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import pi

import numpy as np
import numpy.typing as npt

from fitting.confidence import student_quantile
from fitting.constants import FARADAY
from fitting.live import Ends, Refit, logarithmic_edges
from fitting.mass_transfer.cottrell_amplitude import amplitude
from fitting.mass_transfer.cottrell_window import GOOD_WINDOW, SIGNIFICANT, searched_window
from fitting.mass_transfer.sand import consumption, positive
from fitting.mass_transfer.transient_panels import course_panels, level_panel
from fitting.mass_transfer.transient_record import Transient, transient
from fitting.messages import Message
from fitting.outcome import Axis, Estimate, Outcome

Array = npt.NDArray[np.float64]

_CONVECTION = 60.0  # s in free liquid
_CONSTANT = (
    Message(
        "CONSTANT_FITTED",
        "A constant current is fitted beside Cottrell's: background, or diffusion from the sides of a small electrode.",
    ),
)


@dataclass(frozen=True, eq=False)
class Cottrell(Outcome):
    """What Cottrell's law says about a transient.

    Parameters
    ----------
    time, current, fitted : (n,) array
        s since the step, A with its sign, and the law over the whole record.
    held : (float, float)
        The window in which the law holds / s.
    """

    time: Array = field(default_factory=lambda: np.empty(0))
    current: Array = field(default_factory=lambda: np.empty(0))
    fitted: Array = field(default_factory=lambda: np.empty(0))
    held: tuple[float, float] = (0.0, 0.0)


def cottrell_current(
    time: npt.ArrayLike, diffusion_coefficient: float, concentration: float, area: float, electrons: float = 1
) -> Array:
    """Return the magnitude of n F A c sqrt(D / (pi t)) / A.

    Parameters
    ----------
    time : (n,) array or float
        s since the step, above zero.
    diffusion_coefficient, concentration, area, electrons : float
        m^2/s, mol/m^3, m^2, 1.

    Raises
    ------
    FitError
        For what is not above zero.
    """
    positive("DIFFUSION_COEFFICIENT_NOT_POSITIVE", "diffusion coefficient", diffusion_coefficient)
    positive("AREA_NOT_POSITIVE", "area", area)
    consumption(concentration, 1.0, 0.0, electrons)
    t = np.asarray(time, dtype=np.float64)
    result: Array = electrons * FARADAY * area * concentration * np.sqrt(diffusion_coefficient / (pi * t))
    return result


def cottrell(
    time: npt.ArrayLike,
    current: npt.ArrayLike,
    area: float,
    concentration: float,
    *,
    electrons: float = 1,
    window: tuple[float | None, float | None] = (None, None),
    step_time: float | None = None,
) -> Cottrell:
    """Return D from i sqrt(t) = n F A c sqrt(D/pi), over the longest window in which i sqrt(t) is level.

    Without migration (excess supporting electrolyte); in a binary salt the same current gives D_salt/(1 - t+)^2.

    Parameters
    ----------
    time, current : (n,) array
        s, A.
    area : float
        m^2.
    concentration : float
        mol/m^3.
    electrons : float
    window, step_time
        As in `transient`; a window that is given is searched, not taken whole.

    Raises
    ------
    FitError
        ``NO_COTTRELL_WINDOW`` where the law holds nowhere; as `transient` and `cottrell_current`.
    """
    positive("AREA_NOT_POSITIVE", "area", area)
    consumption(concentration, 1.0, 0.0, electrons)
    record = transient(time, current, window, step_time)
    t, level, error, (first, last), constant = searched_window(record)
    held = float(t[first]), float(t[last])
    inside = (record.time >= held[0] * (1 - 1e-9)) & (record.time <= held[1] * (1 + 1e-9))
    size, size_error, offset, count = amplitude(record, inside, constant, first > 0)
    early, late = _departures(t, level, error, first, last, size)
    unit = electrons * FARADAY * area * concentration / np.sqrt(pi)
    quantities = _estimates(size / unit, size_error / size, count, held, constant)
    current, fitted = record.sign * record.current, record.sign * (size / np.sqrt(record.time) + offset)
    first_panel, residual = course_panels(record.time[inside], current[inside], fitted[inside])
    level_of = level_panel(record.time, current - record.sign * offset, fitted - record.sign * offset, held)
    return Cottrell(
        quantities,
        {"early_departure": early, "late_departure": late, "constant": "needed" if constant else "none"},
        tuple(_warnings(held, early, late)) + (_CONSTANT if constant else ()),
        panels=(level_of, first_panel, residual),
        time=record.time,
        current=current,
        fitted=fitted,
        held=held,
        refit=_refit(record, held, size, offset, constant, unit),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class CottrellRefit(Refit):
    """k / sqrt(t) and a constant, while a window is dragged; parameters k and, where it was needed, the constant."""

    unit: float

    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return |i| / A and its slopes."""
        columns = np.stack([1 / np.sqrt(x), np.ones_like(x)], axis=1)[:, : values.size]
        return columns @ values, columns

    def edges(self, low: float, high: float) -> Array:
        """Return edges of bins equally wide in ln t."""
        return logarithmic_edges(low, high)

    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return D."""
        size = float(values[0])
        share = float(np.sqrt(covariance[0, 0])) / size
        return _estimates(size / self.unit, share, freedom + 1, ends, values.size > 1)


def _refit(
    record: Transient, held: tuple[float, float], size: float, offset: float, constant: bool, unit: float
) -> CottrellRefit:
    """Return what a drag needs: ends where the law stopped holding are kept, those of the record may move."""
    first = held[0] if held[0] > record.time[0] * (1 + 1e-6) else 0.0
    last = held[1] if held[1] < record.time[-1] * (1 - 1e-6) else np.inf
    values = np.array([size, offset])[: 1 + constant]
    reach = 10 * np.array([size, float(np.abs(record.current).max())])[: 1 + constant]
    return CottrellRefit(
        columns=("time", "current"),
        axes=(Axis("t", "s", "s", "log"), Axis("|I|", "A", "mA", "log")),
        origin=record.zero,
        window_origin=record.zero,
        scale=record.sign,
        reach=(first, last),
        values=values,
        lower=-reach,
        upper=reach,
        noise=record.noise,
        unit=unit,
    )


def _estimates(root: float, share: float, count: int, held: tuple[float, float], constant: bool) -> dict[str, Estimate]:
    """Return D from its root, whose relative error is known, and the window."""
    low, high = (root * max(1 + sign * student_quantile(count - 1) * share, 0.0) for sign in (-1, 1))
    rule = "cottrell_and_constant" if constant else "cottrell"
    diffusion = Estimate(
        root**2, "m^2/s", 2 * share * root**2, (low**2, high**2), interval_method="covariance", rule=rule
    )
    start, end = (Estimate(one, "s", rule="longest_level_window") for one in held)
    return {"diffusion_coefficient": diffusion, "cottrell_window_start": start, "cottrell_window_end": end}


def _departures(t: Array, level: Array, error: Array, first: int, last: int, size: float) -> tuple[str, str]:
    """Return what the current does before and after the window."""

    def side(part: slice, above: str, below: str) -> str:
        if not t[part].size:
            return "none"
        weight = error[part] ** -2
        mean, sigma = float(np.sum(weight * level[part]) / weight.sum()), float(weight.sum() ** -0.5)
        gap = mean / size - 1
        if abs(gap) < max(SIGNIFICANT * sigma / size, 0.005):
            return "none"
        return above if gap > 0 else below

    early = side(slice(0, first), "charging", "kinetics_or_resistance")
    late = side(slice(last + 1, None), "radial_or_convection", "finite_cell")
    return early, late


def _warnings(held: tuple[float, float], early: str, late: str) -> list[Message]:
    warnings = []
    ratio = held[1] / held[0]
    if np.log(ratio) < GOOD_WINDOW:
        warnings.append(
            Message(
                "SHORT_WINDOW",
                "Cottrell's law holds only from {start:.3g} to {end:.3g} s, less than a decade.",
                {"start": held[0], "end": held[1]},
                ratio,
            )
        )
    words = {
        "charging": "charging of the double layer",
        "kinetics_or_resistance": "kinetics or resistance",
        "radial_or_convection": "radial diffusion or convection",
        "finite_cell": "the finite cell",
    }
    for code, word, when in (("EARLY_DEPARTURE", early, "before"), ("LATE_DEPARTURE", late, "after")):
        if word != "none":
            edge = held[0] if when == "before" else held[1]
            warnings.append(
                Message(
                    code,
                    "The current departs from Cottrell's law {when} {edge:.3g} s, as by {word}.",
                    {"when": when, "edge": edge, "word": words[word]},
                    edge,
                )
            )
    if held[1] > _CONVECTION:
        warnings.append(
            Message(
                "CONVECTION",
                "The window reaches {time:.3g} s; in free liquid convection takes over after about 60 s.",
                {"time": held[1]},
                held[1],
            )
        )
    return warnings

"""When the surface will be empty, from the salt's properties; or that it never will (PHYSICS 1.2, 1.4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import exp, log, sqrt

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.mass_transfer.sand_cell import SandCell
from fitting.mass_transfer.surface_concentration import (
    limiting_current_density,
    surface_concentration,
    transition_time,
)
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]

_STEP = 1e-5  # relative, of the derivatives
_INPUTS = ("diffusion_coefficient", "concentration", "current_density", "transference_number")


def sand_prediction(
    diffusion_coefficient: float,
    cell: SandCell,
    standard_errors: Mapping[str, float] | None = None,
) -> Outcome:
    """Return the Sand time and the limiting current density of a cell.

    Parameters
    ----------
    diffusion_coefficient : float
        Of the salt / m^2/s.
    cell : SandCell
        With current density, concentration and transference number, and the length of its geometry.
    standard_errors : mapping of str to float, optional
        Of ``diffusion_coefficient``, ``concentration``, ``current_density``, ``transference_number``,
        ``thickness``, ``electrode_radius``, each in its unit; what is absent counts as exact.

    Raises
    ------
    FitError
        ``NO_TRANSITION_POSSIBLE`` where supply keeps up with the current, ``MISSING_SETTING``; as
        `transition_time`.
    """
    density = cell.density(None)
    missing = cell.missing(density)
    if missing or density is None:
        names = ", ".join("current_density" if one == "area" else one for one in missing)
        raise FitError("MISSING_SETTING", "The Sand time needs {names}: give it.", names=names)
    assert cell.concentration is not None and cell.transference_number is not None
    values = np.array([diffusion_coefficient, cell.concentration, abs(density), cell.transference_number, cell.length])
    errors = _errors(cell, standard_errors or {})

    def time(point: Array) -> float:
        return transition_time(cell.geometry, float(point[4]), *(float(one) for one in point[:4]))

    def limit(point: Array) -> float:
        return limiting_current_density(cell.geometry, float(point[4]), *(float(point[k]) for k in (0, 1, 3)))

    quantities = {"sand_time": _propagated(time, values, errors, "s", f"sand_{cell.geometry}")}
    warnings = cell.warnings(float(quantities["sand_time"].value or 0.0), density)
    if cell.geometry != "planar":
        quantities["limiting_current_density"] = _propagated(limit, values, errors, "A/m^2", cell.geometry)
        warnings += _near_limit(values, errors, limit)
    pictures = (_picture(cell, values, time(values)),)
    return Outcome(quantities, {"transition": "possible"}, tuple(warnings), panels=pictures)


def _errors(cell: SandCell, given: Mapping[str, float]) -> Array:
    """Return the standard errors of D, c, j, t+ and the length."""
    own = [given.get(name, 0.0) for name in _INPUTS]
    if cell.geometry == "slab":
        return np.array([*own, given.get("thickness", 0.0)])
    share = cell.length / cell.electrode_radius if cell.geometry != "planar" and cell.electrode_radius else 0.0
    return np.array([*own, share * given.get("electrode_radius", 0.0)])


def _propagated(function: Callable[[Array], float], values: Array, errors: Array, unit: str, rule: str) -> Estimate:
    """Return a positive quantity with its error by the delta method in its logarithm."""
    value = function(values)
    variance = 0.0
    for index in np.flatnonzero(errors > 0):
        step = np.zeros_like(values)
        step[index] = _STEP * max(abs(values[index]), 1e-3 * (index == 3))
        # To the side on which a transition stays possible
        side = -1 if index in (0, 1) or (index == 3 and values[3] > _STEP) else 1
        slope = (log(function(values + side * step)) - log(value)) / (side * step[index])
        variance += (slope * errors[index]) ** 2
    if variance == 0:
        return Estimate(value, unit, rule=rule)
    width = NORMAL_QUANTILE_95 * sqrt(variance)
    interval = value * exp(-width), value * exp(width)
    return Estimate(value, unit, value * sqrt(variance), interval, interval_method="propagation", rule=rule)


def _near_limit(values: Array, errors: Array, limit: Callable[[Array], float]) -> list[Message]:
    """Return a warning where the errors leave open whether there is a transition."""
    ratio = values[2] / limit(values)
    relative = errors / np.maximum(values, 1e-300)
    relative[3] = errors[3] / (1 - values[3])
    spread = float(np.linalg.norm(relative))
    if log(ratio) > NORMAL_QUANTILE_95 * spread:
        return []
    text = "The current is only {ratio:.3g} times the limiting current: within the errors there may be no transition."
    return [Message("TRANSITION_NOT_CERTAIN", text, {"ratio": float(ratio)}, float(ratio))]


def _picture(cell: SandCell, values: Array, end: float) -> Panel:
    time = np.linspace(0.0, 1.0, 301) ** 2 * end
    left = surface_concentration(time, cell.geometry, float(values[4]), *(float(one) for one in values[:4]))
    return Panel(
        Axis("t", "s", "s"),
        Axis("c_s/c", "1", "1"),
        (
            Trace("surface concentration", time, np.maximum(left, 0.0), "fit"),
            Trace("Sand time", np.array([end]), np.array([0.0]), "mark"),
        ),
        "surface concentration",
    )

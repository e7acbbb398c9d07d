"""Whether a diffusion coefficient, a transference number and a Sand time agree (PHYSICS 1.1, 1.2)."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.mass_transfer.sand import positive
from fitting.mass_transfer.sand_cell import SandCell
from fitting.mass_transfer.surface_concentration import transition_time
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace

DIFFUSION_KINDS = ("salt", "cation", "apparent")
_WIDE = log(1.5)  # half width of ln(ratio) above which agreement says nothing
_STEP = 1e-5


def salt_diffusion_coefficient(value: float, kind: str, transference_number: float) -> float:
    """Return D of the salt from one of the three coefficients that are called D.

    Parameters
    ----------
    value : float
        m^2/s.
    kind : str
        ``salt``: D_salt, of Sand's equation, of the shape of transients. ``cation``: D+, of tracers, or with excess of
        supporting electrolyte; D_salt = 2 (1 - t+) D+ in a dilute binary salt. ``apparent``: from a limiting current
        without its migration, 4 n F D c a; D_salt = (1 - t+) D_app.
    transference_number : float

    Raises
    ------
    FitError
        ``UNKNOWN_DIFFUSION_KIND``, ``DIFFUSION_COEFFICIENT_NOT_POSITIVE``.
    """
    if kind not in DIFFUSION_KINDS:
        raise FitError("UNKNOWN_DIFFUSION_KIND", "The kind of D is one of salt, cation and apparent.")
    positive("DIFFUSION_COEFFICIENT_NOT_POSITIVE", "diffusion coefficient", value)
    return value * {"salt": 1.0, "cation": 2 * (1 - transference_number), "apparent": 1 - transference_number}[kind]


def consistency(
    diffusion_coefficient: float,
    sand_time: float,
    cell: SandCell,
    *,
    kind: str = "salt",
    diffusion_coefficient_standard_error: float | None = None,
    transference_number_standard_error: float | None = None,
    sand_time_standard_error: float | None = None,
) -> Outcome:
    """Return the measured Sand time over the one that D and t+ from other methods predict.

    Parameters
    ----------
    diffusion_coefficient : float
        m^2/s.
    sand_time : float
        Measured / s.
    cell : SandCell
        With current density, concentration, transference number, and the length of its geometry.
    kind : str
        Which D: ``salt`` | ``cation`` | ``apparent``.
    diffusion_coefficient_standard_error, transference_number_standard_error, sand_time_standard_error : float, optional
        Standard errors; nothing is decided while all are unknown.

    Raises
    ------
    FitError
        ``MISSING_SETTING``, and as `transition_time` and `salt_diffusion_coefficient`.
    """
    density = cell.density(None)
    missing = cell.missing(density)
    if missing or density is None:
        names = ", ".join("current_density" if one == "area" else one for one in missing)
        raise FitError("MISSING_SETTING", "The comparison needs {names}: give it.", names=names)
    positive("SAND_TIME_NOT_POSITIVE", "Sand time", sand_time)
    concentration, number = cell.concentration, cell.transference_number
    assert concentration is not None and number is not None

    def predicted(coefficient: float, transference: float) -> float:
        salt = salt_diffusion_coefficient(coefficient, kind, transference)
        return transition_time(cell.geometry, cell.length, salt, concentration, density, transference)

    time = predicted(diffusion_coefficient, number)
    by_coefficient = log(predicted(diffusion_coefficient * (1 - _STEP), number) / time) / -_STEP
    side = -_STEP if number > _STEP else _STEP
    by_number = log(predicted(diffusion_coefficient, number + side) / time) / side
    parts = (
        by_coefficient * (diffusion_coefficient_standard_error or 0.0) / diffusion_coefficient,
        by_number * (transference_number_standard_error or 0.0),
        (sand_time_standard_error or 0.0) / sand_time,
    )
    errors = diffusion_coefficient_standard_error, transference_number_standard_error, sand_time_standard_error
    known = [one is not None for one in errors]
    return _outcome(sand_time, time, parts, known, by_coefficient, by_number)


def _outcome(
    sand_time: float, time: float, parts: tuple[float, float, float], known: list[bool], *slopes: float
) -> Outcome:
    spread = sqrt(sum(part**2 for part in parts))
    prediction_spread = sqrt(parts[0] ** 2 + parts[1] ** 2)
    off = log(sand_time / time)
    width = NORMAL_QUANTILE_95 * spread
    verdict = "not_decided"
    if spread > 0:
        verdict = "disagree" if abs(off) > width else "agree" if width <= _WIDE else "not_decided"
    if verdict == "disagree" and not all(known):
        verdict = "not_decided"  # an error that is not stated may explain it
    quantities = {
        "sand_time_ratio": _positive(exp(off), "1", spread, "measured_over_predicted"),
        "predicted_sand_time": _positive(time, "s", prediction_spread, "sand_equation"),
    }
    if spread > 0:
        z = off / spread
        interval = z - NORMAL_QUANTILE_95, z + NORMAL_QUANTILE_95
        quantities["deviation"] = Estimate(z, "1", 1.0, interval, interval_method="propagation", rule="ln_ratio")
    return Outcome(
        quantities, {"consistency": verdict}, tuple(_warnings(verdict, off, known, parts)),
        table={
            "source": ("diffusion_coefficient", "transference_number", "sand_time"),
            "relative_error_of_ratio": tuple(abs(part) for part in parts),
            "sensitivity": (*slopes, 1.0),
        },
        panels=(_picture(sand_time, time, parts, prediction_spread),),
    )  # fmt: skip


def _positive(value: float, unit: str, spread: float, rule: str) -> Estimate:
    if spread == 0:
        return Estimate(value, unit, rule=rule)
    width = NORMAL_QUANTILE_95 * spread
    interval = value * exp(-width), value * exp(width)
    return Estimate(value, unit, value * spread, interval, interval_method="propagation", rule=rule)


def _warnings(verdict: str, off: float, known: list[bool], parts: tuple[float, float, float]) -> list[Message]:
    found = []
    names = ("diffusion_coefficient_standard_error", "transference_number_standard_error", "sand_time_standard_error")
    unknown = [name for name, one in zip(names, known, strict=True) if not one]
    if unknown:
        text = "Without {names} the comparison is one-sided: a difference may be within what is not stated."
        found.append(Message("MISSING_ERROR", text, {"names": ", ".join(unknown)}, float(len(unknown))))
    if verdict == "disagree":
        text = (
            "The measured Sand time is {ratio:.3g} times the predicted one, beyond the errors: D of another kind, a "
            "transference number that is not ideal, convection or a growing area may explain it."
        )
        found.append(Message("INCONSISTENT", text, {"ratio": exp(off)}, exp(off)))
    if verdict == "not_decided" and not unknown:
        largest = ("D", "t+", "the Sand time")[int(np.argmax(np.abs(parts)))]
        text = "The errors are too large to decide; most comes from {largest}."
        found.append(Message("NOT_DECIDED", text, {"largest": largest}, max(abs(part) for part in parts)))
    return found


def _picture(sand_time: float, time: float, parts: tuple[float, float, float], prediction_spread: float) -> Panel:
    place = np.array([1.0])
    half = NORMAL_QUANTILE_95
    return Panel(
        Axis("", "1", "1"),
        Axis("τ", "s", "s", "log"),
        (
            Trace("measured", place, np.array([sand_time]), "points", np.array([half * abs(parts[2]) * sand_time])),
            Trace("predicted", 2 * place, np.array([time]), "points", np.array([half * prediction_spread * time])),
        ),
        "Sand time",
    )

"""D and the steady-state current from the current transient of a microdisk (PHYSICS 1.3)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from fitting.confidence import student_quantile
from fitting.mains import mains_removed
from fitting.mass_transfer.microdisk import (
    denuault_line,
    disk_steady_state_current,
    mahon_oldham,
    movement_limit,
    shoup_szabo,
)
from fitting.mass_transfer.microdisk_model import DiskFit, charging_time_of_blank, charging_time_under_disk, fit_disk
from fitting.mass_transfer.microdisk_refit import DiskRefit
from fitting.mass_transfer.sand import consumption, positive
from fitting.mass_transfer.transient_panels import course_panels
from fitting.mass_transfer.transient_record import Transient, sample_noise, transient
from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome

Array = npt.NDArray[np.float64]
Blank = tuple[npt.ArrayLike, npt.ArrayLike]

ELECTROLYTES = ("binary", "supported")
_LARGEST_LOG = 700.0  # of a number that is still finite
_FEWEST = 12  # samples
_TAIL = 15.0  # RC after which nothing is left of charging
_WIDEST = np.log(100.0)  # interval of ln D; beyond it the curve holds D within no useful bounds
_MISSED = 0.05  # of the change of the current, left by a fit that describes something else
_CONVECTION = 60.0  # s in free liquid
_CLASSICS = {"shoup_szabo": shoup_szabo, "mahon_oldham": mahon_oldham, "denuault": denuault_line}


@dataclass(frozen=True, eq=False)
class MicrodiskTransient(Outcome):
    """What a microdisk's current transient says.

    Parameters
    ----------
    time, current, fitted : (n,) array
        What was fitted and the fit: s since the step, A with its sign, blank subtracted.
    """

    time: Array = field(default_factory=lambda: np.empty(0))
    current: Array = field(default_factory=lambda: np.empty(0))
    fitted: Array = field(default_factory=lambda: np.empty(0))


def microdisk_transient(
    time: npt.ArrayLike,
    current: npt.ArrayLike,
    electrode_radius: float,
    *,
    concentration: float | None = None,
    transference_number: float | None = None,
    electrolyte: str = "binary",
    electrons: float = 1,
    blank: Blank | None = None,
    charging_time: float | None = None,
    window: tuple[float | None, float | None] = (None, None),
    step_time: float | None = None,
) -> MicrodiskTransient:
    """Return D from the shape and i_ss from the size of the current after a step to empty surface.

    i = i_ss f(D t/a^2), f exact. In a binary electrolyte the shape gives D of the salt, the size
    i_ss/(4 n F c a) = D/(1 - t+): both are given, and their ratio as a transference number.

    Parameters
    ----------
    time, current : (n,) array
        s, A; plating is negative, its sign is kept.
    electrode_radius : float
        a / m.
    concentration : float, optional
        mol/m^3; without it the size gives no diffusion coefficient.
    transference_number : float, optional
        Known otherwise; used for warnings only.
    electrolyte : str
        ``binary`` | ``supported``.
    electrons : float
    blank : (times, currents), optional
        The same step without lithium ions, s and A; subtracted. Without it a baseline is fitted.
    charging_time : float, optional
        RC / s; samples before 15 RC are left out. Found from blank or curve unless given.
    window, step_time
        As in `transient`.

    Raises
    ------
    FitError
        For parameters outside their domain, curves that do not decay, and those that do not hold D.
    """
    positive("RADIUS_NOT_POSITIVE", "electrode radius", electrode_radius)
    if electrolyte not in ELECTROLYTES:
        raise FitError("UNKNOWN_ELECTROLYTE", "The electrolyte is either binary or supported.")
    consumption(1000.0 if concentration is None else concentration, 1.0, transference_number or 0.0, electrons)
    record = transient(time, current, window, step_time)
    free = blank is None
    recorded = record
    record, charging, blank_error = _without_blank(record, blank, charging_time)
    kept = _after_charging(record, charging)
    t, i = kept.time, kept.current
    found = fit_disk(t, i, record.noise, free, blank_error)
    _checked(found)
    known = _Known(electrode_radius, concentration, transference_number, electrolyte, electrons)
    quantities, warnings = _quantities(found, known, record.sign)
    warnings += _warnings(found, known, free, charging if t.size < record.time.size else None)
    return MicrodiskTransient(
        quantities,
        {"residuals": "structured" if found.structured else "random"},
        tuple(warnings),
        table=_classics(found, known, t, i, record.noise, free, record.sign),
        panels=course_panels(found.time, record.sign * found.current, record.sign * found.fitted),
        time=found.time,
        current=record.sign * found.current,
        fitted=record.sign * found.fitted,
        refit=_refit(found, recorded, record, known, free),
    )


def _refit(found: DiskFit, record: Transient, bare: Transient, known: _Known, free: bool) -> DiskRefit:
    """Return what a drag needs; `bare` is the record without its blank."""
    values = found.fit.values[: 2 + free]
    reach = 2 * float(np.abs(found.current).max())
    span = np.array([8.0, 8.0, reach])[: values.size]
    return DiskRefit(
        columns=("time", "current"),
        axes=(Axis("t", "s", "s", "log"), Axis("|I|", "A", "nA")),
        origin=record.zero,
        window_origin=record.zero,
        scale=record.sign,
        reach=(float(found.time[0]), np.inf),
        values=values,
        lower=values - span,
        upper=values + span,
        noise=record.noise,
        inflation=max(float(found.covariance[0, 0] / max(found.fit.covariance[0, 0], 1e-300)), 1.0),
        blank=(record.time, record.current - bare.current),
        reading=partial(_estimates, known, record.sign),
    )


@dataclass(frozen=True)
class _Known:
    electrode_radius: float
    concentration: float | None
    transference_number: float | None
    electrolyte: str
    electrons: float

    def diffusion_from_size(self, steady: float) -> float | None:
        """Return i_ss/(4 n F c a) / m^2/s."""
        if self.concentration is None:
            return None
        each = disk_steady_state_current(1.0, self.concentration, self.electrode_radius, 0.0, self.electrons)
        return steady / each

    def movement_limit(self) -> float:
        """Return the D t/a^2 up to which plated lithium leaves the disk a disk; without end where c is not known."""
        if self.concentration is None:
            return float("inf")
        return movement_limit(self.concentration, self.transference_number or 0.0)


def _without_blank(
    record: Transient, blank: Blank | None, charging_time: float | None
) -> tuple[Transient, float | None, float]:
    """Return the transient without its blank, the charging time, and the error of the blank."""
    error, charging = 0.0, charging_time
    if blank is not None:
        below, found, error = _blank_of(blank, record)
        record, charging = replace(record, current=record.current - below), charging or found
    if charging is None:
        charging = charging_time_under_disk(record.time, record.current, record.noise, blank is None)
    return record, charging, error


def _after_charging(record: Transient, charging: float | None) -> Transient:
    kept = record.time >= _TAIL * (charging or 0.0)
    if kept.sum() < _FEWEST:
        raise FitError(
            "CHARGING_COVERS_ALL",
            "Charging of the double layer (RC = {charging:.3g} s) covers the record; record for longer, or set the "
            "window.",
            charging,
            charging=charging or 0.0,
        )
    return replace(record, time=record.time[kept], current=record.current[kept])


def _blank_of(blank: Blank, record: Transient) -> tuple[Array | float, float | None, float]:
    """Return what lies under the transient (magnitude), the charging time of the blank, and the blank's error."""
    t, b = (np.asarray(one, dtype=np.float64).ravel() for one in blank)
    good = np.isfinite(t) & np.isfinite(b) & (t > 0)
    t, b = t[good], record.sign * b[good]
    if t.size < _FEWEST:
        raise FitError("TOO_FEW_POINTS", "The blank has fewer than {least} samples.", t.size, least=_FEWEST)
    noise = sample_noise(b)
    charging = charging_time_of_blank(t, b, noise)
    tail = t >= _TAIL * (charging or 0.0)
    if tail.sum() >= _FEWEST:
        slope = float(np.polyfit(np.log(t[tail]), b[tail], 1)[0])
        if abs(slope) * np.ptp(np.log(t[tail])) < 3 * noise:
            return float(b[tail].mean()), charging, float(b[tail].std(ddof=1) / np.sqrt(tail.sum()))
    return np.interp(record.time, t, b), charging, 0.0


def _checked(found: DiskFit) -> None:
    low, high = found.interval
    if high - low > _WIDEST:
        raise FitError(
            "DIFFUSION_NOT_DETERMINED",
            "The shape of this curve does not hold D: it shows only the {part}. Record from D t/a² = 0.05 to 100.",
            part="steady state" if found.fit.values[0] + np.log(found.time[0]) > 0 else "Cottrell decay or noise",
        )
    missed = float(np.std(found.current - found.fitted) / max(float(np.std(found.current)), 1e-300))
    if found.structured and missed > _MISSED:
        raise FitError(
            "NOT_A_DISK",
            "Diffusion to a disk misses the course of this current by {missed:.0f} % of its change, so it gives no D; "
            "choose the segment after the step, or end the window where something else begins.",
            missed,
            missed=100 * missed,
        )


def _quantities(found: DiskFit, known: _Known, sign: float) -> tuple[dict[str, Estimate], list[Message]]:
    of = found.fit.values[:2], found.covariance, found.interval, found.fit.degrees_of_freedom, found.method
    quantities = _estimates(known, sign, *of)
    size = quantities.get("amplitude_diffusion_coefficient")
    if size is None or size.value is None:
        return quantities, []
    ratio = float(np.exp(of[0][0])) * known.electrode_radius**2 / size.value
    ratio_error = ratio * float(np.sqrt(max(np.array([1, -1]) @ found.covariance @ np.array([1, -1]), 0.0)))
    if known.electrolyte != "binary":
        return quantities, _disagreement(ratio, ratio_error)
    if not 0 < 1 - ratio < 1:
        return quantities, [_outside(1 - ratio)]
    if known.transference_number is None:
        return quantities, []
    return quantities, _disagreement((1 - known.transference_number) / ratio, ratio_error / ratio)


def _estimates(
    known: _Known,
    sign: float,
    values: Array,
    covariance: Array,
    interval: tuple[float, float],
    freedom: int,
    method: str,
) -> dict[str, Estimate]:
    """Return what ln(D/a^2) and ln i_ss say."""
    radius, binary = known.electrode_radius, known.electrolyte == "binary"
    error, size_error = (float(one) for one in np.sqrt(np.diag(covariance)))
    diffusion, steady = float(np.exp(values[0])) * radius**2, float(np.exp(values[1]))
    low, high = (float(np.exp(min(one, _LARGEST_LOG))) * radius**2 for one in interval)
    spread = np.exp(np.array([-1.0, 1.0]) * min(student_quantile(freedom) * size_error, _LARGEST_LOG))
    sizes = sorted(float(sign * steady * one) for one in spread)
    quantities = {
        "diffusion_coefficient": Estimate(
            diffusion, "m^2/s", diffusion * error, (low, high), interval_method=method,
            rule="salt_from_shape" if binary else "ion_from_shape",
        ),
        "steady_state_current": Estimate(
            sign * steady, "A", steady * size_error, (sizes[0], sizes[1]), interval_method="covariance",
            rule="exact_disk",
        ),
    }  # fmt: skip
    from_size = known.diffusion_from_size(steady)
    if from_size is None:
        return quantities
    quantities["amplitude_diffusion_coefficient"] = Estimate(
        from_size, "m^2/s", from_size * size_error, (from_size * float(spread[0]), from_size * float(spread[1])),
        interval_method="covariance", rule="salt_over_anion_share" if binary else "ion_from_size",
    )  # fmt: skip
    return quantities | (_number(diffusion / from_size, covariance, freedom) if binary else {})


def _number(ratio: float, covariance: Array, freedom: int) -> dict[str, Estimate]:
    """Return t+ where it lies between 0 and 1: shape and size of the curve differ by a factor 1 - t+."""
    error = ratio * float(np.sqrt(max(np.array([1, -1]) @ covariance @ np.array([1, -1]), 0.0)))
    half = student_quantile(freedom) * error
    if not 0 < 1 - ratio < 1:
        return {}
    ends = (1 - ratio - half, 1 - ratio + half)
    return {
        "transference_number": Estimate(
            1 - ratio, "1", error, ends, interval_method="covariance", rule="shape_over_size"
        )
    }


def _outside(number: float) -> Message:
    return Message(
        "TRANSFERENCE_NUMBER_OUTSIDE",
        "Shape and size of the curve together give t+ = {number:.3g}, outside 0 to 1: check radius, concentration and "
        "whether the salt is the only electrolyte.",
        {"number": number},
        number,
    )


def _disagreement(ratio: float, error: float) -> list[Message]:
    if abs(ratio - 1) < max(0.05, 3 * error):
        return []
    return [
        Message(
            "SHAPE_AND_SIZE_DISAGREE",
            "D from the shape is {ratio:.3g} times D from the size of the curve: check radius (1 % is 2 % in D by "
            "shape), concentration and electrolyte.",
            {"ratio": ratio},
            ratio,
        )
    ]


def _warnings(found: DiskFit, known: _Known, free: bool, charging: float | None) -> list[Message]:
    end, error = float(found.time[-1]), 100 * float(np.sqrt(found.covariance[0, 0]))
    theta = float(np.exp(found.fit.values[0])) * end
    warnings = []
    if free:
        template = "Without a blank the baseline is fitted too, and D is uncertain by {error:.2g} %; record a blank."
        warnings.append(Message("BASELINE_FITTED", template, {"error": error}, error))
    if charging is not None:
        template = "The first {cut:.3g} s are left out: charging of the double layer, RC = {charging:.3g} s."
        numbers = {"cut": _TAIL * charging, "charging": charging}
        warnings.append(Message("CHARGING_LEFT_OUT", template, numbers, charging))
    limit = known.movement_limit()
    if theta > limit:
        template = (
            "At D t/a² = {theta:.3g} the plated lithium has moved the disk's surface by more than a tenth (limit "
            "{limit:.2g}); end the window at {end:.3g} s."
        )
        numbers = {"theta": theta, "limit": limit, "end": end * limit / theta}
        warnings.append(Message("SURFACE_MOVES", template, numbers, theta))
    if end > _CONVECTION:
        template = "The record lasts {time:.3g} s; in free liquid convection takes over after about 60 s."
        warnings.append(Message("CONVECTION", template, {"time": end}, end))
    warnings += [mains_removed(one) for one in found.mains]
    if found.structured:
        template = "The residuals are not random: something else than diffusion to a disk shows; intervals are widened."
        warnings.append(Message("STRUCTURED_RESIDUALS", template))
    return warnings


def _classics(
    found: DiskFit, known: _Known, t: Array, i: Array, noise: float, free: bool, sign: float
) -> dict[str, tuple[float | str | None, ...]]:
    """Return what the approximate forms would have read, for comparison."""
    names, diffusion, steady = ["exact"], [float(np.exp(found.fit.values[0]))], [float(np.exp(found.fit.values[1]))]
    for name, shape in _CLASSICS.items():
        rival = fit_disk(t, i, noise, free, shape=shape)
        names.append(name)
        diffusion.append(float(np.exp(rival.fit.values[0])))
        steady.append(float(np.exp(rival.fit.values[1])))
    return {
        "form": tuple(names),
        "diffusion_coefficient": tuple(one * known.electrode_radius**2 for one in diffusion),
        "steady_state_current": tuple(sign * one for one in steady),
    }

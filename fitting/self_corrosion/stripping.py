"""The charge of a deposit from the current that strips it (PHYSICS 4)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.messages import FitError, Message
from fitting.outcome import Estimate, Outcome
from fitting.self_corrosion.charge_reading import ChargeReading
from fitting.self_corrosion.charge_refit import charge_refit
from fitting.self_corrosion.pictures import transient_panels
from fitting.self_corrosion.transient import transient

Array = npt.NDArray[np.float64]
Columns = tuple[npt.ArrayLike, npt.ArrayLike]

PRESENT, CONSUMED = "present", "consumed"
_FLAT = 0.02  # of the largest current, for the end of the record
_DETECTED = 3.0  # standard deviations
_TAIL_ALLOWANCE = 0.1  # of a tail that matters: nobody has seen whether it is exponential
_BASELINES_AGREE = 4.0  # standard deviations
_MORE_THAN_PLATED = 1.02


@dataclass(frozen=True, eq=False)
class StrippingCharge(Outcome):
    """What a stripping transient gives, and what its drawing needs.

    Parameters
    ----------
    time, current, signal, nuisance : (n,) array
        s, A, A, A: the cleaned samples, what strips the deposit, and baseline with mains.
    charge, charge_error : float
        C: as integrated, also where the deposit is consumed and the charge is only noise.
    """

    time: Array = field(default_factory=lambda: np.empty(0))
    current: Array = field(default_factory=lambda: np.empty(0))
    signal: Array = field(default_factory=lambda: np.empty(0))
    nuisance: Array = field(default_factory=lambda: np.empty(0))
    charge: float = 0.0
    charge_error: float = 0.0

    @property
    def consumed(self) -> bool:
        """Whether the charge is below its detection limit."""
        return self.verdicts["deposit"] == CONSUMED


def stripping_charge(
    time: npt.ArrayLike,
    current: npt.ArrayLike,
    *,
    area: float | None = None,
    plated_charge: float | None = None,
    blank: Columns | None = None,
    window: tuple[float | None, float | None] = (None, None),
) -> StrippingCharge:
    """Return the residual charge of a deposit, Q = int (i - i_b) dt of its stripping transient.

    Baseline, aliased mains and a sum of exponentials are fitted together. Where they describe the samples, their area
    to the end of time is the charge (on a regular grid the same as the trapezoid less the baseline, plus the tail);
    before that, the trapezoid over the true time stamps of what is not baseline or mains. Charge of the double layer is
    that of the blank, else of an exponential that is over within a few samples.

    Parameters
    ----------
    time, current : (n,) array
        s on any clock, A; stripping has current > 0.
    area : float, optional
        m^2; without it the initial current is not given as a density.
    plated_charge : float, optional
        C; gives `residual_fraction`.
    blank : (time, current), optional
        The same step on an electrode without a deposit.
    window : (float or None, float or None)
        Times to use / s from the first sample.

    Raises
    ------
    FitError
        ``NOT_STRIPPING`` for a current that is nowhere positive, ``PLATED_CHARGE_NOT_POSITIVE``, ``AREA_NOT_POSITIVE``,
        or as `transient`.
    """
    if plated_charge is not None and not plated_charge > 0:
        raise FitError("PLATED_CHARGE_NOT_POSITIVE", "The plated charge must be above zero.")
    if area is not None and not area > 0:
        raise FitError("AREA_NOT_POSITIVE", "The electrode area must be above zero.")
    record = transient(time, current, window)
    if not float(np.max(record.current)) > 0:
        raise FitError(
            "NOT_STRIPPING",
            "The current is nowhere above zero, so nothing is stripped: check the sign convention and choose the "
            "anodic step.",
        )
    reading = ChargeReading(record)
    warnings = list(record.warnings)
    empty = None if blank is None else ChargeReading(transient(*blank))
    if empty is not None:
        apart = abs(empty.baseline[0] - reading.baseline[0])
        if apart < _BASELINES_AGREE * float(np.hypot(empty.baseline[1], reading.baseline[1])):
            reading = ChargeReading(record, empty.baseline)
        else:
            text = "The baseline of the blank differs from the record's by {apart:.3g} µA: the record's own is used."
            warnings.append(Message("BASELINE_DIFFERS", text, {"apart": 1e6 * apart}, apart))
    found = _outcome(reading, empty, area, plated_charge, warnings)
    return replace(found, refit=charge_refit(reading, _zeros(time, window), None if empty is None else empty.total))


def _zeros(time: npt.ArrayLike, window: tuple[float | None, float | None]) -> tuple[float, float]:
    """Return the first time of a record, and the first that is used, on its clock / s."""
    clock = np.asarray(time, dtype=np.float64).ravel()
    clock = clock[np.isfinite(clock)]
    used = clock[clock - clock[0] >= (-np.inf if window[0] is None else window[0])]
    return float(clock[0]), float(used[0])


def _outcome(
    reading: ChargeReading,
    empty: ChargeReading | None,
    area: float | None,
    plated_charge: float | None,
    warnings: list[Message],
) -> StrippingCharge:
    whole, error = reading.total
    if reading.tail[0] > _DETECTED * reading.tail[1] and reading.end_current > _DETECTED * reading.fit.noise:
        error = float(np.hypot(error, _TAIL_ALLOWANCE * reading.tail[0]))
    double_layer = reading.double_layer if empty is None else empty.total
    if double_layer is not None:
        whole -= double_layer[0]
        error = reading.total_without_double_layer[1] if empty is None else float(np.hypot(error, double_layer[1]))
    consumed = whole < _DETECTED * error
    quantities = {"residual_charge": _charge_estimate(whole, error, consumed)}
    quantities |= _parts(reading, double_layer, area)
    if plated_charge is not None and not consumed:
        scaled = (whole / plated_charge, error / plated_charge)
        quantities["residual_fraction"] = _estimate(*scaled, "1", "of_plated_charge")
    warnings = warnings + _warnings(reading, double_layer if empty is None else None, whole, plated_charge, consumed)
    time, current = reading.record.time, reading.record.current
    signal, nuisance = reading.signal(time), reading.fit.nuisance(time)
    return StrippingCharge(
        quantities,
        {"deposit": CONSUMED if consumed else PRESENT},
        tuple(warnings),
        panels=transient_panels(time, current, signal, nuisance),
        time=time,
        current=current,
        signal=signal,
        nuisance=nuisance,
        charge=whole,
        charge_error=error,
    )


def _estimate(value: float, error: float, unit: str, rule: str) -> Estimate:
    half = NORMAL_QUANTILE_95 * error
    return Estimate(value, unit, error, (value - half, value + half), interval_method="covariance", rule=rule)


def _charge_estimate(charge: float, error: float, consumed: bool) -> Estimate:
    if not consumed:
        return _estimate(charge, error, "C", "baseline_and_tail_fitted")
    most = max(charge, 0.0) + NORMAL_QUANTILE_95 * error
    return Estimate(None, "C", error, rule="below_detection", bound=("below", most))


def _parts(reading: ChargeReading, double_layer: tuple[float, float] | None, area: float | None) -> dict[str, Estimate]:
    """Return the quantities beside the charge."""
    parts = {
        "baseline_current": _estimate(*reading.baseline, "A", "fitted"),
        "tail_charge": _estimate(*reading.tail, "C", "exponential"),
    }
    initial, error = reading.initial_current
    if area is not None:
        parts["initial_current_density"] = _estimate(initial / area, error / area, "A/m^2", "extrapolated_to_step")
    parts["initial_current"] = _estimate(initial, error, "A", "extrapolated_to_step")
    if double_layer is not None:
        parts["double_layer_charge"] = _estimate(*double_layer, "C", "blank_or_first_samples")
    return parts


def _warnings(
    reading: ChargeReading,
    assumed: tuple[float, float] | None,
    charge: float,
    plated_charge: float | None,
    consumed: bool,
) -> list[Message]:
    found = []
    largest = float(np.max(reading.record.current))
    if consumed:
        text = "The charge is below its detection limit: the deposit counts as consumed, which is a bound and no zero."
        found.append(Message("CONSUMED", text, value=charge))
    elif reading.end_current > max(_FLAT * largest, _DETECTED * reading.fit.noise):
        share = reading.end_current / largest
        text = "Stripping is cut off at {share:.1f} % of the largest current: record longer; the tail is extrapolated."
        found.append(Message("CUT_OFF", text, {"share": 100 * share}, share))
    if reading.fit.structured:
        text = (
            "No exponentials describe the transient to its noise: the charge is the trapezoid above the baseline of "
            "its end."
        )
        found.append(Message("STRUCTURED_RESIDUAL", text))
    if reading.fit.posterior.no_wave < 0.05:
        text = "Mains hum that the sampling turns into a slow wave was fitted and removed."
        found.append(Message("MAINS_ALIAS", text, value=1 - reading.fit.posterior.no_wave))
    if assumed is not None:
        text = "A charge of {charge:.3g} mC in the first samples is taken for the double layer's: a blank would tell."
        found.append(Message("DOUBLE_LAYER_ASSUMED", text, {"charge": 1e3 * assumed[0]}, assumed[0]))
    if plated_charge is not None and charge > _MORE_THAN_PLATED * plated_charge:
        ratio = charge / plated_charge
        text = "More charge is stripped than was plated, by a factor of {ratio:.3f}: check both and their units."
        found.append(Message("MORE_THAN_PLATED", text, {"ratio": ratio}, ratio))
    return found

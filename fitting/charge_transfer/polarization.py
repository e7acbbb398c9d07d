"""The polarization contest: which rate law a curve of both branches obeys, with what parameters (PHYSICS 2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.butler_volmer import checked_resistance
from fitting.charge_transfer.polarization_contest import Contest, EnergyReading, contest, energy_reading
from fitting.charge_transfer.polarization_fit import prepared_problem
from fitting.charge_transfer.polarization_models import MODELS, REST, Known, Problem
from fitting.charge_transfer.polarization_panels import contest_panels
from fitting.charge_transfer.polarization_quantities import estimates, table, warnings
from fitting.charge_transfer.polarization_record import PRIOR_ERROR, PolarizationRecord, polarization_record
from fitting.charge_transfer.polarization_refit import SweepRefit, sweep_refit
from fitting.constants import STANDARD_TEMPERATURE, thermal_voltage
from fitting.messages import FitError, Message
from fitting.model_choice import NOT_DECIDED
from fitting.outcome import Axis, Outcome, Panel, Trace

Array = npt.NDArray[np.float64]

POLARIZATION_MODELS = tuple(MODELS)
CHARGING_CURRENTS = ("automatic", "fitted", "none")
_CURVES = 300  # points of a fitted curve in a picture


@dataclass(frozen=True, eq=False)
class Polarization(Outcome):
    """The contest's outcome; `model` is the one whose numbers are shown, decided or not."""

    model: str = ""


def polarization(
    potential: npt.ArrayLike,
    current: npt.ArrayLike,
    time: npt.ArrayLike | None = None,
    *,
    area: float | None = None,
    current_is_density: bool = False,
    equilibrium_potential: float | None = None,
    equilibrium_potential_standard_error: float | None = None,
    series_resistance: float | None = None,
    series_resistance_standard_error: float | None = None,
    models: Sequence[str] = (),
    temperature: float = STANDARD_TEMPERATURE,
    window: tuple[float | None, float | None] = (None, None),
    current_sign: str = "automatic",
    charging_current: str = "automatic",
    limiting_current: float | None = None,
) -> Polarization:
    """Return rate law and parameters of a polarization curve, all points of both branches fitted at once.

    i = i0 g(F eta/RT) with eta = E - E_eq - i R solved for, under noise sigma^2 = (rel i)^2 + floor^2 that is estimated
    from the residuals; AICc compares the laws.

    Parameters
    ----------
    potential, current : (n,) array
        V, A; plating below zero.
    time : (n,) array, optional
        s.
    area : float, optional
        m^2; without it an exchange current is given instead of its density.
    current_is_density : bool
        The currents are A/m^2; a series resistance is then ohm m^2.
    equilibrium_potential, equilibrium_potential_standard_error : float, optional
        V. Given alone it is exact; not given, it is free within 5 mV (one standard error) of where the current
        vanishes, or of 0 V.
    series_resistance, series_resistance_standard_error : float, optional
        ohm. Given alone it is exact, with an error it is fitted with that prior; not given, it is 0 in the models
        without ``_resistance``. Those with it leave it free, to show what the curve alone would say; where it is given,
        they do not win.
    models : sequence of str
        Of `POLARIZATION_MODELS`; without any, all.
    temperature : float
        K.
    window : (float or None, float or None)
        Potentials to use / V.
    current_sign : str
        ``automatic`` | ``signed`` | ``magnitude``.
    charging_current : str
        ``automatic``: fitted where both sweep directions are there; ``fitted``: else as an offset; ``none``.
    limiting_current : float, optional
        Of plating / A (or A/m^2); a warning where the current comes near it.

    Raises
    ------
    FitError
        See `polarization_record`; also ``NOT_POSITIVE``, ``RESISTANCE_NEGATIVE``, ``UNKNOWN_MODEL``,
        ``UNKNOWN_CHARGING_CURRENT``, ``NO_EQUILIBRIUM``.

    Notes
    -----
    A reorganization energy is given only where the curve knows it: see `energy_reading`. Marcus' and Chidsey's energy
    of one curve differ by 0.1 eV and more; `table` names both. PHYSICS 2.1 to 2.4.
    """
    errors = equilibrium_potential_standard_error, series_resistance_standard_error
    _check(area, temperature, charging_current, errors)
    record = polarization_record(potential, current, time, equilibrium_potential, window, current_sign)
    known = Known(
        (errors[0] or 0.0) if equilibrium_potential is not None else PRIOR_ERROR,
        *_resistance(series_resistance, errors[1]),
        charging_current == "fitted" or (charging_current == "automatic" and bool(record.direction.any())),
    )
    found = _contest(prepared_problem(record, thermal_voltage(temperature), known), models or POLARIZATION_MODELS)
    energy = energy_reading(found)
    per_area = current_is_density or area is not None
    said = (*record.warnings, *_setting_warnings(record, equilibrium_potential, per_area))
    return Polarization(
        quantities=estimates(found, energy, area, current_is_density),
        verdicts={"model": NOT_DECIDED if energy.other else found.verdict, "reorganization_energy": energy.verdict},
        warnings=(*said, *warnings(found, energy, limiting_current)),
        model_comparison=found.scores,
        table=table(found, area, current_is_density),
        panels=_panels(found, energy, _share(area, current_is_density), per_area),
        refit=_refit(found, _share(area, current_is_density), per_area, energy),
        model=found.best,
    )


def _share(area: float | None, current_is_density: bool) -> float:
    """Return what currents are divided by: the area, where it is known and they are not per area already."""
    return area if area is not None and not current_is_density else 1.0


def _refit(found: Contest, share: float, per_area: bool, energy: EnergyReading) -> SweepRefit | None:
    restored = found.problem.record.restored
    return None if restored else sweep_refit(found, share, per_area, energy.verdict == "determined")


def _contest(problem: Problem, models: Sequence[str]) -> Contest:
    """Compare the models; to a curve of one branch that does not end at an equilibrium near 0 V no j0 belongs."""
    found = contest(problem, models)
    assumed = found.problem.known.rest_error > 0 and not found.problem.record.crosses
    if assumed and found.fits[found.best].fit.at_bound[REST]:
        raise FitError(
            "NO_EQUILIBRIUM",
            "The current never changes sign and does not vanish near 0 V, so no equilibrium potential can be found: "
            "set equilibrium_potential, or record both branches.",
        )
    return found


def _check(area: float | None, temperature: float, charging_current: str, errors: tuple[float | None, ...]) -> None:
    for value, name in ((area, "area"), (temperature, "temperature")):
        if value is not None and not 0 < value < np.inf:
            text = "The {name} must be above zero."
            raise FitError("NOT_POSITIVE", text, value, name=name)
    if any(error is not None and not error >= 0 for error in errors):
        raise FitError("ERROR_NEGATIVE", "A standard error cannot be below zero.")
    if charging_current not in CHARGING_CURRENTS:
        raise FitError("UNKNOWN_CHARGING_CURRENT", "The charging current is automatic, fitted or none.")


def _resistance(value: float | None, error: float | None) -> tuple[float | None, float]:
    """Return a given resistance with its error, 0 where it is exact."""
    if value is None:
        return None, 0.0
    checked_resistance(value)
    return value, error or 0.0


def _setting_warnings(record: PolarizationRecord, equilibrium_potential: float | None, per_area: bool) -> list[Message]:
    said = []
    if equilibrium_potential is None and not record.crosses:
        text = "No equilibrium potential is known and the current never changes sign: 0 V was assumed, within 5 mV."
        said.append(Message("EQUILIBRIUM_ASSUMED", text))
    if not per_area:
        text = "No area is known: an exchange current is given instead of its density; give the area."
        said.append(Message("NO_AREA", text))
    return said


def _panels(found: Contest, energy: EnergyReading, share: float, per_area: bool) -> tuple[Panel, ...]:
    """Return the Tafel picture with every rival, and the residuals of the chosen one in standard deviations."""
    record, problem = found.problem.record, found.problem
    abscissa = Axis("E", "V", "mV")
    size = Axis("|j|", "A/m^2", "mA/cm^2", "log") if per_area else Axis("|i|", "A", "A", "log")
    order = np.argsort(record.potential, kind="stable")
    shown = order[np.unique(np.linspace(0, order.size - 1, min(order.size, _CURVES)).astype(np.int64))]
    traces = [Trace("data", record.potential, np.abs(record.current) / share, "points")]
    names = [found.best, *(score.model for score in found.scores if score.model != found.best)]
    for name in names:
        fit = found.fits[name]
        current = np.abs(problem.evaluated(fit.law, fit.values)[0][shown]) / share
        traces.append(Trace(name, record.potential[shown], current, "fit" if name == found.best else "classic"))
    residual = -found.fits[found.best].fit.residual[: record.potential.size]
    spread = Panel(abscissa, Axis("r", "1", "1"), (Trace("residual", record.potential, residual, "points"),))
    return Panel(abscissa, size, tuple(traces)), spread, *contest_panels(found, energy)

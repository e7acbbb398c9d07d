"""The chosen rate law while a window of its sweep is dragged (SPEED 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.polarization_contest import Contest
from fitting.charge_transfer.polarization_fit import RivalFit
from fitting.charge_transfer.polarization_models import ALPHA, CHARGING, DROP, INVERSE, LOG_CURRENT, REST, SINE, Problem
from fitting.charge_transfer.rate_laws import Response, marcus_response, solved_overpotential, tabulated_chidsey
from fitting.confidence import student_quantile
from fitting.live import Ends, Refit
from fitting.outcome import Axis, Estimate

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class SweepRefit(Refit):
    """One rate law with its ohmic drop; parameters as in `polarization_models`, charging and hum left out.

    A table of Chidsey's law is made once, at the reorganization energy of the full fit; near it ln S goes with 1/lambda
    to first order.

    Parameters
    ----------
    rival : RivalFit
    problem : Problem
    table : Response-giving callable or None
        Chidsey's law.
    share : float
        Area / m^2, or 1.
    per_area : bool
    energy : bool
        Whether the reorganization energy may be given.
    """

    rival: RivalFit
    problem: Problem
    table: Callable[[Array], Response] | None
    share: float
    per_area: bool
    energy: bool

    def course(self, values: Array, x: Array, near: Array) -> tuple[Array, Array]:
        """Return i / A and its slopes."""
        thermal, size = self.problem.thermal, self.problem.scale
        exchange, resistance = float(np.exp(values[LOG_CURRENT])), float(values[DROP]) / size
        applied = (x - values[REST]) / thermal
        law = self._law(values)
        guess = applied - resistance * near / thermal
        response = law(solved_overpotential(law, applied, resistance * exchange / thermal, guess, 1e-4))
        current, slope = exchange * response.current, exchange * response.slope / thermal
        damping = 1 / np.maximum(1 + resistance * slope, 1e-6)
        slopes = np.zeros((x.size, SINE))
        slopes[:, LOG_CURRENT] = current * damping
        slopes[:, ALPHA] = exchange * response.by_transfer_coefficient * damping
        slopes[:, INVERSE] = exchange * response.by_inverse_energy * damping
        slopes[:, DROP] = -current * slope * damping / size
        slopes[:, REST] = -slope * damping
        return current, slopes

    def _law(self, values: Array) -> Callable[[Array], Response]:
        if self.table is None:
            return lambda reduced: marcus_response(reduced, float(values[ALPHA]), float(values[INVERSE]))
        table, step = self.table, float(values[INVERSE] - self.values[INVERSE])

        def moved(reduced: Array) -> Response:
            here = table(reduced)
            with np.errstate(invalid="ignore", divide="ignore"):
                rate = np.where(here.current != 0, here.by_inverse_energy / here.current, 0.0)
            factor = np.exp(np.clip(step * rate, -50.0, 50.0))
            return Response(
                here.current * factor, here.slope * factor, here.by_transfer_coefficient,
                here.by_inverse_energy * factor,
            )  # fmt: skip

        return moved

    def deviation(self, y: Array) -> Array:
        """Return the noise of the current / A."""
        return self.problem.noise.deviation(y)

    def estimates(self, values: Array, covariance: Array, freedom: int, ends: Ends) -> Mapping[str, Estimate]:
        """Return the parameters of the law with intervals by covariance."""
        quantile, thermal = student_quantile(freedom), self.problem.thermal
        errors = np.sqrt(np.maximum(np.diag(covariance), 0.0))

        def logarithmic(value: float, unit: str, error: float) -> Estimate:
            interval = value * float(np.exp(-quantile * error)), value * float(np.exp(quantile * error))
            return Estimate(value, unit, value * error, interval, interval_method="covariance", rule=self.name)

        def plain(value: float, unit: str, error: float) -> Estimate:
            interval = value - quantile * error, value + quantile * error
            return Estimate(value, unit, error, interval, interval_method="covariance", rule=self.name)

        exchange, error = float(np.exp(values[LOG_CURRENT])) / self.share, float(errors[LOG_CURRENT])
        name, unit = ("exchange_current_density", "A/m^2") if self.per_area else ("exchange_current", "A")
        found = {
            name: logarithmic(exchange, unit, error),
            "charge_transfer_resistance": logarithmic(thermal / exchange, "ohm m^2" if self.per_area else "ohm", error),
        }
        if self.upper[ALPHA] > self.lower[ALPHA]:
            found["transfer_coefficient"] = plain(float(values[ALPHA]), "1", float(errors[ALPHA]))
        if self.upper[REST] > self.lower[REST]:
            found["equilibrium_potential"] = plain(
                self.problem.record.rest + float(values[REST]), "V", float(errors[REST])
            )
        if self.upper[DROP] > self.lower[DROP]:
            size = self.problem.scale
            found["series_resistance"] = plain(float(values[DROP]) / size, "ohm", float(errors[DROP]) / size)
        if self.energy and float(values[INVERSE]) > quantile * float(errors[INVERSE]):
            value, half = float(values[INVERSE]), quantile * float(errors[INVERSE])
            found["reorganization_energy"] = Estimate(
                thermal / value, "eV", thermal / value**2 * float(errors[INVERSE]),
                (thermal / (value + half), thermal / (value - half)), interval_method="covariance", rule=self.name,
            )  # fmt: skip
        return found

    @property
    def name(self) -> str:
        """The rule of its estimates."""
        return "chosen_model"


def sweep_refit(found: Contest, share: float, per_area: bool, energy: bool) -> SweepRefit:
    """Return what a drag needs of a contest: its best law.

    Parameters
    ----------
    found : Contest
    share : float
        Area / m^2, or 1.
    per_area : bool
    energy : bool
        Whether the curve determines a reorganization energy.
    """
    problem, rival = found.problem, found.fits[found.best]
    values = rival.values[:SINE].copy()
    lower, upper = (bound[:SINE].copy() for bound in problem.bounds(rival.law))
    held = rival.fit.at_bound[:SINE].copy()
    held[CHARGING] = True
    lower[held] = upper[held] = values[held]
    record = problem.record
    table = None
    if rival.law.chidsey:
        reach = float(np.abs(record.potential - record.rest).max()) / problem.thermal
        table = tabulated_chidsey(float(values[INVERSE]), 1.5 * reach + 5.0)
    return SweepRefit(
        columns=("potential", "current"),
        axes=(Axis("E", "V", "mV"), Axis("i", "A", "A")),
        origin=record.rest,
        window_origin=0.0,
        scale=1.0,
        reach=(-np.inf, np.inf),
        values=values,
        lower=lower,
        upper=upper,
        noise=1.0,
        inflation=rival.colour,
        prior=_prior(problem, rival),
        rival=rival,
        problem=replace(problem, seen={}),
        table=table,
        share=share,
        per_area=per_area,
        energy=energy,
    )


def _prior(problem: Problem, rival: RivalFit) -> Array | None:
    """Return rows of what is known of equilibrium potential and resistance."""
    rows = []
    known = problem.known
    for place, error in ((REST, known.rest_error), (DROP, known.resistance_error * problem.scale)):
        if error > 0 and not (place == DROP and rival.law.resistance):
            row = np.zeros(SINE)
            row[place] = 1 / error
            rows.append(row)
    return np.stack(rows) if rows else None

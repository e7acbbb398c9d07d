"""One corrosion law fitted to charges after rests, censored ones included (PHYSICS 4, 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import delta_errors, gradient, profile_interval, student_quantile
from fitting.least_squares import LeastSquaresFit, bracketed_root, fit_least_squares
from fitting.self_corrosion.corrosion_laws import LAWS, linear_parabolic_charge

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LINEAR_PARABOLIC = "linear_parabolic"
_ROUNDS = 12
_LARGEST_LOSS = 0.999999  # of the exponential law, over the longest rest
_SHORTEST, _LONGEST = 1e-3, 30.0  # time constant of the logarithmic law, over the longest rest


@dataclass(frozen=True, eq=False)
class Charges:
    """Charges of deposits after rests.

    Parameters
    ----------
    rest : (n,) array
        s
    charge, error : (n,) array
        C: latent charge (also of a consumed deposit) and the standard error of its reading.
    consumed : (n,) array of bool
        Known only to be zero or less: P(Q <= 0).
    """

    rest: Array
    charge: Array
    error: Array
    consumed: Mask

    @property
    def longest(self) -> float:
        """The longest rest / s."""
        return float(self.rest.max())


@dataclass(frozen=True, eq=False)
class LawFit:
    """A law with its parameters: initial charge Q0 / C, mean rate over [0, longest rest] / A, and a shape.

    Parameters
    ----------
    law : str
    fit : LeastSquaresFit
        Its covariance is scaled by the scatter.
    scatter : float
        Standard deviation of a cell's charge over the initial charge.
    minus_log_likelihood : float
    degrees_of_freedom : int
    """

    law: str
    fit: LeastSquaresFit
    scatter: float
    minus_log_likelihood: float
    degrees_of_freedom: int
    charges: Charges

    def charge(self, rest: npt.ArrayLike) -> Array:
        """Return the fitted charge after rests / C."""
        return model_charge(self.law, self.charges.longest, self.fit.values, np.asarray(rest, dtype=np.float64))

    @property
    def initial_charge(self) -> tuple[float, float, tuple[float, float]]:
        """Value, standard error and interval / C."""
        value, error = float(self.fit.values[0]), float(self.fit.standard_errors[0])
        half = student_quantile(self.degrees_of_freedom) * error
        return value, error, (value - half, value + half)

    @property
    def mean_rate(self) -> tuple[float, float, tuple[float, float]]:
        """Mean loss over [0, longest rest]: value, standard error and profile interval / A."""
        value, error = float(self.fit.values[1]), float(self.fit.standard_errors[1])
        lower, upper = _bounds(self.law, self.charges)
        weights = _deviations(self.law, self.charges, self.fit.values, self.scatter)

        def excess(rate: float) -> float:
            low, high = lower.copy(), upper.copy()
            low[1] = high[1] = rate
            start = self.fit.values.copy()
            start[1] = rate
            held = _minimum(self.law, self.charges, weights, [start], low - 1e-12 * abs(rate), high + 1e-12 * abs(rate))
            return held.chi_square - self.fit.chi_square

        threshold = student_quantile(self.degrees_of_freedom) ** 2
        if not error > 0:
            return value, error, (value, value)
        interval = profile_interval(excess, value, error, float(lower[1]), float(upper[1]), threshold)
        return value, error, interval

    def propagated(self, function: Callable[[Array], Array]) -> tuple[Array, Array]:
        """Return functions of the parameters and their standard errors, by the delta method."""
        slopes = gradient(function, self.fit.values, self.fit.standard_errors)
        return function(self.fit.values), delta_errors(slopes, self.fit.covariance)

    def rate_constant(self, values: Array) -> tuple[float, float]:
        """Return the law's own constant k (C/s, C/s^0.5, C or 1/s) and time constant / s for parameters."""
        return _constants(self.law, self.charges.longest, values)


def _constants(law: str, longest: float, values: Array) -> tuple[float, float]:
    initial, lost = float(values[0]), float(values[1]) * longest
    if law == "linear":
        return lost / longest, 1.0
    if law == "parabolic":
        return lost / float(np.sqrt(longest)), 1.0
    if law == "exponential":
        return -float(np.log1p(-min(lost / initial, _LARGEST_LOSS))) / longest, 1.0
    time_constant = longest * float(np.exp(values[2]))
    return lost / float(np.log1p(longest / time_constant)), time_constant


def model_charge(law: str, longest: float, values: Array, rest: Array) -> Array:
    """Return the charge of a law in the parameters of `LawFit` / C."""
    if law == LINEAR_PARABOLIC:
        parabolic = (values[1] - values[2]) * np.sqrt(longest)
        return linear_parabolic_charge(rest, float(values[0]), float(values[2]), float(parabolic))
    constant, time_constant = _constants(law, longest, values)
    return LAWS[law].charge(rest, float(values[0]), constant, time_constant)


def parameter_count(law: str) -> int:
    """Return how many parameters a law has."""
    return 3 if law in ("logarithmic", LINEAR_PARABOLIC) else 2


def _bounds(law: str, charges: Charges) -> tuple[Array, Array]:
    most = 10 * float(np.max(np.abs(charges.charge)))
    rate = most / charges.longest
    lower, upper = [1e-9 * most, -rate], [most, rate]
    if law == "logarithmic":
        lower.append(float(np.log(_SHORTEST)))
        upper.append(float(np.log(_LONGEST)))
    if law == LINEAR_PARABOLIC:
        lower.append(-rate)
        upper.append(rate)
    return np.array(lower), np.array(upper)


def _starts(law: str, charges: Charges) -> list[Array]:
    known = ~charges.consumed
    rest, charge = charges.rest[known], charges.charge[known]
    scale = np.sqrt(rest / charges.longest) if law == "parabolic" else rest / charges.longest
    if np.ptp(scale) > 0:
        slope, level = np.polyfit(scale, charge, 1)
    else:
        slope, level = 0.0, float(charge.mean())
    level = max(float(level), 1e-3 * float(np.max(np.abs(charge))))
    rate = -float(slope) / charges.longest
    if law == "exponential":
        rate = float(np.clip(rate, -5 * level / charges.longest, 0.8 * level / charges.longest))
    if law == "logarithmic":
        return [np.array([level, rate, np.log(constant)]) for constant in (0.02, 0.3, 3.0)]
    return [np.array([level, rate, 0.5 * rate] if law == LINEAR_PARABOLIC else [level, rate])]


def _deviations(law: str, charges: Charges, values: Array, scatter: float) -> Array:
    """Return the standard deviation of each charge: cells scatter by what was plated and by what is left, alike."""
    left = np.clip(model_charge(law, charges.longest, values, charges.rest), 0.0, values[0])
    result: Array = np.hypot(charges.error, scatter * np.sqrt(0.5 * (values[0] ** 2 + left**2)))
    return np.maximum(result, 1e-12 * abs(float(values[0])))


def _minimum(
    law: str, charges: Charges, deviations: Array, starts: list[Array], lower: Array, upper: Array
) -> LeastSquaresFit:
    """Return the likeliest parameters for known deviations; a consumed deposit adds -2 ln P(Q <= 0)."""

    def residual(values: Array) -> Array:
        from scipy.special import log_ndtr  # start-up: not at import

        model = model_charge(law, charges.longest, values, charges.rest)
        rows = (charges.charge - model) / deviations
        gone = -model[charges.consumed] / deviations[charges.consumed]
        rows[charges.consumed] = np.sqrt(-2 * log_ndtr(gone))
        return rows

    return fit_least_squares(residual, starts, lower, upper, loss="linear", evaluations=80)


def fit_law(law: str, charges: Charges, known_scatter: tuple[float, int] | None = None) -> LawFit:
    """Return the fit of a law, the scatter of the cells being estimated with it unless it is known.

    Parameters
    ----------
    law : str
        ``linear`` | ``parabolic`` | ``logarithmic`` | ``exponential`` | ``linear_parabolic``.
    charges : Charges
    known_scatter : (float, int), optional
        Of replicates, over the initial charge, and its degrees of freedom.
    """
    lower, upper = _bounds(law, charges)
    starts = _starts(law, charges)
    known = ~charges.consumed
    freedom = max(int(known.sum()) - parameter_count(law), 1)
    scatter = 0.02 if known_scatter is None else known_scatter[0]
    fit = _minimum(law, charges, _deviations(law, charges, starts[0], scatter), starts, lower, upper)
    for _ in range(_ROUNDS):
        before = scatter
        if known_scatter is None:
            scatter = _scatter(law, charges, fit.values, freedom)
        fit = _minimum(law, charges, _deviations(law, charges, fit.values, scatter), [fit.values], lower, upper)
        if abs(scatter - before) < 1e-4 * before:
            break
    fit = replace(fit, covariance=_unscaled_covariance(fit.jacobian))
    likeliest = scatter
    if known_scatter is None:  # the likelihood knows no degrees of freedom
        likeliest = scatter * float(np.sqrt(freedom / known.sum()))
    deviations = _deviations(law, charges, fit.values, likeliest)
    at_best = _minimum(law, charges, deviations, [fit.values], lower, upper)
    score = 0.5 * at_best.chi_square + float(np.sum(np.log(deviations[known] / np.max(np.abs(charges.charge)))))
    return LawFit(law, fit, scatter, score, freedom if known_scatter is None else known_scatter[1], charges)


def _unscaled_covariance(jacobian: Array) -> Array:
    """Return (J'J)^-1 of rows whose deviations are known or have just been estimated."""
    length = np.linalg.norm(jacobian, axis=0)
    length[length == 0] = np.inf
    scaled = jacobian / length
    result: Array = np.linalg.pinv(scaled.T @ scaled, rcond=1e-12, hermitian=True) / np.outer(length, length)
    return result


def _scatter(law: str, charges: Charges, values: Array, freedom: int) -> float:
    """Return the scatter at which the squares of the known charges sum to their degrees of freedom; 0 if errors do."""
    known = ~charges.consumed
    left = charges.charge[known] - model_charge(law, charges.longest, values, charges.rest)[known]

    def surplus(scatter: float) -> float:
        deviations = _deviations(law, charges, values, scatter)[known]
        return float(np.sum((left / deviations) ** 2)) - freedom

    least, most = 1e-7, 10.0
    if surplus(least) <= 0:
        return least
    return bracketed_root(surplus, least, most, 1e-10) if surplus(most) < 0 else most

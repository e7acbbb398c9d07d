"""Whether stability has an optimum in current density: parabola, monotone or neither, and how sure (PHYSICS 5)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fitting.confidence import NORMAL_QUANTILE_95, student_quantile
from fitting.cyclic_stability.pictures import dependence_panels
from fitting.messages import FitError, Message
from fitting.model_choice import NOT_DECIDED, aicc, model_scores
from fitting.outcome import Estimate, Outcome

Array = npt.NDArray[np.float64]

MODELS = ("none", "monotone", "parabola")  # a polynomial of degree 0, 1, 2 in log10 j
FEWEST_CURRENTS = 3
_ROUNDING = 1e-12  # of the values: what the fits of noise-free ones leave is rounding, and no sign of a slope
_BEYOND = 3.0  # decades past the data in which an optimum is looked for


@dataclass(frozen=True, eq=False)
class CurrentDependence(Outcome):
    """The fits: coefficients of 1, x, x^2 of each model, x = log10(j / mean)."""

    coefficients: dict[str, tuple[float, ...]] = field(default_factory=dict)
    centre: float = 0.0

    def curve(self, model: str, current_density: npt.ArrayLike) -> Array:
        """Return a model's value at current densities / (A/m^2)."""
        x = np.log10(np.asarray(current_density, dtype=np.float64)) - self.centre
        return _values(self.coefficients[model], x)


@dataclass(frozen=True, eq=False)
class _Polynomial:
    coefficients: Array
    covariance: Array
    sum_of_squares: float
    quantile: float
    degrees_of_freedom: int


def current_dependence(
    current_density: npt.ArrayLike, value: npt.ArrayLike, *, error: npt.ArrayLike | None = None
) -> CurrentDependence:
    """Return whether cycles or efficiency peak, dip or run one way with current density.

    y = a + b x + c x^2, x = log10 j. A peak or valley takes c different from zero at 95 % and an optimum,
    x = -b/2c, whose interval (Fieller) lies inside the data; one way takes a slope, and no such optimum.

    Parameters
    ----------
    current_density : (n,) array
        Magnitudes / (A/m^2).
    value : (n,) array
        Cycles or efficiency.
    error : (n,) array, optional
        Standard errors; without them the scatter about each model is all that is known.

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``CURRENT_NOT_POSITIVE``, ``TOO_FEW_CURRENTS``, ``ERROR_NOT_POSITIVE``.
    """
    logarithm, y, weight, known = _checked(current_density, value, error)
    centre = float(logarithm.mean())
    x = logarithm - centre
    distinct = np.unique(np.round(x, 9)).size
    fits = {
        model: _polynomial(x, y, weight, degree, known)
        for degree, model in enumerate(MODELS)
        if x.size > degree + (0 if known else 1) and distinct > degree
    }
    optimum = _optimum(fits["parabola"], x) if "parabola" in fits else None
    verdict = _verdict(fits, optimum, x)
    quantities = _quantities(fits, optimum, verdict, centre)
    density = 10**logarithm
    table: dict[str, tuple[float | str | None, ...]] = {
        "current_density": tuple(float(one) for one in density),
        "value": tuple(float(one) for one in y),
    }
    for model, fit in fits.items():
        table[model] = tuple(float(one) for one in np.polynomial.polynomial.polyval(x, fit.coefficients))
    found = {model: tuple(float(c) for c in fit.coefficients) for model, fit in fits.items()}
    panels = dependence_panels(
        density, y, 1 / weight if known else None, fits,
        lambda model, at: _values(found[model], np.log10(at) - centre),
    )  # fmt: skip
    return CurrentDependence(
        quantities,
        {"shape": verdict},
        tuple(_warnings(fits, verdict, x.size)),
        model_scores(_criteria(fits, x.size, float(np.sum((weight * y) ** 2)))),
        table,
        panels,
        coefficients=found,
        centre=centre,
    )


def _checked(
    current_density: npt.ArrayLike, value: npt.ArrayLike, error: npt.ArrayLike | None
) -> tuple[Array, Array, Array, bool]:
    j, y = (np.asarray(one, dtype=np.float64).ravel() for one in (current_density, value))
    errors = np.ones(j.size) if error is None else np.asarray(error, dtype=np.float64).ravel()
    if not j.size == y.size == errors.size:
        raise FitError("LENGTHS_DIFFER", "Every current density needs its value.")
    kept = np.isfinite(j) & np.isfinite(y) & np.isfinite(errors)
    j, y, errors = j[kept], y[kept], errors[kept]
    if np.any(j <= 0):
        raise FitError("CURRENT_NOT_POSITIVE", "A current density is not above zero: give magnitudes.")
    if np.any(errors <= 0):
        raise FitError("ERROR_NOT_POSITIVE", "A standard error is not above zero.")
    distinct = np.unique(j).size
    if distinct < FEWEST_CURRENTS:
        text = "A dependence on current density needs {needed} different ones; there are {count}."
        raise FitError("TOO_FEW_CURRENTS", text, float(distinct), needed=FEWEST_CURRENTS, count=distinct)
    order = np.argsort(j, kind="stable")
    return np.log10(j[order]), y[order], 1 / errors[order], error is not None


def _polynomial(x: Array, y: Array, weight: Array, degree: int, known: bool) -> _Polynomial:
    design = np.vander(x, degree + 1, increasing=True) * weight[:, None]
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ (design.T @ (weight * y))
    left = weight * y - design @ coefficients
    squares, freedom = max(float(left @ left), _ROUNDING**2 * float(np.sum((weight * y) ** 2))), x.size - degree - 1
    if known:
        return _Polynomial(coefficients, np.asarray(inverse, dtype=np.float64), squares, NORMAL_QUANTILE_95, freedom)
    return _Polynomial(coefficients, inverse * squares / freedom, squares, student_quantile(freedom), freedom)


def _values(coefficients: tuple[float, ...], x: Array) -> Array:
    result: Array = np.asarray(np.polynomial.polynomial.polyval(x, coefficients), dtype=np.float64)
    return result


def _criteria(fits: dict[str, _Polynomial], points: int, whole: float) -> dict[str, float]:
    least = _ROUNDING**2 * whole + 1e-300  # of noise-free values
    return {
        model: aicc(max(fit.sum_of_squares, least), points, degree + 1)
        for degree, (model, fit) in enumerate(fits.items())
        if points >= degree + 4
    }


def _optimum(fit: _Polynomial, x: Array) -> tuple[float, float, float] | None:
    """Return the optimum and the ends of Fieller's set, where b + 2 c x may be zero; None if it has no end."""
    _, b, c = fit.coefficients
    cov, t = fit.covariance, fit.quantile
    square = 4 * (c**2 - t**2 * cov[2, 2])
    if not square > 0:
        return None
    linear = 4 * (b * c - t**2 * cov[1, 2])
    constant = b**2 - t**2 * cov[1, 1]
    root = np.sqrt(max(linear**2 - 4 * square * constant, 0.0))
    best, low, high = -b / (2 * c), (-linear - root) / (2 * square), (-linear + root) / (2 * square)
    near = x.min() - _BEYOND < best < x.max() + _BEYOND
    return (float(best), float(low), float(high)) if near else None


def _verdict(fits: dict[str, _Polynomial], optimum: tuple[float, float, float] | None, x: Array) -> str:
    if optimum is not None and optimum[1] > x.min() and optimum[2] < x.max():
        return "peak" if fits["parabola"].coefficients[2] < 0 else "valley"
    line = fits.get("monotone")
    if line is None:
        return NOT_DECIDED
    sloping = abs(line.coefficients[1]) > line.quantile * np.sqrt(line.covariance[1, 1])
    return "monotone" if sloping else NOT_DECIDED


def _quantities(
    fits: dict[str, _Polynomial], optimum: tuple[float, float, float] | None, verdict: str, centre: float
) -> dict[str, Estimate]:
    found = {}
    if "monotone" in fits:
        line = fits["monotone"]
        found["slope"] = _coefficient(line, 1, "per_decade")
    if "parabola" not in fits:
        return found
    parabola = fits["parabola"]
    found["curvature"] = _coefficient(
        parabola, 2, f"per_decade_squared_{parabola.degrees_of_freedom}_degrees_of_freedom"
    )
    if verdict in ("peak", "valley") and optimum is not None:
        value, low, high = (float(10 ** (centre + one)) for one in optimum)
        spread = (high - low) / (2 * parabola.quantile)
        found["optimum"] = Estimate(value, "A/m^2", spread, (low, high), interval_method="fieller", rule="parabola")
    return found


def _coefficient(fit: _Polynomial, degree: int, rule: str) -> Estimate:
    value, error = float(fit.coefficients[degree]), float(np.sqrt(fit.covariance[degree, degree]))
    half = fit.quantile * error
    return Estimate(value, "1", error, (value - half, value + half), interval_method="covariance", rule=rule)


def _warnings(fits: dict[str, _Polynomial], verdict: str, points: int) -> list[Message]:
    found = []
    if "parabola" in fits:
        freedom = fits["parabola"].degrees_of_freedom
        if freedom < 3:
            text = "The parabola has 3 parameters for {points} points: {freedom} degrees of freedom."
            found.append(Message("FEW_POINTS", text, {"points": points, "freedom": freedom}, float(freedom)))
    else:
        text = "{points} points cannot judge a parabola of 3 parameters."
        found.append(Message("FEW_POINTS", text, {"points": points}, 0.0))
    if verdict == NOT_DECIDED:
        text = (
            "These points do not decide between an optimum, one direction and no dependence: measure replicates, or "
            "more current densities."
        )
        found.append(Message("SHAPE_NOT_DECIDED", text))
    return found

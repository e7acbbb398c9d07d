"""One straight branch of a polarization curve: a window of it fitted, and how the answer depends on the window.

Tafel: ln|j| = ln j0 - alpha H (plating), ln j0 + (1 - alpha) H (stripping). Allen-Hickling: ln|j| = ln j0 - alpha H
+ ln|e^H - 1| on both branches. H = F (E - E_eq - j R) / RT is solved for at each point, not subtracted (PHYSICS 2.1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.polarization_noise import CurrentNoise, estimated_noise, first_guess
from fitting.charge_transfer.rate_laws import marcus_response, solved_overpotential
from fitting.confidence import correlation_time
from fitting.least_squares import LeastSquaresFit, polished_fit
from fitting.mains import unseen_hum

Array = npt.NDArray[np.float64]
Window = tuple[float, float]  # overpotentials / V, the lower first

LAWS = ("tafel", "allen_hickling")
FEWEST_POINTS = 5
_LEVELS = 9  # of window ends in a map
_NARROWEST = 0.03  # V, of a window in a map
_PASSES = 3
_ENOUGH = 1e-6  # last step of a reduced overpotential, whose square is the error
_COLOURED_FROM = 20  # points from which the colour of residuals can be told


@dataclass(frozen=True, eq=False)
class Branch:
    """The points that windows are cut from.

    Parameters
    ----------
    potential, current_density : (n,) array
        V from equilibrium, with the ohmic drop in it; A/m^2.
    series_resistance : float
        ohm m^2.
    thermal : float
        RT/F / V.
    law : str
        One of `LAWS`.
    time : (n,) array, optional
        s.
    rest : float
        Equilibrium potential / V.
    """

    potential: Array
    current_density: Array
    series_resistance: float
    thermal: float
    law: str
    time: Array | None = None
    rest: float = 0.0

    def part(self, used: npt.NDArray[np.bool_]) -> Branch:
        """Return some of the points."""
        time = None if self.time is None else self.time[used]
        return replace(self, potential=self.potential[used], current_density=self.current_density[used], time=time)

    def solved(self, values: Array, sign: float) -> tuple[Array, Array, Array]:
        """Return j / A/m^2, eta / V and dj/d(ln j0, alpha) of the law at every point.

        Parameters
        ----------
        values : (2,) array
            ln j0, alpha.
        sign : float
            +1 for stripping, -1 for plating; of no account for Allen-Hickling.
        """
        f, R, alpha = 1 / self.thermal, self.series_resistance, float(values[1])
        j0 = float(np.exp(np.clip(values[0], -200.0, 200.0)))
        applied = f * self.potential
        if self.law == "tafel":
            # |j| = j0 e^(b (applied - f R j)) has its solution in Wright's omega function.
            b = (1 - alpha) if sign > 0 else -alpha
            j = sign * _drained(np.log(j0) + b * applied, abs(b) * f * R)
            H, slope = applied - f * R * j, b * j
        else:
            drop = f * R * j0
            near = applied - f * R * self.current_density
            H = solved_overpotential(lambda h: marcus_response(h, alpha, 0.0), applied, drop, near, _ENOUGH)
            law = marcus_response(H, alpha, 0.0)
            j, slope = j0 * law.current, j0 * law.slope
        by_alpha = -H * j
        slopes = np.stack([j, by_alpha], axis=1) / (1 + f * R * slope)[:, None]
        return j, H * self.thermal, slopes


@dataclass(frozen=True, eq=False)
class WindowFit:
    """One window fitted.

    Parameters
    ----------
    window : (float, float)
        Overpotentials / V.
    values : (2,) array
        ln j0, alpha.
    covariance : (2, 2) array
    used : (n,) array of bool
        Points of the branch.
    overpotential, fitted : (m,) array
        V, A/m^2: of the used points.
    residual : (m,) array
        In standard deviations of the noise.
    sign : float
        +1 stripping, -1 plating.
    noise : CurrentNoise
    """

    window: Window
    values: Array
    covariance: Array
    used: npt.NDArray[np.bool_]
    overpotential: Array
    fitted: Array
    residual: Array
    sign: float
    noise: CurrentNoise

    @property
    def standard_errors(self) -> Array:
        """Of ln j0 and alpha."""
        result: Array = np.sqrt(np.maximum(np.diag(self.covariance), 0.0))
        return result


def _drained(logarithm: Array, drop: float) -> Array:
    """Return x of x = exp(logarithm - drop x)."""
    from scipy.special import wrightomega  # start-up: not at import

    if drop == 0:
        return np.asarray(np.exp(np.clip(logarithm, -300.0, 300.0)))
    return np.asarray(wrightomega(logarithm + np.log(drop)).real / drop, dtype=np.float64)


def fit_window(branch: Branch, window: Window, near: WindowFit | None = None) -> WindowFit | None:
    """Return the fit of one window; None if it holds too few points.

    Points are chosen by their overpotential: first of the measured current, then of the fitted one, so that noise in
    the current does not choose. Noise is a share of the current and a floor, estimated from the residuals.

    Parameters
    ----------
    branch : Branch
    window : (float, float)
        Overpotentials / V, ohmic drop taken off.
    near : WindowFit, optional
        Another window of the branch, whose noise and choice of points are taken over: a third of the work.
    """
    sign = 1.0 if window[0] + window[1] > 0 else -1.0
    eta = branch.potential - branch.series_resistance * branch.current_density
    if near is not None and branch.series_resistance > 0:
        eta = branch.solved(near.values, sign)[1]
    used = _inside(eta, window)
    if used.sum() < FEWEST_POINTS:
        return None
    values = _line(branch, eta, used, sign)
    noise = first_guess(branch.current_density[used]) if near is None else near.noise
    fit: LeastSquaresFit | None = None
    for _ in range(_PASSES if near is None else 1):
        if near is None and fit is not None and branch.series_resistance > 0:
            again = _inside(branch.solved(values, sign)[1], window)
            used = again if again.sum() >= FEWEST_POINTS else used
        part = branch.part(used)
        fit = _least(part, noise, values, sign)
        values = fit.values
        if near is None:
            model = part.solved(values, sign)[0]
            noise = estimated_noise(part.current_density - model, model, 2)
    assert fit is not None
    j, overpotential, _ = part.solved(values, sign)
    covariance = _covariance(part, fit, noise, j)
    return WindowFit(window, values, covariance, used, overpotential, j, -fit.residual, sign, noise)


def window_map(branch: Branch, whole: Window, near: WindowFit) -> list[WindowFit]:
    """Return the fits of all windows between nine levels of a range of overpotentials, narrow ones left out.

    Parameters
    ----------
    branch : Branch
    whole : (float, float)
        V.
    near : WindowFit
        Whose noise is taken over.
    """
    levels = np.linspace(whole[0], whole[1], _LEVELS)
    found = []
    for i in range(_LEVELS - 1):
        for k in range(i + 2, _LEVELS):
            if levels[k] - levels[i] >= _NARROWEST:
                fit = fit_window(branch, (float(levels[i]), float(levels[k])), near)
                if fit is not None:
                    found.append(fit)
    return found


def map_table(fits: list[WindowFit]) -> dict[str, tuple[float | str | None, ...]]:
    """Return the columns of a window map: SI, errors one standard error."""
    j0 = [float(np.exp(one.values[0])) for one in fits]
    return {
        "window_start": tuple(one.window[0] for one in fits),
        "window_end": tuple(one.window[1] for one in fits),
        "transfer_coefficient": tuple(float(one.values[1]) for one in fits),
        "transfer_coefficient_standard_error": tuple(float(one.standard_errors[1]) for one in fits),
        "exchange_current_density": tuple(j0),
        "exchange_current_density_standard_error": tuple(
            value * float(one.standard_errors[0]) for value, one in zip(j0, fits, strict=True)
        ),
        "points": tuple(float(one.used.sum()) for one in fits),
    }


def _covariance(part: Branch, fit: LeastSquaresFit, noise: CurrentNoise, current: Array) -> Array:
    """Return the covariance of ln j0 and alpha, raised by mains too slow to be seen or by coloured residuals."""
    count = fit.residual.size
    if count < _COLOURED_FROM:
        return fit.covariance
    coloured = fit.covariance * correlation_time(fit.residual)
    hum = None if part.time is None else unseen_hum(-fit.residual, fit.jacobian, part.time, noise.deviation(current))
    return coloured if hum is None else hum


def _inside(overpotential: Array, window: Window) -> npt.NDArray[np.bool_]:
    edge = 1e-9
    result: npt.NDArray[np.bool_] = (overpotential >= window[0] - edge) & (overpotential <= window[1] + edge)
    return result


def _line(branch: Branch, eta: Array, used: npt.NDArray[np.bool_], sign: float) -> Array:
    """Return ln j0 and alpha of a straight line through logarithms: where the fit starts."""
    H, j = eta[used] / branch.thermal, branch.current_density[used]
    take = (np.abs(H) > 0.02) & (j * H > 0)
    if take.sum() < 2:
        return np.array([float(np.log(np.abs(j).max())), 0.5])
    H, y = H[take], np.log(np.abs(j[take]))
    y = y - H if branch.law == "tafel" and sign > 0 else y
    y = y - np.log(np.abs(np.expm1(H))) if branch.law == "allen_hickling" else y
    slope, intercept = np.polyfit(H, y, 1)
    return np.array([float(intercept), float(np.clip(-slope, 0.02, 0.98))])


def _least(part: Branch, noise: CurrentNoise, start: Array, sign: float) -> LeastSquaresFit:
    seen = noise.transformed(part.current_density)

    def residual(values: Array) -> Array:
        j = part.solved(values, sign)[0]
        result: Array = noise.transformed(j) - noise.offset(j) - seen
        return result

    def jacobian(values: Array) -> Array:
        j, _, slopes = part.solved(values, sign)
        result: Array = slopes / noise.deviation(j)[:, None]
        return result

    lower, upper = np.array([start[0] - 20.0, -1.0]), np.array([start[0] + 20.0, 2.0])
    return polished_fit(residual, jacobian, start, lower, upper)

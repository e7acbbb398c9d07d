"""Fits of the microdisk transient: the baseline, the charging of the double layer, the disk's shape (PHYSICS 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import block_bootstrap_covariance, profile_interval, runs_probability, student_quantile
from fitting.drift import drift_under
from fitting.least_squares import LeastSquaresFit, fit_least_squares
from fitting.mains import fitted_with_mains, unseen_hum
from fitting.mass_transfer.microdisk import disk_current_ratio
from fitting.mass_transfer.transient_record import log_binned
from fitting.messages import FitError

Array = npt.NDArray[np.float64]
Shape = Callable[[Array], Array]

MOST_POINTS = 4_000
_THETA = 1e-4, 1e7  # of the whole record
_CHARGING_GAIN = 25.0  # of chi-square: chance gives it to one record in ten thousand
_LEAST_CHARGING = 0.05  # at the step, of the first current recorded
_STRUCTURED = 0.01
_ROBUST = 4.0  # standard deviations


@dataclass(frozen=True, eq=False)
class DiskFit:
    """Shape, amplitude and baseline of a transient.

    Parameters
    ----------
    fit : LeastSquaresFit
        Of ln(D/a^2), ln i_ss, the baseline where it is free, lines of the mains.
    covariance : (2, 2) array
        Of the first two.
    interval : (float, float)
        95 % interval of ln(D/a^2).
    time, current, fitted : (n,) array
        What was fitted, and the fit without the mains; magnitudes.
    structured : bool
        Whether the residuals have a structure that noise would not have.
    method : str
        What made the interval.
    mains : tuple of float
        Frequencies at which lines of the mains were fitted / Hz.
    """

    fit: LeastSquaresFit
    covariance: Array
    interval: tuple[float, float]
    time: Array
    current: Array
    fitted: Array
    structured: bool
    method: str
    mains: tuple[float, ...] = ()


def fit_disk(
    time: Array,
    current: Array,
    noise: float,
    free_baseline: bool,
    baseline_error: float = 0.0,
    shape: Shape = disk_current_ratio,
) -> DiskFit:
    """Return the fit of i = i_ss f(D t/a^2) + baseline.

    Parameters
    ----------
    time, current : (n,) array
        s, magnitude / A.
    noise : float
        First guess of the noise of one sample / A.
    free_baseline : bool
    baseline_error : float
        Standard error of a baseline that was subtracted / A.
    shape : callable
        f; the exact one unless a classic is wanted.
    """
    t, i, spread = log_binned(time, current, noise, MOST_POINTS)
    start = _start(t, i, shape, free_baseline)
    sizes = np.array([1.0, 1.0, float(np.abs(i).min())])[: start.size]
    reach = 2 * float(np.abs(i).max())
    lower = np.array([np.log(_THETA[0] / t[-1]), start[1] - 15, -reach])[: start.size]
    upper = np.array([np.log(_THETA[1] / t[-1]), start[1] + 15, reach])[: start.size]

    def model(values: Array) -> Array:
        result: Array = np.exp(values[1]) * shape(np.exp(values[0]) * t) + (values[2] if free_baseline else 0.0)
        return result

    for _ in range(3):
        fit, mains = fitted_with_mains(model, i, spread, t, [start], lower, upper, sizes)
        scale = max(1.4826 * float(np.median(np.abs(fit.residual))), 1e-12)
        spread, start = spread * scale, fit.values[: start.size]
        if 0.8 < scale < 1.25:
            break
    fitted = model(fit.values)
    return replace(_with_interval(fit, t, i, fitted, spread, shape, baseline_error), mains=mains)


def _with_interval(
    fit: LeastSquaresFit, t: Array, i: Array, fitted: Array, spread: Array, shape: Shape, baseline_error: float
) -> DiskFit:
    """Return the fit with its covariance, widened for coloured residuals and an uncertain blank, and its profile."""
    if fit.at_bound[0]:  # no shape of a disk, or one that holds no D
        nowhere = float(np.log(_THETA[0] / t[-1])), float(np.log(_THETA[1] / t[-1]))
        return DiskFit(fit, fit.covariance[:2, :2], nowhere, t, i, fitted, True, "profile")
    covariance, factor, method = fit.covariance[:2, :2].copy(), 1.0, "profile"
    structured = runs_probability(fit.residual) < _STRUCTURED
    drift = drift_under(t, fit.residual, np.ones(t.size), fit.jacobian, ~fit.at_bound)
    if drift is not None:
        added = drift.covariance[:2, :2]
        factor = 1 + float(added[0, 0] / max(covariance[0, 0], 1e-300))
        covariance, method = covariance + added, "propagation"
        structured = structured and runs_probability(fit.residual + drift.path) < _STRUCTURED
    elif (hum := _hum(fit, t, spread)) is not None:
        factor, method = float(hum[0, 0] / covariance[0, 0]), "propagation"
        covariance = hum
    elif structured:
        wide = block_bootstrap_covariance(fit.jacobian, fit.residual)[:2, :2]
        factor = max(float(wide[0, 0] / max(covariance[0, 0], 1e-300)), 1.0)
        covariance, method = covariance * factor, "bootstrap"
    if baseline_error > 0:
        moved = np.linalg.lstsq(fit.jacobian, 1 / spread, rcond=None)[0][:2] * baseline_error
        added = np.outer(moved, moved)
        factor *= 1 + float(added[0, 0] / max(covariance[0, 0], 1e-300))
        covariance = covariance + added
    interval = _profile(fit, t, i, spread, shape, factor, float(np.sqrt(covariance[0, 0])))
    return DiskFit(fit, covariance, interval, t, i, fitted, structured, method)


def _hum(fit: LeastSquaresFit, t: Array, spread: Array) -> Array | None:
    """Return the covariance with hum too slow to be fitted, None where there can be none that counts."""
    free = ~fit.at_bound
    hum = unseen_hum(-fit.residual, fit.jacobian[:, free], t, spread) if free[:2].all() else None
    return None if hum is None or hum[0, 0] <= fit.covariance[0, 0] else hum[:2, :2]


def _profile(
    fit: LeastSquaresFit, t: Array, i: Array, spread: Array, shape: Shape, factor: float, error: float
) -> tuple[float, float]:
    """Return the profile-likelihood interval of ln(D/a^2): the rest is linear, or nearly so (the mains' frequency)."""
    robust = (1 + (fit.residual / _ROBUST) ** 2) ** -0.25
    others = fit.jacobian[:, 2:] * robust[:, None]
    amplitude = fit.jacobian[:, 1]  # d residual / d ln i_ss is the weighted current of the disk
    target = (amplitude - fit.residual) * robust

    def squares(logarithm: float) -> float:
        columns = np.column_stack([shape(np.exp(logarithm) * t) / spread * robust, others])
        left = target - columns @ np.linalg.lstsq(columns, target, rcond=None)[0]
        return float(left @ left)

    least = squares(float(fit.values[0]))
    variance = float(np.sum(np.clip(fit.residual, -6, 6) ** 2)) / max(fit.degrees_of_freedom, 1)
    low, high = (np.log(bound / t[-1]) for bound in _THETA)
    error = min(max(error, 1e-9), 1.0) if np.isfinite(error) else 1.0  # the first step of a search
    threshold = factor * student_quantile(fit.degrees_of_freedom) ** 2
    return profile_interval(
        lambda x: (squares(x) - least) / variance, float(fit.values[0]), error, low, high, threshold
    )


def _start(t: Array, i: Array, shape: Shape, free_baseline: bool) -> Array:
    """Return the best of many D, with amplitude and baseline by linear least squares."""
    best, found = np.inf, np.zeros(2 + free_baseline)
    for logarithm in np.linspace(np.log(1e-3 / t[-1]), np.log(1e5 / t[-1]), 60):
        disk = shape(np.exp(logarithm) * t)
        columns = np.stack([disk, np.ones_like(t)], axis=1)[:, : 1 + free_baseline]
        size = np.linalg.lstsq(columns, i, rcond=None)[0]
        squares = float(np.sum((i - columns @ size) ** 2))
        if size[0] > 0 and squares < best:
            best, found = squares, np.array([logarithm, np.log(size[0]), *size[1:]])
    if not np.isfinite(best):
        raise FitError(
            "NO_DECAY",
            "The current does not fall towards a steady value, as it does at a microdisk after a potential step; "
            "choose the segment that starts with the step.",
        )
    return found


def charging_time_under_disk(t: Array, i: Array, noise: float, free_baseline: bool) -> float | None:
    """Return RC / s where the current of the double layer shows on top of the disk's, None where it does not.

    Parameters
    ----------
    t, i : (n,) array
        s, magnitude / A.
    noise : float
        A.
    free_baseline : bool
    """
    t, i, spread = log_binned(t, i, noise, 600)
    bare = fit_disk(t, i, noise, free_baseline)
    size = bare.fit.values[: 2 + free_baseline]
    noise = max(noise, 1e-4 * float(i.min())) if i.min() > 0 else noise
    gain = [_gain(bare, np.exp(-(t - t[0]) / each), spread) for each in _charging_times(t)]
    if max(gain) < _CHARGING_GAIN:
        return None

    def residual(values: Array) -> Array:
        disk = np.exp(values[1]) * disk_current_ratio(np.exp(values[0]) * t)
        below = values[4] * size_of if free_baseline else 0.0
        result: Array = (disk + below + values[2] * size_of * np.exp(-(t - t[0]) / np.exp(values[3])) - i) / spread
        return result

    size_of = float(np.exp(size[1]))
    later = t > t[0] * (t[-1] / t[0]) ** 0.4
    rest = fit_disk(t[later], i[later], noise, free_baseline).fit.values
    first = max(float(i[0] - np.exp(rest[1]) * disk_current_ratio(np.exp(rest[0]) * t[:1])[0]), noise) / size_of
    starts = [
        np.array([rest[0], rest[1], first, np.log(each), 0.0])[: 4 + free_baseline] for each in _charging_times(t)[::4]
    ]
    low = np.array([rest[0] - 12, rest[1] - 12, 0.0, np.log(t[0]) - 5, -2.0])[: 4 + free_baseline]
    high = np.array([rest[0] + 12, rest[1] + 12, 1e3 * first + 1, np.log(t[-1] / 30), 2.0])[: 4 + free_baseline]
    rival = fit_least_squares(residual, starts, low, high, scale=_ROBUST)
    scale = max(rival.chi_square / rival.degrees_of_freedom, 1.0)
    squares = float(np.sum(((bare.fitted - bare.current) / spread) ** 2))
    found = squares - rival.chi_square > _CHARGING_GAIN * scale and not rival.at_bound[2:4].any()
    charging = float(np.exp(rival.values[3]))
    # Charging begins at E/R, near any diffusion current or above; a small wave is misfit of the model, not charging.
    at_step = float(rival.values[2]) * size_of * np.exp(min(t[0] / charging, 700.0))
    return charging if found and at_step > _LEAST_CHARGING * i[0] else None


def _charging_times(t: Array) -> Array:
    return np.geomspace(t[0] / 5, t[-1] / 100, 16)


def _gain(bare: DiskFit, decay: Array, spread: Array) -> float:
    """Return by how much chi-square falls with a column more, the fit linearised."""
    columns = bare.fit.jacobian
    basis = np.linalg.qr(columns / np.maximum(np.linalg.norm(columns, axis=0), 1e-300))[0]
    weighted = decay / spread
    weighted = weighted - basis @ (basis.T @ weighted)
    length = float(weighted @ weighted)
    return (
        float(weighted @ bare.fit.residual) ** 2 / length
        if length > 1e-12 * float(np.sum((decay / spread) ** 2))
        else 0.0
    )


def charging_time_of_blank(t: Array, b: Array, noise: float) -> float | None:
    """Return RC / s of a blank that decays to a constant, None where it does not decay.

    Parameters
    ----------
    t, b : (n,) array
        s, A.
    noise : float
        A.
    """
    flat = float(np.sum((b - b.mean()) ** 2))
    times = np.geomspace(t[0] / 10, t[-1] / 30, 60)
    scored = []
    for each in times:
        columns = np.stack([np.ones_like(t), np.exp(-(t - t[0]) / each)], axis=1)
        left = b - columns @ np.linalg.lstsq(columns, b, rcond=None)[0]
        scored.append(float(left @ left))
    best = int(np.argmin(scored))
    scale = max(scored[best] / t.size, noise**2)
    return float(times[best]) if flat - scored[best] > _CHARGING_GAIN * scale else None

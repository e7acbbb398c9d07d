"""Mains hum as a nuisance of the fit: lines at its aliases, or a wave as slow as the record (PHYSICS 7)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import runs_probability
from fitting.electrocrystallization.fitted_model import STRUCTURED, Data, RelaxationFit, bounds, fitted, misses_spike
from fitting.electrocrystallization.relaxation_model import RelaxationModel
from fitting.least_squares import LeastSquaresFit, polished_fit
from fitting.mains import WANDER, Needed, strongest_line

Array = npt.NDArray[np.float64]

CLEARLY_BETTER = 6.0  # of AICc
_MOST_LINES = 3
_SLOW = 1.5  # cycles in the record: slower waves look like the curve itself
_FEW = 6.0  # cycles; a wave of fewer must be the only one, and leave nothing but noise: drift looks like several
_CYCLES = np.arange(0.1, _SLOW + 0.45, 0.1)
_USUAL = 1.0  # of the noise: how large each part of a slow wave is, for one standard deviation
_NEEDED = Needed(gain=18.0, slow_gain=5.0, slow=_SLOW, usual=_USUAL)  # a slow wave is worth weighing up early
_MOST = 3.0  # of these: more is no hum but a curve of another form


def with_mains(found: RelaxationFit, data: Data) -> RelaxationFit:
    """Return the fit with lines at aliases of the mains, as many as stand out of its residual.

    A wave as slow as the record shows in the residual only by a part; there the fit is averaged over what the hum may
    be, none at all included.
    """
    averaged, fewest = found, 0.0
    while found.model.mains < _MOST_LINES:
        line = strongest_line(found.elapsed, -found.fit.residual, found.fit.jacobian, data[2], _NEEDED, fewest)
        if line is None:
            break
        cycles = line[2] * found.elapsed[-1]
        if cycles < _FEW:
            fewest = _FEW
        if cycles < _SLOW:
            averaged = found if found.model.mains else _averaged(found, data)
            if averaged.hum is not None:
                return averaged
            continue
        model = replace(found.model, mains=found.model.mains + 1)
        better = fitted(model, *data, [np.append(found.fit.values, line)])
        if cycles < _FEW and better.structured:
            continue
        if better.score > found.score - CLEARLY_BETTER:
            break
        found = better
    return found if found.model.mains else averaged


def _averaged(found: RelaxationFit, data: Data) -> RelaxationFit:
    """Return the fit averaged over slow hum by the evidence for every frequency, amplitudes about that of the noise.

    Evidence of a fit with normal prior: exp(-chi^2 / 2 s^2) sqrt(|P| / |J'J + P|). Any frequency within the grid's
    wander is as likely as any other, and no hum as likely as hum.
    """
    x, e, noise = data
    span, usual = float(x[-1]), _USUAL * float(np.median(noise))
    model, size = replace(found.model, mains=1), found.model.size
    if found.fit.chi_square > (1 + _MOST**2) * x.size:
        return found
    fits = [found.fit]
    start = np.append(fits[0].values, np.zeros(2))
    for cycles in _CYCLES[::-1]:
        fits.append(_with_slow_wave(model, data, np.append(start, cycles / span), usual))
        start = fits[-1].values[:-1]
    weights = _weights(fits, size, float(_CYCLES[1] - _CYCLES[0]) / span, usual)
    values = np.stack([one.values[:size] for one in fits])
    middle = weights @ values
    covariance = np.einsum("k,kij->ij", weights, np.stack([one.covariance[:size, :size] for one in fits]))
    covariance += np.einsum("k,ki,kj->ij", weights, values - middle, values - middle)
    wave = np.zeros(x.size)
    for weight, one in zip(weights[1:], fits[1:], strict=True):
        wave += weight * (model.potential(one.values, x) - found.model.potential(one.values[:size], x))
    residual = e - found.model.potential(middle, x) - wave
    if runs_probability(residual) < STRUCTURED or misses_spike(x, e, residual / noise, middle):
        return found
    slopes = found.model.jacobian(middle, x) / noise[:, None]
    fit = replace(found.fit, values=middle, covariance=covariance, residual=-residual / noise, jacobian=slopes)
    hum = float(weights[1:] @ _CYCLES[::-1]) / span / float(weights[1:].sum()) if weights[0] < 0.5 else None
    return replace(found, fit=fit, covariance=covariance, residual=residual, structured=False, hum=hum)


def _weights(fits: list[LeastSquaresFit], size: int, width: float, usual: float) -> Array:
    """Return the weights of no hum (first) and of frequencies that stand for `width` / Hz each."""
    chi = np.array([one.chi_square for one in fits])
    evidence = -0.5 * chi * (fits[0].residual.size - size) / float(chi.min())
    evidence -= 0.5 * np.array([_log_volume(one.jacobian[:, : size + 2]) for one in fits])
    evidence[1:] += np.log(min(width / WANDER, 1.0)) - 2 * np.log(usual)
    weights = np.exp(evidence - evidence.max())
    result: Array = weights / weights.sum()
    return result


def _log_volume(slopes: Array) -> float:
    """Return ln |J'J + 1|: parameters without hold are expected within a volt, or a factor of e."""
    return float(np.linalg.slogdet(slopes.T @ slopes + np.eye(slopes.shape[1]))[1])


def _with_slow_wave(model: RelaxationModel, data: Data, start: Array, usual: float) -> LeastSquaresFit:
    """Return the fit with a wave of the frequency that `start` ends with, its amplitudes drawn to zero."""
    x, e, noise = data
    low, high = bounds(model, x, [start])
    low[-3:-1], high[-3:-1] = -_MOST * usual, _MOST * usual
    low[-1] = high[-1] = start[-1]
    hum = np.eye(model.size)[[-3, -2]] / usual

    def residual_of(values: Array) -> Array:
        result: Array = np.append((model.potential(values, x) - e) / noise, hum @ values)
        return result

    def jacobian_of(values: Array) -> Array:
        result: Array = np.concatenate([model.jacobian(values, x) / noise[:, None], hum])
        return result

    return polished_fit(residual_of, jacobian_of, start, low, high)

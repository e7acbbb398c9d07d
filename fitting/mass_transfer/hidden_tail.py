"""What an early departure may have left in a window: averaged over every tail that the noise could hide (PHYSICS 7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.mains import mains_posterior
from fitting.mass_transfer.transient_record import Transient, log_binned

Array = npt.NDArray[np.float64]

_ROWS, _CONSTANTS = 500, 32
_FASTEST, _SLOWEST = 5.0, 8.0  # of a tail that is looked for: samples, and parts of the record

_TIMES = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0)  # constants of the tail over the start of the window
_SIZES = (1.0, 4.0, 16.0, 64.0)  # of the tail at the start of the window, in the noise of one sample


@dataclass(frozen=True, eq=False)
class HiddenTail:
    """What a tail and hum do to a linear fit.

    Parameters
    ----------
    move : (p,) array
        Of the parameters.
    variance : float
        Of the first parameter.
    tail, wave : (n,) array
        The expected tail over the noise of each row, and the expected hum over that of a sample.
    """

    move: Array
    variance: float
    tail: Array
    wave: Array


def tail_posterior(
    left: Array, rows: Array, sigma: float, hum: tuple[Array, Array], time: Array, weight: Array
) -> HiddenTail:
    """Return by how much a hidden tail moves the parameters of a linear fit, and the variance of the first with it.

    A tail e^(-(t - t_1)/tau) from the start t_1 of the window, of some size about those that noise hides: its time
    constants are as likely as each other, so are its sizes. Mean and variance are over their posterior.

    Parameters
    ----------
    left : (n,) array
        Recorded minus fit, over the noise of each row.
    rows : (n, p) array
        Slopes of the fit, over the noise.
    sigma : float
        Standard deviation of `left`.
    hum : (f,) array, (f, 2, n) array
        Frequencies / Hz and waves of mains, as in `mains_posterior`.
    time : (n,) array
        s since the step.
    weight : (n,) array
        Noise of a sample over that of each row.
    """
    frequencies, waves = hum
    count = rows.shape[1]
    axes = np.eye(count + 1)
    waves = np.concatenate([waves, np.zeros((*waves.shape[:2], 1))], axis=2)
    values = np.append(left, 0.0)
    evidence, means, variances, tails, waved = [], [], [], [], []
    for constant in _TIMES:
        tail = np.exp(-(time / time[0] - 1) / constant) * weight
        for size in _SIZES:
            prior = np.append(np.zeros(count), sigma / size)  # a row more: the tail is nought, give or take its size
            whole = np.concatenate([np.column_stack([rows, tail]), prior[None, :]])
            posterior = mains_posterior(values, whole, sigma, frequencies, waves)
            scaled = whole / np.linalg.norm(whole, axis=0)
            volume = np.linalg.slogdet(scaled.T @ scaled)[1] + 2 * np.log(np.linalg.norm(whole[:, -1]) / sigma)
            evidence.append(posterior.log_evidence - 0.5 * volume - np.log(size))
            read = [posterior.functional(axis) for axis in axes]
            means.append([one[0] for one in read])
            variances.append(read[0][1])
            tails.append(read[-1][0] * tail)
            waved.append(posterior.wave(time))
    share = np.exp(np.array(evidence) - max(evidence))
    share /= share.sum()
    middle = share @ np.array(means)
    variance = float(share @ (np.array(variances) + (np.array(means)[:, 0] - middle[0]) ** 2))
    return HiddenTail(middle[:-1], variance, share @ np.array(tails), share @ np.array(waved))


def charging_tail(record: Transient) -> tuple[Array, float] | None:
    """Return the tail q e^(-t/tau) / A that, beside k/sqrt(t), describes a transient best, and tau / s.

    None where it would have to be negative, as under kinetics or resistance, or a constant describes it better.
    """
    t, i, noise = log_binned(record.time, record.current, record.noise, _ROWS)
    low, high = _FASTEST * float(record.time[1] - record.time[0]), float(record.time[-1]) / _SLOWEST
    if not 0 < low < high:
        return None
    rivals = []
    for constant in np.geomspace(low, high, _CONSTANTS)[1:-1]:
        misfit, size = _beside(t, i, noise, np.exp(-t / constant))
        rivals.append((misfit, size, float(constant)))
    misfit, size, constant = min(rivals)
    if size <= 0 or misfit > _beside(t, i, noise, np.ones_like(t))[0]:
        return None
    return size * np.exp(-record.time / constant), constant


def _beside(t: Array, i: Array, noise: Array, shape: Array) -> tuple[float, float]:
    """Return the misfit of k/sqrt(t) and a shape beside it (absolute, because of glitches), and the shape's size."""
    columns = np.stack([t**-0.5, shape], axis=1) / noise[:, None]
    answer = np.linalg.lstsq(columns, i / noise, rcond=None)[0]
    return float(np.sum(np.abs(i / noise - columns @ answer))), float(answer[1])

"""Mains hum aliased to a slow wave under a linear fit: averaged over what its frequency and size may be (PHYSICS 7).

Sampled every 0.5 s, 50 or 60 Hz becomes a wave of half a minute or an hour, whichever way the grid wanders. A wave of
less than a period in the record is not seen, only borne: so it is no parameter, but a prior to average over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.mains.lines import MAINS, WANDER

Array = npt.NDArray[np.float64]

_PER_PERIOD = 24  # frequencies per 1/duration
_CYCLES = 30.0  # a wave of more cycles in the record carries no charge worth naming
_SIZES = np.array([1.5, 3.0, 6.0, 12.0])  # amplitudes in units of the noise
_RARITY = _SIZES**-3.0  # of large ones
_PROBABILITY = 0.4  # that there is any


@dataclass(frozen=True, eq=False)
class MainsPosterior:
    """A linear fit y = J x + wave + noise, with every wave that may be there in its due proportion.

    Parameters
    ----------
    step : (p,) array
        Least-squares x without a wave.
    inverse : (p, p) array
        (J'J)^-1.
    noise : float
    frequencies : (f,) array
        Hz; one that is zero and has no size stands for no wave.
    weights : (f, s) array
        Posterior probability of frequency and size.
    amplitudes : (f, s, 2) array
        Likeliest cosine and sine part.
    spread : (f, s, 2, 2) array
        Their covariance over the noise's variance.
    leak : (f, p, 2) array
        (J'J)^-1 J'C: what a wave does to x.
    no_wave : float
        Posterior probability that there is none.
    log_evidence : float
        Of the data, against `step` alone with no residual.
    """

    step: Array
    inverse: Array
    noise: float
    frequencies: Array
    weights: Array
    amplitudes: Array
    spread: Array
    leak: Array
    no_wave: float
    log_evidence: float

    def functional(self, of_x: Array, of_wave: Array | None = None) -> tuple[float, float]:
        """Return posterior mean and variance of a'x + e'g, with e given per frequency, (f, 2)."""
        plain = float(of_x @ self.step)
        own = self.noise**2 * float(of_x @ self.inverse @ of_x)
        if not self.frequencies.size:
            return plain, own
        slope = -np.einsum("fpk,p->fk", self.leak, of_x)
        if of_wave is not None:
            slope = slope + of_wave
        shift = np.einsum("fsk,fk->fs", self.amplitudes, slope)
        mean = float(np.sum(self.weights * shift))
        within = self.noise**2 * np.einsum("fk,fskl,fl->fs", slope, self.spread, slope)
        second = float(np.sum(self.weights * (within + shift**2)))
        return plain + mean, own + second - mean**2

    def wave(self, time: Array) -> Array:
        """Return the expected wave at some times."""
        mean = np.einsum("fs,fsk->fk", self.weights, self.amplitudes)
        result = np.zeros(time.size)
        for frequency, (cosine, sine) in zip(self.frequencies, mean, strict=True):
            if abs(cosine) + abs(sine) > 1e-4 * self.noise:
                phase = 2 * np.pi * frequency * time
                result += cosine * np.cos(phase) + sine * np.sin(phase)
        return result


def alias_frequencies(duration: float, interval: float, cycles: float = _CYCLES) -> Array:
    """Return the frequencies / Hz to which mains may be aliased by a sampling interval / s, up to so many cycles."""
    rate = 1 / interval
    found = []
    for mains in MAINS:
        alias = abs(mains - rate * round(mains / rate))
        low, high = max(alias - WANDER, 0.0), min(alias + WANDER, 0.5 * rate, cycles / duration)
        found.append(np.arange(np.ceil(low * _PER_PERIOD * duration), high * _PER_PERIOD * duration + 1e-9))
    steps = np.unique(np.concatenate(found))
    result: Array = (steps[steps >= 0] + 0.5) / (_PER_PERIOD * duration)
    return result


def waves_at(frequencies: Array, time: Array) -> Array:
    """Return cosine and sine of every frequency at some times, (f, 2, n)."""
    phase = 2 * np.pi * frequencies[:, None] * time
    return np.stack([np.cos(phase), np.sin(phase)], axis=1)


def mains_posterior(values: Array, jacobian: Array, noise: float, frequencies: Array, waves: Array) -> MainsPosterior:
    """Return the fit of values to J x with aliased mains averaged over.

    Marginal likelihood of a wave C_f g, g ~ N(0, a^2/2): exp(y~'C~ (C~'C~ + 2 sigma^2/a^2)^-1 C~'y~ / 2 sigma^2) /
    sqrt det(1 + a^2 C~'C~ / 2 sigma^2), with y~ and C~ projected on what J leaves.

    Parameters
    ----------
    values : (n,) array
        In the unit of the noise.
    jacobian : (n, p) array
    noise : float
        Of every row.
    frequencies : (f,) array
        Hz; empty where there can be no mains.
    waves : (f, 2, n) array
        Of `waves_at`, times the weight of each row.
    """
    basis, triangle = np.linalg.qr(jacobian)
    back = np.linalg.pinv(triangle)
    inverse = back @ back.T
    step = back @ (basis.T @ values)
    left = values - basis @ (basis.T @ values)
    fit = -0.5 * float(left @ left) / noise**2
    count = frequencies.size
    if not count:
        empty = np.zeros((0, _SIZES.size))
        return MainsPosterior(
            step, inverse, noise, frequencies, empty, np.zeros((0, _SIZES.size, 2)),
            np.zeros((0, _SIZES.size, 2, 2)), np.zeros((0, step.size, 2)), 1.0, fit,
        )  # fmt: skip
    inside = waves @ basis
    power = waves @ waves.transpose(0, 2, 1) - np.einsum("fkp,flp->fkl", inside, inside)
    along = waves @ left
    ridge = 2 / _SIZES**2
    spread = np.linalg.inv(power[:, None] + ridge[:, None, None] * np.eye(2))
    amplitudes = np.einsum("fskl,fl->fsk", spread, along)
    gain = 0.5 * np.einsum("fsk,fk->fs", amplitudes, along) / noise**2
    gain += 0.5 * np.log(np.linalg.det(spread)) + np.log(ridge)
    gain += np.log(_PROBABILITY / count * _RARITY / _RARITY.sum())
    best = max(float(gain.max()), np.log(1 - _PROBABILITY))
    likely = np.exp(gain - best)
    none = (1 - _PROBABILITY) * np.exp(-best)
    total = float(likely.sum()) + none
    leak = np.einsum("pq,fkq->fpk", back, inside)
    return MainsPosterior(
        step, inverse, noise, frequencies, likely / total, amplitudes, spread, leak, none / total,
        fit + best + float(np.log(total)),
    )  # fmt: skip


def unseen_hum(rows: Array, slopes: Array, time: Array, deviation: Array, known: Array | None = None) -> Array | None:
    """Return the covariance of a fit's parameters with the hum that its residuals may hide; None where there is none.

    The fit keeps the wave, so that what it is expected to have done counts as error. Hum adds to the record, or a
    ranging instrument makes it a share of it: as the residuals prefer.

    Parameters
    ----------
    rows, slopes : (n,), (n, p) array
        Recorded less model, and the slopes of the model, over the noise.
    time : (n,) array
        s; records that are not nearly regular have none.
    deviation : (n,) array
        Of the noise.
    known : (k, p) array, optional
        Slopes of what the fit knew besides the record, each over its standard error.
    """
    span, step = float(np.ptp(time)), float(np.median(np.abs(np.diff(time))))
    if not step > 0 or span > 2 * time.size * step:
        return None
    frequencies = alias_frequencies(span, step)
    if not frequencies.size:
        return None
    sigma = float(np.sqrt(np.mean(np.minimum(rows**2, 9.0))))
    waves = waves_at(frequencies, time - time[0])
    shapes = [np.ones_like(deviation), float(np.median(deviation)) / deviation]
    if known is not None:  # rows without a wave
        rows, slopes = np.append(rows, np.zeros(len(known))), np.concatenate([slopes, known])
        waves = np.pad(waves, ((0, 0), (0, 0), (0, len(known))))
        shapes = [np.pad(shape, (0, len(known))) for shape in shapes]
    rivals = [mains_posterior(rows, slopes, sigma, frequencies, waves * shape) for shape in shapes]
    likeliest = max(rivals, key=lambda one: one.log_evidence)
    unit = np.eye(slopes.shape[1])
    own = [likeliest.functional(row) for row in unit]
    covariance = np.diag([variance for _, variance in own])
    for i in range(len(own)):
        for k in range(i):
            both = likeliest.functional(unit[i] + unit[k])[1]
            covariance[i, k] = covariance[k, i] = 0.5 * (both - own[i][1] - own[k][1])
    shift = np.array([mean for mean, _ in own])
    return np.asarray(covariance + np.outer(shift, shift))

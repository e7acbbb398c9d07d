"""The noise of a polarization curve: a share of the current and a floor, and a mains wave (PHYSICS 2.2, 7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

_TAIL = 4.0  # degrees of freedom of Student's distribution: one point far off weighs, and does not decide
_CLIP = 9.0  # squares of standard deviations; glitches are no noise
_RATIOS = 49
_SMALLEST = 0.01  # of the median current: below it one point beside equilibrium would weigh more than all others
_NEEDED = 4.0  # gain in -2 ln L: what a floor must earn
_MANY = 60  # points from which the noise is read from differences of neighbours
_LOUD = 12.0  # how far twice the gain in log likelihood of a wave must exceed what chance gives
_WAVES_PER_POINT = 2
_MAINS, _WANDER = (50.0, 60.0), 0.06  # Hz
_HARMONICS = 3
_SLOW = 4.0  # cycles in the record below which a wave may be a fault of the rate law


@dataclass(frozen=True)
class CurrentNoise:
    """sigma^2 = (relative i)^2 + floor^2.

    Parameters
    ----------
    relative : float
    floor : float
        A.
    """

    relative: float
    floor: float

    def deviation(self, current: Array) -> Array:
        """Return sigma / A at currents."""
        result: Array = np.hypot(self.relative * current, self.floor)
        return result

    def transformed(self, current: Array) -> Array:
        """Return currents on the scale on which their noise is 1 everywhere: a logarithm far above the floor."""
        result: Array = np.arcsinh(current * (self.relative / self.floor)) / self.relative
        return result

    def offset(self, current: Array) -> Array:
        """Return by how much the mean of `transformed` is nearer to zero than the transformed mean: half z''."""
        scaled = current * (self.relative / self.floor)
        result: Array = 0.5 * self.relative * scaled / np.sqrt(1 + scaled**2)
        return result


@dataclass(frozen=True, eq=False)
class Wave:
    """A wave of nearly one frequency in the current.

    Parameters
    ----------
    frequency, slowest, fastest : float
        Cycles per sampling step: where it was found, and within what a fit may move it.
    phase : (n,) array
        2 pi times the sampling steps from the middle of the record.
    additive : bool
        Of one amplitude in A; else of one amplitude in standard deviations of the noise.
    """

    frequency: float
    slowest: float
    fastest: float
    phase: Array
    additive: bool

    @property
    def resolution(self) -> float:
        """One period more within the record, in cycles per sampling step."""
        return 2 * np.pi / max(float(np.ptp(self.phase)), 1e-9)

    @property
    def reach(self) -> tuple[float, float]:
        """By how many resolutions the frequency may move."""
        return (self.slowest - self.frequency) / self.resolution, (self.fastest - self.frequency) / self.resolution

    def columns(self, shift: float) -> tuple[Array, Array]:
        """Return sine and cosine with the frequency moved by `shift` resolutions."""
        turned = self.phase * (self.frequency + shift * self.resolution)
        return np.sin(turned), np.cos(turned)


def first_guess(current: Array) -> CurrentNoise:
    """Return a noise to begin with: 1 %, and a floor far below the currents."""
    return CurrentNoise(0.01, 1e-4 * float(np.median(np.abs(current))) + 1e-300)


def estimated_noise(residual: Array, model: Array, parameters: int) -> CurrentNoise:
    """Return the likeliest noise of residuals of a fit.

    Long records give it from differences of neighbours, which a wrong rate law hardly changes. The floor stays
    as small as is prudent unless the likelihood asks for more.

    Parameters
    ----------
    residual, model : (n,) array
        A, in the order of recording; fitted currents.
    parameters : int
        Of the fit.
    """
    deviation = residual * np.sqrt(residual.size / max(residual.size - parameters, 1))
    if residual.size >= _MANY:
        deviation = (residual[1:-1] - 0.5 * (residual[2:] + residual[:-2])) / np.sqrt(1.5)
        model = model[1:-1]
    largest = float(np.abs(model).max())
    least = max(_SMALLEST * float(np.median(np.abs(model))), 1e-9 * largest)
    ratios = np.geomspace(least, 1e3 * largest, _RATIOS)[:, None]
    variance = model**2 + ratios**2
    squares = deviation**2 / variance
    level = np.median(squares, axis=1, keepdims=True) / 0.4549 + 1e-300  # of chi-square, one degree of freedom
    for _ in range(8):
        level = np.mean((_TAIL + 1) * squares / (_TAIL + squares / level), axis=1, keepdims=True) + 1e-300
    score = np.log(level * variance) + (_TAIL + 1) * np.log1p(squares / (_TAIL * level))
    total = score.sum(axis=1)
    best = int(np.argmin(total))
    if total[0] - total[best] < _NEEDED:
        best = 0
    spread = float(level[best, 0])
    for _ in range(6):
        spread = max(float(np.mean(np.minimum(squares[best], _CLIP * spread))), 1e-300)
    relative = max(float(np.sqrt(spread)), 1e-7)
    floor = relative * float(ratios[best, 0])
    if best == _RATIOS - 1:
        relative = 1e-6 * floor / largest
    return CurrentNoise(relative, floor)


def mains_wave(
    residual: Array, jacobian: Array, place: Array, step: float | None, noise: CurrentNoise, current: Array
) -> Wave | None:
    """Return the wave in whitened residuals that stands far above chance, None if there is none.

    Mains sampled at any rate is one line at its alias, also at nearly zero frequency: what a slow wave shares with
    the parameters of the fit is taken out before it is judged. A wave that the clock says is no alias of mains is a
    fault of the rate law, and none is found.

    Parameters
    ----------
    residual : (n,) array
        In standard deviations.
    jacobian : (n, p) array
        Of the fit.
    place : (n,) array
        Sampling steps.
    step : float or None
        One of them / s.
    noise : CurrentNoise
    current : (n,) array
        Fitted / A.
    """
    if residual.size < _MANY:
        return None
    strength, _, _ = np.linalg.svd(jacobian / np.maximum(np.linalg.norm(jacobian, axis=0), 1e-300), full_matrices=False)
    clipped = np.clip(residual, -4, 4)
    rest = clipped - strength @ (strength.T @ clipped)
    frequencies = _frequencies(place, step)
    spread = float(rest @ rest) / residual.size
    best = (0.0, 0.0, False)
    for additive in (False, True) if frequencies.size else ():
        weight = noise.floor / noise.deviation(current) if additive else np.ones_like(current)
        gains = _gains(frequencies, rest, strength, place, weight)
        k = int(np.argmax(gains))
        fine = frequencies[k] + np.linspace(-1, 1, 21) / (_WAVES_PER_POINT * residual.size)
        fine = fine[fine > 0]
        refined = _gains(fine, rest, strength, place, weight)
        top = int(np.argmax(refined))
        best = max(best, (float(refined[top]), float(fine[top]), additive))
    if best[0] / spread < 2 * np.log(max(frequencies.size, 1)) + _LOUD:
        return None
    slowest, fastest = _neighbourhood(best[1], place, step)
    return Wave(best[1], slowest, fastest, 2 * np.pi * (place - 0.5 * (place[0] + place[-1])), best[2])


def _neighbourhood(frequency: float, place: Array, step: float | None) -> tuple[float, float]:
    """Return how slow and how fast a wave found at a frequency may be; a slow one must stay an alias of mains."""
    near = 2 / float(place[-1] - place[0])
    if step is None or frequency > 2 * _SLOW / float(place[-1] - place[0]):
        return max(frequency - near, 0.0), frequency + near
    aliases = [abs(mains * step - round(mains * step)) for mains in _MAINS]
    alias = min(aliases, key=lambda one: abs(one - frequency))
    slowest, fastest = max(alias - _WANDER * step, 0.0), alias + _WANDER * step
    return min(slowest, frequency), max(fastest, frequency)


def _frequencies(place: Array, step: float | None) -> Array:
    """Return the frequencies to look at / cycles per step: aliases of mains, or without a clock any fast one."""
    count = min(int(place[-1] - place[0]) + 1, 2 * place.size)
    grid = np.arange(1, count * _WAVES_PER_POINT // 2) / (_WAVES_PER_POINT * count)
    if step is None:
        return np.asarray(grid[grid >= _SLOW / count])
    possible = np.zeros(grid.size, dtype=np.bool_)
    for harmonic in range(1, _HARMONICS + 1):
        for mains in _MAINS:
            cycles = harmonic * mains * step
            possible |= np.abs(grid - abs(cycles - round(cycles))) <= harmonic * _WANDER * step + 1 / count
    return np.asarray(grid[possible])


def _gains(frequencies: Array, rest: Array, known: Array, place: Array, weight: Array) -> Array:
    """Return by how much a wave of each frequency lowers the sum of squares of `rest`, beyond the `known` columns."""
    phase = 2 * np.pi * np.outer(frequencies, place)
    sine, cosine = np.sin(phase) * weight, np.cos(phase) * weight
    of_sine, of_cosine = sine @ known, cosine @ known
    ss = np.sum(sine**2, axis=1) - np.sum(of_sine**2, axis=1)
    cc = np.sum(cosine**2, axis=1) - np.sum(of_cosine**2, axis=1)
    sc = np.sum(sine * cosine, axis=1) - np.sum(of_sine * of_cosine, axis=1)
    s, c = sine @ rest, cosine @ rest
    least = 1e-3 * float(weight @ weight)
    determinant = np.maximum(ss * cc - sc**2, least**2)
    result: Array = (cc * s**2 - 2 * sc * s * c + ss * c**2) / determinant
    return result

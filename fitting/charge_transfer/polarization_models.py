"""The rate laws of the polarization contest, and a curve's residuals under them (PHYSICS 2.1, 2.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fitting.charge_transfer.polarization_noise import CurrentNoise, Wave
from fitting.charge_transfer.polarization_record import PolarizationRecord
from fitting.charge_transfer.rate_laws import Response, marcus_response, solved_overpotential, tabulated_chidsey
from fitting.marcus_hush import SMALLEST_ENERGY

Array = npt.NDArray[np.float64]

# Places of the parameters: ln i0, alpha, RT/(F lambda), R in V per largest current, E_eq - rest, charging current in
# largest currents, and of a mains wave two amplitudes and the shift of its frequency.
LOG_CURRENT, ALPHA, INVERSE, DROP, REST, CHARGING, SINE, COSINE, SHIFT = range(9)
COUNT = 9
_WAVE_UNIT = 1e-3  # of the largest current
_REST_REACH = 0.05  # V; bound of E_eq
_SMALLEST_MARCUS_ENERGY = 0.03  # eV


@dataclass(frozen=True)
class RateLaw:
    """One rival: which law, and which of its parameters are free.

    Parameters
    ----------
    chidsey : bool
        Marcus-Hush-Chidsey; else Marcus-Hush, which is Butler-Volmer without `energy`.
    alpha, energy, resistance : bool
        Free transfer coefficient, reorganization energy, series resistance.
    """

    chidsey: bool
    alpha: bool
    energy: bool
    resistance: bool

    def response(self, values: Array, reach: float) -> Callable[[Array], Response]:
        """Return the function that gives i/i0 and its derivatives at reduced overpotentials up to `reach`."""
        alpha, inverse = float(values[ALPHA]), float(values[INVERSE])
        if self.chidsey:
            return tabulated_chidsey(inverse, reach)
        return lambda reduced: marcus_response(reduced, alpha, inverse)


MODELS: Mapping[str, RateLaw] = {
    "butler_volmer": RateLaw(chidsey=False, alpha=True, energy=False, resistance=False),
    "butler_volmer_resistance": RateLaw(chidsey=False, alpha=False, energy=False, resistance=True),
    "marcus_hush": RateLaw(chidsey=False, alpha=False, energy=True, resistance=False),
    "marcus_hush_asymmetric": RateLaw(chidsey=False, alpha=True, energy=True, resistance=False),
    "marcus_hush_chidsey": RateLaw(chidsey=True, alpha=False, energy=True, resistance=False),
    "marcus_hush_chidsey_resistance": RateLaw(chidsey=True, alpha=False, energy=True, resistance=True),
}


@dataclass(frozen=True)
class Known:
    """What is known beside the curve.

    Parameters
    ----------
    rest_error : float
        Of the equilibrium potential / V; 0 if it is exact.
    resistance : float or None
        ohm; None if unknown.
    resistance_error : float
        ohm; 0 if it is exact.
    charging : bool
        Whether a charging current is fitted.
    """

    rest_error: float
    resistance: float | None
    resistance_error: float
    charging: bool


@dataclass(frozen=True, eq=False)
class Problem:
    """A curve, its noise, and what is known: residuals of any rate law.

    Parameters
    ----------
    record : PolarizationRecord
    thermal : float
        RT/F / V.
    noise : CurrentNoise
    known : Known
    wave : Wave or None
    """

    record: PolarizationRecord
    thermal: float
    noise: CurrentNoise
    known: Known
    wave: Wave | None = None
    seen: dict[RateLaw, tuple[Array, Array, Array]] = field(default_factory=dict)

    @property
    def scale(self) -> float:
        """Largest current / A."""
        return float(np.abs(self.record.current).max())

    @property
    def prior_count(self) -> int:
        """Rows of residuals that are not points."""
        return int(self.known.rest_error > 0) + int(self.known.resistance_error > 0)

    def bounds(self, law: RateLaw) -> tuple[Array, Array]:
        """Return lower and upper bounds of the parameters; equal ones hold a parameter where it is."""
        middle = np.log(self.scale)
        reach = float(np.abs(self.record.potential - self.record.rest).max())
        smallest = self.thermal * SMALLEST_ENERGY if law.chidsey else max(reach, _SMALLEST_MARCUS_ENERGY)
        lower, upper = np.zeros(COUNT), np.zeros(COUNT)
        lower[LOG_CURRENT], upper[LOG_CURRENT] = middle - 60, middle + 12
        lower[ALPHA], upper[ALPHA] = (0.01, 0.99) if law.alpha else (0.5, 0.5)
        upper[INVERSE] = self.thermal / smallest if law.energy else 0.0
        lower[DROP], upper[DROP] = self._drop_bounds(law, reach)
        if self.known.rest_error > 0:
            lower[REST], upper[REST] = -_REST_REACH, _REST_REACH
        if self.known.charging:
            lower[CHARGING], upper[CHARGING] = -1.0, 1.0
        if self.wave is not None:
            lower[SINE:SHIFT], upper[SINE:SHIFT] = -1e4, 1e4
            lower[SHIFT], upper[SHIFT] = self.wave.reach
        return lower, upper

    def _drop_bounds(self, law: RateLaw, reach: float) -> tuple[float, float]:
        given, error = self.known.resistance, self.known.resistance_error
        if given is not None and error == 0 and not law.resistance:
            return given * self.scale, given * self.scale
        return (0.0, max(1.5 * reach, 3 * (given or 0.0) * self.scale)) if law.resistance or given else (0.0, 0.0)

    def evaluated(self, law: RateLaw, values: Array) -> tuple[Array, Array]:
        """Return the current / A, (n,), and its derivatives by the first six parameters, (n, 6)."""
        record, thermal = self.record, self.thermal
        exchange, resistance = float(np.exp(values[LOG_CURRENT])), float(values[DROP]) / self.scale
        way = record.direction if record.direction.any() else np.ones_like(record.potential)
        charging = way * values[CHARGING] * self.scale
        applied = (record.potential - record.rest - values[REST] - resistance * charging) / thermal
        drop = resistance * exchange / thermal
        guess = applied - resistance * (record.current - charging) / thermal
        function = law.response(values, float(np.abs(applied).max()))
        response = function(solved_overpotential(function, applied, drop, guess, 1e-5))
        current = exchange * response.current
        slope = exchange * response.slope / thermal  # by the overpotential / V
        damping = 1 / np.maximum(1 + resistance * slope, 1e-6)
        slopes = np.empty((current.size, SINE))
        slopes[:, LOG_CURRENT] = current * damping
        slopes[:, ALPHA] = exchange * response.by_transfer_coefficient * damping
        slopes[:, INVERSE] = exchange * response.by_inverse_energy * damping
        slopes[:, DROP] = -(current + charging) * slope * damping / self.scale
        slopes[:, REST] = -slope * damping
        slopes[:, CHARGING] = way * self.scale * damping
        return current + charging, slopes

    def residual(self, law: RateLaw, values: Array) -> Array:
        """Return the weighted residuals, those of the priors last."""
        return self._rows(law, values)[0]

    def jacobian(self, law: RateLaw, values: Array) -> Array:
        """Return their derivatives, (n + priors, 9)."""
        return self._rows(law, values)[1]

    def _rows(self, law: RateLaw, values: Array) -> tuple[Array, Array]:
        last = self.seen.get(law)
        if last is not None and np.array_equal(last[0], values):
            return last[1], last[2]
        current, slopes = self.evaluated(law, values)
        added, relative, waves = self._wave(values)
        current, measured = current + added, self.record.current
        rows = self.noise.transformed(current) + relative - self.noise.transformed(measured)
        rows -= self.noise.offset(measured)
        deviation = self.noise.deviation(current)[:, None]
        additive = self.wave is not None and self.wave.additive
        jacobian = np.concatenate([slopes / deviation, waves / deviation if additive else waves], axis=1)
        priors, prior_slopes = self._priors(law, values)
        answer = np.concatenate([rows, priors]), np.concatenate([jacobian, prior_slopes])
        self.seen[law] = (np.array(values), *answer)
        return answer

    def _wave(self, values: Array) -> tuple[Array, Array, Array]:
        """Return a mains wave / A, or in standard deviations, and its slopes in the same unit, (n, 3)."""
        nothing = np.zeros(self.record.current.size)
        if self.wave is None:
            return nothing, nothing, np.zeros((nothing.size, COUNT - SINE))
        sine, cosine = self.wave.columns(float(values[SHIFT]))
        unit = _WAVE_UNIT * self.scale if self.wave.additive else 1.0
        wave = unit * (values[SINE] * sine + values[COSINE] * cosine)
        turning = (values[SINE] * cosine - values[COSINE] * sine) * self.wave.phase * self.wave.resolution
        slopes = unit * np.stack([sine, cosine, turning], axis=1)
        return (wave, nothing, slopes) if self.wave.additive else (nothing, wave, slopes)

    def remainder(self, law: RateLaw, values: Array) -> tuple[Array, Array]:
        """Return what law and wave leave of the currents / A, and the law's currents."""
        current = self.evaluated(law, values)[0]
        added, relative, _ = self._wave(values)
        return self.record.current - current - added - relative * self.noise.deviation(current), current

    def wave_size(self, values: Array) -> float:
        """Return the amplitude of the mains wave, in standard deviations of the noise at the median current."""
        size = float(np.hypot(values[SINE], values[COSINE]))
        if self.wave is None or not self.wave.additive:
            return size
        middle = np.array(float(np.median(np.abs(self.record.current))))
        return size * _WAVE_UNIT * self.scale / float(self.noise.deviation(middle))

    def _priors(self, law: RateLaw, values: Array) -> tuple[Array, Array]:
        """Return the rows of what is known; a law with a resistance of its own asks the curve alone."""
        rows, slopes = np.zeros(self.prior_count), np.zeros((self.prior_count, COUNT))
        place = 0
        if self.known.rest_error > 0:
            rows[0], slopes[0, REST], place = values[REST] / self.known.rest_error, 1 / self.known.rest_error, 1
        if self.known.resistance_error > 0 and not law.resistance:
            size = self.known.resistance_error * self.scale
            rows[place] = (values[DROP] - (self.known.resistance or 0.0) * self.scale) / size
            slopes[place, DROP] = 1 / size
        return rows, slopes

"""The model of a curve through Sand's transition: shape, relaxation from the start, mains (PHYSICS 1.3)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from fitting.mass_transfer.transition_shapes import LOWER, PARAMETERS, SHARP, UPPER, RoundedShape, SharedShape
from fitting.mass_transfer.transition_supply import Supply

Array = npt.NDArray[np.float64]

# Order of the parameters: E_a / V, b / V, ln tau, those of the shape; then those of relaxation and mains.
LEVEL, SLOPE, LOG_TAU, SHAPE = range(4)
COUNT = SHAPE + PARAMETERS
TAFEL, SYMMETRIC, GENERAL = 0, 1, 3  # kinetics
STEEPEST = 1.0  # V, of b
_NOTHING = 1e-60  # slopes whose squares would leave the range of numbers
FEWEST_CYCLES = 0.1  # of hum in the record
_LATEST = 4.0  # of the record
_WANDER = 0.5  # of a line's frequency, in cycles per record


@dataclass(frozen=True)
class TransitionModel:
    """E(t) = E_a + b v(t/tau) + A e^(-t/t_e) + sum of a sin(2 pi f t) + b' cos(2 pi f t).

    Parameters
    ----------
    shape : RoundedShape or SharedShape
        v.
    relaxation : bool
        Whether A is there: what is left of spike and charging after the cut.
    kinetics : int
        How many of h, theta and alpha of the shape are free: `TAFEL` none, `SYMMETRIC` h, `GENERAL` all.
    mains : int
        Lines.
    sharp : bool
        Whether the shape is the bare logarithm, without rounding and second reaction.
    supply : Supply or None
        What stands in the place of t/tau where the electrode is no plane.
    """

    shape: RoundedShape | SharedShape = field(default_factory=RoundedShape)
    relaxation: bool = False
    kinetics: int = TAFEL
    mains: int = 0
    sharp: bool = False
    supply: Supply | None = None

    @property
    def size(self) -> int:
        """Number of parameters, fixed ones too."""
        return COUNT + 2 * self.relaxation + 3 * self.mains

    @property
    def lines_at(self) -> int:
        """Index of the first parameter of the mains."""
        return COUNT + 2 * self.relaxation

    @property
    def amplitudes(self) -> list[int]:
        """Indices of the amplitudes of the mains."""
        return [line + part for line in range(self.lines_at, self.size, 3) for part in (0, 1)]

    def potential(self, values: Array, t: Array) -> Array:
        """Return E(t) / V at times / s."""
        level = self.shape.level(self._used(t, values)[0], values[SHAPE:COUNT])
        more = sum((amount * wave for amount, wave in self._waves(values, t)), np.zeros(t.size))
        result: Array = values[LEVEL] + values[SLOPE] * level + more
        return result

    def jacobian(self, values: Array, t: Array) -> Array:
        """Return dE / d values, (n, p)."""
        x, moving = self._used(t, values)
        level, by_x, by_shape = self.shape(x, values[SHAPE:COUNT])
        columns = [np.ones(t.size), level, values[SLOPE] * by_x * moving, *(values[SLOPE] * by_shape).T]
        waves = self._waves(values, t)
        if self.relaxation:
            amplitude, fading = waves.pop(0)
            columns += [fading, amplitude * fading * t / np.exp(values[COUNT + 1])]
        for (first, sine), (second, cosine) in zip(waves[::2], waves[1::2], strict=True):
            columns += [sine, cosine, 2 * np.pi * t * (first * cosine - second * sine)]
        slopes = np.stack(columns, axis=1)
        slopes[np.abs(slopes) < _NOTHING] = 0.0
        return slopes

    def _used(self, t: Array, values: Array) -> tuple[Array, Array]:
        """Return (1 - c_s/c)^2, t/tau at a plane, and its slope by ln tau."""
        if self.supply is not None:
            return self.supply.used(t, float(values[LOG_TAU]))
        x = t / np.exp(values[LOG_TAU])
        return x, -x

    def _waves(self, values: Array, t: Array) -> list[tuple[float, Array]]:
        """Return amplitude and course of the relaxation, if any, and of sine and cosine of each line."""
        waves = []
        if self.relaxation:
            waves.append((float(values[COUNT]), np.exp(-t / np.exp(values[COUNT + 1]))))
        for line in range(self.lines_at, self.size, 3):
            angle = 2 * np.pi * values[line + 2] * t
            waves += [(float(values[line]), np.sin(angle)), (float(values[line + 1]), np.cos(angle))]
        return waves

    def without_mains(self, values: Array, t: Array) -> Array:
        """Return E(t) / V without the lines."""
        plain = replace(self, mains=0, sharp=False)
        return plain.potential(values[: plain.size], t)

    def bounds(self, t: Array, start: Array) -> tuple[Array, Array]:
        """Return lower and upper bounds of the parameters for a record at times t, from a start."""
        span = float(t[-1] - t[0])
        low, high = np.full(self.size, -5.0), np.full(self.size, 5.0)
        low[SLOPE], high[SLOPE] = 1e-4, STEEPEST
        low[LOG_TAU], high[LOG_TAU] = np.log(0.3 * t[-1]) if t[0] < 0.3 * t[-1] else np.log(t[0]), np.log(1.5 * t[-1])
        if self.supply is not None:  # which makes the bend long before the Sand time
            high[LOG_TAU] = np.log(_LATEST * t[-1])
        low[LOG_TAU] = min(low[LOG_TAU], start[LOG_TAU] - 0.7)
        low[SHAPE:COUNT], high[SHAPE:COUNT] = LOWER, UPPER
        if isinstance(self.shape, SharedShape):
            high[SHAPE] = np.log(0.03)
            low[SHAPE + 2], high[SHAPE + 2] = np.log(0.05), np.log(10.0)
        if self.sharp:
            low[SHAPE:COUNT], high[SHAPE:COUNT] = SHARP - 1e-12, SHARP + 1e-12
        for index in range(COUNT - 3 + self.kinetics, COUNT):
            low[index], high[index] = SHARP[index - SHAPE] - 1e-12, SHARP[index - SHAPE] + 1e-12
        if self.relaxation:
            low[COUNT + 1], high[COUNT + 1] = np.log(span / 300), np.log(span)
        for line in range(self.lines_at, self.size, 3):
            low[line + 2] = max(float(start[line + 2]) - _WANDER / span, 0.5 * FEWEST_CYCLES / span)
            high[line + 2] = float(start[line + 2]) + _WANDER / span
        return low, high

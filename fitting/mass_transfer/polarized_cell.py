"""A symmetric lithium cell under a small voltage: relaxation of its current, and its impedance (PHYSICS 1.2, 7)."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
import numpy.typing as npt

from fitting.mass_transfer.sand import elapsed, positive
from fitting.messages import FitError

Array = npt.NDArray[np.float64]
ComplexArray = npt.NDArray[np.complex128]

_EARLY = 0.03  # of L^2 / 4 D: before, the electrodes do not see each other; after, fourteen exponentials are exact
_TERMS = 14
_MODES = 16  # of diffusion, where the interface changes with time
_STEPS = 120  # in time, there


@dataclass(frozen=True)
class PolarizedCell:
    """Two equal lithium electrodes and a binary electrolyte, at small voltages.

    Parameters
    ----------
    bulk_resistance, interfacial_resistance : float
        R_e of the electrolyte, R_i of both interfaces / ohm.
    transference_number : float
        Above 0, up to 1.
    diffusion_time : float
        L^2 / (4 D) / s, L the thickness and D the salt's diffusion coefficient.
    capacitance : float
        Of the interfaces in series / F; 0 leaves it out of the impedance.
    exponent : float
        phi: 1 for a capacitor.

    Raises
    ------
    FitError
        For what is not above zero, and a transference number outside (0, 1].
    """

    bulk_resistance: float
    interfacial_resistance: float
    transference_number: float
    diffusion_time: float
    capacitance: float = 0.0
    exponent: float = 1.0

    def __post_init__(self) -> None:
        positive("RESISTANCE_NOT_POSITIVE", "resistance of the electrolyte", self.bulk_resistance)
        positive("RESISTANCE_NOT_POSITIVE", "resistance of the interfaces", self.interfacial_resistance)
        positive("DIFFUSION_TIME_NOT_POSITIVE", "diffusion time", self.diffusion_time)
        if not 0 < self.transference_number <= 1:
            raise FitError(
                "TRANSFERENCE_NUMBER_OUT_OF_RANGE",
                "The transference number is {number:.4g}; a cell of lithium carries a steady current only above 0, "
                "and it cannot be above 1.",
                self.transference_number,
                number=self.transference_number,
            )

    @property
    def diffusion_resistance(self) -> float:
        """R_d = R_e (1/t+ - 1) / ohm: what the concentration adds at steady state."""
        return self.bulk_resistance * (1 / self.transference_number - 1)

    @property
    def instant_resistance(self) -> float:
        """R_e + R_i / ohm."""
        return self.bulk_resistance + self.interfacial_resistance

    def current(self, time: npt.ArrayLike, polarization: float) -> Array:
        """Return the current / A after a voltage step, without the charging of the double layer.

        I = dV/(R_e + R_i + R_d) + sum 2 dV / [R_d (1 + r^2 b^2) + R_e + R_i] e^(-4 D b^2 t/L^2), tan b = -r b,
        r = (R_e + R_i)/R_d; at short times dV/(R_e + R_i) exp(t/r^2 T) erfc sqrt(t/r^2 T), T = L^2/4D.

        Parameters
        ----------
        time : (n,) array or float
            s since the step.
        polarization : float
            V.
        """
        from scipy.special import erfcx  # start-up: not at import

        instant, diffusive = self.instant_resistance, self.diffusion_resistance
        reduced = elapsed(time) / self.diffusion_time
        if diffusive < 1e-12 * instant:
            return np.full(reduced.shape, polarization / (instant + diffusive))
        ratio = instant / diffusive
        early = polarization / instant * erfcx(np.sqrt(np.minimum(reduced, _EARLY)) / ratio)
        root = relaxation_roots(ratio, _TERMS)
        share = 2 * polarization / (diffusive * (1 + (ratio * root) ** 2) + instant)
        late = np.exp(-np.multiply.outer(np.maximum(reduced, _EARLY), root**2)) @ share
        result: Array = np.where(reduced < _EARLY, early, polarization / (instant + diffusive) + late)
        return result

    def impedance(self, angular_frequency: npt.ArrayLike) -> ComplexArray:
        """Return Z = R_e + R_i/(1 + (j w R_i C)^phi) + R_d tanh(x)/x / ohm, x = sqrt(j w L^2/4D).

        Parameters
        ----------
        angular_frequency : (n,) array or float
            w = 2 pi f / rad/s.
        """
        omega = np.asarray(angular_frequency, dtype=np.float64)
        x = np.sqrt(1j * omega * self.diffusion_time)
        charging = (1j * omega * self.interfacial_resistance * self.capacitance) ** self.exponent
        result: ComplexArray = (
            self.bulk_resistance
            + self.interfacial_resistance / (1 + charging)
            + self.diffusion_resistance * np.tanh(x) / x
        )
        return result

    def drifting_current(self, time: Array, polarization: float, change: Array) -> Array:
        """Return the current / A where the interfaces' resistance changes while it flows.

        What the change adds solves (R_e + R_i + d) dI + V_d[dI] = -d I, V_d by the modes of diffusion
        T_k dv_k/dt = R_k dI - v_k, T_k = T/((k - 1/2) pi)^2, R_k = 2 R_d T_k/T, with dI linear between times.

        Parameters
        ----------
        time : (n,) array
            s since the step, increasing, the first above zero.
        polarization : float
            V.
        change : (n,) array
            d = R_i(t) - R_i / ohm.
        """
        steady = self.current(time, polarization)
        grid = np.concatenate([[0.0], np.geomspace(time[0] / 2, time[-1], _STEPS)])
        along = np.interp(grid, np.concatenate([[0.0], time]), np.concatenate([[0.0], change]))
        push = -along * self.current(grid, polarization)
        extra = self._response(grid, push, self.instant_resistance + along)
        result: Array = steady + np.interp(time, grid, extra)
        return result

    def _response(self, grid: Array, push: Array, instant: Array) -> Array:
        """Return dI on a grid, by exact steps of each mode for a current linear between the points."""
        square = ((np.arange(1, _MODES + 1) - 0.5) * pi) ** 2
        size = 2 * self.diffusion_resistance / square
        rest = self.diffusion_resistance - float(size.sum())  # faster modes follow at once
        step = np.diff(grid)[:, None] * square / self.diffusion_time
        fade = np.exp(-step)
        new = 1 + np.expm1(-step) / step
        old = -np.expm1(-step) - new
        level, modes = 0.0, np.zeros(_MODES)
        found = np.zeros(grid.size)
        for index in range(step.shape[0]):
            modes = modes * fade[index] + size * old[index] * level
            weight = size * new[index]
            level = (push[index + 1] - float(modes.sum())) / (instant[index + 1] + rest + float(weight.sum()))
            modes = modes + weight * level
            found[index + 1] = level
        return found


def relaxation_roots(ratio: float, count: int) -> Array:
    """Return the first roots above zero of tan b = -r b.

    Parameters
    ----------
    ratio : float
        r, above zero.
    count : int
    """
    order = np.arange(1, count + 1) * pi
    root: Array = order - np.arctan(ratio * order)
    for _ in range(50):
        step = (root + np.arctan(ratio * root) - order) / (1 + ratio / (1 + (ratio * root) ** 2))
        root = root - step
        if np.abs(step).max() < 1e-15 * order[-1]:
            break
    return root

"""Constant-current plating curves with a known truth: spike, plateau, self-smoothing, depletion (PHYSICS 3.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.constants import STANDARD_TEMPERATURE, thermal_voltage
from fitting.messages import FitError
from fitting.synthetic.noise import SyntheticCurve, noisy

Array = npt.NDArray[np.float64]

_SALT_TRANSFERENCE_NUMBER = 0.35  # of the depletion term, 2 (1 - t+) RT/F ln(c_s/c)
_SHORTEST_STEP, _LONGEST_STEP, _POTENTIAL_STEP = 2e-4, 10.0, 2e-3  # of adaptive sampling: s, s, V


@dataclass(frozen=True)
class PlatingCurve:
    """Noise-free potential of a plating step, PHYSICS 3.3 step 5."""

    open_circuit: float
    plateau: float
    amplitude: float
    rise_time: float
    decay_time: float
    charging_time: float
    growth: float
    growth_time: float
    sand_time: float | None

    def potential(self, elapsed: Array) -> Array:
        """Return E / V at the times since current on / s."""
        x = np.maximum(elapsed, 0.0)
        charged = -np.expm1(-x / self.charging_time)
        relaxed = self.plateau + self.growth * np.exp(-x / self.growth_time)
        spike = np.exp(-x / self.decay_time) - np.exp(-x / self.rise_time)
        peak_time = np.log(self.decay_time / self.rise_time) / (1 / self.rise_time - 1 / self.decay_time)
        height = np.exp(-peak_time / self.decay_time) - np.exp(-peak_time / self.rise_time)
        potential = self.open_circuit * (1 - charged) + charged * relaxed - self.amplitude * spike / height
        if self.sand_time is not None:
            left = np.maximum(1 - np.sqrt(x / self.sand_time), 1e-12)
            depletion = 2 * (1 - _SALT_TRANSFERENCE_NUMBER) * thermal_voltage(STANDARD_TEMPERATURE) * np.log(left)
            potential = potential + np.maximum(depletion, -1.5)
        return np.where(elapsed < 0, self.open_circuit, potential)


def chronopotentiogram(
    *,
    current: float = -0.196e-3,
    duration: float = 900.0,
    sampling_interval: float | None = 0.5,
    spike_amplitude: float = 0.080,
    rise_time: float = 3.0,
    decay_time: float = 9.0,
    charging_time: float = 1.0,
    open_circuit_potential: float = 0.040,
    plateau_potential: float = -0.085,
    self_smoothing_rise: float = 0.022,
    self_smoothing_constant: float = 150.0,
    sand_time: float | None = None,
    open_circuit_duration: float = 0.0,
    noise: str = "white",
    noise_level: float = 0.3e-3,
    seed: int = 0,
) -> SyntheticCurve:
    """Return a constant-current plating curve with a nucleation spike.

    E = E_ocv e^(-x/t_dl) + (1 - e^(-x/t_dl)) (E_pl + D e^(-x/tau_e)) - dE b(x) + depletion, with b the biexponential of
    unit height and depletion = 2 (1 - t+) RT/F ln(1 - sqrt(x/tau_Sand)), x the time since current on.

    Parameters
    ----------
    current : float
        A, negative (plating).
    duration, sampling_interval : float
        s; without a sampling interval the sampling is adaptive, 0.2 ms to 10 s in one curve.
    spike_amplitude : float
        dE / V; 0 makes a curve without a spike.
    rise_time, decay_time, charging_time : float
        Time constants of spike and double layer / s.
    open_circuit_potential, plateau_potential : float
        V against Li/Li+; the plateau is the value at long times, without depletion.
    self_smoothing_rise, self_smoothing_constant : float
        D / V and tau_e / s; a negative rise makes the overpotential fall.
    sand_time : float, optional
        Depletion is added with this transition time / s.
    open_circuit_duration : float
        Open circuit recorded before the current / s.
    noise : str
        ``clean`` | ``white`` | ``typical`` (mains) | ``hard`` (also quantisation, glitches, missing points, drift).
    noise_level : float
        Standard deviation of the white part / V.
    seed : int
        Of the random numbers.

    Raises
    ------
    FitError
        For a current that does not plate, times that are not positive, or an unknown noise.
    """
    if not current < 0:
        raise FitError("NOT_PLATING", "A plating curve needs a current below zero.")
    if min(duration, rise_time, decay_time, charging_time, self_smoothing_constant) <= 0 or rise_time == decay_time:
        raise FitError("TIMES_NOT_POSITIVE", "Times must be above zero, and the spike's rise and decay must differ.")
    curve = PlatingCurve(
        open_circuit_potential, plateau_potential, spike_amplitude, rise_time, decay_time, charging_time,
        self_smoothing_rise, self_smoothing_constant, sand_time,
    )  # fmt: skip
    elapsed = _sampling_times(curve, duration, sampling_interval)
    if open_circuit_duration > 0:
        before = np.arange(-open_circuit_duration, -1e-9, sampling_interval or 0.1)
        elapsed = np.concatenate([before, elapsed])
    potential = curve.potential(elapsed)
    elapsed, potential = noisy(elapsed, potential, noise, noise_level, seed)
    columns = {
        "time": elapsed - elapsed[0],
        "potential": potential,
        "current": np.where(elapsed < 0, 0.0, current),
    }
    truth = _truth(curve, duration) | {"onset_time": float(-elapsed[0]) if open_circuit_duration > 0 else 0.0}
    return SyntheticCurve(columns, truth)


def _sampling_times(curve: PlatingCurve, duration: float, interval: float | None) -> Array:
    """Return regular times, or those of an instrument that records on every change of the potential."""
    if interval is not None:
        return np.arange(0.0, duration + 0.5 * interval, interval)
    fine = np.concatenate([[0.0], np.geomspace(_SHORTEST_STEP / 4, duration, 40_000)])
    slope = np.abs(np.gradient(curve.potential(fine), fine))
    rate = np.clip(slope / _POTENTIAL_STEP, 1 / np.minimum(_LONGEST_STEP, 0.05 * fine + 1e-3), 1 / _SHORTEST_STEP)
    count = np.concatenate([[0.0], np.cumsum(0.5 * (rate[1:] + rate[:-1]) * np.diff(fine))])
    times = np.interp(np.arange(0.0, np.floor(count[-1]) + 1), count, fine)
    return np.append(times, duration) if duration - times[-1] > _SHORTEST_STEP else times


def _truth(curve: PlatingCurve, duration: float) -> dict[str, float]:
    """Return the quantities of the noise-free curve by the definitions of PHYSICS 3.3, depletion removed."""
    bare = PlatingCurve(**{**vars(curve), "sand_time": None})
    time = np.unique(np.concatenate([np.geomspace(1e-5, duration, 200_000), np.linspace(0.0, duration, 100_000)]))
    potential = bare.potential(time)
    truth = {"plateau_potential": curve.plateau}
    if curve.sand_time is not None:
        truth["sand_time"] = curve.sand_time
    inner = np.flatnonzero((potential[1:-1] < potential[:-2]) & (potential[1:-1] <= potential[2:])) + 1
    if curve.amplitude <= 0 or not inner.size:
        return truth
    spike = int(inner[0])
    crossed = np.flatnonzero(potential <= 0.0)
    crossing = float(time[crossed[0]])
    top = spike + int(np.argmax(potential[spike:]))
    truth |= {
        "spike_time": float(time[spike]),
        "spike_potential": float(potential[spike]),
        "spike_overpotential": float(potential[spike]),
        "nucleation_overpotential": float(potential[spike] - curve.plateau),
        "induction_period": float(time[spike]) - crossing,
    }
    rise = float(potential[top]) - curve.plateau
    truth |= {"crest_time": float(time[top]), "crest_potential": float(potential[top]), "self_smoothing_rise": rise}
    done = np.flatnonzero((time > time[top]) & (potential <= potential[top] - 0.95 * rise))
    if curve.growth > 0 and done.size:
        truth["self_smoothing_constant"] = curve.growth_time
        truth["self_smoothing_time"] = float(time[done[0]] - time[spike])
        truth["induction_to_self_smoothing_ratio"] = truth["induction_period"] / truth["self_smoothing_time"]
    return truth

"""Constant-current plating until the surface is empty, with a known truth (PHYSICS 1.2, 10)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fitting.constants import thermal_voltage
from fitting.least_squares import bracketed_root
from fitting.mass_transfer.sand import sand_time
from fitting.messages import FitError
from fitting.synthetic.noise import SyntheticCurve, noisy

Array = npt.NDArray[np.float64]

TRANSITIONS = ("rounded", "integrated")


@dataclass(frozen=True)
class _Electrode:
    """Kinetics of plating and of what follows it; potentials / V, current densities / A/m^2."""

    current_density: float
    sand_time: float
    exchange_current_density: float
    transfer_coefficient: float
    transference_number: float
    capacitance: float
    end_potential: float

    def overpotential(self, left: Array) -> Array:
        """Return E / V at a surface concentration c_s / c, while all current plates."""
        f = 1 / thermal_voltage()
        alpha, load = self.transfer_coefficient, -self.current_density / self.exchange_current_density
        target = np.log(load) - (1 - alpha) * np.log(left)  # j0 of the local concentration goes with c_s^(1 - alpha)
        z = np.maximum(target / alpha, np.exp(np.minimum(target - alpha, 0.0)))
        for _ in range(60):
            z = z + (target - alpha * z - np.log(-np.expm1(-z))) / (alpha + 1 / np.expm1(np.minimum(z, 700.0)))
        result: Array = (2 * (1 - self.transference_number) * np.log(left) - z) / f
        return result

    def plating_share(self, potential: float, left: float) -> float:
        """Return the share of the current that plates at E and c_s / c."""
        f = 1 / thermal_voltage()
        local = f * potential - 2 * (1 - self.transference_number) * np.log(left)
        alpha, load = self.transfer_coefficient, -self.current_density / self.exchange_current_density
        whole = np.exp(-alpha * local) - np.exp((1 - alpha) * local)
        return float(left ** (1 - alpha) * whole / load)


def sand_transition(
    *,
    current_density: float = -20.0,
    area: float = 1e-4,
    concentration: float = 1000.0,
    diffusion_coefficient: float = 1.5e-12,
    transference_number: float = 0.35,
    exchange_current_density: float = 1.0,
    transfer_coefficient: float = 0.5,
    duration: float | None = None,
    sampling_interval: float = 0.3,
    transition: str = "rounded",
    rounding: float = 0.01,
    end_potential: float = -0.7,
    capacitance: float = 0.2,
    spike_amplitude: float = 0.0,
    rise_time: float = 1.0,
    decay_time: float = 4.0,
    open_circuit_potential: float = 0.0,
    charging_time: float = 0.3,
    noise: str = "white",
    noise_level: float = 0.3e-3,
    seed: int = 0,
) -> SyntheticCurve:
    """Return a plating curve through Sand's transition.

    E solves j = j0 (c_s/c)^(1 - alpha) [e^((1 - alpha) f eta) - e^(-alpha f eta)], eta = E - 2 (1 - t+) RT/F ln(c_s/c),
    with c_s/c from the Sand equation, rounded as w ln(1 + e^((1 - sqrt(t/tau))/w)) and bounded by a second reaction
    (``rounded``), or integrated with double layer and second reaction taking part of the current (``integrated``).

    Parameters
    ----------
    current_density : float
        A/m^2, below zero.
    area : float
        m^2.
    concentration, diffusion_coefficient, transference_number : float
        Of the salt: mol/m^3, m^2/s; of the cation.
    exchange_current_density, transfer_coefficient : float
        A/m^2 in the bulk; cathodic.
    duration, sampling_interval : float
        s; without a duration 1.25 Sand times.
    transition : str
        ``rounded`` | ``integrated``.
    rounding : float
        w of the rounded form.
    end_potential : float
        Where a second reaction carries all current / V.
    capacitance : float
        Of the double layer / F/m^2, for ``integrated``.
    spike_amplitude, rise_time, decay_time : float
        A nucleation spike at the start: V, s, s; 0 for none.
    open_circuit_potential, charging_time : float
        From which the double layer is charged at the start: V; s.
    noise, noise_level, seed
        As in `noisy`.

    Raises
    ------
    FitError
        ``NOT_PLATING``, ``UNKNOWN_TRANSITION``, and as `sand_time`.
    """
    if not current_density < 0:
        raise FitError("NOT_PLATING", "A plating curve needs a current below zero.")
    if transition not in TRANSITIONS:
        raise FitError("UNKNOWN_TRANSITION", "A transition is rounded or integrated.")
    tau = sand_time(diffusion_coefficient, concentration, current_density, transference_number)
    kinetics = exchange_current_density, transfer_coefficient
    electrode = _Electrode(current_density, tau, *kinetics, transference_number, capacitance, end_potential)
    time = np.arange(0.0, (1.25 * tau if duration is None else duration) + 0.5 * sampling_interval, sampling_interval)
    potential = _rounded(electrode, time, rounding) if transition == "rounded" else _integrated(electrode, time)
    start = np.exp(-time / charging_time)
    potential = potential + start * (open_circuit_potential - potential[0])
    if spike_amplitude > 0:
        potential -= spike_amplitude * _spike(time, rise_time, decay_time)
    time, potential = noisy(time, potential, noise, noise_level, seed)
    columns = {"time": time - time[0], "potential": potential, "current": np.full(time.size, area * current_density)}
    return SyntheticCurve(columns, {"sand_time": tau, "diffusion_coefficient": diffusion_coefficient})


def sand_series(densities: tuple[float, ...], *, seed: int = 0, **settings: float | str) -> list[SyntheticCurve]:
    """Return a curve per current density, each sampled 2000 times in 1.25 Sand times.

    Parameters
    ----------
    densities : tuple of float
        A/m^2, below zero.
    seed : int
        Of the first curve; the next ones count on.
    settings
        As in `sand_transition`.
    """
    curves = []
    for index, density in enumerate(densities):
        known = {"concentration": 1000.0, "diffusion_coefficient": 1.5e-12, "transference_number": 0.35} | settings
        tau = sand_time(
            float(known["diffusion_coefficient"]), float(known["concentration"]), density,
            float(known["transference_number"]),
        )  # fmt: skip
        chosen = {"sampling_interval": tau / 1600} | known
        curves.append(sand_transition(current_density=density, seed=seed + index, **chosen))  # type: ignore[arg-type]
    return curves


def _rounded(electrode: _Electrode, time: Array, rounding: float) -> Array:
    excess = 1 - np.sqrt(time / electrode.sand_time)
    left = rounding * np.logaddexp(0.0, excess / rounding)
    free = electrode.overpotential(np.minimum(left, 1.0))
    width = thermal_voltage() / 0.5  # Tafel slope of the second reaction
    result: Array = width * np.logaddexp(free / width, electrode.end_potential / width)
    return result


def _integrated(electrode: _Electrode, time: Array) -> Array:
    grid, level = _integrated_curve(electrode, float(time[-1]))
    result: Array = np.interp(time, grid, level)
    return result


@lru_cache(maxsize=16)
def _integrated_curve(electrode: _Electrode, end: float) -> tuple[Array, Array]:
    """Return t and E(t) where plating, second reaction and double layer share the current and plating depletes.

    Product integration of the flux, piecewise linear, on times that crowd round the transition.
    """
    tau = electrode.sand_time
    crowd = tau * np.geomspace(1e-6, 1.0, 250)
    before = np.concatenate([np.linspace(0.0, tau, 60), tau - crowd])
    grid = np.unique(np.round(np.concatenate([before, tau + crowd]) / tau, 12)) * tau
    grid = grid[grid <= max(1.05 * end, 1e-3 * tau)]
    share = np.ones(grid.size)
    level = np.empty(grid.size)
    level[0] = float(electrode.overpotential(np.array([1.0]))[0])
    for n in range(1, grid.size):
        weight = _weights(grid[: n + 1]) / np.sqrt(tau)
        history = 1 - float(weight[:-1] @ share[:n])
        level[n], share[n] = _shared(electrode, history, float(weight[-1]), level[n - 1], grid[n] - grid[n - 1])
    return grid, level


def _weights(grid: Array) -> Array:
    """Return w with sum w_k phi_k = integral of phi(t') / (2 sqrt(t - t')) to the last time, phi piecewise linear."""
    left, right = grid[-1] - grid[:-1], grid[-1] - grid[1:]
    step = left - right
    area = np.sqrt(left) - np.sqrt(right)
    moment = (left**1.5 - right**1.5) / 3  # of (t - t')
    weight = np.zeros(grid.size)
    weight[:-1] += (moment - right * area) / step
    weight[1:] += (left * area - moment) / step
    return weight


def _shared(electrode: _Electrode, history: float, last: float, before: float, step: float) -> tuple[float, float]:
    """Return E and the share that plates: what plating, second reaction and double layer take is j."""
    f, size = 1 / thermal_voltage(), -electrode.current_density

    def plating(potential: float) -> float:
        def surplus(left: float) -> float:
            return left + last * electrode.plating_share(potential, left) - history

        # Above equilibrium lithium dissolves and the surface gains.
        high = history if surplus(history) > 0 else 2 * history + last
        return electrode.plating_share(potential, bracketed_root(surplus, 1e-12 * high, high, 1e-15))

    def untaken(potential: float) -> float:
        second = float(np.exp(-0.5 * f * (potential - electrode.end_potential)))
        return plating(potential) + second + electrode.capacitance * (before - potential) / (step * size) - 1

    level = bracketed_root(untaken, electrode.end_potential - 0.3, before + 1e-3, 1e-12)
    return level, plating(level)


def _spike(time: Array, rise_time: float, decay_time: float) -> Array:
    """Return the biexponential of unit height."""
    top = np.log(decay_time / rise_time) / (1 / rise_time - 1 / decay_time)
    height = np.exp(-top / decay_time) - np.exp(-top / rise_time)
    result: Array = (np.exp(-time / decay_time) - np.exp(-time / rise_time)) / height
    return result

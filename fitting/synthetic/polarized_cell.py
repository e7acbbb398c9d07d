"""Polarization of a Li | electrolyte | Li cell with its impedance before and after (PHYSICS 1.2, 6-7, 10)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.mass_transfer.polarized_cell import PolarizedCell
from fitting.synthetic.noise import SyntheticCurve, noisy

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PolarizationRecord:
    """Current under a small voltage, and the spectra before and after.

    Parameters
    ----------
    current : SyntheticCurve
        Columns ``time`` and ``current``.
    before, after : SyntheticCurve
        Columns ``frequency``, ``impedance_real``, ``impedance_imaginary``.
    truth : mapping
        ``transference_number``, currents and resistances, SI.
    """

    current: SyntheticCurve
    before: SyntheticCurve
    after: SyntheticCurve
    truth: dict[str, float]


def polarization_record(
    *,
    transference_number: float = 0.35,
    bulk_resistance: float = 60.0,
    interfacial_resistance: float = 300.0,
    resistance_growth: float = 0.0,
    growth_time: float = 1200.0,
    capacitance: float = 1e-5,
    exponent: float = 0.9,
    diffusion_time: float = 200.0,
    polarization: float = 0.01,
    duration: float = 3600.0,
    sampling_interval: float = 2.0,
    first_frequency: float = 1e5,
    last_frequency: float = 1e-3,
    frequencies: int = 57,
    noise: str = "white",
    current_noise: float = 20e-9,
    impedance_noise: float = 0.003,
    seed: int = 0,
) -> PolarizationRecord:
    """Return a Bruce-Vincent experiment with a known truth.

    Parameters
    ----------
    transference_number, bulk_resistance, interfacial_resistance, capacitance, exponent, diffusion_time
        Of the `PolarizedCell`.
    resistance_growth, growth_time : float
        The interfaces' resistance grows by this share of itself, with this time constant / s.
    polarization : float
        V; below zero plates at the working electrode.
    duration, sampling_interval : float
        s.
    first_frequency, last_frequency : float
        Hz.
    frequencies : int
        How many.
    noise : str
        Kind, as in `noisy`; spectra have white noise whatever the kind, unless ``clean``.
    current_noise : float
        A.
    impedance_noise : float
        Standard deviation of real and imaginary part, as a share of \\|Z\\|.
    seed : int
        Of the random numbers.

    Raises
    ------
    FitError
        For parameters outside the domain of the equations.
    """
    cell = PolarizedCell(
        bulk_resistance, interfacial_resistance, transference_number, diffusion_time, capacitance, exponent
    )
    time = np.arange(sampling_interval, duration + 0.5 * sampling_interval, sampling_interval)
    growth = resistance_growth * interfacial_resistance
    change = growth * -np.expm1(-time / growth_time)
    signal = cell.drifting_current(time, polarization, change) if growth else cell.current(time, polarization)
    aged = replace(cell, interfacial_resistance=interfacial_resistance + float(change[-1]))
    recorded, current = noisy(time, signal, noise, current_noise, seed)
    random = np.random.default_rng([seed, 1])
    share = 0.0 if noise == "clean" else impedance_noise
    truth = _truth(cell, aged, polarization)
    frequency = np.geomspace(first_frequency, last_frequency, frequencies)
    return PolarizationRecord(
        SyntheticCurve({"time": recorded, "current": current}, truth),
        _spectrum(cell, frequency, share, random),
        _spectrum(aged, frequency, share, random),
        truth,
    )


def _truth(cell: PolarizedCell, aged: PolarizedCell, polarization: float) -> dict[str, float]:
    return {
        "transference_number": cell.transference_number,
        "initial_current": polarization / cell.instant_resistance,
        "steady_current": polarization / (aged.instant_resistance + aged.diffusion_resistance),
        "initial_resistance": cell.interfacial_resistance,
        "steady_resistance": aged.interfacial_resistance,
        "bulk_resistance": cell.bulk_resistance,
    }


def _spectrum(cell: PolarizedCell, frequency: Array, share: float, random: np.random.Generator) -> SyntheticCurve:
    impedance = cell.impedance(2 * np.pi * frequency)
    size = share * np.abs(impedance)
    real = impedance.real + size * random.normal(size=frequency.size)
    imaginary = impedance.imag + size * random.normal(size=frequency.size)
    columns = {"frequency": frequency, "impedance_real": real, "impedance_imaginary": imaginary}
    return SyntheticCurve(columns, {"initial_resistance": cell.interfacial_resistance})

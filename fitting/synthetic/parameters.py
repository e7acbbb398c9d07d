"""Parameters that several generators of simulated curves have in common."""

from __future__ import annotations

from dataclasses import replace

from fitting.quantity import Quantity

AREA = Quantity("area", "A", "m^2", "cm^2", "Electrode area.", lower=1e-14)
CONCENTRATION = Quantity("concentration", "c", "mol/m^3", "mol/L", "Concentration of the salt.", lower=1e-3)
DIFFUSION = Quantity("diffusion_coefficient", "D", "m^2/s", "cm^2/s", "Diffusion coefficient of the salt.", lower=1e-20)
TRANSFERENCE = Quantity(
    "transference_number", "t₊", "1", "1", "Transference number of the cation.", lower=0.0, upper=0.999
)
CURRENT_DENSITY = Quantity(
    "current_density", "j", "A/m^2", "mA/cm^2", "Current density, below zero: plating.", upper=-1e-9
)
EXCHANGE = Quantity("exchange_current_density", "j⁰", "A/m^2", "mA/cm^2", "Exchange current density.", lower=1e-12)
TRANSFER = Quantity("transfer_coefficient", "α", "1", "1", "Cathodic transfer coefficient.", lower=0.01, upper=0.99)
DURATION = Quantity("duration", "t_end", "s", "s", "Length of the record.", lower=1e-6)
SAMPLING = Quantity("sampling_interval", "Δt", "s", "s", "Time between two samples.", lower=1e-6)
POINTS = Quantity("points", "N", "1", "1", "Number of samples.", lower=5.0, upper=1e6)
CHARGING_TIME = Quantity("charging_time", "t_dl", "s", "s", "Time constant of the double layer.", lower=1e-9)
POTENTIAL_NOISE = Quantity(
    "noise_level", "σ", "V", "mV", "Standard deviation of the white part of the noise.", lower=0.0
)
CURRENT_NOISE = Quantity("noise_level", "σ", "A", "nA", "Standard deviation of the white part of the noise.", lower=0.0)


def renamed(quantity: Quantity, name: str, symbol: str, sentence: str) -> Quantity:
    """The same kind of quantity under another name."""
    return replace(quantity, name=name, symbol=symbol, description=sentence)


def potential(name: str, symbol: str, sentence: str, lower: float | None = None) -> Quantity:
    """A potential or a difference of potentials."""
    return Quantity(name, symbol, "V", "mV", sentence, lower=lower)


def time(name: str, symbol: str, sentence: str, display_unit: str = "s") -> Quantity:
    """A time above zero."""
    return Quantity(name, symbol, "s", display_unit, sentence, lower=1e-9)


def count(name: str, symbol: str, sentence: str, lower: float = 0.0) -> Quantity:
    """A whole number."""
    return Quantity(name, symbol, "1", "1", sentence, lower=lower, upper=1e5)


def share(name: str, symbol: str, sentence: str, upper: float = 10.0) -> Quantity:
    """A number in percent."""
    return Quantity(name, symbol, "1", "%", sentence, lower=0.0, upper=upper)

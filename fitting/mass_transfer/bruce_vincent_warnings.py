"""What is to be said about a Bruce-Vincent experiment (PHYSICS 1.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fitting.mains import mains_removed
from fitting.mass_transfer.cell_spectrum import SpectrumFit
from fitting.mass_transfer.polarization_fit import PolarizationFit
from fitting.mass_transfer.transient_record import Transient
from fitting.messages import FitError, Message

_LARGEST_POLARIZATION = 0.01  # V
_AMPLIFIED = 5.0  # R_i / R_e
_LATE = 0.02  # by which an initial current may be below dV / (R_e + R_0)
_RESISTANCE_RATIO = 0.5, 2.0
_STEADY = 0.01  # drift of the steady current over its window, of itself
_MISSED = 0.02  # deviation of a spectrum from the circuit, of |Z|
_NOTHING_IN_COMMON = 10.0  # likewise: no number
_DISAGREES = 1.5  # times the spectra's own deviation


def resistance_warnings(polarization: float, plain: Mapping[str, float]) -> list[Message]:
    """Return warnings about polarization, resistances and the number itself.

    Parameters
    ----------
    polarization : float
        V.
    plain : mapping of str to float
        Quantities by name, magnitudes.
    """
    warnings = []
    if polarization > _LARGEST_POLARIZATION * (1 + 1e-9):
        warnings.append(
            Message(
                "LARGE_POLARIZATION",
                "The polarization of {value:.3g} mV is above 10 mV, where the formula begins to fail (0.2 % at 50 mV, "
                "0.7 % at 100 mV).",
                {"value": 1e3 * polarization},
                polarization,
            )
        )
    ratio = plain["steady_resistance"] / plain["initial_resistance"]
    if not _RESISTANCE_RATIO[0] <= ratio <= _RESISTANCE_RATIO[1]:
        warnings.append(
            Message(
                "RESISTANCE_CHANGED",
                "The interfaces' resistance after is {ratio:.3g} times that before: the cell was not stable.",
                {"ratio": ratio},
                ratio,
            )
        )
    if "bulk_resistance" in plain and plain["initial_resistance"] > _AMPLIFIED * plain["bulk_resistance"]:
        ratio = 1 + plain["initial_resistance"] / plain["bulk_resistance"]
        warnings.append(
            Message(
                "ERROR_AMPLIFIED",
                "The interfaces dominate: 1 % in the initial current is {ratio:.2g} % in the transference number.",
                {"ratio": ratio},
                -ratio,
            )
        )
    return warnings + _number_warning(plain["transference_number"])


def _number_warning(number: float) -> list[Message]:
    if 0 < number < 1:
        return []
    template = "The transference number {number:.3g} lies outside 0 to 1: check resistances and steady state."
    return [Message("TRANSFERENCE_NUMBER_OUTSIDE", template, {"number": number}, number)]


def current_warnings(
    polarization: float,
    plain: Mapping[str, float],
    course: Transient | None,
    steady: tuple[float, float, float] | None,
) -> list[Message]:
    """Return warnings about initial and steady current.

    Parameters
    ----------
    polarization : float
        V.
    plain : mapping of str to float
        Quantities by name, magnitudes.
    course : Transient, optional
    steady : (float, float, float), optional
        The steady current, its error, and its drift over its window as a share of itself.
    """
    warnings = []
    if "bulk_resistance" in plain:
        ohmic = polarization / (plain["bulk_resistance"] + plain["initial_resistance"])
        short = 1 - plain["initial_current"] / ohmic
        if short > _LATE:
            warnings.append(
                Message(
                    "INITIAL_CURRENT_LATE",
                    "The initial current is {short:.3g} % below dV/(R_e + R_0): it was read too late, and the "
                    "transference number comes out too high.",
                    {"short": 100 * short},
                    short,
                )
            )
    if course is not None and steady is not None and abs(steady[2]) > _STEADY:
        warnings.append(
            Message(
                "NOT_STEADY",
                "The current still changes by {drift:.2g} % over the last tenth of the record: polarize for longer.",
                {"drift": 100 * abs(steady[2])},
                steady[2],
            )
        )
    return warnings


def require_one_cell(found: PolarizationFit) -> None:
    """Refuse a joint fit that explains nothing.

    Parameters
    ----------
    found : PolarizationFit

    Raises
    ------
    FitError
        ``NO_ONE_CELL`` where current and spectra are not of one cell.
    """
    if found.determined and found.excess < _NOTHING_IN_COMMON:
        return
    raise FitError(
        "NO_ONE_CELL",
        "Current and spectra cannot be of one symmetric cell at this polarization: together they miss the spectra "
        "{excess:.3g} times as far as alone. Check polarization, units and files, or give the resistances as numbers.",
        found.excess,
        excess=found.excess,
    )


def fit_warnings(found: PolarizationFit, spectra: Sequence[SpectrumFit]) -> list[Message]:
    """Return warnings about the joint fit.

    Parameters
    ----------
    found : PolarizationFit
    spectra : sequence of SpectrumFit
    """
    warnings = [mains_removed(one) for one in found.mains]
    worst = max(one.deviation for one in spectra)
    if worst > _MISSED:
        warnings.append(
            Message(
                "SPECTRUM_MISSED",
                "The circuit (electrolyte, one arc, diffusion) misses a spectrum by {worst:.2g} %.",
                {"worst": 100 * worst},
                worst,
            )
        )
    if found.excess > _DISAGREES:
        warnings.append(
            Message(
                "CURRENT_AND_SPECTRA_DISAGREE",
                "No one cell explains current and spectra: together they miss the spectra {excess:.2g} times as far as "
                "alone. Check polarization and units.",
                {"excess": found.excess},
                found.excess,
            )
        )
    if found.structured:
        warnings.append(
            Message(
                "STRUCTURED_RESIDUALS",
                "The current's residuals are not random: something else than diffusion shows; intervals are widened.",
            )
        )
    return warnings


def bulk_warning(ratio: float) -> list[Message]:
    """Return a warning where the electrolyte's resistance has changed.

    Parameters
    ----------
    ratio : float
        After over before.
    """
    if abs(ratio - 1) < 0.02:
        return []
    return [
        Message(
            "BULK_RESISTANCE_CHANGED",
            "The electrolyte's resistance after is {ratio:.3g} times that before; Watanabe's form accounts for it.",
            {"ratio": ratio},
            ratio,
        )
    ]

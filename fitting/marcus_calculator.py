"""The Marcus calculator: transfer coefficient, potential difference and reorganization energy, two give the third.

The review's Eq 3, alpha = 1/2 + (E - E0) / (2 lambda), is the *differential* transfer coefficient: the slope of ln j at
one potential. The exponent of a rate law, alpha = -(RT/F) ln(j/j0) / eta, is its mean from equilibrium on and carries
4 lambda: the *integrated* convention (PHYSICS 2.1, PEERS).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, sqrt

from fitting.confidence import NORMAL_QUANTILE_95
from fitting.constants import FARADAY
from fitting.marcus_picture import marcus_panel
from fitting.messages import FitError, Message
from fitting.outcome import Estimate, Outcome

CONVENTIONS = {"differential": 2.0, "integrated": 4.0}  # the factor before lambda
UNDETERMINED = 2.0  # standard errors from 1/2 within which lambda is a bound only


@dataclass(frozen=True)
class Measured:
    """A number with its standard error (0 where it counts as exact)."""

    value: float
    error: float = 0.0


def kilojoule_per_mole(energy: float) -> float:
    """Return an energy per electron in eV as kJ/mol."""
    return energy * FARADAY / 1000


def marcus_transfer_coefficient(
    potential_difference: float, reorganization_energy: float, convention: str = "differential"
) -> float:
    """Return alpha = 1/2 + (E - E0) / (2 lambda), the review's Eq 3; integrated with 4 lambda.

    Parameters
    ----------
    potential_difference, reorganization_energy : float
        E - E0 / V, lambda / eV.
    convention : str
        ``differential`` | ``integrated``.

    Raises
    ------
    FitError
        ``NOT_FINITE``, ``LAMBDA_NOT_POSITIVE``, ``INVERTED_REGION`` for |E - E0| > lambda.
    """
    _finite(potential_difference, reorganization_energy)
    _positive_lambda(reorganization_energy)
    if abs(potential_difference) > reorganization_energy:
        raise FitError(
            "INVERTED_REGION",
            "|E − E⁰| of {potential:.4g} V exceeds the reorganization energy of {energy:.4g} eV: in the inverted "
            "region Eq 3 is void (α would leave 0 to 1).",
            abs(potential_difference) / reorganization_energy,
            potential=abs(potential_difference),
            energy=reorganization_energy,
        )
    return 0.5 + potential_difference / (CONVENTIONS[convention] * reorganization_energy)


def reorganization_energy_from_alpha(
    transfer_coefficient: float, potential_difference: float, convention: str = "differential"
) -> float:
    """Return lambda = (E - E0) / (2 alpha - 1) in eV, Eq 3 solved; half of it in the integrated convention.

    Parameters
    ----------
    transfer_coefficient, potential_difference : float
        alpha; E - E0 / V, in the middle of the window that alpha was read from.
    convention : str

    Raises
    ------
    FitError
        ``NOT_FINITE``, ``ALPHA_OUT_OF_RANGE``, ``ALPHA_IS_HALF``, ``POTENTIAL_IS_STANDARD``, ``SIGNS_OPPOSITE``;
        ``INVERTED_REGION`` for an integrated alpha that asks for lambda < |E - E0|.
    """
    _finite(transfer_coefficient, potential_difference)
    _alpha_in_range(transfer_coefficient)
    if potential_difference == 0:
        raise FitError("POTENTIAL_IS_STANDARD", "At E = E⁰ α is 1/2 for every λ: take another potential.")
    if transfer_coefficient == 0.5:
        raise FitError(
            "ALPHA_IS_HALF",
            "At α = 1/2 the reorganization energy is unbounded: with the standard error of α a lower bound can "
            "be given.",
            transfer_coefficient,
        )
    if (transfer_coefficient - 0.5) * potential_difference < 0:
        raise FitError(
            "SIGNS_OPPOSITE",
            "α = {alpha:.4g} at E − E⁰ = {potential:+.4g} V gives a negative reorganization energy: plating "
            "(E < E⁰) needs α below 1/2. Check the sign of E − E⁰, and that α is the cathodic coefficient.",
            transfer_coefficient,
            alpha=transfer_coefficient,
            potential=potential_difference,
        )
    energy = potential_difference / (CONVENTIONS[convention] * (transfer_coefficient - 0.5))
    if energy < abs(potential_difference) * (1 - 1e-12):
        raise FitError(
            "INVERTED_REGION",
            "An integrated α of {alpha:.4g} would need a reorganization energy of {energy:.4g} eV, less than "
            "|E − E⁰|: the inverted region, where a single α describes nothing.",
            energy,
            alpha=transfer_coefficient,
            energy=energy,
        )
    return energy


def marcus_potential_difference(
    transfer_coefficient: float, reorganization_energy: float, convention: str = "differential"
) -> float:
    """Return E - E0 = lambda (2 alpha - 1) in V, Eq 3 solved; twice that in the integrated convention.

    Parameters and errors as `reorganization_energy_from_alpha` and `marcus_transfer_coefficient`.
    """
    _finite(transfer_coefficient, reorganization_energy)
    _alpha_in_range(transfer_coefficient)
    _positive_lambda(reorganization_energy)
    difference = CONVENTIONS[convention] * reorganization_energy * (transfer_coefficient - 0.5)
    if abs(difference) > reorganization_energy * (1 + 1e-12):
        raise FitError(
            "INVERTED_REGION",
            "An integrated α of {alpha:.4g} lies in the inverted region, |E − E⁰| > λ.",
            transfer_coefficient,
            alpha=transfer_coefficient,
        )
    return difference


def marcus_calculator(
    *,
    transfer_coefficient: float | None = None,
    potential_difference: float | None = None,
    reorganization_energy: float | None = None,
    transfer_coefficient_standard_error: float = 0.0,
    potential_difference_standard_error: float = 0.0,
    reorganization_energy_standard_error: float = 0.0,
) -> Outcome:
    """Return the third of alpha, E - E0 and lambda from two, in both conventions, with errors propagated.

    The plain name is the differential convention (Eq 3), ``..._integrated`` the other; `table` has both, energies in
    eV and kJ/mol. lambda comes as a lower bound where alpha is within two standard errors of 1/2; its interval is
    the likelihood's (Fieller's for a ratio), which is lopsided as it should be.

    Parameters
    ----------
    transfer_coefficient, potential_difference, reorganization_energy : float, optional
        Two of them: 1, V, eV.
    transfer_coefficient_standard_error, potential_difference_standard_error : float
    reorganization_energy_standard_error : float

    Raises
    ------
    FitError
        ``TWO_NEEDED`` unless exactly two are given, ``ERROR_NEGATIVE``, and those of the equations.
    """
    given = (transfer_coefficient, potential_difference, reorganization_energy)
    errors = (
        transfer_coefficient_standard_error,
        potential_difference_standard_error,
        reorganization_energy_standard_error,
    )
    if sum(value is not None for value in given) != 2:
        raise FitError(
            "TWO_NEEDED",
            "Give two of transfer_coefficient, potential_difference and reorganization_energy; the third is computed.",
        )
    if not all(isfinite(error) and error >= 0 for error in errors):
        raise FitError("ERROR_NEGATIVE", "A standard error is a number of zero or more.")
    alpha, potential, energy = (
        None if value is None else Measured(value, error) for value, error in zip(given, errors, strict=True)
    )
    if alpha is not None and potential is not None:
        return _pictured(_energy_outcome(alpha, potential), alpha, potential, energy)
    if energy is not None and potential is not None:
        return _pictured(_alpha_outcome(potential, energy), alpha, potential, energy)
    assert alpha is not None and energy is not None
    return _pictured(_potential_outcome(alpha, energy), alpha, potential, energy)


def _pictured(found: Outcome, alpha: Measured | None, potential: Measured | None, energy: Measured | None) -> Outcome:
    """Return the outcome with its picture; where lambda is a bound, that of the bound."""

    def known(given: Measured | None, name: str) -> Measured:
        if given is not None:
            return given
        one = found.quantities[name]
        value = one.value if one.value is not None else one.bound[1] if one.bound is not None else 0.0
        return Measured(value, one.standard_error or 0.0)

    a, e = known(alpha, "transfer_coefficient"), known(potential, "potential_difference")
    energy = known(energy, "reorganization_energy")
    panels = (marcus_panel(a.value, e.value, energy.value, a.error),) if energy.value > 0 else ()
    return replace(found, panels=panels)


def _energy_outcome(alpha: Measured, potential: Measured) -> Outcome:
    _finite(alpha.value, potential.value)
    _alpha_in_range(alpha.value)
    undetermined = abs(alpha.value - 0.5) < UNDETERMINED * alpha.error and potential.value != 0
    quantities, warnings = {}, [_convention_note(), _window_note()]
    for convention in CONVENTIONS:
        name = _named("reorganization_energy", convention)
        if undetermined:
            bound = _energy_interval(alpha, potential, convention, UNDETERMINED)[0]
            quantities[name] = Estimate(
                None, "eV", interval_method="profile", rule=_rule(convention), bound=("above", bound)
            )
            continue
        try:
            value = reorganization_energy_from_alpha(alpha.value, potential.value, convention)
        except FitError as error:
            if convention == "differential":
                raise
            warnings.append(error.message)
            continue
        relative = sqrt((alpha.error / (alpha.value - 0.5)) ** 2 + (potential.error / potential.value) ** 2)
        interval = _energy_interval(alpha, potential, convention) if relative > 0 else None
        quantities[name] = _estimate(value, "eV", relative * value, interval, convention, "profile")
    if undetermined:
        bound = _energy_interval(alpha, potential, "differential", UNDETERMINED)[0]
        text = (
            "α = {alpha:.4g} lies within two standard errors of 1/2: the reorganization energy has no upper end; "
            "λ > {bound:.3g} eV by Eq 3."
        )
        warnings.append(Message("ALPHA_NEAR_HALF", text, {"alpha": alpha.value, "bound": bound}, bound))
    return Outcome(quantities, {}, tuple(warnings), (), _table(quantities, "reorganization_energy"))


def _energy_interval(
    alpha: Measured, potential: Measured, convention: str, q: float = NORMAL_QUANTILE_95
) -> tuple[float, float]:
    """Return the interval of lambda = E / u, u = 2 alpha - 1, by Fieller; infinite upper end where u may be 0."""
    side = 1.0 if potential.value > 0 else -1.0
    e, se = abs(potential.value), potential.error
    u, su = side * (2 * alpha.value - 1), 2 * alpha.error
    # lambda^2 (u^2 - q^2 su^2) - 2 lambda e u + e^2 - q^2 se^2 = 0
    a, c = u**2 - (q * su) ** 2, e**2 - (q * se) ** 2
    root = sqrt(max((e * u) ** 2 - a * c, 0.0))
    # The lower end: written so that it stays exact while a passes through zero.
    low = c / (e * u + root) if e * u + root > 0 else 0.0
    high = (e * u + root) / a if a > 0 else float("inf")
    factor = 2 / CONVENTIONS[convention]
    return max(low, 0.0) * factor, high * factor


def _alpha_outcome(potential: Measured, energy: Measured) -> Outcome:
    quantities = {}
    for convention, factor in CONVENTIONS.items():
        value = marcus_transfer_coefficient(potential.value, energy.value, convention)
        slope = 1 / (factor * energy.value)
        error = sqrt((slope * potential.error) ** 2 + (slope * potential.value / energy.value * energy.error) ** 2)
        quantities[_named("transfer_coefficient", convention)] = _estimate(
            value, "1", error, _symmetric(value, error), convention, "propagation"
        )
    return Outcome(quantities, {}, (_convention_note(),), (), _table(quantities, "transfer_coefficient"))


def _potential_outcome(alpha: Measured, energy: Measured) -> Outcome:
    quantities, warnings = {}, [_convention_note()]
    for convention, factor in CONVENTIONS.items():
        try:
            value = marcus_potential_difference(alpha.value, energy.value, convention)
        except FitError as error:
            if convention == "differential":
                raise
            warnings.append(error.message)
            continue
        spread = sqrt((factor * energy.value * alpha.error) ** 2 + (factor * (alpha.value - 0.5) * energy.error) ** 2)
        quantities[_named("potential_difference", convention)] = _estimate(
            value, "V", spread, _symmetric(value, spread), convention, "propagation"
        )
    return Outcome(quantities, {}, tuple(warnings), (), _table(quantities, "potential_difference"))


def _estimate(
    value: float, unit: str, error: float, interval: tuple[float, float] | None, convention: str, method: str
) -> Estimate:
    if not error > 0:
        return Estimate(value, unit, rule=_rule(convention))
    return Estimate(value, unit, error, interval, 0.95, method, _rule(convention))


def _symmetric(value: float, error: float) -> tuple[float, float]:
    return value - NORMAL_QUANTILE_95 * error, value + NORMAL_QUANTILE_95 * error


def _named(name: str, convention: str) -> str:
    return name if convention == "differential" else f"{name}_{convention}"


def _rule(convention: str) -> str:
    return "equation_3" if convention == "differential" else "four_lambda"


def _table(quantities: dict[str, Estimate], name: str) -> dict[str, tuple[float | str | None, ...]]:
    """Return both conventions side by side; energies in eV and kJ/mol."""
    shown = [one for one in CONVENTIONS if _named(name, one) in quantities]
    values = [quantities[_named(name, one)] for one in shown]
    table: dict[str, tuple[float | str | None, ...]] = {
        "convention": tuple(shown),
        name: tuple(one.value for one in values),
    }
    if name == "reorganization_energy":
        numbers = [one.value if one.value is not None else None for one in values]
        table[f"{name}_kj_per_mol"] = tuple(None if one is None else kilojoule_per_mole(one) for one in numbers)
    return table


def _convention_note() -> Message:
    return Message(
        "CONVENTION",
        "Eq 3 holds for the differential α, the slope of ln j at one potential (2λ). An α from the "
        "exponent of a rate law, ln(j/j⁰) over η, carries 4λ: for the same α, λ is half as large, "
        "and a λ from Eq 3 put into a rate law is wrong by exactly the factor 2.",
        value=2.0,
    )


def _window_note() -> Message:
    return Message(
        "WINDOW_MIDDLE",
        "E is the potential that α belongs to: the middle of its Tafel window. With the end of the window λ "
        "comes out 22 to 33 % too large; Marcus's λ exceeds that of Marcus-Hush-Chidsey by 0.10 to 0.12 eV.",
    )


def _finite(*values: float) -> None:
    if not all(isfinite(value) for value in values):
        raise FitError("NOT_FINITE", "An input of the Marcus calculator is not a finite number.")


def _alpha_in_range(alpha: float) -> None:
    if not 0 <= alpha <= 1:
        raise FitError(
            "ALPHA_OUT_OF_RANGE",
            "A transfer coefficient lies between 0 and 1, not at {alpha:.4g}: check which coefficient was read.",
            alpha,
            alpha=alpha,
        )


def _positive_lambda(energy: float) -> None:
    if not energy > 0:
        text = "A reorganization energy is above zero, not {energy:.4g} eV."
        raise FitError("LAMBDA_NOT_POSITIVE", text, energy, energy=energy)

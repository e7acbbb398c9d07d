"""The transference number of Bruce and Vincent as the application knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.formula import Formula
from fitting.mass_transfer import BruceVincent, bruce_vincent
from fitting.messages import DataProblem, FitError
from fitting.quantity import Quantity
from models.curve import Array, Curve
from models.declared import TEMPERATURE
from models.mass_transfer.potential_steps import WINDOW, begins, potential_steps, step_current
from models.mass_transfer.sand import THICKNESS, needed, standard_error, stated_errors
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Part, Subject

_LARGEST = 0.5  # V; beyond it a recorded potential is not that of a symmetric cell
_AFTER = re.compile(r"after|steady|_ss\b|final|nach|后", re.IGNORECASE)
_BEFORE = re.compile(r"before|initial|_0\b|fresh|vor|前", re.IGNORECASE)

POLARIZATION = Quantity(
    "polarization",
    "ΔV",
    "V",
    "mV",
    QT_TRANSLATE_NOOP("Quantity", "Voltage across the symmetric cell; from the file where it records it."),
)
NUMBERS: tuple[Quantity, ...] = (
    Quantity(
        "initial_resistance",
        "R₀",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Resistance of the interfaces before the polarization."),
        lower=0.0,
    ),
    Quantity(
        "steady_resistance",
        "R_ss",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Resistance of the interfaces after the polarization."),
        lower=0.0,
    ),
    Quantity(
        "bulk_resistance",
        "R_e",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Resistance of the electrolyte before the polarization."),
        lower=0.0,
    ),
    Quantity(
        "steady_bulk_resistance",
        "R_e,ss",
        "ohm",
        "ohm",
        QT_TRANSLATE_NOOP("Quantity", "Resistance of the electrolyte after it; with it Watanabe's form is used."),
        lower=0.0,
    ),
    Quantity(
        "initial_current",
        "I₀",
        "A",
        "uA",
        QT_TRANSLATE_NOOP("Quantity", "Initial current; without it ΔV/(R_e + R₀), which a first sample never reaches."),
    ),
    Quantity(
        "steady_current",
        "I_ss",
        "A",
        "uA",
        QT_TRANSLATE_NOOP("Quantity", "Steady current; without it read from the end of the curve."),
    ),
)
AREA = Quantity(
    "area",
    "A",
    "m^2",
    "cm^2",
    QT_TRANSLATE_NOOP("Quantity", "Electrode area; needed only where the file records a current density."),
    lower=1e-14,
)
SETTINGS: tuple[Quantity, ...] = (
    POLARIZATION,
    *NUMBERS,
    *(standard_error(one) for one in NUMBERS),
    AREA,
    THICKNESS,
    TEMPERATURE,
    *WINDOW,
)
QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "transference_number",
        "ρ₊",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Current fraction ρ₊, which is the transference number t₊ if the salt is ideal."),
    ),
    *(one for one in NUMBERS if one.name != "steady_bulk_resistance"),
    Quantity(
        "error_amplification",
        "∂ln ρ₊/∂ln I₀",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "By how much an error of the initial current grows: −(1 + R₀/R_e)."),
    ),
    Quantity(
        "diffusion_time", "L²/4D", "s", "s", QT_TRANSLATE_NOOP("Quantity", "Time constant of diffusion in the cell.")
    ),
    Quantity(
        "diffusion_coefficient",
        "D_salt",
        "m^2/s",
        "cm^2/s",
        QT_TRANSLATE_NOOP("Quantity", "Diffusion coefficient of the salt from the relaxation and the thickness."),
    ),
)


def spectra_of(curves: Sequence[Curve]) -> list[Part]:
    """Every spectrum of the curves, those named as before first, those named as after last."""
    found = []
    for curve in curves:
        if not {"frequency", "impedance_real", "impedance_imaginary"} <= set(curve.columns):
            continue
        parts = [Part(curve, index) for index, one in enumerate(curve.segments) if one.kind == "spectrum"]
        found += parts or [Part(curve)]

    def when(part: Part) -> int:
        return bool(_AFTER.search(part.curve.name)) - bool(_BEFORE.search(part.curve.name))

    return sorted(found, key=when)


def experiments(curves: Sequence[Curve], given: Given) -> Iterable[Subject]:
    """The polarization with its spectra; each polarization alone where there are no spectra; nothing for numbers alone.

    Raises
    ------
    DataProblem
        If no curve can be used, or it is not clear which spectra belong to which polarization.
    """
    spectra = spectra_of(curves)
    steps: list[Part] = []
    problems: list[DataProblem] = []
    for curve in curves:
        if any(part.curve is curve for part in spectra):
            continue
        try:
            steps += [Part(curve, segment) for segment in potential_steps(curve)]
        except DataProblem as problem:
            problems.append(problem)
    if not steps and not spectra:
        if problems:
            raise problems[0]
        return [()]
    if spectra and len(steps) > 1:
        raise FitError(
            "SEVERAL_POLARIZATIONS",
            "There are {steps} polarizations and {spectra} spectra; give one polarization with its spectra at a time.",
            steps=len(steps),
            spectra=len(spectra),
        )
    pair = tuple([spectra[0], spectra[-1]] if len(spectra) > 1 else spectra)
    return [(*steps, *pair)] if spectra else [(step,) for step in steps]


def _parted(subject: Subject) -> tuple[Part | None, list[Part]]:
    steps = [part for part in subject if "frequency" not in part.curve.columns]
    return (steps[0] if steps else None), [part for part in subject if "frequency" in part.curve.columns]


def _recipe(subject: Subject, given: Given) -> Recipe:
    from_file: dict[str, float | None] = {}
    step, _ = _parted(subject)
    if step is not None:
        from_file["area"] = step.curve.electrode_area
        if "potential" in step.columns and np.isfinite(step.columns["potential"]).any():
            level = float(np.nanmedian(step.columns["potential"]))
            from_file["polarization"] = level if 0 < abs(level) <= _LARGEST else None
    return declared_recipe(SETTINGS, given, from_file)


def _spectrum(part: Part) -> tuple[Array, Array, Array]:
    columns = part.columns
    return columns["frequency"], columns["impedance_real"], columns["impedance_imaginary"]


def _outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> BruceVincent:
    step, spectra = _parted(subject)
    polarization = needed(recipe, "polarization")
    record = None
    if step is not None:
        record = step.columns["time"], step_current(step, number(recipe, "area"))
    return bruce_vincent(
        polarization,
        **{one.name: number(recipe, one.name) for one in NUMBERS},
        errors=stated_errors(recipe),
        record=record,
        before=_spectrum(spectra[0]) if spectra else None,
        after=_spectrum(spectra[1]) if len(spectra) > 1 else None,
        thickness=number(recipe, "thickness"),
        window=(number(recipe, "window_start"), number(recipe, "window_end")),
        step_time=begins(step) if step is not None else None,
    )


FORMULAS = (
    Formula(
        "transference_number",
        "steady_current * (polarization - initial_current * initial_resistance)"
        " / (initial_current * (polarization - steady_current * steady_resistance))",
        "bruce_vincent_current_fraction",
    ),
    Formula(
        "transference_number",
        "steady_current * (polarization - initial_current * initial_resistance)"
        " / (initial_current * (polarization - steady_current * steady_resistance))"
        " * steady_bulk_resistance / bulk_resistance",
        "watanabe_current_fraction",
    ),
    Formula("error_amplification", "-(1 + initial_resistance / bulk_resistance)"),
)

BRUCE_VINCENT = Method(
    "bruce_vincent",
    QT_TRANSLATE_NOOP("Method", "Bruce–Vincent"),
    QT_TRANSLATE_NOOP(
        "Method", "Fits current and spectra of a polarized symmetric cell together, or takes numbers: ρ₊ (t₊ if ideal)."
    ),
    SETTINGS,
    QUANTITIES,
    _recipe,
    _outcome,
    gathered=experiments,
    formulas=FORMULAS,
    guesses=QT_TRANSLATE_NOOP("Method", "Guessed, no file says it: the polarization of a symmetric lithium cell."),
    equations=(
        Equation(r"t_+ = \frac{I_{ss}\,(\Delta V - I_0 R_0)}{I_0\,(\Delta V - I_{ss} R_{ss})}", "Bruce–Vincent"),
    ),
)

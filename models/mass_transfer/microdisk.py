"""The current transient of a microdisk as the application knows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.formula import Formula
from fitting.mass_transfer import ELECTROLYTES, MicrodiskTransient, microdisk_transient
from fitting.messages import DataProblem, FitError
from fitting.quantity import Quantity
from fitting.units import UnknownUnit, si_unit, to_si
from models.curve import Array, Curve
from models.declared import TEMPERATURE
from models.mass_transfer.potential_steps import WINDOW, begins, disk_area, potential_steps, step_current
from models.mass_transfer.sand import CONCENTRATION, ELECTRODE_RADIUS, TRANSFERENCE_NUMBER, needed
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Part, Subject

SETTINGS: tuple[Quantity, ...] = (
    ELECTRODE_RADIUS,
    CONCENTRATION,
    TRANSFERENCE_NUMBER,
    Quantity(
        "electrolyte",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Binary: the salt alone; supported: with an excess of another salt."),
        default=ELECTROLYTES[0],
        choices=ELECTROLYTES,
    ),
    Quantity(
        "blank",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP(
            "Quantity",
            "The same step without lithium ions, subtracted: a current with its unit, or the name of one of the files. "
            "Without it a baseline is fitted.",
        ),
        several=True,
    ),
    Quantity(
        "charging_time",
        "RC",
        "s",
        "ms",
        QT_TRANSLATE_NOOP("Quantity", "Time constant of the double layer; 15 of it are left out. Found if not given."),
        lower=1e-12,
    ),
    TEMPERATURE,
    *WINDOW,
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "diffusion_coefficient",
        "D",
        "m^2/s",
        "cm^2/s",
        QT_TRANSLATE_NOOP(
            "Quantity",
            "Diffusion coefficient by the curve's shape: the salt's, or the ion's in a supported electrolyte.",
        ),
    ),
    Quantity(
        "steady_state_current", "I_ss", "A", "nA", QT_TRANSLATE_NOOP("Quantity", "Steady-state current of the disk.")
    ),
    Quantity(
        "amplitude_diffusion_coefficient",
        "D/(1 − t₊)",
        "m^2/s",
        "cm^2/s",
        QT_TRANSLATE_NOOP("Quantity", "By the curve's size: D of the salt over 1 − t₊; D itself where supported."),
    ),
    Quantity(
        "transference_number",
        "t₊",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Transference number from shape and size of the curve, in a dilute binary salt."),
    ),
)


def _named(text: str, curve: Curve) -> bool:
    file = curve.source.file
    return text in (file, Path(file).name, Path(file).stem, curve.name)


def _amperes(text: str) -> float | None:
    """A current written with its unit, None for other words."""
    amount, _, unit = text.strip().replace("−", "-").partition(" ")
    try:
        value = float(amount)
        return to_si(value, unit) if si_unit(unit) == "A" else None
    except (ValueError, UnknownUnit):
        return None


def steps_and_blank(curves: Sequence[Curve], given: Given) -> Iterable[Subject]:
    """Each potential step, with the blank that is named.

    Raises
    ------
    DataProblem
        If no curve has a potential step, or the blank is not among the files.
    """
    text = str(given.get("blank") or "")
    blanks = [curve for curve in curves if text and _named(text, curve)]
    if text and not blanks and _amperes(text) is None:
        raise FitError(
            "BLANK_NOT_FOUND",
            'blank={text} is neither a current with its unit, like "-2 nA", nor the name of one of the files.',
            text=text,
        )
    below: Subject = tuple(Part(curve, potential_steps(curve)[0]) for curve in blanks[:1])
    subjects: list[Subject] = []
    problems: list[DataProblem] = []
    for curve in curves:
        if curve in blanks:
            continue
        try:
            subjects += [(Part(curve, segment), *below) for segment in potential_steps(curve)]
        except DataProblem as problem:
            problems.append(problem)
    if not subjects:
        raise (
            problems[0]
            if problems
            else FitError("NO_POTENTIAL_STEP", "Give the i–t curve of a microdisk after a potential step.")
        )
    return subjects


def _recipe(subject: Subject, given: Given) -> Recipe:
    return declared_recipe(SETTINGS, given)


def _columns(part: Part, area: float) -> tuple[Array, Array]:
    """Times since the step and currents."""
    return part.columns["time"] - (begins(part) or 0.0), step_current(part, area)


def _outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> MicrodiskTransient:
    radius = needed(recipe, "electrode_radius")
    part, *below = subject
    time, current = part.columns["time"], step_current(part, disk_area(radius))
    blank: tuple[Array, Array] | None = None
    level = _amperes(str(recipe["blank"].value or ""))
    if below:
        blank = _columns(below[0], disk_area(radius))
    elif level is not None:
        blank = np.asarray(time - (begins(part) or 0.0)), np.full(time.size, level)
    return microdisk_transient(
        time,
        current,
        radius,
        concentration=number(recipe, "concentration"),
        transference_number=number(recipe, "transference_number"),
        electrolyte=str(recipe["electrolyte"].value),
        blank=blank,
        charging_time=number(recipe, "charging_time"),
        window=(number(recipe, "window_start"), number(recipe, "window_end")),
        step_time=begins(part),
    )


FORMULAS = (
    Formula(
        "amplitude_diffusion_coefficient",
        "abs(steady_state_current) / (4 * faraday * concentration * electrode_radius)",
    ),
    Formula("transference_number", "1 - diffusion_coefficient / amplitude_diffusion_coefficient", "shape_over_size"),
)

MICRODISK_TRANSIENT = Method(
    "microdisk_transient",
    QT_TRANSLATE_NOOP("Method", "Microdisk transient"),
    QT_TRANSLATE_NOOP("Method", "Fits the exact current of a disk after a potential step: D by shape, and by size."),
    SETTINGS,
    QUANTITIES,
    _recipe,
    _outcome,
    gathered=steps_and_blank,
    formulas=FORMULAS,
    guesses=QT_TRANSLATE_NOOP("Method", "Guessed, no file says it: a microdisk, stepped into its limiting current."),
    equations=(
        Equation(r"I_{ss} = \frac{4 n F D c a}{1 - t_+}", QT_TRANSLATE_NOOP("Equation", "disk, binary salt")),
        Equation(r"I(t) = I_{ss}\;f\left(D t / a^2\right)", QT_TRANSLATE_NOOP("Equation", "exact f")),
    ),
)

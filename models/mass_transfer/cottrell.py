"""Cottrell's law as the application knows it."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.mass_transfer import Cottrell, cottrell
from fitting.quantity import Quantity
from models.curve import Curve
from models.declared import TEMPERATURE
from models.mass_transfer.potential_steps import WINDOW, begins, potential_steps, step_current
from models.mass_transfer.sand import CONCENTRATION, needed
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Subject

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "area",
        "A",
        "m^2",
        "cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Electrode area; an instrument's untouched default is not believed."),
        lower=1e-14,
    ),
    CONCENTRATION,
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
            "Quantity", "Diffusion coefficient by Cottrell's law, without migration: in a supported electrolyte."
        ),
    ),
    Quantity(
        "cottrell_window_start",
        "t₁",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Start of the window in which I√t is level."),
    ),
    Quantity(
        "cottrell_window_end",
        "t₂",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "End of the window in which I√t is level."),
    ),
)


def _segments(curve: Curve, given: Given) -> Iterable[int | None]:
    return potential_steps(curve)


def _recipe(subject: Subject, given: Given) -> Recipe:
    return declared_recipe(SETTINGS, given, {"area": subject[0].curve.electrode_area})


def _outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Cottrell:
    (part,) = subject
    area = needed(recipe, "area")
    return cottrell(
        part.columns["time"],
        step_current(part, area),
        area,
        needed(recipe, "concentration"),
        window=(number(recipe, "window_start"), number(recipe, "window_end")),
        step_time=begins(part),
    )


COTTRELL = Method(
    "cottrell",
    QT_TRANSLATE_NOOP("Method", "Cottrell"),
    QT_TRANSLATE_NOOP("Method", "Reads D of a planar electrode where I√t is level after a potential step."),
    SETTINGS,
    QUANTITIES,
    _recipe,
    _outcome,
    segments=_segments,
    guesses=QT_TRANSLATE_NOOP(
        "Method", "Guessed, no file says it: a plane at rest, stepped into its limiting current."
    ),
    equations=(Equation(r"I = n F A c\,\sqrt{\frac{D}{\pi t}}", "Cottrell"),),
)

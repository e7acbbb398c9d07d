"""Nucleation transients as the application knows them: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.electrocrystallization.current_transient import CurrentTransient, current_transient
from fitting.electrocrystallization.current_transient_fit import BACKGROUNDS
from fitting.formula import Formula
from fitting.messages import FitError, Message
from fitting.quantity import Quantity
from models.curve import Array, Curve
from models.declared import TEMPERATURE
from models.recipe_entry import RecipeEntry
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.step_moment import first_moment, step_moment
from models.subject import Part, Subject

_VARIES = 0.05  # of the current: what varies less is a controlled current
_STEADY = 0.02  # V: a potential that moves by more is no step to one potential
_FEWEST = 20  # points
_NOMINAL_CONCENTRATION = 1000.0  # mol/m^3, where none is known: A and t_m do not depend on it

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "area",
        "A",
        "m^2",
        "cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Electrode area; without it only the nucleation rate and the regime are given."),
        lower=1e-14,
    ),
    Quantity(
        "concentration",
        "c",
        "mol/m^3",
        "mol/L",
        QT_TRANSLATE_NOOP("Quantity", "Concentration of lithium ions; D and the density of nuclei need it."),
        lower=1e-6,
    ),
    Quantity(
        "background",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Current of other reactions: none, an offset, or an offset and a decay."),
        default="automatic",
        choices=("automatic", *BACKGROUNDS),
    ),
    Quantity(
        "step_time",
        "t_0",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Time of the potential step on the clock of the record, if it is not the start."),
        own=True,
    ),
    Quantity(
        "known_diffusion_coefficient",
        "D",
        "m^2/s",
        "cm^2/s",
        QT_TRANSLATE_NOOP("Quantity", "Diffusion coefficient from mass transfer, to be compared with."),
        lower=1e-20,
    ),
    replace(
        TEMPERATURE,
        description=QT_TRANSLATE_NOOP("Quantity", "Temperature of the cell; the transient does not use it."),
    ),
    Quantity(
        "window_start",
        "t₁",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Start of the fit window, from the potential step; leaves out charging."),
        lower=0.0,
    ),
    Quantity(
        "window_end",
        "t₂",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "End of the fit window, from the potential step."),
        lower=0.0,
    ),
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "diffusion_coefficient",
        "D",
        "m^2/s",
        "cm^2/s",
        QT_TRANSLATE_NOOP("Quantity", "Diffusion coefficient of the transient."),
    ),
    Quantity(
        "nuclei_density",
        "N₀",
        "1/m^2",
        "1/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Density of the sites at which nuclei are born."),
    ),
    Quantity(
        "nucleation_rate",
        "A",
        "1/s",
        "1/s",
        QT_TRANSLATE_NOOP("Quantity", "Nucleation rate of a site."),
    ),
    Quantity(
        "steady_nucleation_rate",
        "A N₀",
        "1/(m^2 s)",
        "1/(cm^2 s)",
        QT_TRANSLATE_NOOP("Quantity", "Nuclei born per area and time: all that progressive nucleation tells."),
    ),
    Quantity("peak_time", "t_m", "s", "s", QT_TRANSLATE_NOOP("Quantity", "Time of the maximum of the current.")),
    Quantity(
        "peak_current_density",
        "j_m",
        "A/m^2",
        "mA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Maximum of the nucleation current, negative while plating."),
    ),
)
_NEED_AREA = ("diffusion_coefficient", "nuclei_density", "steady_nucleation_rate", "peak_current_density")
_NEED_CONCENTRATION = ("diffusion_coefficient", "nuclei_density", "steady_nucleation_rate")


def transient_segments(curve: Curve, given: Given) -> Iterable[int | None]:
    """Stretches at one potential in which a plating current varies.

    Raises
    ------
    FitError
        If the curve has none, saying what it lacks.
    """
    if "time" not in curve.columns or not {"current", "current_density"} & set(curve.columns):
        text = "{name} has no current against time, so no transient; give the i–t curve after a potential step."
        raise FitError("NO_CURRENT_TIME_CURVE", text, name=curve.name)
    kinds = ("hold",) if curve.technique not in ("chronoamperometry", "other") else ("hold", "plating", "other")
    parts = [number for number, part in enumerate(curve.segments) if part.kind in kinds]
    found = [number for number in parts if _is_transient(Part(curve, number))]
    if found:
        return found
    if not curve.segments and _is_transient(Part(curve)):
        return [None]
    raise FitError(
        "NO_POTENTIAL_STEP",
        "{name} has no plating current that varies at one potential (it is: {technique}); give the i–t curve after a "
        "step to a potential below that of lithium, plating current negative.",
        name=curve.name,
        technique=curve.technique.replace("_", " "),
    )


def _is_transient(part: Part) -> bool:
    current = _current(part)
    finite = current[np.isfinite(current)]
    if finite.size < _FEWEST or not float(np.median(finite)) < 0:
        return False
    low, high = np.percentile(finite, [5, 95])
    if high - low < _VARIES * abs(float(np.median(finite))):
        return False
    potential = part.columns.get("potential")
    if potential is None:
        return True
    steady = potential[np.isfinite(potential)]
    return not steady.size or float(np.subtract(*np.percentile(steady, [90, 10]))) < _STEADY


def _current(part: Part) -> Array:
    return part.columns["current_density"] if "current_density" in part.columns else part.columns["current"]


def _zero(part: Part) -> RecipeEntry:
    """When the potential stepped: between two rows of the record, at the start of its clock, or at its first sample."""
    moment = step_moment(part)
    if moment is not None:
        return RecipeEntry(moment, "s", "file")
    first = first_moment(part)
    interval = float(np.nanmedian(np.diff(part.columns["time"][:50])))
    own = part.segment in (None, 0) and 0 <= first <= 3 * max(interval, 0.0)
    return RecipeEntry(0.0 if own else first, "s", "automatic")


def transient_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of the transient with its value and where it came from."""
    (step,) = subject
    recipe = declared_recipe(SETTINGS, given, {"area": step.curve.electrode_area})
    return recipe if "step_time" in given else {**recipe, "step_time": _zero(step)}


def transient_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> CurrentTransient:
    """Diffusion coefficient, nuclei and their rate; without area or concentration what does not need them.

    Raises
    ------
    FitError
        If the transient gives no number.
    """
    (step,) = subject
    area, concentration = number(recipe, "area"), number(recipe, "concentration")
    density = step.columns.get("current_density")
    known_area = density is not None or area is not None
    current = density if density is not None else step.columns["current"] / (area or 1.0)
    known = known_area and concentration is not None
    zero = number(recipe, "step_time") or 0.0
    since = step.columns["time"] - zero
    found = current_transient(
        since,
        current,
        concentration or _NOMINAL_CONCENTRATION,
        background=str(recipe["background"].value),
        window=(number(recipe, "window_start"), number(recipe, "window_end")),
        known_diffusion_coefficient=number(recipe, "known_diffusion_coefficient") if known else None,
        effort=effort,
    )
    if found.refit is not None:
        recorded = ("time", "current" if density is None else "current_density")
        scale = found.refit.scale / ((area or 1.0) if density is None else 1.0)
        refit = replace(found.refit, columns=recorded, origin=zero, window_origin=zero, scale=scale)
        found = replace(found, refit=refit)
    return found if known else _without(found, known_area, concentration is not None)


def _without(found: CurrentTransient, known_area: bool, known_concentration: bool) -> CurrentTransient:
    """What of a transient needs neither the area nor the concentration that is missing."""
    hidden: set[str] = set()
    warnings = list(found.warnings)
    if not known_area:
        hidden |= set(_NEED_AREA)
        text = "The area is not known: diffusion coefficient and density of nuclei are not given; set area."
        warnings.append(Message("AREA_UNKNOWN", text))
    if not known_concentration:
        hidden |= set(_NEED_CONCENTRATION)
        text = (
            "The concentration is not known: diffusion coefficient and density of nuclei are not given; set "
            "concentration."
        )
        warnings.append(Message("CONCENTRATION_UNKNOWN", text))
    quantities = {name: one for name, one in found.quantities.items() if name not in hidden}
    panels = found.panels if known_area else ()
    return replace(found, quantities=quantities, warnings=tuple(warnings), table={}, panels=panels, refit=None)


FORMULAS = (Formula("steady_nucleation_rate", "nucleation_rate * nuclei_density"),)

CURRENT_TRANSIENT = Method(
    "current_transient",
    QT_TRANSLATE_NOOP("Method", "Nucleation transient"),
    QT_TRANSLATE_NOOP(
        "Method", "Fits Scharifker–Mostany to the i–t curve after a potential step: D, nuclei and their rate."
    ),
    SETTINGS,
    QUANTITIES,
    transient_recipe,
    transient_outcome,
    segments=transient_segments,
    formulas=FORMULAS,
    guesses=QT_TRANSLATE_NOOP("Method", "Guessed, no file says it: nucleation on a bare electrode after the step."),
    equations=(
        Equation(
            r"j = z F c\,\sqrt{\frac{D}{\pi t}}\,\left(1 - e^{-N_0 \pi k D\,[t - (1 - e^{-At})/A]}\right)",
            "Scharifker–Mostany",
        ),
    ),
)

"""Stripping after rest as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.formula import Formula
from fitting.messages import FitError, Message
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from fitting.self_corrosion import CorrosionLawChoice, StrippingCharge, corrosion_law, similarity, stripping_charge
from fitting.self_corrosion.corrosion_contest import CHOICES
from models.curve import Array, Curve
from models.declared import TEMPERATURE
from models.once_per_curve import once_per_curve
from models.result import Result
from models.step import Equation, Given, Method, Recipe, declared_recipe, number
from models.subject import Part, Subject

_STEADY = 0.05  # relative; a stripping at constant current is no i-t curve
_ANODIC = 0.5  # of the charge that flows

SETTINGS: tuple[Quantity, ...] = (
    Quantity(
        "rest_time",
        "t_rest",
        "s",
        "h",
        QT_TRANSLATE_NOOP("Quantity", "Rest before the stripping; taken from the file where it records the rest."),
        lower=0.0,
        own=True,
    ),
    Quantity(
        "plated_charge",
        "Q_p",
        "C",
        "mAh",
        QT_TRANSLATE_NOOP("Quantity", "Charge plated before the rest; cells are compared by their share of it."),
        lower=1e-15,
        own=True,
    ),
    Quantity(
        "area",
        "A",
        "m^2",
        "cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Electrode area; without it currents are given, not their densities."),
        lower=1e-14,
    ),
    Quantity(
        "blank",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Name of the file, one of those given, with the same step without a deposit."),
        several=True,
    ),
    Quantity(
        "law",
        "",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "The corrosion law, if it is known; automatic lets the laws compete."),
        default=CHOICES[0],
        choices=CHOICES,
    ),
    TEMPERATURE,
    Quantity(
        "window_start",
        "t₁",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "Start of the range that is integrated, from the start of the stripping."),
        lower=0.0,
    ),
    Quantity(
        "window_end",
        "t₂",
        "s",
        "s",
        QT_TRANSLATE_NOOP("Quantity", "End of the range that is integrated, from the start of the stripping."),
        lower=0.0,
    ),
)

QUANTITIES: tuple[Quantity, ...] = (
    Quantity(
        "residual_charge", "Q", "C", "mC", QT_TRANSLATE_NOOP("Quantity", "Charge that the rest has left to strip.")
    ),
    Quantity(
        "initial_current_density",
        "j_0",
        "A/m^2",
        "mA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Stripping current density at the step."),
    ),
    Quantity("initial_current", "I_0", "A", "mA", QT_TRANSLATE_NOOP("Quantity", "Stripping current at the step.")),
    Quantity(
        "residual_fraction", "Q/Q_p", "1", "%", QT_TRANSLATE_NOOP("Quantity", "Residual share of the plated charge.")
    ),
    Quantity(
        "baseline_current", "I_b", "A", "uA", QT_TRANSLATE_NOOP("Quantity", "Current that remains after stripping.")
    ),
    Quantity("tail_charge", "Q_tail", "C", "mC", QT_TRANSLATE_NOOP("Quantity", "Charge beyond the record, estimated.")),
    Quantity(
        "double_layer_charge",
        "Q_dl",
        "C",
        "mC",
        QT_TRANSLATE_NOOP("Quantity", "Double-layer charge, taken off."),
    ),
    Quantity(
        "corrosion_rate",
        "j_corr",
        "A/m^2",
        "uA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Mean loss of charge over all rests, per time; in A where no area is known."),
    ),
    Quantity(
        "initial_corrosion_rate",
        "j_corr,0",
        "A/m^2",
        "uA/cm^2",
        QT_TRANSLATE_NOOP("Quantity", "Loss at the start of rest, where the law has a finite one."),
    ),
    Quantity("initial_charge", "Q_0", "C", "mC", QT_TRANSLATE_NOOP("Quantity", "Charge of a deposit without rest.")),
    Quantity("half_life", "t_½", "s", "h", QT_TRANSLATE_NOOP("Quantity", "Rest that leaves half of the deposit.")),
    Quantity("time_constant", "τ", "s", "h", QT_TRANSLATE_NOOP("Quantity", "Time constant of the logarithmic law.")),
    Quantity(
        "thickness_rate",
        "v",
        "m/s",
        "nm/h",
        QT_TRANSLATE_NOOP("Quantity", "How fast dense lithium thins."),
    ),
    Quantity(
        "cell_scatter", "s", "1", "%", QT_TRANSLATE_NOOP("Quantity", "Scatter of cells, over the initial charge.")
    ),
    Quantity(
        "similarity",
        "S",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "How alike the curves are: 1 less the largest gap of their charge shares."),
    ),
    Quantity(
        "replicate_distance",
        "d_r",
        "1",
        "1",
        QT_TRANSLATE_NOOP("Quantity", "Yardstick of similarity: the mean distance of cells that rested alike."),
    ),
)


def stripping_subjects(curves: Sequence[Curve], given: Given) -> Iterable[Subject]:
    """The i-t curves of stripping, each with the blank where one is named.

    Raises
    ------
    FitError
        If there is none, or no such blank, saying what there is instead.
    """
    blank = _blank(curves, given)
    found: list[Subject] = []
    problems: list[FitError] = []
    for curve in curves:
        if blank is not None and curve is blank.curve:
            continue
        try:
            found += [(part,) if blank is None else (part, blank) for part in _strippings(curve)]
        except FitError as problem:
            problems.append(problem)
    if not found:
        raise problems[0] if problems else FitError("NO_CURVE", "There is no curve besides the blank.")
    return found


def _strippings(curve: Curve) -> list[Part]:
    if "rest_time" in curve.columns and {"charge", "capacity"} & set(curve.columns) and "time" not in curve.columns:
        return [Part(curve, None)]
    if "time" not in curve.columns or not {"current", "current_density"} & set(curve.columns):
        raise FitError(
            "NO_CURRENT_TIME_CURVE",
            "{name} has no current against time, so no charge can be integrated; give the i–t curve of a stripping, or "
            "a table of rest time and charge.",
            name=curve.name,
        )
    numbers = range(len(curve.segments))
    strips = once_per_curve(_strips, curve, lambda: [each for each in numbers if _strips(Part(curve, each))])
    found = [Part(curve, number) for number in strips]
    if not found:
        raise FitError(
            "NO_STRIPPING",
            "{name} has no stripping at constant potential (it has: {kinds}): load the i–t curve of an anodic step; "
            "stripping has current above zero.",
            name=curve.name,
            kinds=", ".join(sorted({part.kind for part in curve.segments})) or "no segment",
        )
    return found


def _strips(part: Part) -> bool:
    """Whether the current of a segment is anodic and decays."""
    assert part.segment is not None
    if part.curve.segments[part.segment].kind not in ("hold", "stripping", "other"):
        return False
    current = _current(part)
    current = current[np.isfinite(current)]
    if len(current) < 5 or not float(np.abs(current).sum()) > 0:
        return False
    anodic, usual = float(np.maximum(current, 0.0).sum() / np.abs(current).sum()), float(np.median(current))
    steady = float(np.mean(np.abs(current - usual) <= _STEADY * abs(usual)))
    return anodic >= _ANODIC and steady < 1 - _STEADY


def _blank(curves: Sequence[Curve], given: Given) -> Part | None:
    name = given.get("blank")
    if name is None:
        return None
    wanted = Path(str(name)).name
    found = [curve for curve in curves if wanted in (Path(curve.source.file).name, curve.name)]
    if not found:
        raise FitError(
            "NO_SUCH_BLANK", "The blank {name} is not among the files given: give it with them.", name=wanted
        )
    return Part(found[0], 0 if found[0].segments else None)


def _current(part: Part) -> Array:
    columns = part.columns
    return columns["current"] if "current" in columns else columns["current_density"]


def stripping_recipe(subject: Subject, given: Given) -> Recipe:
    """Every setting of a stripping with its value and where it came from."""
    part = subject[0]
    columns = part.columns
    from_file: dict[str, float | None] = {"area": part.curve.electrode_area}
    if "rest_time" in columns and "time" in columns:
        from_file["rest_time"] = float(np.nanmedian(columns["rest_time"]))
    elif part.segment is not None:
        from_file["rest_time"] = _rest_before(part.curve, part.segment)
    return declared_recipe(SETTINGS, given, from_file)


def _rest_before(curve: Curve, segment: int) -> float | None:
    """Duration of a rest right before a segment / s, up to its start."""
    if segment == 0 or curve.segments[segment - 1].kind != "rest":
        return None
    begins = curve.segment_columns(segment - 1)["time"]
    ends = curve.segment_columns(segment)["time"]
    return float(ends[0] - begins[0]) if ends[0] > begins[0] else None


def stripping_outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
    """The charge of one stripping; of a table of rests, the corrosion law.

    Raises
    ------
    FitError
        If no charge can be had.
    """
    part = subject[0]
    columns = part.columns
    area = number(recipe, "area")
    if "time" not in columns:
        charge = columns["charge"] if "charge" in columns else columns["capacity"]
        plated = number(recipe, "plated_charge")
        return _declared(
            corrosion_law(columns["rest_time"], charge, law=str(recipe["law"].value), area=area, plated_charge=plated)
        )
    scale = _amperes(part, area)
    blank = None
    if len(subject) > 1:
        blank = (subject[1].columns["time"], _current(subject[1]) * _amperes(subject[1], area))
    found = stripping_charge(
        columns["time"],
        _current(part) * scale,
        area=area,
        plated_charge=number(recipe, "plated_charge"),
        blank=blank,
        window=(number(recipe, "window_start"), number(recipe, "window_end")),
    )
    warnings = list(found.warnings)
    if area is None:
        text = "The electrode area is not known, so the initial current is no density: set area."
        warnings.append(Message("AREA_UNKNOWN", text))
    held = float(np.nanmedian(columns["potential"])) if "potential" in columns else np.nan
    if held <= 0:
        text = "The step lies at {held:.0f} mV, which is not anodic of lithium: check the reference."
        warnings.append(Message("STEP_NOT_ANODIC", text, {"held": 1e3 * held}, held))
    return replace(found, warnings=tuple(warnings))


def _amperes(part: Part, area: float | None) -> float:
    """What turns the recorded current into A."""
    if "current" in part.columns:
        return 1.0
    if area is None:
        text = '{name} records a current density; set area, for example area="1.13 cm^2", to get a charge.'
        raise FitError("AREA_UNKNOWN", text, name=part.curve.name)
    return area


def corrosion_of(results: Sequence[Result]) -> Outcome:
    """What strippings after several rests say together: the corrosion law, and how alike the curves are.

    Raises
    ------
    FitError
        If the rests of some are not known, or too few differ.
    """
    used = [(result, result.outcome) for result in results if isinstance(result.outcome, StrippingCharge)]
    if len(used) < 2:
        raise FitError("TOO_FEW_CURVES", "A corrosion law needs i–t curves after several rests.")
    charges = [outcome for _, outcome in used]
    rests = [number(result.recipe, "rest_time") for result, _ in used]
    if all(rest is None for rest in rests):
        text = "The rest times are not known, so no corrosion rate is given: set rest_time for each file in a table."
        alike = similarity(charges)
        return replace(alike, warnings=(*alike.warnings, Message("REST_TIME_UNKNOWN", text)))
    known = [rest for rest in rests if rest is not None]
    if len(known) < len(rests):
        missing = next(result for (result, _), rest in zip(used, rests, strict=True) if rest is None)
        text = "The rest before {name} is not known: set rest_time for it in the table of files."
        raise FitError("REST_TIME_UNKNOWN", text, name=missing.title)
    return _law_and_likeness(used, charges, known)


def _law_and_likeness(
    used: Sequence[tuple[Result, StrippingCharge]], charges: Sequence[StrippingCharge], rests: Sequence[float]
) -> Outcome:
    recipe = used[0][0].recipe
    plated = [number(result.recipe, "plated_charge") for result, _ in used]
    share = np.ones(len(used))
    usual = None
    if all(one is not None for one in plated):
        usual = float(np.mean([one for one in plated if one is not None]))
        share = usual / np.array(plated, dtype=np.float64)
    found = corrosion_law(
        rests,
        share * [one.charge for one in charges],
        charge_error=share * [one.charge_error for one in charges],
        consumed=[one.consumed for one in charges],
        law=str(recipe["law"].value),
        area=number(recipe, "area"),
        plated_charge=usual,
    )
    law = _declared(found)
    if sum(not one.consumed for one in charges) < 2:
        return law
    alike = similarity(charges, rests)
    return replace(
        law,
        quantities={**law.quantities, **alike.quantities},
        verdicts={**law.verdicts, **alike.verdicts},
        warnings=(*law.warnings, *alike.warnings),
    )


def _declared(law: CorrosionLawChoice) -> CorrosionLawChoice:
    """The law without its own constant, whose unit is another for each law."""
    own = {each.name for each in QUANTITIES}
    return replace(law, quantities={name: one for name, one in law.quantities.items() if name in own})


STRIPPING = Method(
    "stripping",
    QT_TRANSLATE_NOOP("Method", "Stripping after rest"),
    QT_TRANSLATE_NOOP(
        "Method", "Integrates i–t curves of stripping after rests, and finds the law and rate of what the rests lost."
    ),
    SETTINGS,
    QUANTITIES,
    stripping_recipe,
    stripping_outcome,
    gathered=stripping_subjects,
    together=corrosion_of,
    formulas=(
        Formula("residual_fraction", "residual_charge / plated_charge"),
        Formula("thickness_rate", "corrosion_rate * lithium_molar_volume / faraday"),
    ),
    guesses=QT_TRANSLATE_NOOP("Method", "Guessed, no file says it: all lithium that is left is stripped."),
    equations=(Equation(r"Q_{res} = \int (i - i_b)\,dt", ""),),
)

"""The teaching pane's methods: simulate an experiment with parameters of one's own, analyse it, see what comes back.

Each generator of `fitting.synthetic` is a calculator: its inputs are the parameters of the simulation, its answer is
what the method that reads such curves finds in them, beside the truth.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from fitting.electrocrystallization import NucleationSpike
from fitting.messages import FitError
from fitting.outcome import Axis, Cell, Estimate, Outcome, Panel, Trace
from fitting.quantity import Quantity
from fitting.synthetic import GENERATORS, Generator, Made
from models.analyze import analyze_contents
from models.background import still_wanted
from models.curve import COLUMN_UNITS, Array, Curve, Receipt, Source
from models.document import Document
from models.gathered import columns_of
from models.number_text import unit_text
from models.readers import FileContent
from models.result import Result
from models.segmentation import segments
from models.series import marked_points
from models.step import Given, Method, Recipe, Step, declared_recipe
from models.steps import STEPS
from models.subject import Subject

REPEATS = Quantity(
    "repeats",
    "n",
    "1",
    "1",
    QT_TRANSLATE_NOOP("Quantity", "How often it is simulated and analysed, each time with other noise."),
    default=1.0,
    lower=1.0,
    upper=200.0,
)
SIMULATED = "simulation"  # the reader of a curve that no instrument recorded


@dataclass(frozen=True)
class Recovery:
    """What an analysis found of one quantity whose truth is known, in one simulation."""

    quantity: Quantity
    truth: float
    estimate: Estimate

    def shown(self, value: float | None) -> float | None:
        """A value in the display unit."""
        return None if value is None else self.quantity.to_display(value)

    def shown_width(self, width: float | None) -> float | None:
        """A width in the display unit."""
        return None if width is None else self.quantity.to_display(width) - self.quantity.to_display(0.0)

    @property
    def deviation(self) -> float:
        """Found minus true, in standard errors; NaN where there is no error."""
        value, error = self.estimate.value, self.estimate.standard_error
        return np.nan if value is None or not error else (value - self.truth) / error

    @property
    def is_covered(self) -> bool | None:
        """Whether the interval holds the truth; None without an interval."""
        interval = self.estimate.interval
        return None if interval is None else interval[0] <= self.truth <= interval[1]


def simulated(generator: Generator, values: Given) -> tuple[tuple[FileContent, Made], ...]:
    """The curves of a simulated experiment as a reader would give them, one file each, with what made them.

    Raises
    ------
    FitError
        If the parameters are not possible.
    """
    return tuple(
        (_content(generator, values, made, number), made) for number, made in enumerate(generator.made(values))
    )


def recovered(generator: Generator, values: Given) -> tuple[tuple[Result, ...], tuple[Recovery, ...]]:
    """Analyse a simulated experiment; return the results and what came back of the truth.

    Raises
    ------
    FitError
        If the parameters are not possible, or the analysis refuses the curves.
    """
    files = simulated(generator, values)
    step, method = reading_method(generator)
    known = known_settings(generator, files)
    results, failures = analyze_contents(step, method, [content for content, _ in files], {}, known)
    if not results:
        raise FitError.of(failures[0].message)
    truths = {content.curves[0].identity: made.curve.truth for content, made in files}
    return tuple(results), tuple(one for result in results for one in _recoveries(result, truths))


def reading_method(generator: Generator) -> tuple[Step, Method]:
    """The step and the method that read the curves of a generator."""
    step = next(each for each in STEPS if each.name == generator.step)
    method = step.method(generator.method)
    assert method is not None
    return step, method


def known_settings(
    generator: Generator, files: Sequence[tuple[FileContent, Made]]
) -> dict[str, dict[str, float | str]]:
    """What an experimenter would know of each simulated file, as settings of the method that reads it."""
    names = {setting.name for setting in reading_method(generator)[1].settings}
    return {
        content.file: {name: value for name, value in made.given.items() if value is not None and name in names}
        for content, made in files
    }


def _content(generator: Generator, values: Given, made: Made, number: int) -> FileContent:
    columns = {name: np.asarray(column, dtype=np.float64) for name, column in made.curve.columns.items()}
    is_curve = columns.keys() <= COLUMN_UNITS.keys()  # else a table of numbers, as others publish them
    said = repr((generator.name, sorted(values.items()), number))
    digest = hashlib.sha256(said.encode() + b"".join(column.tobytes() for column in columns.values())).hexdigest()
    file = f"{generator.name}_{number + 1}" if made.label else generator.name
    size = sum(column.nbytes for column in columns.values())
    area = made.given.get("area")
    curve = Curve(
        f"{generator.title} {made.label}".strip(),
        made.technique,
        columns if is_curve else {},
        segments(made.technique, columns) if is_curve else (),
        Source(file, digest, size, SIMULATED),
        Receipt(rows_read=len(next(iter(columns.values())))),
        {"simulated": said},
        electrode_area=float(area) if isinstance(area, (int, float)) else None,
        table={} if is_curve else _table(generator, columns),
    )
    return FileContent(file, digest, SIMULATED, (curve,), curve.receipt)


def _table(generator: Generator, columns: Mapping[str, Array]) -> dict[str, tuple[str, ...]]:
    """The columns as cells under headings with their units."""
    units = {quantity.name: quantity.unit for quantity in reading_method(generator)[1].quantities}
    units |= COLUMN_UNITS
    return {
        name if units[name] == "1" else f"{name} / {units[name]}": tuple(repr(float(value)) for value in column)
        for name, column in columns.items()
    }


def _recoveries(result: Result, truths: Mapping[str, Mapping[str, float]]) -> list[Recovery]:
    """What the curves of a result agree on as true, against what was found."""
    own = [truths[curve.identity] for curve in result.curves]
    said = {name: {truth[name] for truth in own if name in truth} for name in {name for truth in own for name in truth}}
    shared = {name: next(iter(values)) for name, values in said.items() if len(values) == 1}
    declared = {column.quantity.name: column.quantity for column in columns_of(result)}
    return [
        Recovery(quantity, shared[name], result.outcome.quantities[name])
        for name, quantity in declared.items()
        if name in shared
    ]


def _outcome(generator: Generator, recipe: Recipe) -> Outcome:
    values = {name: entry.value for name, entry in recipe.items() if entry.value is not None and name != REPEATS.name}
    repeats = int(float(recipe[REPEATS.name].value or 1.0))
    results, found = recovered(generator, values)
    shown = results[-1]  # of a series, what its curves say together
    if repeats > 1:
        table = _statistics(_repeated(generator, values, repeats))
    else:
        table = _listed(found)
    return replace(shown.outcome, table=table, panels=shown.outcome.panels or _spike_panels(shown))


def _listed(found: Sequence[Recovery]) -> dict[str, tuple[Cell, ...]]:
    """Truth and finding side by side, in the units that people write."""
    return {
        "quantity": tuple(one.quantity.name for one in found),
        "truth": tuple(one.quantity.to_display(one.truth) for one in found),
        "found": tuple(one.shown(one.estimate.value) for one in found),
        "standard_error": tuple(one.shown_width(one.estimate.standard_error) for one in found),
        "unit": tuple(unit_text(one.quantity.display_unit) for one in found),
        "deviation": tuple(None if np.isnan(one.deviation) else one.deviation for one in found),
        "truth_in_interval": tuple(_yes(one.is_covered) for one in found),
    }


def _spike_panels(result: Result) -> tuple[Panel, ...]:
    """A plating step is drawn by a page of its own; here its curve, fit and marks."""
    outcome = result.outcome
    if not isinstance(outcome, NucleationSpike) or outcome.fit_time is None or outcome.fit_potential is None:
        return ()
    columns = result.subject[0].columns
    points = marked_points(result)
    x, y = (np.array([point[side] for point in points.values()]) for side in (0, 1))
    traces = (
        Trace("data", columns["time"] - columns["time"][0], columns["potential"]),
        Trace("fit", outcome.fit_time, outcome.fit_potential, "fit"),
        Trace("marks", x, y, "mark"),
    )
    return (Panel(Axis("t", "s", "s"), Axis("E", "V", "mV"), traces, "curve"),)


def _repeated(generator: Generator, values: Given, repeats: int) -> list[Recovery]:
    """What comes back when only the noise is another; a simulation that the method refuses gives nothing."""
    first = int(float(values.get("seed", 0)))
    found: list[Recovery] = []
    for seed in range(first, first + repeats):
        still_wanted()
        try:
            found += recovered(generator, {**values, "seed": float(seed)})[1]
        except FitError:
            continue
    return found


def _statistics(found: Sequence[Recovery]) -> dict[str, tuple[Cell, ...]]:
    """Bias, scatter and coverage per quantity; the truth of a quantity may differ from seed to seed."""
    quantities = dict.fromkeys(one.quantity for one in found)
    rows = [_statistics_row([one for one in found if one.quantity == quantity]) for quantity in quantities]
    headings = (
        "quantity", "count", "truth", "unit", "bias", "root_mean_square_error", "mean_standard_error", "coverage",
    )  # fmt: skip
    return {heading: tuple(row[place] for row in rows) for place, heading in enumerate(headings)}


def _statistics_row(group: Sequence[Recovery]) -> tuple[Cell, ...]:
    first = group[0]
    misses = np.array([(one.estimate.value or 0.0) - one.truth for one in group])
    errors = [one.estimate.standard_error for one in group if one.estimate.standard_error]
    covered = [one.is_covered for one in group if one.is_covered is not None]
    return (
        first.quantity.name,
        float(len(group)),
        first.shown(float(np.mean([one.truth for one in group]))),
        unit_text(first.quantity.display_unit),
        first.shown_width(float(misses.mean())),
        first.shown_width(float(np.sqrt(np.mean(misses**2)))),
        first.shown_width(float(np.mean(errors)) if errors else None),
        float(np.mean(covered)) if covered else None,
    )


def _yes(answer: bool | None) -> str | None:
    return None if answer is None else ("yes" if answer else "no")


def _method(generator: Generator) -> Method:
    _, reader = reading_method(generator)
    settings = (*generator.settings, REPEATS)

    def recipe(subject: Subject, given: Given) -> Recipe:
        return declared_recipe(settings, given)

    def outcome(subject: Subject, recipe: Recipe, effort: str = "full") -> Outcome:
        return _outcome(generator, recipe)

    return Method(generator.name, generator.title, generator.sentence, settings, reader.quantities, recipe, outcome)


TEACHING = Step(
    "teaching",
    QT_TRANSLATE_NOOP("Step", "Simulate and analyse"),
    QT_TRANSLATE_NOOP("Step", "Choose an experiment, change its parameters and its noise, and see what comes back."),
    tuple(_method(generator) for generator in GENERATORS),
)


def take_simulated(document: Document, generator: Generator, values: Given) -> int:
    """Put simulated curves into a project, what is known of them given to their analyses; return how many came.

    Raises
    ------
    FitError
        If the parameters are not possible.
    """
    files = simulated(generator, values)
    count = document.add_files([content for content, _ in files])
    known = known_settings(generator, files)
    given = {curve.identity: known[content.file] for content, _ in files for curve in content.curves}
    step, method = reading_method(generator)
    states = {}
    for analysis in document.analyses(step, method):
        settings: dict[str, float | str] = {}
        for part in analysis.subject:
            settings |= given.get(part.curve.identity, {})
        if settings:
            states[analysis] = analysis.state.with_settings(settings)
    document.edit_all(states, QCoreApplication.translate("Document", "What is known of simulated curves"))
    return count

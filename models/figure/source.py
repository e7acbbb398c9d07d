"""Where a figure's results come from: the analyses of a document, with the names that its legend gives them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from fitting.messages import DataProblem
from fitting.outcome import Outcome
from models.analysis import AnalysisKey
from models.curve import Curve
from models.document import Document
from models.electrolyte import curve_identities, electrolyte_text
from models.figure.model import FigureModel, Shown
from models.figure.pictures import Drawable
from models.number_text import number_text, unit_text
from models.result import Result
from models.step import Method, Step, analysed, series_result
from models.steps import step_named
from models.subject import Part, Subject, subject_title

Check = Callable[[], None]

_ON_A_CLOCK = {"current_on", "step_time"}  # differ from file to file by chance, and name no curve


@dataclass(frozen=True, eq=False)
class Candidate:
    """An analysis that a figure can show.

    Parameters
    ----------
    result : Result or None
        What is known of it already, for its present state.
    """

    shown: Shown
    step: Step
    method: Method
    subject: Subject
    electrolyte: str
    given: dict[str, float | str]
    confirmed: bool
    result: Result | None

    def computed(self) -> Result:
        """The result, computed where it is not there yet.

        Raises
        ------
        DataProblem
            If these data give no number.
        """
        result = self.result or analysed(self.step, self.method, self.subject, self.given)
        return replace(result, confirmed=self.confirmed)

    def bare(self) -> Result:
        """The subject with its recipe and no numbers."""
        recipe = self.method.recipe(self.subject, self.given)
        return Result(self.step.name, self.method.name, self.subject, recipe, Outcome(), self.confirmed)


def subjects_of(document: Document, method: Method) -> tuple[Subject, ...]:
    """What of a document's curves a method can use; nothing is computed."""
    if method.calculates:
        return ((),)
    curves = [document.curve(identity) for identity in curve_identities(document.series)]
    sets = [[curve] for curve in curves] if method.gathered is None else [curves]
    found: list[Subject] = []
    for some in sets:
        try:
            found += method.subjects(some, {})
        except DataProblem:
            continue
    return tuple(found)


def candidates(document: Document, step: Step, method: Method) -> tuple[Candidate, ...]:
    """Every analysis of a method that the document's curves allow, in the order of the tree."""
    return tuple(_candidate(document, step, method, subject) for subject in subjects_of(document, method))


def shown_candidates(document: Document, model: FigureModel) -> tuple[Candidate, ...]:
    """The analyses that a figure shows; those whose curves are gone are left out."""
    here = set(curve_identities(document.series))
    found = []
    for shown in model.shown:
        step = step_named(shown.step)
        method = None if step is None else step.method(shown.method)
        if step is None or method is None or any(curve not in here for curve, _ in shown.subject):
            continue
        parts = tuple(_part(document.curve(curve), segment) for curve, segment in shown.subject)
        subject = tuple(part for part in parts if part is not None)
        if len(subject) == len(parts):
            found.append(replace(_candidate(document, step, method, subject), shown=shown))
    return tuple(found)


def _part(curve: Curve, segment: int | None) -> Part | None:
    return Part(curve, segment) if segment is None or 0 <= segment < len(curve.segments) else None


def _candidate(document: Document, step: Step, method: Method, subject: Subject) -> Candidate:
    shown = Shown(step.name, method.name, tuple(part.key for part in subject))
    key: AnalysisKey = (shown.step, shown.method, shown.subject)
    state = document.shelf.state(key)
    analysis = document.shelf.of({curve for curve, _ in shown.subject}).get(key)
    result = None if analysis is None else analysis.current_result()
    electrolyte = electrolyte_of(document, shown.subject[0][0]) if shown.subject else ""
    return Candidate(shown, step, method, subject, electrolyte, state.settings, state.confirmed, result)


def electrolyte_of(document: Document, curve: str) -> str:
    """The electrolyte that a curve stands under."""
    found = (
        electrolyte_text(each.name) for each in document.series if any(entry.curve == curve for entry in each.curves)
    )
    return next(found, "")


def drawables(chosen: Sequence[Candidate], model: FigureModel, check: Check) -> tuple[Drawable, ...]:
    """What a figure draws of some analyses; what is not computed yet is computed here, in any thread.

    Raises
    ------
    DataProblem
        If none of them gives anything to draw: the first one's reason.
    """
    found: list[tuple[Candidate, Result]] = []
    problems: list[DataProblem] = []
    for each in chosen:
        check()
        try:
            found.append((each, each.computed()))
        except DataProblem as problem:
            problems.append(problem)
    if not found and chosen and not model.together:
        found = [(each, each.bare()) for each in chosen[:1] if each.method.name == "nucleation_spike"]
    if model.together:
        together = _together(found, problems, check)
    else:
        by_electrolyte = model.arrangement == "by_electrolyte"
        names = legend_names([each for each, _ in found], [result for _, result in found], by_electrolyte)
        together = [Drawable(result, name, each.electrolyte) for (each, result), name in zip(found, names, strict=True)]
    if not together and problems:
        raise problems[0]
    return tuple(together)


def _together(found: Sequence[tuple[Candidate, Result]], problems: list[DataProblem], check: Check) -> list[Drawable]:
    """One series for each electrolyte; a table of a whole series is one by itself."""
    series = [Drawable(result, each.electrolyte) for each, result in found if is_table(each.subject)]
    single = [(each, result) for each, result in found if not is_table(each.subject)]
    for electrolyte in dict.fromkeys(each.electrolyte for each, _ in single):
        check()
        results = [result for each, result in single if each.electrolyte == electrolyte]
        try:
            result = series_result(single[0][0].method, results)
        except DataProblem as problem:
            problems.append(problem)
            continue
        if result is None:
            text = "One curve is no series; load others and give each its inputs."
            problems.append(DataProblem("ONE_CURVE", text))
        else:
            series.append(Drawable(result, electrolyte))
    return series


def is_table(subject: Subject) -> bool:
    """Whether it is a table of rests and charges rather than a curve."""
    return "rest_time" in subject[0].columns and "time" not in subject[0].columns


def legend_names(chosen: Sequence[Candidate], results: Sequence[Result], by_electrolyte: bool = False) -> list[str]:
    """The name of each: the person's own for this figure, else what tells it from the others.

    That is the electrolyte where each has its own; else an input that is the curve's own, such as the rest; else the
    name of the curve. `by_electrolyte` says that the electrolyte stands over the panel.
    """
    electrolytes = [each.electrolyte for each in chosen]
    several = len(set(electrolytes)) > 1 and not by_electrolyte
    own = _own_inputs(chosen, results)
    if several and len(set(electrolytes)) == len(electrolytes):
        names = electrolytes
    else:
        names = [subject_title(each.subject) for each in chosen] if own is None else own
        if several and own is not None:
            names = [f"{electrolyte}, {name}" for electrolyte, name in zip(electrolytes, names, strict=True)]
    return [each.shown.name or name for each, name in zip(chosen, names, strict=True)]


def _own_inputs(chosen: Sequence[Candidate], results: Sequence[Result]) -> list[str] | None:
    """The rest, the cycle or another input that each curve has for itself, where it tells all of them apart."""
    if len({each.method.name for each in chosen}) != 1:
        return None
    for quantity in chosen[0].method.settings:
        values = [result.recipe[quantity.name].value if quantity.name in result.recipe else None for result in results]
        numbers = [float(value) for value in values if isinstance(value, int | float)]
        told = {(each.electrolyte, value) for each, value in zip(chosen, values, strict=True)}
        if not quantity.own or quantity.name in _ON_A_CLOCK or len(numbers) < len(values) or len(told) < len(values):
            continue
        unit = unit_text(quantity.display_unit)
        return [f"{number_text(quantity.to_display(value))} {unit}".strip() for value in numbers]
    return None

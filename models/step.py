"""What a step and a method are: declared data that the window, the command line, the report and the help read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fitting.formula import Formula
from fitting.live import live_fit
from fitting.messages import FitError
from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.curve import Curve
from models.once_per_curve import once_per_curve
from models.result import RecipeEntry, Result
from models.subject import Part, Subject

MOST_POINTS = 30_000_000  # of one subject: an analysis takes some two hundred bytes for each
Given = Mapping[str, float | str]
Recipe = Mapping[str, RecipeEntry]


@dataclass(frozen=True)
class Equation:
    """An equation that a method stands on.

    Parameters
    ----------
    text : str
        As mathtext, without dollar signs.
    source : str
        Its number in the review, or who it is from: ``Eq 2``, ``Cottrell``; nothing where it is a definition.
    """

    text: str
    source: str


@dataclass(frozen=True)
class Method:
    """One way to get numbers: from each segment alone, from several curves together, or from settings only.

    Parameters
    ----------
    name, title, sentence : str
        Its name in results, in the window, and what it does.
    settings, quantities : tuple of Quantity
        What it takes and what it may give.
    recipe : callable
        ``recipe(subject, given)`` gives every setting with its value and origin.
    outcome : callable
        ``outcome(subject, recipe, effort)`` computes; effort is ``full`` or ``live``. Pure; raises `FitError`.
    segments : callable, optional
        ``segments(curve, given)`` gives the segments that it can use, each alone, None for the whole curve; raises
        `DataProblem` saying what is missing.
    gathered : callable, optional
        ``gathered(curves, given)`` gives the subjects that some curves make together; raises `DataProblem`. A method
        with neither of the two is a calculator: its settings are all it needs.
    together : callable, optional
        ``together(results)`` says what two or more results of this method say as a series; raises `FitError`.
    formulas : tuple of Formula
        How some quantities follow from others: what the workbook computes again when a number in it is changed. Of
        several for one quantity the first that gives the program's number is taken.
    equations : tuple of Equation
        What it stands on, the main one first.
    guesses : str
        One sentence on what it takes a curve for though no file says so; nothing where the file says all.
    """

    name: str
    title: str
    sentence: str
    settings: tuple[Quantity, ...]
    quantities: tuple[Quantity, ...]
    recipe: Callable[[Subject, Given], Recipe]
    outcome: Callable[[Subject, Recipe, str], Outcome]
    segments: Callable[[Curve, Given], Iterable[int | None]] | None = None
    gathered: Callable[[Sequence[Curve], Given], Iterable[Subject]] | None = None
    together: Callable[[Sequence[Result]], Outcome] | None = None
    formulas: tuple[Formula, ...] = ()
    equations: tuple[Equation, ...] = ()
    guesses: str = ""

    @property
    def calculates(self) -> bool:
        """Whether it takes no curve."""
        return self.segments is None and self.gathered is None

    def setting(self, name: str) -> Quantity:
        """The setting of that name.

        Raises
        ------
        StopIteration
            If the method has no such setting.
        """
        return next(quantity for quantity in self.settings if quantity.name == name)

    def subjects(self, curves: Sequence[Curve], given: Given) -> tuple[Subject, ...]:
        """What of some curves it can use.

        Raises
        ------
        DataProblem
            If it can use nothing of them, saying what is missing.
        """
        if self.gathered is not None:
            return tuple(self.gathered(curves, given))
        if self.segments is None:
            return ((),)
        return tuple((Part(curve, segment),) for curve in curves for segment in self._segments_of(curve, given))

    def _segments_of(self, curve: Curve, given: Given) -> tuple[int | None, ...]:
        """What it can use of a curve; looked for once where no setting could change it."""
        find = self.segments
        assert find is not None
        if given:
            return tuple(find(curve, given))
        return once_per_curve(find, curve, lambda: tuple(find(curve, {})))


@dataclass(frozen=True)
class Step:
    """An elementary step of plating, with the methods that are built for it."""

    name: str
    title: str
    needs: str  # one sentence: what data the step asks for
    methods: tuple[Method, ...] = field(default=())

    def method(self, name: str) -> Method | None:
        """The method of that name, if it is built."""
        return next((method for method in self.methods if method.name == name), None)


def declared_recipe(
    settings: Iterable[Quantity], given: Given, from_file: Mapping[str, float | None] | None = None
) -> Recipe:
    """Every setting with its value and where it came from: given, else from the file, else its default."""
    recipe = {}
    known = from_file or {}
    for quantity in settings:
        if quantity.name in given:
            recipe[quantity.name] = RecipeEntry(given[quantity.name], quantity.unit, "given")
        elif known.get(quantity.name) is not None:
            recipe[quantity.name] = RecipeEntry(known[quantity.name], quantity.unit, "file")
        elif quantity.default is not None:
            recipe[quantity.name] = RecipeEntry(quantity.default, quantity.unit, "default")
        else:
            recipe[quantity.name] = RecipeEntry(None, quantity.unit, "automatic")
    return recipe


def number(recipe: Recipe, name: str) -> float | None:
    """The SI value of a setting, None where it is automatic."""
    value = recipe[name].value
    return None if value is None else float(value)


def analysed(
    step: Step, method: Method, subject: Subject, given: Given, effort: str = "full", last: Result | None = None
) -> Result:
    """Run a method: the one way from a curve to a result, for the window, the command line and batch.

    A live answer for a window goes on from the last full result where that says how.

    Raises
    ------
    FitError
        If these data give no number.
    """
    for part in subject:
        count = len(next(iter(part.columns.values()), ()))
        if count > MOST_POINTS:
            raise FitError(
                "TOO_MANY_POINTS",
                "{count} points are more than can be analysed at once ({most}): export a part of the recording.",
                count=count,
                most=MOST_POINTS,
            )
    recipe = method.recipe(subject, given)
    quick = _live(subject, recipe, last) if effort == "live" and last is not None else None
    outcome = method.outcome(subject, recipe, effort) if quick is None else quick
    return Result(step.name, method.name, subject, recipe, outcome)


_WINDOW = ("window_start", "window_end")


def _live(subject: Subject, recipe: Recipe, last: Result) -> Outcome | None:
    """The last full fit in another window; None where it does not say how, or more than the window has changed."""
    refit = last.outcome.refit
    if refit is None or not subject:
        return None
    moved = {name for name in recipe if name not in last.recipe or recipe[name].value != last.recipe[name].value}
    columns = subject[0].columns
    if moved - set(_WINDOW) or not set(refit.columns) <= set(columns):
        return None
    x, y = (columns[name] for name in refit.columns)
    return live_fit(refit, x, y, (number(recipe, _WINDOW[0]), number(recipe, _WINDOW[1])))


def series_result(method: Method, results: Sequence[Result]) -> Result | None:
    """What two or more results of a method say together, None where it says nothing about series.

    Raises
    ------
    FitError
        If they are too few, or do not fit together.
    """
    if method.together is None or len(results) < 2:
        return None
    recipes = [result.recipe for result in results]
    recipe = {name: _common([each[name] for each in recipes]) for name in recipes[0]}
    subject = tuple(part for result in results for part in result.subject)
    return Result(results[0].step, method.name, subject, recipe, method.together(results))


def _common(entries: Sequence[RecipeEntry]) -> RecipeEntry:
    """The setting that all results share, or the values side by side."""
    if all(entry == entries[0] for entry in entries):
        return entries[0]
    values = "; ".join("—" if entry.value is None else str(entry.value) for entry in entries)
    return RecipeEntry(values, entries[0].unit, entries[0].origin)

"""What a step and a method are: declared data that the window, the command line, the report and the help read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from fitting.outcome import Outcome
from fitting.quantity import Quantity
from models.curve import Curve
from models.result import RecipeEntry, Result

Given = Mapping[str, float | str]
Recipe = Mapping[str, RecipeEntry]


@dataclass(frozen=True)
class Method:
    """One way to get numbers from a curve.

    Parameters
    ----------
    name, title, sentence : str
        Its name in results, in the window, and what it does.
    settings, quantities : tuple of Quantity
        What it takes and what it may give.
    segments : callable
        ``segments(curve, given)`` gives the segments that it can use, or raises `DataProblem` saying what is missing.
    recipe : callable
        ``recipe(curve, segment, given)`` gives every setting with its value and origin.
    outcome : callable
        ``outcome(curve, segment, recipe, effort)`` computes; effort is ``full`` or ``live``. Pure; raises `FitError`.
    """

    name: str
    title: str
    sentence: str
    settings: tuple[Quantity, ...]
    quantities: tuple[Quantity, ...]
    segments: Callable[[Curve, Given], Iterable[int]]
    recipe: Callable[[Curve, int, Given], Recipe]
    outcome: Callable[[Curve, int, Recipe, str], Outcome]

    def setting(self, name: str) -> Quantity:
        """The setting of that name.

        Raises
        ------
        StopIteration
            If the method has no such setting.
        """
        return next(quantity for quantity in self.settings if quantity.name == name)


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


def analysed(step: Step, method: Method, curve: Curve, segment: int, given: Given, effort: str = "full") -> Result:
    """Run a method: the one way from a curve to a result, for the window, the command line and batch.

    Raises
    ------
    FitError
        If these data give no number.
    """
    recipe = method.recipe(curve, segment, given)
    outcome = method.outcome(curve, segment, recipe, effort)
    return Result(step.name, method.name, curve, segment, recipe, outcome)

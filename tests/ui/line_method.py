"""A method made for tests: a straight line through a window of potential against time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from fitting.messages import FitError, Message
from fitting.outcome import Axis, Estimate, Outcome, Panel, Trace
from fitting.quantity import Quantity
from models.curve import Curve
from models.result import Result
from models.step import Given, Method, Recipe, Step, declared_recipe, number
from models.subject import Subject

TIME, MILLIVOLTS = Axis("t", "s", "min"), Axis("E", "V", "mV")
SETTINGS = (
    Quantity("window_start", "t₁", "s", "min", "Start."),
    Quantity("window_end", "t₂", "s", "min", "End."),
    Quantity("factor", "f", "1", "1", "Times the slope.", default=1.0, lower=0.0),
    Quantity("rest", "t_r", "s", "s", "Its own.", own=True),
    Quantity("half", "", "1", "1", "Which half.", default="whole", choices=("whole", "first_half", "refused")),
)
FACTOR = SETTINGS[2:3]


def segments(curve: Curve, given: Given) -> Iterable[int | None]:
    if curve.technique == "open_circuit":
        raise FitError("NO_CURRENT", "There is no current in {name}.", name=curve.name)
    return (0,)


def line(subject: Subject, recipe: Recipe, effort: str) -> Outcome:
    columns = subject[0].columns
    time = columns["time"] - columns["time"][0]
    half = recipe["half"].value
    if half == "refused":
        raise FitError("REFUSED", "This is refused; change window_start.")
    start, end = number(recipe, "window_start") or 0.0, number(recipe, "window_end") or time[-1]
    end = min(end, time[-1] / 2) if half == "first_half" else end
    inside = (time >= start) & (time <= end)
    if inside.sum() < 2:
        raise FitError("TOO_FEW_POINTS", "No line goes through {count} points.", count=int(inside.sum()))
    slope, level = np.polyfit(time[inside], columns["potential"][inside], 1)
    fit = Trace("fit", time[inside], slope * time[inside] + level, "fit")
    residual = Trace("", time[inside], columns["potential"][inside] - fit.y)
    return Outcome(
        {
            "slope": Estimate(float(slope) * (number(recipe, "factor") or 1.0), "V/s", 1e-6, (0.0, 1.0), rule=effort),
            "window_end": Estimate(float(end), "s"),
        },
        {"trend": "not_decided"},
        (Message("SHORT", "The window is short."),),
        table={"cycle": (1.0, 2.0), "kind": ("a", None)},
        panels=(
            Panel(TIME, MILLIVOLTS, (Trace("data", time, columns["potential"]), fit)),
            Panel(TIME, MILLIVOLTS, (residual,)),
            Panel(Axis("n", "1", "1"), MILLIVOLTS, (Trace("peaks", np.arange(3.0), np.ones(3), "points"),), "peaks"),
        ),
    )


def count(results: Sequence[Result]) -> Outcome:
    return Outcome({"count": Estimate(float(len(results)), "1")})


LINE = Method(
    "line",
    "Line",
    "A line through a window.",
    SETTINGS,
    (Quantity("slope", "s", "V/s", "mV/s", "The slope."), Quantity("count", "n", "1", "1", "How many curves.")),
    lambda subject, given: declared_recipe(SETTINGS, given),
    line,
    segments=segments,
    together=count,
)
TWICE = Method(
    "twice",
    "Twice",
    "Twice the factor.",
    FACTOR,
    (Quantity("double", "2f", "1", "1", "Twice."),),
    lambda subject, given: declared_recipe(FACTOR, given),
    lambda subject, recipe, effort: Outcome({"double": Estimate(2 * (number(recipe, "factor") or 0.0), "1")}),
)
STEP = Step("mass_transfer", "Mass transfer", "It needs curves.", (LINE, TWICE))

"""The report's words for quantities, verdicts, origins and messages, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from fitting.outcome import Estimate
from fitting.quantity import Quantity
from fitting.units import UnknownUnit, canonical_unit
from models.curve import Curve
from models.number_text import number_text, unit_text
from models.result import Result
from models.step import Method
from models.steps import STEPS, step_named
from models.translation import name_in_words, verdict_in_words

translate = QCoreApplication.translate

INTERVALS = {  # how an interval was found, in words
    "covariance": QT_TRANSLATE_NOOP("Report", "covariance"),
    "delta": QT_TRANSLATE_NOOP("Report", "delta method"),
    "profile": QT_TRANSLATE_NOOP("Report", "profile"),
    "models": QT_TRANSLATE_NOOP("Report", "all laws that are possible"),
    "bootstrap": QT_TRANSLATE_NOOP("Report", "bootstrap"),
    "sampling": QT_TRANSLATE_NOOP("Report", "half a sampling step"),
    "noise": QT_TRANSLATE_NOOP("Report", "noise of the samples"),
    "drift": QT_TRANSLATE_NOOP("Report", "drift of the reference"),
    "propagation": QT_TRANSLATE_NOOP("Report", "error propagation"),
    "rule": QT_TRANSLATE_NOOP("Report", "sensitivity to the rule"),
    "fieller": QT_TRANSLATE_NOOP("Report", "Fieller's ratio"),
    "greenwood": QT_TRANSLATE_NOOP("Report", "Greenwood's variance"),
    "permutation": QT_TRANSLATE_NOOP("Report", "exact permutation"),
    "fisher": QT_TRANSLATE_NOOP("Report", "Fisher's z"),
    "deviation": QT_TRANSLATE_NOOP("Report", "scatter of repeats"),
    "random_effects": QT_TRANSLATE_NOOP("Report", "random-effects mean"),
    "chi_square": QT_TRANSLATE_NOOP("Report", "chi-squared distribution"),
}


def heading(quantity: Quantity) -> str:
    """Name and display unit: ``induction period / s``."""
    unit = unit_text(quantity.display_unit)
    return f"{name_in_words(quantity.name)} / {unit}" if unit else name_in_words(quantity.name)


def verdict_heading(name: str) -> str:
    """What a verdict is about."""
    return {
        "spike": translate("Report", "Spike"),
        "plateau_trend": translate("Report", "After the spike"),
    }.get(name, name_in_words(name))


def verdict_words(verdict: str) -> str:
    """A verdict in words."""
    return verdict_in_words(verdict)


def interval_words(method: str) -> str:
    """How an interval was found, in words."""
    return translate("Report", INTERVALS[method]) if method in INTERVALS else method


def bound_text(estimate: Estimate, quantity: Quantity) -> str | None:
    """``> 0.8`` where only a bound is known."""
    if estimate.bound is None:
        return None
    side, value = estimate.bound
    return f"{'>' if side == 'above' else '<'} {number_text(quantity.to_display(value))}"


def window_words(result: Result) -> str:
    """The fit window that the analysis used, in s."""
    ends = [result.recipe.get(name) for name in ("window_start", "window_end")]
    words = [
        number_text(float(end.value), 6)
        if end is not None and isinstance(end.value, (int, float))
        else translate("Report", "automatic")
        for end in ends
    ]
    return words[0] if words[0] == words[1] else " … ".join(words)


def quantities_of(results: Sequence[Result]) -> tuple[Quantity, ...]:
    """Every quantity that results of one method give, in the declared order; an undeclared one is shown in SI."""
    each = (item for result in results for item in result.outcome.quantities.items())
    found = dict.fromkeys((name, estimate.unit) for name, estimate in each)
    known = {quantity.name: quantity for result in results[:1] for quantity in _declared(result)}
    order = {name: place for place, name in enumerate(known)}
    ranked = sorted(found, key=lambda one: order.get(one[0], len(order)))
    return tuple(known[name].in_unit(unit) if name in known else _undeclared(name, unit) for name, unit in ranked)


def _declared(result: Result) -> tuple[Quantity, ...]:
    method = _method(result)
    return () if method is None else method.quantities


def _method(result: Result) -> Method | None:
    step = step_named(result.step)
    return None if step is None else step.method(result.method)


def estimate_of(result: Result, quantity: Quantity) -> Estimate | None:
    """What a result says of a quantity in the unit that it was found in."""
    name, _, unit = quantity.name.partition(" / ")  # a unit that we do not know stands in the name
    estimate = result.outcome.quantities.get(name)
    return estimate if estimate is not None and estimate.unit == (unit or quantity.unit) else None


def setting_of(result: Result, name: str) -> Quantity | None:
    """The declaration of a setting, if its method is one of ours."""
    method = _method(result)
    return next((setting for setting in method.settings if setting.name == name), None) if method is not None else None


def is_series(result: Result) -> bool:
    """Whether it is what the results of several curves say together."""
    method = _method(result)
    return method is not None and method.segments is not None and len(result.subject) > 1


def electrolyte_of(result: Result) -> str:
    """The electrolytes of a result's curves; words where none is stated."""
    names = dict.fromkeys(map(electrolyte_name, result.curves))
    return ", ".join(names) or translate("Report", "not stated")


def electrolyte_name(curve: Curve) -> str:
    """The electrolyte of a curve, or words for none."""
    return curve.metadata.get("electrolyte", "").strip() or translate("Report", "not stated")


def steps_in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Each step once, in the program's order; a step that is not ours comes last."""
    order = {step.name: place for place, step in enumerate(STEPS)}
    return tuple(sorted(dict.fromkeys(names), key=lambda name: order.get(name, len(order))))


def step_title(name: str) -> str:
    """A step in words."""
    step = step_named(name)
    return name_in_words(name) if step is None else translate("Step", step.title)


def method_words(step_name: str, name: str) -> str:
    """A method in words."""
    step = step_named(step_name)
    method = step.method(name) if step is not None else None
    return name_in_words(name) if method is None else translate("Method", method.title)


def method_title(result: Result) -> str:
    """Step and method in words."""
    return f"{step_title(result.step)}, {method_words(result.step, result.method)}"


def _undeclared(name: str, unit: str) -> Quantity:
    try:
        canonical_unit(unit)
    except UnknownUnit:
        return Quantity(f"{name} / {unit}", "", "1", "1", "")
    return Quantity(name, "", unit, unit, "")

"""What there is to draw of a result, in display units: the panels of its outcome, gathered into views that share x."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from fitting.outcome import Axis, Outcome, Panel
from fitting.remembered import Memory
from fitting.units import from_si, si_factor, to_si
from models.number_text import unit_text
from models.translation import spelled

Array = npt.NDArray[np.float64]

_RANK = QT_TRANSLATE_NOOP("Figure", "rank of {name}")
_WORD = re.compile("[a-z]{3,}")


def _worded(text: str) -> str:
    return QCoreApplication.translate("Figure", text)


def views(outcome: Outcome) -> list[tuple[Panel, ...]]:
    """Neighbouring panels over the same x, in their order; one with a title of its own begins another view."""
    found: list[tuple[Panel, ...]] = []
    for panel in outcome.panels:
        if found and found[-1][0].x == panel.x and panel.title in ("", "residual"):
            found[-1] = (*found[-1], panel)
        else:
            found.append((panel,))
    return found


def view_title(panels: tuple[Panel, ...]) -> str:
    """What a view shows, in words."""
    title = panels[0].title or "curve"
    return QCoreApplication.translate("Figure", title)


def label_in_words(label: str) -> str:
    """What a trace is, for the legend: ``butler_volmer`` is Butler Volmer."""
    return QCoreApplication.translate("Figure", spelled(label))


def axis_in_words(axis: Axis, worded: Callable[[str], str] = _worded) -> str:
    """What stands at an axis: its symbol, or a word in the language spoken.

    Parameters
    ----------
    worded : callable
        Gives words in another language.
    """
    name = axis.symbol.removeprefix("rank of ")
    if name != axis.symbol:
        return worded(_RANK).format(name=worded(spelled(name)))
    return worded(name) if _WORD.fullmatch(name) else name


def axis_text(axis: Axis) -> str:
    """Symbol or word, and unit: ``E / mV``."""
    unit, symbol = axis_unit(axis), axis_in_words(axis)
    return f"{symbol} / {unit}" if unit else symbol


def displayed(values: Array, axis: Axis) -> Array:
    """SI numbers in the unit that the axis shows."""
    factor, offset = si_factor(axis.display_unit)
    if (factor, offset) == (1.0, 0.0):
        return values
    known = _DISPLAYED.setdefault((factor, offset), Memory[Array](8))
    return known.of(lambda: _converted(values, factor, offset), values)


_DISPLAYED: dict[tuple[float, float], Memory[Array]] = {}


def _converted(values: Array, factor: float, offset: float) -> Array:
    shown: Array = (values - offset) / factor
    shown.flags.writeable = False
    return shown


def axis_unit(axis: Axis) -> str:
    """The unit as it stands at the axis, nothing for a number."""
    return unit_text(axis.display_unit)


def shown_value(value: float, axis: Axis) -> float:
    """An SI number in the unit that the axis shows."""
    return from_si(value, axis.display_unit)


def si_value(value: float, axis: Axis) -> float:
    """A number of the axis in SI."""
    return to_si(value, axis.display_unit)

"""Labels of axes: symbols or words, units behind a solidus or in parentheses."""

from __future__ import annotations

from fitting.outcome import Axis
from models.figure.words import axis_word
from models.panels import axis_in_words, axis_unit
from ui.figures.sheet import Translate
from ui.figures.style import FigureStyle
from ui.figures.typeset import is_chinese, symbol_typeset, unit_typeset

RESIDUAL = "Δ"

_WORDS_ALONE = ("cycle",)  # is a word, not a symbol


def residual_axis(axis: Axis) -> Axis:
    """The axis of what a fit leaves: ``ΔQ`` below ``Q``."""
    symbol = axis.symbol if axis.symbol.startswith((RESIDUAL, "r")) else RESIDUAL + axis.symbol
    return Axis(symbol, axis.unit, axis.display_unit, axis.scale)


def axis_label(axis: Axis, style: FigureStyle, worded: Translate, against: str = "") -> str:
    """Label of an axis, for example ``E / V vs. Li/Li⁺`` or ``Potential (V vs. Li/Li⁺)``."""
    word = axis_word(axis.symbol)
    in_words = word is not None and (style.label_names == "words" or axis.symbol in _WORDS_ALONE)
    quantity = worded(word) if word is not None and in_words else axis_in_words(axis, worded)
    unit = axis_unit(axis)
    if unit and against:
        unit = f"{unit} vs. {against}"
    if not is_chinese(quantity):
        quantity = quantity if in_words else symbol_typeset(quantity, style.italic, style.signs)
        unit = unit_typeset(unit, style.signs)
    if not unit:
        return quantity
    return f"{quantity} ({unit})" if style.label_units == "parentheses" else f"{quantity} / {unit}"

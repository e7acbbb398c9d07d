"""Settings that many methods declare with the same name, symbol and bounds."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.constants import STANDARD_TEMPERATURE
from fitting.quantity import Quantity

TEMPERATURE = Quantity(
    "temperature",
    "T",
    "K",
    "degC",
    QT_TRANSLATE_NOOP("Quantity", "Temperature of the cell."),
    default=STANDARD_TEMPERATURE,
    lower=150.0,
    upper=600.0,
)
CYCLES_WINDOW = (
    Quantity(
        "window_start",
        "t₁",
        "s",
        "h",
        QT_TRANSLATE_NOOP("Quantity", "Start of the range, from the first half cycle; those before are left out."),
        lower=0.0,
    ),
    Quantity(
        "window_end",
        "t₂",
        "s",
        "h",
        QT_TRANSLATE_NOOP("Quantity", "End of the range, from the first half cycle; those after are left out."),
        lower=0.0,
    ),
)

"""Curves on the screen: shown by matplotlib and Qt together, with handles to drag."""

from __future__ import annotations

from ui.curve_canvas.gestures import PAN, SELECT, ZOOM
from ui.curve_canvas.scene import WINDOW, WINDOW_END, WINDOW_START, FitWindow, Mark, Panel, Trace
from ui.curve_canvas.theme import DARK, LIGHT, CanvasTheme
from ui.curve_canvas.widget import CurveCanvas

__all__ = [
    "DARK", "LIGHT", "PAN", "SELECT", "WINDOW", "WINDOW_END", "WINDOW_START", "ZOOM",
    "CanvasTheme", "CurveCanvas", "FitWindow", "Mark", "Panel", "Trace",
]  # fmt: skip

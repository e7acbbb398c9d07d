"""The colours of a canvas, light and dark."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtGui import QPalette


@dataclass(frozen=True)
class CanvasTheme:
    """Colours as ``#rrggbb``; text ≥ 4.5:1 and graphics ≥ 3:1 against `background`.

    Parameters
    ----------
    curves : tuple of str
        Colours of data, far apart also for colour-blind eyes; pair them with markers or dashes.
    """

    background: str
    text: str
    dim_text: str
    frame: str
    grid: str
    window: str
    error: str
    focus: str
    curves: tuple[str, ...]
    dark: bool

    @classmethod
    def of(cls, palette: QPalette) -> CanvasTheme:
        """The theme that fits a palette."""
        return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


CURVE_SYMBOLS = "osDv^<"  # nothing by colour alone


def curve_look(place: int, theme: CanvasTheme) -> tuple[str, str]:
    """Colour and marker of a curve by its number among all: 36 looks before they begin again."""
    turn, colour = divmod(place, len(theme.curves))
    return theme.curves[colour], CURVE_SYMBOLS[(place + turn) % len(CURVE_SYMBOLS)]


LIGHT = CanvasTheme(
    background="#ffffff",
    text="#1f2328",
    dim_text="#5c636b",
    frame="#6e7781",
    grid="#e6e8eb",
    window="#0a63b8",
    error="#b3261e",
    focus="#0a63b8",
    curves=("#700000", "#5000f0", "#400d4a", "#be70e6", "#00a388", "#f05000"),
    dark=False,
)

DARK = CanvasTheme(
    background="#1b1d21",
    text="#e6e8eb",
    dim_text="#a8b0b9",
    frame="#8b949e",
    grid="#30343a",
    window="#6cb6ff",
    error="#ff8a80",
    focus="#6cb6ff",
    curves=("#d64700", "#ffa3ff", "#d6ff0a", "#008a73", "#8f57ff", "#57ffab"),
    dark=True,
)

"""What a figure shows, as data: panels with limits, marks and insets, gathered into frames. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from fitting.outcome import Axis, Panel, Trace

WIDE = 120.0  # mm; from here on two frames stand side by side
MAIN_SHARE = 3.4  # of the first panel of a frame; the others have 1


@dataclass(frozen=True, eq=False)
class DrawnTrace(Trace):
    """A trace with what tells it from the others of its figure.

    Parameters
    ----------
    series : int or None
        Which curve of several it belongs to: it takes that one's colour and dashes.
    sign : str
        ``onset`` | ``spike`` | ``crest`` | ``plateau`` for marks that have a symbol of their own.
    hollow : bool
        A mark that a rule has set and nobody has confirmed.
    is_name : bool
        The label is a person's own word, never translated.
    """

    series: int | None = None
    sign: str = ""
    hollow: bool = False
    is_name: bool = False


@dataclass(frozen=True, eq=False)
class DrawnPanel(Panel):
    """A panel as it stands on paper.

    Parameters
    ----------
    x_limits, y_limits : (float, float) or None
        In the SI units of the axes; None for what the data need.
    against : str
        What the potentials of y are against.
    band : float or None
        Half the height of a band of one standard deviation about zero.
    heading : str
        English words over the legend, a verdict.
    name : str
        A person's own word over the legend: whose panel it is.
    inset : (float, float) or None
        The range of x that is shown enlarged.
    is_residual : bool
        What a fit leaves, below its curve.
    """

    x_limits: tuple[float, float] | None = None
    y_limits: tuple[float, float] | None = None
    against: str = ""
    band: float | None = None
    heading: str = ""
    name: str = ""
    inset: tuple[float, float] | None = None
    is_residual: bool = False


Frame = tuple[DrawnPanel, ...]  # share x, the first the largest


@dataclass(frozen=True, eq=False)
class FigureContent:
    """The frames of a figure, in reading order, and how many stand side by side; 0 where the width may decide."""

    frames: tuple[Frame, ...]
    columns: int = 0

    def grid(self, width_mm: float) -> tuple[int, int]:
        """Columns and rows of the frames on paper of this width."""
        count = max(1, len(self.frames))
        columns = min(count, self.columns or (2 if width_mm >= WIDE else 1))
        return columns, -(-count // columns)


def drawn_panel(panel: Panel, **changes: object) -> DrawnPanel:
    """A panel of an outcome as one for paper."""
    known = {each.name: getattr(panel, each.name) for each in fields(panel)}
    return DrawnPanel(**{**known, **changes})


def drawn_trace(trace: Trace, **changes: object) -> DrawnTrace:
    """A trace of an outcome as one for paper."""
    known = {each.name: getattr(trace, each.name) for each in fields(trace)}
    return DrawnTrace(**{**known, **changes})


def frame_of(panels: Sequence[Panel]) -> Frame:
    """Panels that share x as a frame; all but the first are what a fit leaves where they say so."""
    return tuple(
        drawn_panel(panel, is_residual=place > 0 and _is_residual(panel)) for place, panel in enumerate(panels)
    )


def _is_residual(panel: Panel) -> bool:
    return bool(panel.traces) and all(trace.label in ("residual", "") for trace in panel.traces)


def same_axes(first: Axis, second: Axis) -> bool:
    """Whether curves of two panels can stand in one."""
    return (first.symbol, first.unit) == (second.symbol, second.unit)

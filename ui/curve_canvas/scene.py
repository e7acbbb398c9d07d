"""What a canvas shows, as plain values in display units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Array = npt.NDArray[np.float64]

WINDOW_START = "window_start"
WINDOW_END = "window_end"
WINDOW = "window"  # the body: both edges together


@dataclass(frozen=True, eq=False)
class Trace:
    """One line, or one set of points.

    Parameters
    ----------
    x, y : (n,) arrays
        In display units. A number that is not finite breaks the line.
    width : float
        Line width in points, as in a figure.
    marker : bool
        Points instead of a line.
    """

    x: Array
    y: Array
    colour: str
    width: float = 1.2
    marker: bool = False
    dashed: bool = False


@dataclass(frozen=True, eq=False)
class Panel:
    """One plot of the stack; all panels share x.

    Parameters
    ----------
    traces : tuple of Trace
        What Qt paints while the view moves, and what marks, samples and limits come from.
    draw : callable or None
        ``draw(axes, x_scale)`` draws the settled picture with matplotlib; None draws the traces.
    height_share : float
        Height relative to the other panels.
    y_scale : str
        ``linear`` | ``log``.
    levels : tuple of float
        Values of y with a dashed line across the panel, on any x scale: zero, mostly.
    y_follows : bool
        The y limits follow the data, live traces included, until the user zooms this panel (for residuals).
    y_shown : (float, float) or None
        What y shows at first, where all data would hide what matters.
    """

    name: str
    y_label: str
    traces: tuple[Trace, ...] = ()
    draw: Callable[[Axes, str], None] | None = None
    height_share: float = 1.0
    y_scale: str = "linear"
    y_follows: bool = False
    levels: tuple[float, ...] = ()
    y_shown: tuple[float, float] | None = None


@dataclass(frozen=True)
class Mark:
    """A point of the first trace that the user may move along it.

    Parameters
    ----------
    symbol : str
        As in matplotlib: ``^ v s D o *``. Give each mark its own.
    confirmed : bool
        Filled when the user said so, hollow when it is a guess.
    """

    name: str
    label: str
    symbol: str
    x: float
    y: float
    confirmed: bool = False
    tooltip: str = ""


@dataclass(frozen=True)
class FitWindow:
    """The range of x that is fitted.

    Parameters
    ----------
    lower, upper : float
        The segment: neither edge leaves it.
    minimum_points : int
        An edge stops where fewer samples would be left.
    reason : str
        One sentence shown when it stops.
    """

    start: float
    end: float
    lower: float
    upper: float
    minimum_points: int = 2
    reason: str = ""

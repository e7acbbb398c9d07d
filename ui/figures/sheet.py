"""A figure while it is drawn: its axes frame by frame, and every call that drew something on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from fitting.outcome import Trace
from models.figure.content import DrawnPanel
from ui.figures.style import FigureStyle

Translate = Callable[[str], str]


def untranslated(text: str) -> str:
    """English as it is."""
    return text


@dataclass(frozen=True, eq=False)
class Call:
    """One call of matplotlib, and the data that its first arguments are."""

    target: Axes | Figure
    method: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    source: tuple[DrawnPanel, Trace] | None
    result: Any


@dataclass(eq=False)
class Sheet:
    """A figure, its style, and what was drawn on it.

    Parameters
    ----------
    frames : list of lists of Axes
        One list per frame, from top to bottom; panels of a frame share x.
    shares : list of tuples of float
        Heights of those axes, relative to one another.
    columns : int
        Frames side by side.
    insets : list of Axes
        Enlarged parts, inside other axes.
    label_places : dict
        Where the label of y stands, as a share of the axes' width, where it is aligned with others.
    calls : list of Call
        What was drawn, in order: a script can do the same.
    explained : set of str
        The words that a legend has.
    """

    figure: Figure
    style: FigureStyle
    translate: Translate = untranslated
    frames: list[list[Axes]] = field(default_factory=list)
    shares: list[tuple[float, ...]] = field(default_factory=list)
    columns: int = 1
    insets: list[Axes] = field(default_factory=list)
    label_places: dict[Axes, float] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    explained: set[str] = field(default_factory=set)

    def draw(
        self,
        target: Axes | Figure,
        method: str,
        *arguments: Any,
        source: tuple[DrawnPanel, Trace] | None = None,
        **options: Any,
    ) -> Any:
        """Call a method of axes or figure and remember it."""
        result = getattr(target, method)(*arguments, **options)
        self.calls.append(Call(target, method, arguments, options, source, result))
        return result

    def all_axes(self) -> list[Axes]:
        """Every pair of axes, insets last."""
        return [*(axes for frame in self.frames for axes in frame), *self.insets]

    @property
    def renderer(self) -> RendererBase:
        """What measures text."""
        canvas = self.figure.canvas
        return (canvas if isinstance(canvas, FigureCanvasAgg) else FigureCanvasAgg(self.figure)).get_renderer()

"""What can be moved on a canvas, the fit window and the marks, and where it may go. No painting, no events."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ui.curve_canvas.line import Line
from ui.curve_canvas.scene import WINDOW, WINDOW_END, WINDOW_START, Array, FitWindow, Mark

Held = tuple[FitWindow | None, tuple[Mark, ...]]


class Handles:
    """The window and the marks over the samples of the first trace."""

    def __init__(self) -> None:
        self.window: FitWindow | None = None
        self.marks: tuple[Mark, ...] = ()
        self.boundaries: Array = np.empty(0)
        self.blocked: str = ""  # the edge that stands at its stop
        self._x: Array = np.empty(0)
        self._y: Array = np.empty(0)

    def set_samples(self, line: Line | None) -> None:
        """The samples that marks sit on and edges snap to."""
        self._x, self._y = (np.empty(0), np.empty(0)) if line is None else (line.x, line.y)
        if line is not None and not line.rising:
            order = np.argsort(line.x, kind="stable")
            self._x, self._y = line.x[order], line.y[order]

    @property
    def names(self) -> tuple[str, ...]:
        """Handles in the order that the keys walk them."""
        edges = () if self.window is None else (WINDOW_START, WINDOW_END)
        return (*edges, *(mark.name for mark in self.marks if np.isfinite(mark.x) and np.isfinite(mark.y)))

    def mark(self, name: str) -> Mark | None:
        """The mark of a name."""
        return next((mark for mark in self.marks if mark.name == name), None)

    def value(self, name: str) -> float:
        """Where a handle is; the start for the body of the window."""
        mark = self.mark(name)
        if mark is not None:
            return mark.x
        assert self.window is not None
        return self.window.end if name == WINDOW_END else self.window.start

    def held(self) -> Held:
        """Everything as it is now, to come back to."""
        return self.window, self.marks

    def restore(self, held: Held) -> None:
        """Go back to how it was."""
        self.window, self.marks = held
        self.blocked = ""

    def place(self, name: str, x: float) -> bool:
        """Put an edge or a mark as near to x as it may go; whether it moved."""
        before = self.held()
        if name in (WINDOW_START, WINDOW_END):
            self._place_edge(name, x)
        else:
            self._place_mark(name, x)
        return before != self.held()

    def place_body(self, start: float, end: float) -> bool:
        """Put both edges; whether they moved. The caller keeps them inside the segment."""
        window = self.window
        assert window is not None
        start, end = max(start, window.lower), min(end, window.upper)
        self.blocked = ""
        if self._count(start, end) < window.minimum_points:
            self.blocked = WINDOW
            return False
        self.window = replace(window, start=start, end=end)
        return self.window != window

    def nearest_sample(self, x: float) -> float:
        """The sample nearest to x."""
        index = self._nearest(x)
        return x if index is None else float(self._x[index])

    def neighbour(self, x: float, samples: int) -> float:
        """The sample that many samples after (before, if negative) the one at x."""
        index = self._nearest(x)
        if index is None:
            return x
        here = float(self._x[index])
        edge = np.searchsorted(self._x, here, "right") - 1 if samples > 0 else np.searchsorted(self._x, here, "left")
        other = int(edge) + samples
        return float(self._x[min(max(other, 0), len(self._x) - 1)])

    def reach(self, name: str) -> tuple[float, float]:
        """The ends that Home and End go to."""
        if name in (WINDOW_START, WINDOW_END) and self.window is not None:
            return self.window.lower, self.window.upper
        return (float(self._x[0]), float(self._x[-1])) if len(self._x) else (0.0, 0.0)

    def _place_edge(self, name: str, x: float) -> None:
        window = self.window
        assert window is not None
        self.blocked = ""
        x = min(max(x, window.lower), window.upper)
        stop = self._stop(name, window)
        beyond = stop is not None and (x > stop if name == WINDOW_START else x < stop)
        if beyond:
            self.blocked = name
        if beyond and stop is not None:
            x = stop
        moved = replace(window, start=x) if name == WINDOW_START else replace(window, end=x)
        if stop is not None or moved.start < moved.end:
            self.window = moved

    def _stop(self, name: str, window: FitWindow) -> float | None:
        """How far an edge may go towards the other one; None where there are too few samples to say."""
        if not len(self._x):
            return None
        need = max(1, window.minimum_points)
        if name == WINDOW_START:
            index = int(np.searchsorted(self._x, window.end, "right")) - need
            return float(self._x[index]) if index >= 0 else window.lower
        index = int(np.searchsorted(self._x, window.start, "left")) + need - 1
        return float(self._x[index]) if index < len(self._x) else window.upper

    def _place_mark(self, name: str, x: float) -> None:
        index = self._nearest(x)
        if index is not None:
            self.marks = tuple(
                replace(mark, x=float(self._x[index]), y=float(self._y[index])) if mark.name == name else mark
                for mark in self.marks
            )

    def _nearest(self, x: float) -> int | None:
        if not len(self._x):
            return None
        index = int(np.searchsorted(self._x, x))
        if index == len(self._x) or (index and x - self._x[index - 1] < self._x[index] - x):
            index -= 1
        return index

    def _count(self, start: float, end: float) -> int:
        return int(np.searchsorted(self._x, end, "right") - np.searchsorted(self._x, start, "left"))

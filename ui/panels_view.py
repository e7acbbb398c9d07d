"""The panels of any result on a canvas: which view of it, what each line is, and the fit window to drag."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fitting import outcome as drawn
from fitting.outcome import Outcome
from models.curve import Curve
from models.panels import axis_text, displayed, label_in_words, view_title, views
from models.preview_series import preview_series
from models.result import Result
from ui.curve_canvas import CanvasTheme, CurveCanvas, Panel, Trace
from ui.curve_canvas.scene import Array
from ui.plain_view import plain_panels
from ui.window_page import FittedCurve

LEAST_POINTS = 5
MEASURED = ("data", "points")
MOST_PANELS = 4  # from which there is no room for a strip
MOST_NAMED = 4  # lines of a legend that are named; the tool tip names all
OUTLIERS = 0.01  # of the points of a logarithmic axis: they do not choose its limits


class PanelsView(FittedCurve):
    """Shows one view of an outcome at a time; the limits stay when another result of the same subject arrives."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = CurveCanvas(self)
        self.title = QLabel()
        self.legend = QLabel()
        self.legend.setAccessibleName(self.tr("Legend"))
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("View"))
        self.choice.activated.connect(lambda: self._draw(keep_view=False))
        self.hint = QLabel(self.tr("Type the inputs on the right."))
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._views: list[tuple[drawn.Panel, ...]] = []
        self._curve: Curve | None = None
        self._strip: Panel | None = None
        self._overlays: list[tuple[str, Result]] = []
        self._emphasized = ""
        self._lay_out()

    def _lay_out(self) -> None:
        everything = QPushButton(self.tr("Show all"))
        everything.clicked.connect(self.show_all)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 0)
        bar.addWidget(self.title, 1)
        bar.addWidget(self.choice)
        bar.addWidget(everything)
        self.legend.setContentsMargins(8, 0, 8, 0)
        self.legend.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(bar)
        layout.addWidget(self.legend)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.hint, 1)
        self.hint.hide()

    @property
    def panels(self) -> tuple[drawn.Panel, ...]:
        """The panels that are shown."""
        place = self.choice.currentIndex()
        return self._views[place] if 0 <= place < len(self._views) else ()

    def show_outcome(self, outcome: Outcome, title: str, keep_view: bool, curve: Curve | None = None) -> None:
        """Show another outcome; the chosen view stays chosen where there still is one of its title.

        Parameters
        ----------
        curve : Curve, optional
            What is shown where the outcome has nothing to draw.
        """
        self._curve = curve
        chosen, before = self.choice.currentText(), [_axes(panel) for panel in self.panels]
        self._views = views(outcome)
        self.title.setText(f"<b>{title}</b>" if title else "")
        self.canvas.setAccessibleName(title or self.tr("Curve"))
        titles = [view_title(panels) for panels in self._views]
        self.choice.clear()
        self.choice.addItems(titles)
        self.choice.setVisible(len(titles) > 1)
        if chosen in titles:
            self.choice.setCurrentIndex(titles.index(chosen))
        self._draw(keep_view and chosen in titles and before == [_axes(panel) for panel in self.panels])

    def show_live(self, result: Result) -> None:
        """Show fit and residual of another result over the data that stand there."""
        place = self.choice.currentIndex()
        found = views(result.outcome)
        if 0 <= place < len(found) and [_axes(panel) for panel in found[place]] == [_axes(one) for one in self.panels]:
            self._show_fits(found[place])

    def set_strip(self, strip: Panel | None) -> None:
        """Show another empty strip below the panels, or none."""
        if (self._strip and self._strip.y_label) != (strip and strip.y_label):
            self._strip = strip
            self._draw(keep_view=True)

    def emphasize(self, label: str) -> None:
        """Draw the lines of that name thicker than the others."""
        self._emphasized = label
        if self.panels:
            self._show_fits(self.panels)

    def set_overlays(self, overlays: list[tuple[str, Result]]) -> None:
        """Show the fits of other results, each with its name."""
        if [(name, id(result)) for name, result in overlays] != [(name, id(result)) for name, result in self._overlays]:
            self._overlays = overlays
            if self.panels:
                self._show_fits(self.panels)
                self._show_legend()

    def show_all(self) -> None:
        """Show all data of the view."""
        self.canvas.reset_view()

    def _draw(self, keep_view: bool) -> None:
        panels = self.panels
        theme = CanvasTheme.of(self.palette())
        self.canvas.setVisible(bool(panels) or self._curve is not None)
        self.hint.setVisible(not panels and self._curve is None)
        self.legend.setVisible(bool(panels))
        if not panels:
            series = None if self._curve is None else preview_series(self._curve, max(1, self._curve.points))
            self.canvas.set_panels(plain_panels(series, theme), "" if series is None else series.x_label)
            return
        followed = _is_measured(panels)
        shown = [
            _canvas_panel(panel, place, theme, [one for one in panel.traces if not (followed and _follows(one, place))])
            for place, panel in enumerate(panels)
        ]
        if self._strip is not None and len(shown) < MOST_PANELS:
            shown.append(self._strip)
        self.canvas.set_panels(shown, axis_text(panels[0].x), panels[0].x.scale, keep_view=keep_view)
        self._show_fits(panels)
        self._show_legend()

    def _show_fits(self, panels: tuple[drawn.Panel, ...]) -> None:
        theme = CanvasTheme.of(self.palette())
        if not _is_measured(panels):
            return
        for place, panel in enumerate(panels):
            lines = [
                line
                for trace, colour in zip(panel.traces, _colours(panel, theme), strict=True)
                if _follows(trace, place)
                for line in _canvas_traces(trace, panel, colour, trace.label == self._emphasized)
            ]
            if place == 0:
                lines += self._overlaid(panel, theme)
            self.canvas.set_live_traces(f"{place}", lines)

    def _overlaid(self, panel: drawn.Panel, theme: CanvasTheme) -> list[Trace]:
        found = []
        for number, (_, result) in enumerate(self._overlays):
            for other in result.outcome.panels:
                fits = [trace for trace in other.traces if trace.kind == "fit"]
                if fits and _axes(other) == _axes(panel):
                    x, y = displayed(fits[0].x, panel.x), displayed(fits[0].y, panel.y)
                    found.append(Trace(x, y, overlay_colour(theme, number), width=1.6, dashed=True))
                    break
        return found

    def _show_legend(self) -> None:
        theme = CanvasTheme.of(self.palette())
        words = _legend(self.panels[0], theme)
        known = {trace.label for trace in self.panels[0].traces}
        for below in self.panels[1:]:
            named = _legend(below, theme)  # a residual needs no name
            words += named if len(named) > 1 and not {trace.label for trace in below.traces} <= known else []
        words += [
            f'<span style="color:{overlay_colour(theme, number)}">┅</span>&nbsp;{name}'
            for number, (name, _) in enumerate(self._overlays)
        ]
        self.legend.setToolTip("<br>".join(words))
        if len(words) > MOST_NAMED + 1:
            words[MOST_NAMED:] = [self.tr("{count} more").format(count=len(words) - MOST_NAMED)]
        self.legend.setText(" &nbsp; ".join(words))

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.canvas.set_theme(CanvasTheme.of(self.palette()))
            self._draw(keep_view=True)


def _is_measured(panels: tuple[drawn.Panel, ...]) -> bool:
    """Whether there are data below what was computed: they stay, and the rest is laid over them."""
    return any(trace.kind in MEASURED for trace in panels[0].traces)


def _follows(trace: drawn.Trace, place: int) -> bool:
    """Whether a trace follows the hand: fits, readings and all residuals."""
    return place > 0 or trace.kind not in MEASURED


def _canvas_panel(panel: drawn.Panel, place: int, theme: CanvasTheme, still: list[drawn.Trace]) -> Panel:
    """A panel with those of its traces that stay."""
    colours = dict(zip(map(id, panel.traces), _colours(panel, theme), strict=True))
    traces = tuple(line for trace in still for line in _canvas_traces(trace, panel, colours[id(trace)]))
    return Panel(
        f"{place}",
        axis_text(panel.y),
        traces,
        height_share=1.0 if place or len(panel.traces) == 1 else 3.2,
        y_scale=panel.y.scale,
        y_follows=place > 0,
        levels=(0.0,) if place == 1 and panel.y.scale == "linear" else (),
        y_shown=_most_of(traces) if panel.y.scale == "log" and place == 0 else None,
    )


def _canvas_traces(trace: drawn.Trace, panel: drawn.Panel, colour: str, emphasized: bool = False) -> list[Trace]:
    """A trace, and behind it the bars of its errors."""
    x, y = displayed(trace.x, panel.x), displayed(trace.y, panel.y)
    shown = Trace(
        x,
        y,
        colour,
        width=3.2 if emphasized else 2.4 if trace.kind == "data" and trace.label != "residual" else 1.3,
        marker=trace.kind in ("points", "mark") or len(trace.x) == 1,
        dashed=trace.kind in ("classic", "level"),
    )
    return [shown] if trace.error is None else [shown, error_bars(x, y, trace, panel, colour)]


def error_bars(x: Array, y: Array, trace: drawn.Trace, panel: drawn.Panel, colour: str) -> Trace:
    """One line up and down through each point; on a logarithmic axis none runs below what is shown of the others."""
    assert trace.error is not None
    half = np.abs(displayed(trace.y + trace.error, panel.y) - y)
    low, high = y - half, y + half
    if panel.y.scale == "log":
        shown = np.concatenate((low, y))
        low = np.maximum(low, np.min(shown[shown > 0], initial=np.inf))
    gap = np.full(len(x), np.nan)
    return Trace(np.column_stack((x, x, gap)).ravel(), np.column_stack((low, high, gap)).ravel(), colour, width=1.2)


def _most_of(traces: tuple[Trace, ...]) -> tuple[float, float] | None:
    """Limits of a logarithmic axis without the few points that fall through zero."""
    y = np.concatenate([trace.y for trace in traces]) if traces else np.empty(0)
    y = y[np.isfinite(y) & (y > 0)]
    if len(y) < 1 / OUTLIERS:
        return None
    low, high = float(np.quantile(y, OUTLIERS)), float(y.max())
    margin = (high / low) ** 0.05
    return low / margin, high * margin


def _axes(panel: drawn.Panel) -> tuple[drawn.Axis, drawn.Axis]:
    return panel.x, panel.y


def overlay_colour(theme: CanvasTheme, number: int) -> str:
    """The colour of the kept fit of that number."""
    order = (1, 2, 0, 5) if theme.dark else (3, 4, 2, 0)
    return theme.curves[order[number % len(order)]]


def _colours(panel: drawn.Panel, theme: CanvasTheme) -> list[str]:
    """Grey for what was measured, one colour each for the rest."""
    bright = [theme.curves[place] for place in (0, 4, 3, 2, 1) if theme.dark] or [
        theme.curves[place] for place in (5, 1, 0, 4, 3)
    ]
    found, number = [], 0
    for place, trace in enumerate(panel.traces):
        if trace.kind == "level" or (place == 0 and trace.kind in ("data", "points")):
            found.append(theme.dim_text)
        else:
            found.append(bright[number % len(bright)])
            number += 1
    return found


def _legend(panel: drawn.Panel, theme: CanvasTheme) -> list[str]:
    words = []
    for trace, colour in zip(panel.traces, _colours(panel, theme), strict=True):
        if trace.label:
            sign = "●" if trace.kind in ("points", "mark") else "┅" if trace.kind in ("classic", "level") else "━"
            text = label_in_words(trace.label)
            words.append(f'<span style="color:{colour}">{sign}</span>&nbsp;{text.replace(" ", "&nbsp;")}')
    return words

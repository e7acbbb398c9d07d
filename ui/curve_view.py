"""A plating step on the canvas: the curve above, the residual below, the time axis linear or logarithmic."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QCoreApplication, QEvent
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fitting.electrocrystallization import NucleationSpike, SpikeMarks
from models.analysis import Analysis
from models.electrocrystallization import MARKS
from models.result import Result
from models.series import equilibrium_potential, potential_limits, reference, suggested_scale, time_series
from models.subject import subject_title
from ui.curve_canvas import CanvasTheme, CurveCanvas, Mark, Panel, Trace
from ui.panels_view import overlay_colour
from ui.window_page import FittedCurve

CURVE, RESIDUAL = "curve", "residual"
SYMBOLS = {"onset": "^", "spike": "v", "crest": "D", "plateau": "s"}
SCALES = ("log", "linear")


class CurveView(FittedCurve):
    """The canvas of a tab with its time-axis choice; it shows what it is told and keeps the view where it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = CurveCanvas(self)
        self.canvas.setAccessibleName(self.tr("Potential against time"))
        self.scale = QComboBox()
        self.scale.addItems([self.tr("logarithmic"), self.tr("linear")])
        self.title = QLabel()
        self._analysis: Analysis | None = None
        self._result: Result | None = None
        self._fresh = True  # until the first result of a plating step is shown
        self._scale_chosen = False
        self._everything = False
        self._alias = ""
        self._strip: Panel | None = None
        self._overlays: list[tuple[str, Result]] = []
        self._lay_out()

    def _lay_out(self) -> None:
        label = QLabel(self.tr("Time &axis"))
        label.setBuddy(self.scale)
        everything = QPushButton(self.tr("Show all"))
        everything.setToolTip(
            self.tr("Show the whole plating step; once more, also the fall from open circuit (Ctrl+Home)")
        )
        everything.clicked.connect(self.show_all)
        self.scale.activated.connect(self._choose_scale)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 0)
        bar.addWidget(self.title, 1)
        for widget in (label, self.scale, everything):
            bar.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(bar)
        layout.addWidget(self.canvas, 1)

    # what is shown

    def show_curve(self, analysis: Analysis | None) -> None:
        """Show another plating step; the view is then all of it. None: what is in view is let go of."""
        self._analysis = analysis
        self._result = None
        self._fresh = True
        self.show_title()

    def call(self, alias: str) -> None:
        """Call the curve something else than its name; nothing calls it by its name again."""
        self._alias = alias
        self.show_title()

    def show_title(self) -> None:
        """Show the name that the curve has now."""
        if self._analysis is not None:
            theme = CanvasTheme.of(self.palette())
            letters = [
                f'<span style="color:{overlay_colour(theme, number)}">┅</span>&nbsp;{name}'
                for number, (name, _) in enumerate(self._overlays)
            ]
            name = self._alias or subject_title(self._analysis.subject)
            self.title.setText(" &nbsp; ".join([f"<b>{name}</b>", *letters]))

    def show_result(self, result: Result | None) -> None:
        """Show the curve with what was found; without a result the curve alone."""
        analysis = self._analysis
        if analysis is None:
            return
        fresh = self._fresh
        self._fresh = result is None
        shown = result or analysis.bare_result()
        self._result = shown
        self.show_title()
        if fresh and not self._scale_chosen:
            self._show_scale(suggested_scale(shown))
        self._show_panels(shown, keep_view=not fresh)
        self.show_fit(shown)

    def show_fit(self, result: Result | None) -> None:
        """Show fit and residual of a result over the data, live or final; without a result neither."""
        curve: tuple[Trace, ...] = ()
        residual: tuple[Trace, ...] = ()
        if result is not None and isinstance(result.outcome, NucleationSpike):
            curve, residual = self._fit_traces(result.outcome)
        self.canvas.set_live_traces(CURVE, (*curve, *self._overlaid()))
        self.canvas.set_live_traces(RESIDUAL, residual)

    def _overlaid(self) -> list[Trace]:
        theme, found = CanvasTheme.of(self.palette()), []
        for number, (_, result) in enumerate(self._overlays):
            assert isinstance(result.outcome, NucleationSpike)
            time, potential = result.outcome.fit_time, result.outcome.fit_potential
            if time is not None and potential is not None:
                found.append(Trace(time, potential, overlay_colour(theme, number), width=1.6, dashed=True))
        return found

    def show_marks(self, marks: SpikeMarks | None, analysis: Analysis) -> None:
        """Show the marks: hollow where guessed, filled where the person placed or confirmed them."""
        shown = []
        for name in MARKS:
            time = None if marks is None else getattr(marks, name)
            if time is not None:
                sure = analysis.state.confirmed or f"{name}_mark" in analysis.state.settings
                shown.append(Mark(name, self._words(name), SYMBOLS[name], time, self._potential_at(time), sure))
        self.canvas.set_marks(shown)

    def show_live(self, result: Result) -> None:
        """Show fit and residual of a draft over the data."""
        self.show_fit(result)

    def set_strip(self, strip: Panel | None) -> None:
        """Show another empty strip below the residual, or none."""
        if (self._strip and self._strip.y_label) != (strip and strip.y_label):
            self._strip = strip
            if self._result is not None:
                self._show_panels(self._result, keep_view=True)

    def set_overlays(self, overlays: list[tuple[str, Result]]) -> None:
        """Show kept fits over the curve, each with its letter in the title."""
        self._overlays = overlays
        if self._result is not None:
            self.show_fit(self._result)
        self.show_title()

    def show_all(self) -> None:
        """Show the whole plating step; once more, also what lies above the equilibrium potential."""
        if self._result is None:
            return
        limits = (self.canvas.view.x_limits, self.canvas.y_limits(CURVE))
        self._everything = False
        self._show_panels(self._result, keep_view=False)
        if limits == (self.canvas.view.x_limits, self.canvas.y_limits(CURVE)):
            self._everything = True
            self._show_panels(self._result, keep_view=False)
            self._everything = False
        self.show_fit(self._result)

    # the axis

    @property
    def _scale(self) -> str:
        return SCALES[self.scale.currentIndex()]

    def _show_scale(self, scale: str) -> None:
        self.scale.setCurrentIndex(SCALES.index(scale))

    def _choose_scale(self) -> None:
        self._scale_chosen = True
        self.canvas.set_x_scale(self._scale)

    # panels

    def _show_panels(self, result: Result, keep_view: bool) -> None:
        time, potential = time_series(result)
        data = Trace(time, potential, CanvasTheme.of(self.palette()).dim_text, width=2.6)
        against = reference(result)
        label = self._words("E / V vs. {reference}").format(reference=against) if against else self._words("E / V")
        zero = equilibrium_potential(result)
        shown = None if self._everything else potential_limits(result)
        panels = (
            Panel(CURVE, label, (data,), height_share=3.2, levels=(zero,), y_shown=shown),
            Panel(RESIDUAL, self._words("ΔE / mV"), y_follows=True, levels=(0.0,)),
            *(() if self._strip is None else (self._strip,)),
        )
        self.canvas.set_panels(panels, self._words("t / s"), self._scale, keep_view=keep_view)

    def _fit_traces(self, outcome: NucleationSpike) -> tuple[tuple[Trace, ...], tuple[Trace, ...]]:
        theme = CanvasTheme.of(self.palette())
        colour = theme.curves[0] if theme.dark else theme.curves[5]
        curve: tuple[Trace, ...] = ()
        residual: tuple[Trace, ...] = ()
        if outcome.fit_time is not None and outcome.fit_potential is not None:
            curve = (Trace(outcome.fit_time, outcome.fit_potential, colour, width=1.2),)
        if outcome.residual_time is not None and outcome.residual is not None:
            residual = (Trace(outcome.residual_time, 1e3 * outcome.residual, colour, width=1.0),)
        return curve, residual

    def _potential_at(self, time: float) -> float:
        assert self._result is not None
        times, potentials = time_series(self._result)
        usable = np.flatnonzero(np.isfinite(times) & np.isfinite(potentials))
        if len(usable) == 0:
            return 0.0
        return float(potentials[usable[np.argmin(np.abs(times[usable] - time))]])

    def _words(self, text: str) -> str:
        return QCoreApplication.translate("Figure", text)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and self._result is not None:
            self.canvas.set_theme(CanvasTheme.of(self.palette()))
            self._show_panels(self._result, keep_view=True)
            self.show_fit(self._result)

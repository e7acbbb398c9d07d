"""The panels of any result on a canvas: which view of it, what each line is, and the fit window to drag."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, Qt
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fitting import outcome as drawn
from fitting.outcome import Outcome
from models.curve import Curve
from models.panels import axis_unit, displayed, label_in_words, view_title, views
from models.preview_series import preview_series
from ui.curve_canvas import CanvasTheme, CurveCanvas, Panel, Trace
from ui.plain_view import plain_panels

LEAST_POINTS = 5


class PanelsView(QWidget):
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
        self.hint = QLabel(self.tr("Type the inputs into the table on the right."))
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._views: list[tuple[drawn.Panel, ...]] = []
        self._curve: Curve | None = None
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
        chosen = self.choice.currentText()
        self._views = views(outcome)
        self.title.setText(f"<b>{title}</b>" if title else "")
        self.canvas.setAccessibleName(title or self.tr("Curve"))
        titles = [view_title(panels) for panels in self._views]
        self.choice.clear()
        self.choice.addItems(titles)
        self.choice.setVisible(len(titles) > 1)
        same = chosen in titles
        if same:
            self.choice.setCurrentIndex(titles.index(chosen))
        self._draw(keep_view and same)

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
        shown = tuple(_canvas_panel(panel, place, theme) for place, panel in enumerate(panels))
        self.canvas.set_panels(shown, _axis_label(panels[0].x), panels[0].x.scale, keep_view=keep_view)
        self.legend.setText(_legend(panels[0], theme))

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self.canvas.set_theme(CanvasTheme.of(self.palette()))
            self._draw(keep_view=True)


def _canvas_panel(panel: drawn.Panel, place: int, theme: CanvasTheme) -> Panel:
    traces = tuple(
        Trace(
            displayed(trace.x, panel.x),
            displayed(trace.y, panel.y),
            colour,
            width=2.4 if trace.kind == "data" else 1.3,
            marker=trace.kind in ("points", "mark"),
            dashed=trace.kind in ("classic", "level"),
        )
        for trace, colour in zip(panel.traces, _colours(panel, theme), strict=True)
    )
    return Panel(f"{place}", _axis_label(panel.y), traces, height_share=1.0 if place else 3.2, y_scale=panel.y.scale)


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


def _axis_label(axis: drawn.Axis) -> str:
    unit = axis_unit(axis)
    return f"{axis.symbol} / {unit}" if unit else axis.symbol


def _legend(panel: drawn.Panel, theme: CanvasTheme) -> str:
    words = []
    for trace, colour in zip(panel.traces, _colours(panel, theme), strict=True):
        if trace.label:
            sign = "●" if trace.kind in ("points", "mark") else "┅" if trace.kind in ("classic", "level") else "━"
            text = label_in_words(trace.label)
            words.append(f'<span style="color:{colour}">{sign}</span>&nbsp;{text.replace(" ", "&nbsp;")}')
    return " &nbsp; ".join(words)

"""Any curve as it is, for a tab that has no analysis for it: look at it, zoom, and read why."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from models.curve import Curve
from models.preview_series import PreviewSeries, preview_series
from ui.curve_canvas import CanvasTheme, CurveCanvas, Panel, Trace


class PlainView(QWidget):
    """A curve over its natural axes, and one sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.reason = QLabel()
        self.reason.setWordWrap(True)
        self.reason.setAccessibleName(self.tr("Why this curve is not analysed here"))
        self.canvas = CurveCanvas()
        layout = QVBoxLayout(self)
        for widget in (self.title, self.reason):
            widget.setContentsMargins(8, 4, 8, 0)
            layout.addWidget(widget)
        layout.addWidget(self.canvas, 1)

    def show_curve(self, curve: Curve, reason: str) -> None:
        """Show all of a curve, and the reason why it is only shown."""
        self.title.setText(f"<b>{curve.name}</b>")
        self.reason.setText(reason)
        self.canvas.setAccessibleName(curve.name)
        series = preview_series(curve, max(1, curve.points))
        theme = CanvasTheme.of(self.palette())
        self.canvas.set_panels(plain_panels(series, theme), "" if series is None else series.x_label)


def plain_panels(series: PreviewSeries | None, theme: CanvasTheme) -> tuple[Panel, ...]:
    """The curves of a series above each other; nothing without one."""
    if series is None:
        return ()
    return tuple(
        Panel(label, label, (Trace(series.x, values, colour, width=1.4),))
        for (label, values), colour in zip(series.curves, theme.curves[1:], strict=False)
    )

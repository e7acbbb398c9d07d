"""Any curve as it is, for a tab that has no analysis for it: look at it, zoom, and read why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtWidgets import QLabel, QVBoxLayout, QWidget

from models.curve import Curve
from models.preview_series import PreviewSeries, preview_series
from ui.curve_canvas import CanvasTheme, CurveCanvas, Panel, Trace
from ui.curve_canvas.theme import curve_look


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

    def show_sketch(self, curve: Curve) -> None:
        """Show some points of a file that is being read."""
        text = self.tr("A sketch of {count} points from all over the file, while the rest is being read.")
        self.show_curve(curve, text.format(count=curve.points))

    def show_curves(self, curves: Mapping[int, Curve]) -> None:
        """Show several curves over each other, each in the colour of its number among all; the first says what of them.

        A curve that was not recorded over the same quantities is left out, and named.
        """
        theme = CanvasTheme.of(self.palette())
        series = {place: preview_series(curve, max(1, curve.points)) for place, curve in curves.items()}
        first = next((each for each in series.values() if each is not None), None)
        labels = () if first is None else tuple(label for label, _ in first.curves)
        fitting = {
            place: each
            for place, each in series.items()
            if each is not None and first is not None and each.x_label == first.x_label and _has(each, labels[:1])
        }
        left = [curve.name for place, curve in curves.items() if place not in fitting]
        self.title.setText(f"<b>{self.tr('{count} curves').format(count=len(fitting))}</b>")
        words = [_named(place, curves[place], theme) for place in fitting]
        if left:
            words.append(self.tr("of other quantities, not shown: {names}").format(names=", ".join(left)))
        self.reason.setText(" &nbsp; ".join(words))
        self.canvas.setAccessibleName(", ".join(curves[place].name for place in fitting))
        panels = tuple(
            Panel(
                label,
                label,
                tuple(
                    Trace(each.x, dict(each.curves)[label], curve_look(place, theme)[0], width=1.4)
                    for place, each in fitting.items()
                    if _has(each, (label,))
                ),
            )
            for label in labels
        )
        self.canvas.set_panels(panels, "" if first is None else first.x_label)


def _has(series: PreviewSeries, labels: Sequence[str]) -> bool:
    return set(labels) <= {label for label, _ in series.curves}


def _named(place: int, curve: Curve, theme: CanvasTheme) -> str:
    sign = {"o": "●", "s": "■", "D": "◆", "v": "▼", "^": "▲", "<": "◀"}
    colour, symbol = curve_look(place, theme)
    return f'<span style="color:{colour}">{sign[symbol]}</span>&nbsp;{curve.name.replace(" ", "&nbsp;")}'


def plain_panels(series: PreviewSeries | None, theme: CanvasTheme) -> tuple[Panel, ...]:
    """The curves of a series above each other; nothing without one."""
    if series is None:
        return ()
    return tuple(
        Panel(label, label, (Trace(series.x, values, colour, width=1.4),))
        for (label, values), colour in zip(series.curves, theme.curves[1:], strict=False)
    )

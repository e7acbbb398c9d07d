"""The row below the curve: what the windows say in one sentence, and the way to the window map."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from fitting.quantity import Quantity
from models.analysis import Analysis
from models.document import Document
from models.fit_window import WINDOW_NAMES, FitAxis, Window, fit_axis
from models.number_text import printed_number, unit_text
from models.result import Result
from models.sensitivity import BOTH, START, Reading, plateau, spread, windows_text
from models.step import Method
from ui.curve_canvas import CanvasTheme, CurveCanvas, Panel
from ui.elided_label import ElidedLabel
from ui.sensitivity_strip import STRIP, Sensitivity, strip_legend, strip_panel, strip_traces
from ui.throttle import Throttle
from ui.window_map import WindowMap


class SensitivityBar(QWidget):
    """Shows how much the chosen result depends on the window; hidden where a method has none."""

    changed = pyqtSignal()  # there is more to draw
    map_toggled = pyqtSignal(bool)

    def __init__(self, document: Document, method: Method, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantities = {quantity.name: quantity for quantity in method.quantities}
        self._edges = [setting for setting in method.settings if setting.name in WINDOW_NAMES]
        self._method = method
        self._has_window = bool(self._edges)
        self._analysis: Analysis | None = None
        self._result: Result | None = None
        self._axis: FitAxis | None = None
        self._chosen = ""
        self._window: Window = (0.0, 0.0)
        self.runner = Sensitivity(document.background, self)
        self.map = WindowMap()
        self.strip = QCheckBox(self.tr("Window &sensitivity"))
        self.strip.setChecked(True)
        self.strip.setToolTip(self.tr("How the chosen result changes when the start or the end of the window moves"))
        self.words = ElidedLabel()
        self.words.setAccessibleName(self.tr("What other windows give"))
        self.legend = QLabel()
        self.map_button = QPushButton(self.tr("Window &map"))
        self.map_button.setCheckable(True)
        self.map_button.setToolTip(self.tr("Every start and end of the window, coloured by the chosen result"))
        self._soon = Throttle(self)
        self._lay_out()
        for widget in (self, self.map):
            copy = QAction(self.tr("Copy what the windows give"), widget)
            copy.triggered.connect(self.copy)
            widget.addAction(copy)
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.runner.changed.connect(lambda: self._soon.call("changed", self.changed.emit))
        self.strip.toggled.connect(self._ask)
        self.map_button.toggled.connect(self._toggle_map)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 2)
        layout.addWidget(self.strip)
        layout.addWidget(self.legend)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.map_button)
        if not self._has_window:
            self.hide()

    def _toggle_map(self, shown: bool) -> None:
        self._ask()
        self.map_toggled.emit(shown)

    def changeEvent(self, event: QEvent | None) -> None:
        """Lines and legend have the colours of the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._soon.call("changed", self.changed.emit)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Windows are asked only while somebody looks."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        self._ask()

    def show_result(self, analysis: Analysis | None, result: Result | None, axis: FitAxis | None, chosen: str) -> None:
        """Be about another result, or another quantity of it; where no picture has the window on its axis, be away."""
        self._analysis, self._result, self._axis, self._chosen = analysis, result, axis, chosen
        if analysis is not None and result is not None and axis is not None:
            self._window = axis.window(result, analysis.state.settings)
        if result is not None:
            self.setVisible(self._has_window and (axis or fit_axis(self._method, result)) is not None)
        self._ask()

    def _ask(self) -> None:
        analysis, axis = self._analysis, self._axis
        wanted = [START] if self.strip.isChecked() and self.isVisible() else []
        wanted += [BOTH] if self.map_button.isChecked() and self.isVisible() else []
        blocked = self.runner.blockSignals(True)
        self.runner.follow(None if self._result is None else analysis, axis, self._window, wanted)
        self.runner.blockSignals(blocked)
        self._soon.call("changed", self.changed.emit)

    # showing

    @property
    def _quantity(self) -> Quantity | None:
        """The quantity that is asked about, as its estimate has it."""
        quantity = self._quantities.get(self._chosen)
        estimate = None if self._result is None else self._result.outcome.quantities.get(self._chosen)
        return quantity if quantity is None or estimate is None else quantity.in_unit(estimate.unit)

    def strip_panel(self) -> Panel | None:
        """The empty strip, where there is to be one."""
        shown = self.strip.isChecked() and self._has_window and self._axis is not None
        return strip_panel(self._quantity) if shown else None

    def refresh(self, canvas: CurveCanvas) -> None:
        """Draw what is known on the strip of a canvas and on the map, and say it."""
        quantity, axis = self._quantity, self._axis
        if quantity is None or axis is None or self._result is None:
            beside = self._result is not None and axis is None and self.strip.isChecked()
            self.words.setText(self.tr("The window is not on the axis of this picture.") if beside else "")
            self.legend.setText("")
            return
        theme = CanvasTheme.of(self.palette())
        estimate = self._result.outcome.quantities.get(quantity.name)
        present = None if estimate is None else estimate.value
        if self.strip.isChecked():
            canvas.set_live_traces(STRIP, strip_traces(self.runner.strip(), quantity, axis, present, theme))
        self.legend.setText(strip_legend(theme, self.tr("start"), self.tr("end")) if self.strip.isChecked() else "")
        if self.map_button.isChecked():
            self.map.show_readings(self.runner.map(), quantity, axis, self._window)
        self.words.setText(self._sentence(quantity))
        self.words.setToolTip(self.words.text())

    def _readings(self) -> list[Reading]:
        return self.runner.map() if self.map_button.isChecked() else self.runner.strip()

    def _sentence(self, quantity: Quantity) -> str:
        found = self._readings()
        ends = spread(found, quantity.name)
        if self.runner.busy and (ends is None or len(found) < 3):
            return self.tr("asking other windows …")
        if ends is None:
            return self.tr("no other window gives this result") if self.strip.isChecked() else ""
        level = plateau(found, quantity.name)
        symbol, unit = quantity.symbol or quantity.name, unit_text(quantity.display_unit)
        low, high = (printed_number(quantity.to_display(end), 3) for end in ends)
        text = self.tr("{symbol} {low} … {high} {unit}").format(symbol=symbol, low=low, high=high, unit=unit).strip()
        if level is not None:
            agree = self.tr("{count} of {total} windows agree on {value}")
            value = printed_number(quantity.to_display(level.value), 3)
            text += " · " + agree.format(count=level.count, total=level.of, value=value)
        return text

    def as_text(self) -> str:
        """What the windows give, as tab-separated text."""
        found = [self._quantities[name] for name in self._quantities if name not in WINDOW_NAMES]
        return windows_text(self._readings(), (*self._edges, *found))

    def copy(self) -> None:
        """What the windows give, into the clipboard."""
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(self.as_text())

"""The Marcus calculator: which of α, E − E⁰ and λ is asked for, the other two with their errors, and the answer."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QGroupBox,
    QLabel,
    QMenu,
    QPushButton,
    QRadioButton,
    QWidget,
)

from fitting.marcus_calculator import CONVENTIONS, kilojoule_per_mole
from fitting.messages import DataProblem
from fitting.outcome import Estimate
from fitting.quantity import Quantity
from models.analysis import Analysis, AnalysisState
from models.document import Document
from models.marcus_sources import INPUTS, MarcusSource, Settings, marcus_sources
from models.number_text import number_text, unit_text, value_text
from models.result import Result
from models.step import Method, Step
from models.translation import name_in_words
from ui.marcus_slope import SlopeWindow
from ui.method_page import MethodPage
from ui.number_box import NumberBox

ALPHA, POTENTIAL, ENERGY = INPUTS
ERROR = "_standard_error"
ENERGY_UNITS = ("eV", "kJ/mol")
_PLAIN = Quantity("", "", "1", "1", "")
KILOJOULE = kilojoule_per_mole(1.0)


class MarcusInputs(QGroupBox):
    """Three rows: a button that asks for the quantity, its value, its standard error, its unit."""

    unknown_chosen = pyqtSignal(str)
    value_edited = pyqtSignal(str, float)  # a setting, SI
    source_wanted = pyqtSignal(object)  # MarcusSource

    def __init__(self, document: Document, method: Method, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Which one is unknown?"))
        self._document = document
        self._quantities = {name: method.setting(name) for name in INPUTS}
        self._group = QButtonGroup(self)
        self.asked: dict[str, QRadioButton] = {}
        self.boxes: dict[str, NumberBox] = {}
        self.units = QComboBox()
        self.units.setAccessibleName(self.tr("Unit of the reorganization energy"))
        self.units.addItems([unit_text(unit) for unit in ENERGY_UNITS])
        self.answer = QLabel()
        self.answer.setAccessibleName(self.tr("The unknown, by both conventions"))
        self.answer.setWordWrap(True)
        self.source = QPushButton(self.tr("Use the value from a fit"))
        self.source.setToolTip(
            self.tr(
                "α with the middle of its Tafel window, whose overpotential is taken for E − E⁰ (they differ by "
                "RT/F ln a of the lithium ions); or λ of a polarization curve"
            )
        )
        self.source.setMenu(QMenu(self))
        self._state: AnalysisState | None = None
        self._result: Result | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        for column, words in enumerate((self.tr("unknown"), self.tr("value"), self.tr("± standard error"))):
            grid.addWidget(QLabel(words), 0, column)
        for row, name in enumerate(INPUTS, start=1):
            quantity = self._quantities[name]
            button = self.asked[name] = QRadioButton(f"{quantity.symbol}  {name_in_words(name)}")
            self._group.addButton(button)
            unit = unit_text(quantity.display_unit)
            least = -1e6 if name == POTENTIAL else 0.0
            self.boxes[name] = NumberBox(name_in_words(name), unit, least)
            self.boxes[name + ERROR] = NumberBox(name_in_words(name + ERROR), unit, 0.0)
            for column, widget in enumerate((button, self.boxes[name], self.boxes[name + ERROR])):
                grid.addWidget(widget, row, column)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self.source, len(INPUTS) + 1, 0, 1, 2)
        grid.addWidget(self.units, len(INPUTS) + 1, 2)
        grid.addWidget(self.answer, len(INPUTS) + 2, 0, 1, 3)

    def _connect(self) -> None:
        for name, button in self.asked.items():
            button.clicked.connect(lambda _, name=name: self.unknown_chosen.emit(name))
        for name, box in self.boxes.items():
            box.edited.connect(lambda number, name=name: self.value_edited.emit(name, self._si(name, number)))
        self.units.currentIndexChanged.connect(lambda _: self._show())
        menu = self.source.menu()
        assert menu is not None
        menu.aboutToShow.connect(self._offer)

    def _offer(self) -> None:
        menu = self.source.menu()
        assert menu is not None
        menu.clear()
        for source in marcus_sources(self._document):
            action = menu.addAction(source.title)
            assert action is not None
            action.triggered.connect(lambda _, source=source: self.source_wanted.emit(source))
        if menu.isEmpty():
            nothing = menu.addAction(self.tr("No Tafel line or polarization curve has been fitted yet."))
            assert nothing is not None
            nothing.setEnabled(False)

    # units

    @property
    def _per_mole(self) -> bool:
        return self.units.currentIndex() == 1

    def _scale(self, name: str) -> float:
        """What one in SI is in the box."""
        plain = name.removesuffix(ERROR)
        if plain == ENERGY:
            return KILOJOULE if self._per_mole else 1.0
        return self._quantities[plain].to_display(1.0)

    def _si(self, name: str, number: float) -> float:
        return number / self._scale(name)

    # showing

    def show_state(self, state: AnalysisState | None, result: Result | None) -> None:
        """Show the settings of a state, and the answer where there is one."""
        self._state, self._result = state, result
        self._show()

    @property
    def unknown(self) -> str:
        """The quantity that is asked for: the one that is not given, λ until two are."""
        given = {} if self._state is None else self._state.settings
        missing = [name for name in INPUTS if name not in given]
        return missing[0] if len(missing) == 1 else next((n for n, b in self.asked.items() if b.isChecked()), ENERGY)

    def _show(self) -> None:
        given = {} if self._state is None else self._state.settings
        unknown = self.unknown
        self.asked[unknown].setChecked(True)
        for name, box in self.boxes.items():
            value = given.get(name)
            if name.removesuffix(ERROR) == ENERGY:
                box.setSuffix(f" {self.units.currentText()}")
            box.show_number(None if value is None else float(value) * self._scale(name))
            box.setEnabled(name.removesuffix(ERROR) != unknown)
        self.answer.setText(self._answer(unknown))

    def _answer(self, unknown: str) -> str:
        if self._result is None:
            return ""
        found = self._result.outcome.quantities
        words = {
            "differential": self.tr("Eq 3, the slope of ln j at one potential (2λ): {value}"),
            "integrated": self.tr("as the exponent of a rate law, from equilibrium on (4λ): {value}"),
        }
        lines = []
        for convention in CONVENTIONS:
            estimate = found.get(unknown if convention == "differential" else f"{unknown}_integrated")
            if estimate is not None:
                lines.append(words[convention].format(value=f"<b>{self._text(unknown, estimate)}</b>"))
        if unknown == ENERGY and len(lines) == 2:
            lines.append(self.tr("The two differ by exactly the factor 2: say which one you print."))
        return "<br>".join(lines)

    def _text(self, name: str, estimate: Estimate) -> str:
        symbol = self._quantities[name].symbol
        scales = ((1.0, "eV"), (KILOJOULE, "kJ mol⁻¹")) if name == ENERGY else ((self._scale(name), self._unit(name)),)
        if estimate.value is None:
            side, bound = estimate.bound or ("above", 0.0)
            sign = ">" if side == "above" else "<"
            return f"{symbol} {sign} " + " = ".join(f"{number_text(bound * scale, 3)} {unit}" for scale, unit in scales)
        error = estimate.standard_error
        parts = []
        for scale, unit in scales:
            scaled = Estimate(estimate.value * scale, "1", None if not error else error * scale)
            parts.append(f"{value_text(scaled, _PLAIN)} {unit}".strip())
        return f"{symbol} = " + " = ".join(parts)

    def _unit(self, name: str) -> str:
        return unit_text(self._quantities[name].display_unit)


class MarcusPage(MethodPage):
    """The page of the calculator."""

    def __init__(self, document: Document, step: Step, method: Method, parent: QWidget | None = None) -> None:
        super().__init__(document, step, method, parent, inputs=("temperature",))
        self.inputs = MarcusInputs(document, method)
        self.panel.insert_group(self.inputs)
        self.inputs.unknown_chosen.connect(self._ask)
        self.inputs.value_edited.connect(self._take_value)
        self.inputs.source_wanted.connect(self._take_source)
        self.slope = SlopeWindow(document, self.canvas, self)
        self.slope.slope_moved.connect(self._slope_moved)
        self.slope.slope_taken.connect(self._slope_taken)

    def _show_result(self, analysis: Analysis) -> None:
        found = analysis.result
        if found is not None:
            found = replace(found, outcome=self.slope.with_slopes(found.outcome))
        self._draw_outcome(found, "")
        self._fresh = self._fresh and found is None
        self.inputs.show_state(analysis.state, analysis.current_result())

    def _show_window(self) -> None:
        self.slope.show()

    def _slope_moved(self, settings: Settings) -> None:
        """Numbers and picture follow the hand."""
        analysis = self._analysis
        if analysis is None or not self.slope.is_dragged:
            return
        state = analysis.state.with_settings(settings)
        try:
            result = analysis.computed(state, "live")
        except DataProblem as problem:
            said = (problem.message,)
            self.numbers.call("numbers", lambda: self._show_numbers(None, said))
            return
        self.view.show_live(replace(result, outcome=self.slope.with_slopes(result.outcome)))
        self.numbers.call("numbers", lambda: self._show_numbers(result, result.outcome.warnings))
        self.numbers.call("inputs", lambda: self.inputs.show_state(state, result))

    def _slope_taken(self, settings: Settings) -> None:
        if self._analysis is not None:
            self._edit(self._analysis.state.with_settings(settings), self.tr("Move slope window"))
            self._result_arrived()

    def _state_changed(self) -> None:
        super()._state_changed()
        if self._analysis is not None:
            self.inputs.show_state(self._analysis.state, self._analysis.current_result())

    def _ask(self, unknown: str) -> None:
        """Ask for another quantity: what was found for it before becomes no input."""
        if self._analysis is None:
            return
        changes: dict[str, float | str | None] = {unknown: None, unknown + ERROR: None}
        result = self._analysis.current_result()
        before = next((name for name in INPUTS if name not in self._analysis.state.settings), None)
        if result is not None and before is not None and before != unknown:
            found = result.outcome.quantities[before]
            changes |= {before: found.value, before + ERROR: found.standard_error}
        self._edit(
            self._analysis.state.with_settings(changes), self.tr("Ask for {name}").format(name=name_in_words(unknown))
        )

    def _take_value(self, name: str, value: float) -> None:
        if self._analysis is not None:
            words = self.tr("Change {name}").format(name=name_in_words(name))
            self._edit(self._analysis.state.with_settings({name: value}), words)

    def _take_source(self, source: MarcusSource) -> None:
        if self._analysis is not None:
            given = self._analysis.state.settings
            changes = dict(source.settings)
            if ALPHA not in changes and all(name in given for name in (ALPHA, POTENTIAL)):
                changes |= {ALPHA: None, ALPHA + ERROR: None}  # two are enough: λ and the potential ask for α
            self.slope.follow(source.analysis)
            self._fresh = True
            self._edit(self._analysis.state.with_settings(changes), self.tr("Use the value from a fit"))
            self._show_window()

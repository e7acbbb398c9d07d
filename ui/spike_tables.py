"""Below the plating step: all steps, what every rule reads, what other hands would give, and how two pickers agree."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from fitting.messages import DataProblem
from fitting.quantity import Quantity
from models.analysis import Analysis
from models.background import Task
from models.document import Document
from models.number_text import number_text, value_text
from models.spike_pickers import Comparison, PickTable, compared, pickers
from models.spike_rules import HandTable, RuleReading, RuleTable, hand_states, rule_readings
from models.spike_table import SpikeTable
from ui.analysis_table_view import AnalysisTableView
from ui.copied_table import make_copyable
from ui.style import TARGET

_PLAIN = Quantity("", "", "1", "1", "")
Values = dict[str, float]


class SpikeTables(QTabWidget):
    """Tabs that compute only while somebody looks at them."""

    rule_chosen = pyqtSignal(str)
    analysis_chosen = pyqtSignal(object)
    order_changed = pyqtSignal()

    def __init__(self, document: Document, table: SpikeTable, view: AnalysisTableView) -> None:
        super().__init__()
        self._document, self._table = document, table
        self._analysis: Analysis | None = None
        self._task: Task | None = None
        self.rules, self.hands, self.picks = RuleTable(self), HandTable(self), PickTable(self)
        self.rules_view = _made_view(self.rules, self.tr("What every rule reads"))
        self.hands_view = _made_view(self.hands, self.tr("What other hands would give"))
        self.picks_view = _made_view(self.picks, self.tr("Picks of two people"))
        self.hand_words, self.agreement_words = QLabel(), QLabel()
        self.first, self.second = QComboBox(), QComboBox()
        self.doubtful = QCheckBox(self.tr("&Doubtful first"))
        self.blind = QCheckBox(self.tr("&Blind"))
        self.picker = QLineEdit()
        self._lay_out(view)
        self._connect()

    def _lay_out(self, view: AnalysisTableView) -> None:
        self.setDocumentMode(True)
        self.addTab(view, self.tr("Plating steps"))
        self.addTab(self.rules_view, self.tr("Rules"))
        self._hands_page = _column(self.hand_words, self.hands_view)
        self.addTab(self._hands_page, self.tr("Another hand"))
        choice = QWidget()
        row = QHBoxLayout(choice)
        row.setContentsMargins(0, 0, 0, 0)
        for box, words in ((self.first, self.tr("First picker")), (self.second, self.tr("Second picker"))):
            box.setAccessibleName(words)
            box.setMinimumWidth(90)
            row.addWidget(box)
        self.agreement_words.setWordWrap(True)
        row.addWidget(self.agreement_words, 1)
        self._picks_page = _column(choice, self.picks_view)
        self.addTab(self._picks_page, self.tr("Agreement"))
        self.doubtful.setToolTip(self.tr("Walk the least certain readings first"))
        self.blind.setToolTip(
            self.tr("Names hidden and order shuffled; Enter keeps the marks as the pick of the person named here")
        )
        self.picker.setPlaceholderText(self.tr("picker"))
        self.picker.setAccessibleName(self.tr("Who picks"))
        self.picker.setMaximumWidth(120)
        corner = QWidget()
        corner.setMinimumHeight(TARGET + 2)  # the bar of tabs would give it less
        bar = QHBoxLayout(corner)
        bar.setContentsMargins(0, 0, 4, 2)
        for widget in (self.doubtful, self.blind, self.picker):
            bar.addWidget(widget)
        self.setCornerWidget(corner)

    def _connect(self) -> None:
        self.currentChanged.connect(lambda _: self.refresh())
        self.rules_view.activated.connect(self._choose_rule)
        self.picks_view.activated.connect(self._choose_pick)
        for box in (self.first, self.second):
            box.activated.connect(lambda _: self._show_agreement())
        self.doubtful.toggled.connect(lambda _: self.order_changed.emit())
        self.blind.toggled.connect(lambda _: self.order_changed.emit())
        self.picker.editingFinished.connect(self.order_changed)

    def showEvent(self, event: QShowEvent | None) -> None:
        """What was not computed while nobody looked is computed now."""
        super().showEvent(event)
        self.refresh()

    # what is shown

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Be about another plating step, or another state of it."""
        self._analysis = analysis
        self.refresh()

    def refresh(self) -> None:
        """Compute what the tab that is looked at needs."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        page, analysis = self.currentWidget(), self._analysis
        if page is self._picks_page:
            self._offer_pickers()
            self._show_agreement()
        if analysis is None or not self.isVisible():
            return
        if page is self.rules_view:
            state = analysis.state
            self._task = self._document.background.run(
                lambda task: list(rule_readings(analysis, state)), self._rules_read, self._failed
            )
        elif page is self._hands_page:
            self._ask_hands(analysis)

    def _rules_read(self, readings: list[RuleReading]) -> None:
        self._task = None
        entry = None if self._analysis is None else self._analysis.recipe()["rule"]
        self.rules.show(readings, "" if entry is None else str(entry.value))
        self.rules_view.resizeColumnsToContents()

    def _ask_hands(self, analysis: Analysis) -> None:
        result = analysis.current_result()
        unsteadiness = self._median_difference()
        states = [] if result is None else hand_states(result, analysis.state, unsteadiness)
        if unsteadiness is None:
            words = self.tr("Marks moved at random by three samples, or by 5 % of the time from the onset.")
        else:
            words = self.tr("Marks moved at random by {time} s, the median difference of the two pickers.").format(
                time=number_text(unsteadiness, 3)
            )
        self.hand_words.setText(words if states else self.tr("There is no spike that another hand could move."))

        def ask(task: Task) -> list[Values]:
            found: list[Values] = []
            for state in states:
                task.check()
                try:
                    outcome = analysis.computed(state, "live").outcome
                except DataProblem:
                    continue
                found.append({name: one.value for name, one in outcome.quantities.items() if one.value is not None})
            return found

        self._task = self._document.background.run(ask, self._hands_moved, self._failed)

    def _hands_moved(self, found: list[Values]) -> None:
        self._task = None
        self.hands.show(None if self._analysis is None else self._analysis.current_result(), found)
        self.hands_view.resizeColumnsToContents()

    def _failed(self, problem: DataProblem) -> None:
        self._task = None

    # two pickers

    def _offer_pickers(self) -> None:
        names = pickers(self._table.analyses)
        for place, box in enumerate((self.first, self.second)):
            chosen = box.currentText()
            box.clear()
            box.addItems(names)
            box.setCurrentIndex(names.index(chosen) if chosen in names else min(place, len(names) - 1))

    def _comparison(self) -> Comparison | None:
        self._offer_pickers()
        first, second = self.first.currentText(), self.second.currentText()
        if not first or not second or first == second:
            return None
        return compared(self._table.analyses, first, second)

    def _median_difference(self) -> float | None:
        found = self._comparison()
        return None if found is None else found.time_difference

    def _show_agreement(self) -> None:
        first, second = self.first.currentText(), self.second.currentText()
        rows = [(analysis, self._table.title(analysis)) for analysis in self._table.analyses]
        if not first or not second or first == second:
            self.agreement_words.setText(self.tr("Two people pick blind, each under a name; here they are compared."))
            rows = []
        else:
            self.agreement_words.setText(self._sentence(compared(self._table.analyses, first, second)))
        self.picks.show(rows, first, second)
        self.picks_view.resizeColumnsToContents()

    def _sentence(self, found: Comparison) -> str:
        pairs = found.agreement
        words = [
            self.tr("{count} judged by both: spike {both}, only one {one}, none {none}").format(
                count=pairs.count, both=pairs.both, one=pairs.first_only + pairs.second_only, none=pairs.neither
            )
        ]
        if pairs.kappa is not None:
            words.append(f"κ = {value_text(pairs.kappa, _PLAIN)}")
        if found.time_difference is not None:
            words.append(self.tr("median |Δt| {time} s").format(time=number_text(found.time_difference, 3)))
        if found.potential_difference is not None:
            deep = number_text(1e3 * found.potential_difference, 3)
            words.append(self.tr("median |ΔE| {potential} mV").format(potential=deep))
        return " · ".join(words)

    def _choose_rule(self, index: QModelIndex) -> None:
        self.rule_chosen.emit(self.rules.rows[index.row()].rule)

    def _choose_pick(self, index: QModelIndex) -> None:
        self.analysis_chosen.emit(self.picks.rows[index.row()][0])


def _made_view(model: RuleTable | HandTable | PickTable, name: str) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    view.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    make_copyable(view)
    rows = view.verticalHeader()
    assert rows is not None
    rows.hide()
    rows.setDefaultSectionSize(view.fontMetrics().height() + 6)
    return view


def _column(above: QWidget, below: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 2, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(above)
    layout.addWidget(below, 1)
    return page

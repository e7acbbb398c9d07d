"""The right side of a tab, shared by all: window, results with warnings, inputs, equations, kept fits, note."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication, QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QGroupBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fitting.messages import Message
from models.analysis import Analysis
from models.document import Document
from models.fit_window import WINDOW_NAMES
from models.number_text import unit_text
from models.parameter_table import ParameterTable
from models.result import Result
from models.result_table import RULE, ResultTable
from models.step import Method
from models.translation import message_in_words
from ui.choice_delegate import ChoiceDelegate
from ui.copied_table import COPIED_HIDDEN, make_copyable
from ui.equation_view import EquationView
from ui.kept_fits import KeptFits
from ui.note_box import NoteBox
from ui.number_box import NumberBox
from ui.steady_columns import SteadyColumns
from ui.style import row_height

FARTHEST = 1e9
NOT_GIVEN = {"MISSING_SETTING", "NOTHING_GIVEN", "TWO_NEEDED", "NO_CURRENT_DENSITY"}  # what waits for an input
MAIN_ROWS = 2  # of the results stand even without a number
LEAST_NAME = 110  # px, of the column of names
WIDEST = 460  # px that a table may ask for


class FitPanel(QWidget):
    """What a person reads and types beside the curve.

    Parameters
    ----------
    inputs : tuple of str
        The settings shown as inputs.
    for_all : str
        The words on the button that gives the inputs to others too; without words there is none.
    """

    whole_requested = pyqtSignal()
    for_all_requested = pyqtSignal()
    start_edited = pyqtSignal(float)  # SI
    end_edited = pyqtSignal(float)
    result_chosen = pyqtSignal(str)  # a quantity

    def __init__(
        self,
        document: Document,
        method: Method,
        inputs: tuple[str, ...],
        for_all: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = tuple(each for each in method.settings if each.name in WINDOW_NAMES)
        self._chooses = any(each.name in WINDOW_NAMES for each in method.quantities)
        self.parameters = ParameterTable(document, inputs, self)
        self.results = ResultTable(method.quantities, self)
        unit = unit_text(self._window[0].display_unit) if self._window else ""
        least = 0.0 if self._window and self._window[0].lower == 0.0 else -FARTHEST
        self.start = NumberBox(self.tr("Window from"), unit, least)
        self.end = NumberBox(self.tr("Window to"), unit, least)
        self.input_view = self._made_table(self.parameters, self.tr("Inputs"))
        self.result_view = self._made_table(self.results, self.tr("Results"))
        self.verdict = QLabel()
        self.verdict.setAccessibleName(self.tr("Verdict"))
        self.verdict.setWordWrap(True)
        self.said = QLabel()
        self.refusal = QLabel()
        self.equations = EquationView(method.equations)
        self.kept = KeptFits(document, method)
        self.note = NoteBox(document)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 4, 8, 8)
        self._lay_out(QCoreApplication.translate("Method", method.sentence), for_all)
        self._connect()

    def _lay_out(self, sentence: str, words_for_all: str) -> None:
        window = self._made_window_group()
        self._layout.addWidget(window)
        if not self._window:
            window.hide()
        self._layout.addWidget(self.refusal)
        self._layout.addWidget(_group(self.tr("Results"), self.verdict, self.result_view, self.said))
        for_all = QPushButton(words_for_all)
        for_all.clicked.connect(self.for_all_requested)
        self._layout.addWidget(_group(self.tr("Inputs"), self.input_view, for_all))
        if not words_for_all:
            for_all.hide()
        self.sentence = QLabel(sentence)
        self.sentence.setWordWrap(True)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout.addWidget(_group(self.tr("Why?"), self.equations, self.sentence))
        self._layout.addWidget(self.kept)
        self._layout.addWidget(self.note)
        self._layout.addStretch(1)
        for label, name in ((self.said, self.tr("Warnings")), (self.refusal, self.tr("Why an input was not taken"))):
            label.setWordWrap(True)
            label.setAccessibleName(name)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.hide()
        _paint_as_error(self.refusal)

    def _connect(self) -> None:
        self.parameters.refused.connect(self._refused)
        self.parameters.modelReset.connect(self._accepted)
        self.start.edited.connect(lambda number: self.start_edited.emit(self._window[0].from_display(number)))
        self.end.edited.connect(lambda number: self.end_edited.emit(self._window[1].from_display(number)))
        chosen = self.result_view.selectionModel()
        assert chosen is not None
        chosen.currentRowChanged.connect(self._row_chosen)

    def insert_group(self, group: QWidget) -> None:
        """Put a tab's own controls at the top."""
        self._layout.insertWidget(0, group)

    def _made_window_group(self) -> QGroupBox:
        group = QGroupBox(self.tr("Fit window"))
        grid = QGridLayout(group)
        for column, (text, box) in enumerate(((self.tr("&from"), self.start), (self.tr("&to"), self.end))):
            label = QLabel(text)
            label.setBuddy(box)
            grid.addWidget(label, 0, 2 * column)
            grid.addWidget(box, 0, 2 * column + 1)
        whole = QPushButton(self.tr("Automatic") if self._chooses else self.tr("Whole step"))
        whole.clicked.connect(self.whole_requested)
        grid.addWidget(whole, 1, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        return group

    def _made_table(self, model: ParameterTable | ResultTable, name: str) -> QTableView:
        view = QTableView()
        view.setModel(model)
        view.setAccessibleName(name)
        view.setTabKeyNavigation(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setAlternatingRowColors(True)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = view.verticalHeader(), view.horizontalHeader()
        assert rows is not None and columns is not None
        rows.hide()
        rows.setDefaultSectionSize(row_height(view))
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(False)
        if isinstance(model, ParameterTable):
            view.setItemDelegate(ChoiceDelegate(model, view))
        if isinstance(model, ResultTable):
            view.setColumnHidden(RULE, True)  # in the tool tip and in the copy
            SteadyColumns(view)
            view.setProperty(COPIED_HIDDEN, True)
        make_copyable(view)
        model.modelReset.connect(lambda: fit_height(view))
        fit_height(view)
        return view

    # showing

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show the inputs, kept fits and note of another analysis."""
        self.parameters.show(analysis)
        self.kept.show_analysis(analysis)
        self.note.show_analysis(analysis)
        self.setEnabled(analysis is not None)

    def show_found(self, result: Result | None) -> None:
        """Hide the rows beyond the main ones for which a result says nothing."""
        for row, name in enumerate(self.results.names):
            missing = result is not None and name not in result.outcome.quantities
            self.result_view.setRowHidden(row, missing and row >= MAIN_ROWS)
        fit_height(self.result_view)

    def show_window(self, window: Sequence[float | str | None]) -> None:
        """Show start and end of the window as they are now (SI), without reporting them; None is a dash."""
        for box, quantity, end in zip((self.start, self.end), self._window, window, strict=False):
            box.show_number(None if end is None else quantity.to_display(float(end)))

    @property
    def chosen_result(self) -> str:
        """The quantity of the row that is chosen; the first one that has a value until a person chooses."""
        row = self.result_view.currentIndex().row()
        return self.results.names[row] if row >= 0 else self.results.first_known

    def _row_chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self.result_chosen.emit(self.results.names[current.row()])

    def show_result(
        self, result: Result | None, verdict: str, messages: tuple[Message, ...], is_error: bool = False
    ) -> None:
        """Show the numbers of a result and what stands beside them."""
        self.results.show(result, () if is_error else messages)
        self.verdict.setText(verdict)
        is_open = is_error and all(message.code in NOT_GIVEN for message in messages)  # nothing is wrong yet
        sign = "→" if is_open else "✕" if is_error else "▲"
        self.said.setText("\n".join(f"{sign} {message_in_words(message)}" for message in messages))
        self.said.setVisible(bool(messages))
        if is_error and not is_open:
            _paint_as_error(self.said)
        else:
            self.said.setPalette(self.palette())

    def refuse(self, sentence: str) -> None:
        """Say why an input was not taken."""
        self.refusal.setText(f"✕ {sentence}")
        self.refusal.show()

    def _refused(self, message: Message) -> None:
        self.refuse(message_in_words(message))

    def _accepted(self) -> None:
        self.refusal.hide()


def fit_height(view: QTableView) -> None:
    """Make a short table exactly as high as its rows, so that the panel scrolls and not the table."""
    model, rows, columns = view.model(), view.verticalHeader(), view.horizontalHeader()
    assert model is not None and rows is not None and columns is not None
    shown = sum(not view.isRowHidden(row) for row in range(model.rowCount()))
    view.setFixedHeight(columns.sizeHint().height() + shown * rows.defaultSectionSize() + 4)
    others = sum(columns.sectionSize(column) for column in range(1, columns.count()))
    view.setMinimumWidth(min(others + LEAST_NAME, WIDEST))  # a number without its name says nothing


def _group(title: str, *widgets: QWidget) -> QGroupBox:
    group = QGroupBox(title)
    layout = QVBoxLayout(group)
    layout.setContentsMargins(4, 4, 4, 4)
    for widget in widgets:
        layout.addWidget(widget)
    return group


def _paint_as_error(label: QLabel) -> None:
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, palette.color(QPalette.ColorRole.BrightText))
    label.setPalette(palette)

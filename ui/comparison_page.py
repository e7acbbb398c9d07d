"""The project's electrolytes side by side: a quantity across them, against the plating, and what ranks with what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QSplitter,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from fitting.messages import DataProblem, Message
from fitting.outcome import Outcome, Panel
from models.analysis import Analysis
from models.collection import Collection
from models.comparison_choices import OUTCOME, QUANTITY, ColumnChoices, MethodChoices
from models.document import Document
from models.figure.content import FigureContent, frame_of
from models.gathered import Column, Gathered, heading, inputs_from, table_text
from models.gathered_outcomes import across_electrolytes, against_position, ranked_columns
from models.gathered_table import GatheredTable
from models.outcome_table import OutcomeTable
from models.step import Step
from models.translation import message_text, name_in_words, verdict_in_words
from models.whole_file import write_whole
from ui.copied_table import make_copyable
from ui.curve_canvas import CurveCanvas
from ui.picture_view import PictureView
from ui.style import row_height

if TYPE_CHECKING:
    pass

ACROSS, AGAINST, RANKS = range(3)
SHARES = "polarization_shares"


class ComparisonPage(QWidget):
    """Works only once it is shown; what it compares are the results of the other tabs."""

    analysis_shown = pyqtSignal(object)
    analysis_wanted = pyqtSignal(object)  # one of another page
    said = pyqtSignal(str)

    def __init__(self, document: Document, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._step = step
        self.collection = Collection(document, self)
        self.methods = MethodChoices(self.collection, self)
        self.columns = ColumnChoices(self)
        self.table = GatheredTable(document, self)
        self.numbers = OutcomeTable(self)
        self.picture = PictureView()
        self.what, self.how, self.pair = QComboBox(), QComboBox(), QComboBox()
        self.every = QCheckBox(self.tr("Every plating is a &repeat"))
        self.warnings = QLabel()
        self.shares = QPushButton(self.tr("&Shares of the polarization"))
        self.export = QPushButton(self.tr("&Export table …"))
        self._gathered = Gathered((), (), {})
        self.panels: tuple[Panel, ...] = ()
        self._lay_out()
        self._connect()

    # building

    def _lay_out(self) -> None:
        self.how.addItems([self.tr("across electrolytes"), self.tr("against the plating"), self.tr("ranking")])
        for box, name in (
            (self.what, self.tr("Quantity")), (self.how, self.tr("View")), (self.pair, self.tr("Pair")),
        ):  # fmt: skip
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.every.setToolTip(self.tr("Otherwise the first plating of a curve speaks for it"))
        self.warnings.setWordWrap(True)
        self.warnings.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.warnings.setAccessibleName(self.tr("Warnings"))
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 4, 8, 0)
        for widget in (self.what, self.how, self.pair):
            bar.addWidget(widget)
        bar.addStretch(1)
        top = QWidget()
        column = QVBoxLayout(top)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(bar)
        column.addWidget(self.picture, 1)
        column.addWidget(self.warnings)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(top)
        left.addWidget(self._made_tables())
        left.setStretchFactor(0, 3)
        left.setStretchFactor(1, 1)
        whole = QSplitter(Qt.Orientation.Horizontal)
        whole.addWidget(left)
        whole.addWidget(self._made_choices())
        whole.setStretchFactor(0, 1)
        whole.setSizes([700, 400])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(whole)

    def _made_tables(self) -> QTabWidget:
        tables = QTabWidget()
        tables.setDocumentMode(True)
        self.table_view = QTableView()
        self.numbers_view = QTableView()
        for view, model, title in (
            (self.table_view, self.table, self.tr("Electrolytes")),
            (self.numbers_view, self.numbers, self.tr("Numbers of the picture")),
        ):
            view.setModel(model)
            view.setAccessibleName(title)
            view.setAlternatingRowColors(True)
            view.setShowGrid(False)
            view.setTabKeyNavigation(False)
            make_copyable(view)
            tables.addTab(view, title)
        self.table_view.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        return tables

    def _made_choices(self) -> QWidget:
        methods, self.column_view = QListView(), QTableView()
        methods.setModel(self.methods)
        methods.setAccessibleName(self.tr("Methods that take part"))
        make_copyable(methods)
        make_copyable(self.column_view)
        self.column_view.setModel(self.columns)
        self.column_view.setAccessibleName(self.tr("Quantities and outcomes"))
        self.column_view.setShowGrid(False)
        self.column_view.setTabKeyNavigation(False)
        rows = self.column_view.verticalHeader()
        assert rows is not None
        rows.hide()
        rows.setDefaultSectionSize(row_height(self.column_view))
        head = self.column_view.horizontalHeader()
        assert head is not None
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        panel = QWidget()
        column = QVBoxLayout(panel)
        for title, widget, share in (
            (self.tr("Methods that take part"), methods, 2),
            (self.tr("What is compared with which outcome"), self.column_view, 3),
        ):
            group = QGroupBox(title)
            inside = QVBoxLayout(group)
            inside.addWidget(widget)
            column.addWidget(group, share)
        column.addWidget(self.every)
        buttons = QHBoxLayout()
        buttons.addWidget(self.shares)
        buttons.addWidget(self.export)
        column.addLayout(buttons)
        return panel

    def _connect(self) -> None:
        self.collection.changed.connect(self.refresh)
        self.columns.dataChanged.connect(self._choices_changed)
        self.what.activated.connect(self._draw)
        self.how.activated.connect(self._draw)
        self.pair.activated.connect(self._show_pair)
        self.every.toggled.connect(self._every_toggled)
        self.export.clicked.connect(self.choose_export)
        self.shares.clicked.connect(self._ask_for_electrolyte)
        self.table_view.doubleClicked.connect(self._show_result)

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self.collection.follow()
        self.refresh()

    # what the window asks of every page

    analysis: Analysis | None = None
    canvas: CurveCanvas | None = None

    @property
    def panes(self) -> tuple[QWidget, ...]:
        """Where F6 stops."""
        return (self.table_view, self.column_view)

    def show_curves(self, curves: Sequence[str]) -> None:
        """Several curves are drawn over each other on the pages of the steps; here they are compared already."""

    def show_curve(self, curve: str, segment: int | None) -> None:
        """A curve chosen elsewhere changes nothing here: all are compared."""

    def show_analysis(self, analysis: Analysis) -> None:
        """There is none on this page."""

    def finish_gesture(self) -> None:
        """Nothing is dragged here."""

    def confirm(self) -> None:
        """Nothing is confirmed here."""

    def keep(self) -> None:
        """Nothing is fitted here."""

    def back_to_automatic(self) -> None:
        """Nothing is set by hand here."""

    def show_all(self) -> None:
        """The picture always shows all."""

    # what is shown

    def refresh(self) -> None:
        """Show the numbers as they are now."""
        self._gathered = self.collection.table()
        self.methods.follow()
        columns = tuple(self._gathered.cells)
        self.columns.show(columns)
        self._offer(columns)
        self.shares.setEnabled(bool(columns))
        self.export.setEnabled(bool(columns))
        self._choices_changed()

    def _offer(self, columns: tuple[Column, ...]) -> None:
        """The quantities in the box; it is left alone while they are the same, for it may be open."""
        if [column.key for column in columns] == [self.what.itemData(place) for place in range(self.what.count())]:
            return
        chosen = self.what.currentData()
        self.what.clear()
        for column in columns:
            self.what.addItem(heading(column, columns), column.key)
        main = next(iter(self.columns.chosen(QUANTITY)), None)
        place = self.what.findData(chosen if chosen is not None or main is None else main.key)
        self.what.setCurrentIndex(max(0, place) if columns else -1)

    def _choices_changed(self) -> None:
        self.table.show(self._gathered, (*self.columns.chosen(QUANTITY), *self.columns.chosen(OUTCOME)))
        self.table_view.resizeColumnsToContents()
        self._draw()

    def _every_toggled(self, every: bool) -> None:
        self.collection.every_segment = every
        self.refresh()

    def _draw(self) -> None:
        ranks = self.how.currentIndex() == RANKS
        self.what.setVisible(not ranks)
        try:
            outcome = self._outcome()
        except DataProblem as problem:
            self._show(Outcome(), (problem.message,))
        else:
            self._show(outcome, outcome.warnings)

    def _outcome(self) -> Outcome:
        if self.how.currentIndex() == RANKS:
            return ranked_columns(self._gathered, self.columns.chosen(QUANTITY), self.columns.chosen(OUTCOME))
        column = self._gathered.column(self.what.currentData() or ("", "", ""))
        if column is None:
            raise DataProblem(
                "NOTHING_COMPARED", "Nothing to compare yet: analyse curves in the other tabs, or tick a method here."
            )
        if self.how.currentIndex() == AGAINST:
            return against_position(self._gathered, column, self.collection.results(), self._document.series)
        return across_electrolytes(self._gathered, column)

    def _show(self, outcome: Outcome, said: tuple[Message, ...]) -> None:
        verdicts = [f"{name_in_words(name)}: {verdict_in_words(word)}" for name, word in outcome.verdicts.items()]
        self.warnings.setText("\n".join([*verdicts, *(f"▲ {message_text(message)}" for message in said)]))
        self.warnings.setVisible(bool(self.warnings.text()))
        self.numbers.show(outcome)
        self.numbers_view.resizeColumnsToContents()
        self.panels = outcome.panels
        chosen = self.pair.currentText()
        self.pair.clear()
        self.pair.addItems([panel.title for panel in outcome.panels])
        self.pair.setCurrentIndex(max(0, self.pair.findText(chosen)) if outcome.panels else -1)
        self.pair.setVisible(len(outcome.panels) > 1)
        self._show_pair()

    def _show_pair(self) -> None:
        place = self.pair.currentIndex()
        panels = self.panels[place : place + 1] if place >= 0 else ()
        self.picture.show_content(FigureContent((frame_of(panels),)) if panels else None)

    # what is done

    def _show_result(self, index: QModelIndex) -> None:
        """Go to the curve behind a number."""
        cell = self.table.cell(index)
        analysis = None if cell is None else self.collection.analysis_of(cell.results[0])
        if analysis is not None:
            self.analysis_wanted.emit(analysis)

    def choose_export(self) -> None:
        """Ask for a file and write the table to it, as the method Ranking reads it."""
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Export table"), "comparison.csv", "CSV (*.csv)")
        if name:
            self.write_table(Path(name))

    def write_table(self, path: Path) -> None:
        """Write the table that is shown as CSV."""
        columns = (*self.columns.chosen(QUANTITY), *self.columns.chosen(OUTCOME))
        try:
            write_whole(path, table_text(self._gathered, columns).encode("utf-8-sig"))
        except DataProblem as problem:
            self.said.emit(message_text(problem.message))
        else:
            self.said.emit(self.tr("Table: {path}").format(path=path))

    def _ask_for_electrolyte(self) -> None:
        menu = QMenu(self)
        for name in self._gathered.electrolytes:
            menu.addAction(name, lambda name=name: self.show_shares(name))
        menu.popup(self.shares.mapToGlobal(self.shares.rect().topLeft()))

    def show_shares(self, electrolyte: str) -> None:
        """Give the numbers of an electrolyte to the calculator of polarization shares, as one undo step."""
        method = self._step.method(SHARES)
        assert method is not None
        (analysis,) = self._document.analyses(self._step, method)
        inputs = inputs_from(self._gathered, electrolyte, method)
        cleared: dict[str, float | str | None] = dict.fromkeys(analysis.state.settings)
        text = self.tr("Numbers of {electrolyte}").format(electrolyte=electrolyte)
        self._document.edit(analysis, analysis.state.with_settings({**cleared, **inputs}), text)
        self.analysis_wanted.emit(analysis)

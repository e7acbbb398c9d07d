"""The right side of a tab, shared by all: window, inputs, results with intervals, what the numbers warn of."""

from __future__ import annotations

import math

from PyQt6.QtCore import QLocale, QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QGuiApplication, QKeySequence, QPalette, QValidator, QWheelEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QDoubleSpinBox,
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
from fitting.quantity import Quantity
from models.analysis import Analysis
from models.document import Document
from models.parameter_table import ParameterTable
from models.result import Result
from models.result_table import RULE, ResultTable
from models.translation import message_in_words
from ui.choice_delegate import ChoiceDelegate

FARTHEST = 1e9  # s, a bound for spin boxes
NONE = -1.0  # s, what a box holds that has no time to show
POINTED = QLocale(QLocale.Language.C)
POINTED.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator)


class TimeBox(QDoubleSpinBox):
    """A time in s that is only reported when the person is done with it; point and comma both mark decimals."""

    edited = pyqtSignal(float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSuffix(" s")
        self.setDecimals(6)  # instruments sample to 0.2 ms and less
        self.setRange(NONE, FARTHEST)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setKeyboardTracking(False)
        self.setLocale(POINTED)
        self.setMinimumWidth(104)
        self.setSpecialValueText("—")
        self.valueChanged.connect(self._report)

    def show_time(self, time: float | None) -> None:
        """Show a time without reporting it; nothing to show is a dash, in whose place a time can be typed."""
        with QSignalBlocker(self):
            self.setValue(NONE if time is None else time)

    def _report(self, time: float) -> None:
        if time >= 0:  # below it there is only the dash
            self.edited.emit(time)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """The wheel scrolls the panel; it never changes a number in passing."""
        if event is not None:
            event.ignore()

    def stepBy(self, steps: int) -> None:
        """The first step from nothing is to zero."""
        if self.value() < 0:
            self.setValue(0.0)
        else:
            super().stepBy(steps)

    def textFromValue(self, value: float) -> str:
        """Six significant digits; the value itself keeps them all."""
        decimals = self.decimals() if value <= 0 else 5 - math.floor(math.log10(value))
        text = f"{value:.{min(max(decimals, 0), self.decimals())}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def valueFromText(self, text: str | None) -> float:
        """Either decimal mark; a text that nobody changed keeps the digits that it does not show."""
        typed = (text or "").replace(",", ".")
        if typed.removesuffix(self.suffix()) == self.textFromValue(self.value()):
            return self.value()
        return super().valueFromText(typed)

    def validate(self, text: str | None, position: int) -> tuple[QValidator.State, str, int]:
        """Either decimal mark."""
        state, _, place = super().validate((text or "").replace(",", "."), position)
        return state, text or "", place


MAIN_ROWS = 2  # of the results stand even without a number


class FitPanel(QWidget):
    """What a person reads and types beside the curve.

    Parameters
    ----------
    inputs : tuple of str
        The settings shown as inputs.
    for_all : str
        The words on the button that gives the inputs to others too; without words there is none.
    has_window : bool
        Whether the window has boxes of its own; else it stands among the inputs.
    """

    whole_requested = pyqtSignal()
    for_all_requested = pyqtSignal()
    start_edited = pyqtSignal(float)
    end_edited = pyqtSignal(float)

    def __init__(
        self,
        document: Document,
        inputs: tuple[str, ...],
        quantities: tuple[Quantity, ...],
        equation: str,
        for_all: str,
        has_window: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.parameters = ParameterTable(document, inputs, self)
        self.results = ResultTable(quantities, self)
        self.start = TimeBox(self.tr("Window from"))
        self.end = TimeBox(self.tr("Window to"))
        self.input_view = self._made_table(self.parameters, self.tr("Inputs"))
        self.result_view = self._made_table(self.results, self.tr("Results"))
        self.verdict = QLabel()
        self.verdict.setAccessibleName(self.tr("Verdict"))
        self.said = QLabel()
        self.refusal = QLabel()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 4, 8, 8)
        self._lay_out(equation, for_all, has_window)
        self._connect()

    def _lay_out(self, equation: str, words_for_all: str, has_window: bool) -> None:
        window = self._made_window_group()
        self._layout.addWidget(window)
        if not has_window:
            window.hide()
        self._layout.addWidget(self.refusal)
        self._layout.addWidget(_group(self.tr("Results"), self.verdict, self.result_view, self.said))
        for_all = QPushButton(words_for_all)
        for_all.clicked.connect(self.for_all_requested)
        self._layout.addWidget(_group(self.tr("Inputs"), self.input_view, for_all))
        if not words_for_all:
            for_all.hide()
        note = QLabel(equation)
        note.setWordWrap(True)
        note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout.addWidget(note)
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
        self.start.edited.connect(self.start_edited)
        self.end.edited.connect(self.end_edited)
        copy = QAction(self.tr("Copy results"), self.result_view)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy_results)
        self.result_view.addAction(copy)
        self.result_view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

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
        whole = QPushButton(self.tr("Whole step"))
        whole.clicked.connect(self.whole_requested)
        grid.addWidget(whole, 0, 4)
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
        rows.setDefaultSectionSize(view.fontMetrics().height() + 6)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        columns.setHighlightSections(False)
        columns.setStretchLastSection(False)
        if isinstance(model, ParameterTable):
            view.setItemDelegate(ChoiceDelegate(model, view))
        if isinstance(model, ResultTable):
            view.setColumnHidden(RULE, True)  # in the tool tip and in the copy
        model.modelReset.connect(lambda: fit_height(view))
        fit_height(view)
        return view

    # showing

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Show the inputs of another analysis."""
        self.parameters.show(analysis)
        self.setEnabled(analysis is not None)

    def show_found(self, result: Result | None) -> None:
        """Hide the rows beyond the main ones for which a result says nothing."""
        for row, name in enumerate(self.results.names):
            missing = result is not None and name not in result.outcome.quantities
            self.result_view.setRowHidden(row, missing and row >= MAIN_ROWS)
        fit_height(self.result_view)

    def show_window(self, start: float, end: float) -> None:
        """Show the window as it is now, without reporting it."""
        self.start.show_time(start)
        self.end.show_time(end)

    def show_result(
        self, result: Result | None, verdict: str, messages: tuple[Message, ...], is_error: bool = False
    ) -> None:
        """Show the numbers of a result and what stands beside them."""
        self.results.show(result)
        self.verdict.setText(verdict)
        self.said.setText("\n".join(f"{'✕' if is_error else '▲'} {message_in_words(message)}" for message in messages))
        self.said.setVisible(bool(messages))
        if is_error:
            _paint_as_error(self.said)
        else:
            self.said.setPalette(self.palette())

    def copy_results(self) -> None:
        """The results as tab-separated text in the clipboard."""
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(self.results.as_text())

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

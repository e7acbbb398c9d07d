"""The data panel: electrolytes with their curves; where files are dropped, named and taken out."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QStackedWidget, QTreeView, QVBoxLayout, QWidget

from models.curve_edits import remove_curves, show_curves
from models.curve_tree import ASKED, CURVE_ROLE, FAILURE_ROLE, LINE_ROLE, NOTED_ROLE, SEGMENT_ROLE, CurveTree
from models.document import Document
from models.electrolyte import shown_curves
from models.result import Failure
from ui.noted_delegate import NotedDelegate
from ui.start_page import StartPage

LEAST_WIDTH = 190  # px
INDENTATION = 12  # px: names need the room more than the branches do
MOST_TOGETHER = 36  # curves that look different


class DataPanel(QWidget):
    """A view of the curve tree; with nothing loaded it says the three ways to start."""

    curve_chosen = pyqtSignal(str, object)  # identity, segment or None
    curves_chosen = pyqtSignal(list)  # identities of several
    failure_chosen = pyqtSignal(object)  # Failure
    question_chosen = pyqtSignal(str)  # identity of a curve that leaves something open
    receipt_chosen = pyqtSignal()  # that of the current curve
    said = pyqtSignal(str)
    open_files = pyqtSignal()
    open_sample = pyqtSignal()
    tour = pyqtSignal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._shown: tuple[str, int | None] | None = None
        self.model = CurveTree(document, self)
        self.tree = self._made_tree()
        start = StartPage()
        start.open_files.connect(self.open_files)
        start.open_sample.connect(self.open_sample)
        start.tour.connect(self.tour)
        self._stack = QStackedWidget()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("filter …"))
        self.filter.setAccessibleName(self.tr("Show only rows with these words"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._show_filtered)
        loaded = QWidget()
        rows = QVBoxLayout(loaded)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        rows.addWidget(self.filter)
        rows.addWidget(self.tree)
        self._stack.addWidget(start)
        self._stack.addWidget(loaded)
        self._hidden = QLabel(self.tr("Names are hidden while somebody picks blind."))
        self._hidden.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hidden.setWordWrap(True)
        self._hidden.setMargin(12)
        self._stack.addWidget(self._hidden)
        self._tells_names = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.setMinimumWidth(LEAST_WIDTH)
        self.model.modelReset.connect(self._show_all)
        self._show_all()

    def _made_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setModel(self.model)
        tree.setAccessibleName(self.tr("Curves by electrolyte"))
        tree.setUniformRowHeights(True)
        tree.setIndentation(INDENTATION)
        tree.setAlternatingRowColors(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.SelectedClicked
        )
        tree.setHeaderHidden(True)
        tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        selection = tree.selectionModel()
        assert selection is not None
        selection.currentChanged.connect(self._current_changed)
        selection.selectionChanged.connect(self._selection_changed)
        tree.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        tree.setDefaultDropAction(Qt.DropAction.MoveAction)
        delegate = NotedDelegate(tree)
        delegate.mark_clicked.connect(self._mark_clicked)
        tree.setItemDelegate(delegate)
        tree.activated.connect(self._activated)
        return tree

    def tell_names(self, told: bool) -> None:
        """Show the curves, or hide them all."""
        self._tells_names = told
        self._show_all()

    def _show_all(self) -> None:
        place = 1 if self.model.rowCount() else 0
        self._stack.setCurrentIndex(place if self._tells_names else self._stack.indexOf(self._hidden))
        self.tree.expandAll()
        if self.filter.text():  # a model that was made anew has nothing hidden
            self._show_filtered()
        if self._shown is not None:
            self.select(*self._shown)

    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        curve = current.data(CURVE_ROLE)
        if curve is not None and len(self.selected_curves) < 2:
            self.curve_chosen.emit(curve, current.data(SEGMENT_ROLE))
        elif current.data(FAILURE_ROLE) is not None:
            self.said.emit(str(current.data()))

    def _selection_changed(self) -> None:
        curves = self.selected_curves
        if len(curves) > 1:
            self.curves_chosen.emit(curves[:MOST_TOGETHER])

    def _show_filtered(self) -> None:
        """Hide the rows that hold none of the words, themselves, above or below."""
        self._filter_below(QModelIndex(), self.filter.text().casefold().split(), False)

    def _filter_below(self, parent: QModelIndex, words: list[str], all_here: bool) -> bool:
        anything = False
        for row in range(self.model.rowCount(parent)):
            index = self.model.index(row, 0, parent)
            text = f"{index.data()} {index.data(LINE_ROLE) or ''}".casefold()
            here = all_here or all(word in text for word in words)
            below = self._filter_below(index, words, here)
            self.tree.setRowHidden(row, parent, not (here or below))
            anything = anything or here or below
        return anything

    def _activated(self, index: QModelIndex) -> None:
        failure = index.data(FAILURE_ROLE)
        if failure is not None:
            self.failure_chosen.emit(failure)
        elif ASKED in (index.data(NOTED_ROLE) or ()):
            self.question_chosen.emit(index.data(CURVE_ROLE))

    def _mark_clicked(self, index: QModelIndex, mark: str) -> None:
        self.tree.setCurrentIndex(index)
        if mark == ASKED:
            self.question_chosen.emit(index.data(CURVE_ROLE))
        else:
            self.receipt_chosen.emit()

    @property
    def selected_curves(self) -> list[str]:
        """The curves of the selected rows, those below an electrolyte too."""
        selection = self.tree.selectionModel()
        assert selection is not None
        rows = [index for index in selection.selectedRows() if index.data(SEGMENT_ROLE) is None]
        return list(dict.fromkeys(curve for index in rows for curve in self.model.curves_below(index)))

    @property
    def current_electrolyte(self) -> int | None:
        """The number of the electrolyte that the current row is of."""
        return self.model.electrolyte_at(self.tree.currentIndex())

    @property
    def current_curve(self) -> str | None:
        """The curve of the current row."""
        identity: str | None = self.tree.currentIndex().data(CURVE_ROLE)
        return identity

    @property
    def current_failure(self) -> Failure | None:
        """The file of the current row that could not be used."""
        failure: Failure | None = self.tree.currentIndex().data(FAILURE_ROLE)
        return failure

    def select(self, curve: str, segment: int | None) -> None:
        """Show where a curve or plating step stands, without choosing it again."""
        self._shown = (curve, segment)
        index = self.model.index_of(curve, segment)
        selection = self.tree.selectionModel()
        if index.isValid() and selection is not None and index != self.tree.currentIndex():
            blocked = self.blockSignals(True)
            self.tree.setCurrentIndex(index)
            self.blockSignals(blocked)

    def remove_selected(self) -> None:
        """Take the selected curves out of the document (undoable)."""
        selection = self.tree.selectionModel()
        assert selection is not None
        curves = self.selected_curves
        self._document.remove_failures(
            [index.data(FAILURE_ROLE) for index in selection.selectedRows() if index.data(FAILURE_ROLE) is not None]
        )
        remove_curves(self._document, curves)

    def rename_selected(self) -> None:
        """Edit the name of the current row in place."""
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tree.edit(self.tree.currentIndex())

    def show_or_set_aside(self) -> None:
        """Let the selected curves take part, or set them aside if all do (undoable)."""
        curves = self.selected_curves
        shown = set(shown_curves(self._document.series))
        show_curves(self._document, curves, not set(curves) <= shown)

    def type_filter(self) -> None:
        """Type into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

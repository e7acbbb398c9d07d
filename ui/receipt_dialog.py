"""The receipt of a curve: everything its import read, skipped and assumed, and whether the file is still the same."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fitting.messages import DataProblem
from models.background import Task
from models.curve import Curve
from models.document import Document
from models.receipt_table import VALUE, ReceiptTable, compared_with_source, comparison_text
from models.translation import message_text
from ui.copied_table import make_copyable


class ReceiptDialog(QDialog):
    """Shows one curve's receipt; rows copy as text.

    Parameters
    ----------
    document : Document
        Whose background compares the file.
    """

    import_requested = pyqtSignal(str)  # identity of the curve

    def __init__(self, document: Document, curve: Curve, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Receipt of {name}").format(name=curve.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document = document
        self._curve = curve
        self._task: Task | None = None
        self.table = ReceiptTable(curve, self)
        self.view = self._made_view()
        self.verdict = QLabel(self.tr("The file on disk has not been compared with what was read."))
        self.verdict.setAccessibleName(self.tr("Comparison with the file"))
        self.verdict.setWordWrap(True)
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._add_buttons()
        layout = QVBoxLayout(self)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.verdict)
        layout.addWidget(self.buttons)
        self.resize(760, 600)

    def _made_view(self) -> QTableView:
        view = QTableView()
        view.setModel(self.table)
        view.setAccessibleName(self.tr("Receipt"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        view.setWordWrap(True)
        view.setTabKeyNavigation(False)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows, columns = view.verticalHeader(), view.horizontalHeader()
        assert rows is not None
        assert columns is not None
        rows.hide()
        rows.setMinimumSectionSize(view.fontMetrics().lineSpacing() + 8)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setHighlightSections(False)
        make_copyable(view, self.selected_text)
        return view

    def _add_buttons(self) -> None:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        action = QDialogButtonBox.ButtonRole.ActionRole
        self.verify = self._button(self.tr("&Verify against source"), self.compare, action)
        self.verify.setToolTip(self.tr("Read the file again and compare its SHA-256 with that of what was imported"))
        self.copy = self._button(self.tr("Copy &all"), self.copy_all, action)
        self.again = self._button(self.tr("&Import again …"), self._import_again, action)
        self.buttons.rejected.connect(self.reject)

    def _button(self, text: str, slot: Callable[[], None], role: QDialogButtonBox.ButtonRole) -> QPushButton:
        button = self.buttons.addButton(text, role)
        assert button is not None
        button.setAccessibleName(text.replace("&", ""))
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def compare(self) -> None:
        """Compare the file on disk with what was read, in the background."""
        source = self._curve.source
        self.verify.setEnabled(False)
        self.verdict.setText(self.tr("Comparing …"))
        self._task = self._document.background.run(
            lambda task: compared_with_source(source, task),
            lambda verdict: self._say(comparison_text(verdict, source)),
            self._failed,
        )

    def _failed(self, problem: DataProblem) -> None:
        self._say(message_text(problem.message))

    def _say(self, sentence: str) -> None:
        self._task = None
        self.verify.setEnabled(True)
        self.verdict.setText(sentence)
        self.table.say_checked(sentence)

    def selected_text(self) -> str:
        """The selected rows, all of them if none is selected."""
        selection = self.view.selectionModel()
        rows = [index.row() for index in selection.selectedRows()] if selection is not None else []
        return self.table.as_text(rows or None)

    def copy_all(self) -> None:
        """Copy the whole receipt."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(self.table.as_text())

    def _import_again(self) -> None:
        self.import_requested.emit(self._curve.identity)
        self.accept()

    def done(self, result: int) -> None:
        """Nobody waits for the comparison any more."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)

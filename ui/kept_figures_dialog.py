"""The figures kept in the project: open one again, rename it, delete it."""

from __future__ import annotations

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListView, QPushButton, QVBoxLayout, QWidget

from models.document import Document
from models.figure.kept import delete_figures
from models.figure.kept_list import KeptFigures
from ui.copied_table import make_copyable


class KeptFiguresDialog(QDialog):
    """A list; every change is an edit of the project."""

    chosen = pyqtSignal(object)  # KeptFigure

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Figures of the project"))
        self._document = document
        self.model = KeptFigures(document, self)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.list = QListView()
        self.list.setAccessibleName(self.windowTitle())
        self.list.setModel(self.model)
        make_copyable(self.list)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self.open_again = QPushButton(self.tr("&Open"))
        self.rename, self.delete = QPushButton(self.tr("Re&name")), QPushButton(self.tr("&Delete"))
        self.delete.setToolTip(self.tr("Can be undone"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        for button in (self.open_again, self.rename, self.delete):
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.open_again.setDefault(True)
        layout = QVBoxLayout(self)
        for widget in (self.words, self.list, self.buttons):
            layout.addWidget(widget)
        self._connect()
        self.list.setCurrentIndex(self.model.index(0, 0))
        self._follow()
        self.resize(560, 380)

    def _connect(self) -> None:
        self.buttons.rejected.connect(self.reject)
        self.open_again.clicked.connect(lambda: self._open(self.list.currentIndex()))
        self.rename.clicked.connect(lambda: self.list.edit(self.list.currentIndex()))
        self.delete.clicked.connect(self._delete)
        self.list.doubleClicked.connect(self._open)
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list, self._delete)
        key.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.model.modelReset.connect(self._follow)
        selection = self.list.selectionModel()
        assert selection is not None
        selection.selectionChanged.connect(lambda: self._allow())
        self.finished.connect(self.deleteLater)

    def _follow(self) -> None:
        said = self.tr("As they were kept; curves and results are those of now.")
        none = self.tr("No figure is kept yet: “Keep in project” in the figure dialog keeps one.")
        self.words.setText(said if self.model.rowCount() else none)
        if self.model.rowCount() and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._allow()

    def _rows(self) -> list[int]:
        return sorted(index.row() for index in self.list.selectedIndexes())

    def _allow(self) -> None:
        rows = self._rows()
        for button in (self.open_again, self.rename):
            button.setEnabled(len(rows) == 1)
        self.delete.setEnabled(bool(rows))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            figure = self.model.figure(index.row())
            self.accept()
            self.chosen.emit(figure)

    def _delete(self) -> None:
        delete_figures(self._document, [self.model.figure(row).identity for row in self._rows()])

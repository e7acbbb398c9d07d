"""Apply the analysis that is shown to other curves: choose, watch, look at the doubtful ones first."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QModelIndex, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fitting.messages import DataProblem
from models.analysis import Analysis
from models.batch_table import BatchTable
from models.document import Document
from models.number_text import number_text, unit_text
from models.translation import choice_in_words, message_text, name_in_words
from ui.copied_table import make_copyable


class BatchDialog(QDialog):
    """The curves that the method can use, each with a box and how far it is."""

    analysis_wanted = pyqtSignal(object)  # Analysis

    def __init__(self, document: Document, pattern: Analysis, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Apply to curves"))
        self.model = BatchTable(document, pattern, self)
        self.words = QLabel(self._settings())
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.view = self._made_view()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.setFormat(self.tr("%v of %m"))
        self.progress.setRange(0, 1)
        self.progress.hide()
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.all, self.none = QPushButton(self.tr("Choose &all")), QPushButton(self.tr("Choose &none"))
        self.apply, self.stop = QPushButton(self.tr("Appl&y")), QPushButton(self.tr("&Cancel fits"))
        self.save = QPushButton(self.tr("Save &recipe …"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._arrange()
        self._connect()
        self.resize(1000, 560)

    def _made_view(self) -> QTableView:
        view = QTableView()
        view.setAccessibleName(self.tr("Curves"))
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)
        view.setAlternatingRowColors(True)
        view.setShowGrid(False)
        make_copyable(view)
        columns = view.horizontalHeader()
        assert columns is not None
        columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        columns.setStretchLastSection(True)
        return view

    def _arrange(self) -> None:
        self.apply.setDefault(True)
        self.stop.setEnabled(False)
        row = QHBoxLayout()
        for button in (self.all, self.none, self.save):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.stop, self.apply):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addWidget(self.view)
        layout.addLayout(row)
        for below in (self.progress, self.said, self.buttons):
            layout.addWidget(below)

    def _connect(self) -> None:
        self.all.clicked.connect(lambda: self.model.choose(True))
        self.none.clicked.connect(lambda: self.model.choose(False))
        self.apply.clicked.connect(self.model.apply)
        self.stop.clicked.connect(self.model.cancel)
        self.save.clicked.connect(self.choose_recipe)
        self.buttons.rejected.connect(self.reject)
        self.view.activated.connect(self._show)
        self.model.progressed.connect(self._progressed)
        self.finished.connect(self.deleteLater)

    def _settings(self) -> str:
        """What is applied, in words."""
        method = self.model.pattern.method
        values = []
        for name, value in self.model.given.items():
            setting = method.setting(name)
            if isinstance(value, str):
                values.append(f"{name_in_words(name)} {choice_in_words(value)}")
            else:
                shown = number_text(setting.to_display(float(value)))
                values.append(f"{name_in_words(name)} {shown} {unit_text(setting.display_unit)}".rstrip())
        given = ", ".join(values) or self.tr("everything automatic")
        template = self.tr("{method}: {settings}. Marks and windows of single curves stay with them.")
        return template.format(method=QCoreApplication.translate("Method", method.title), settings=given)

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setVisible(total > 0)
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)
        self.stop.setEnabled(done < total)
        if total and done == total:
            text = self.tr("{count} done; {doubtful} to look at come first. Enter shows the curve.")
            self.said.setText(text.format(count=total, doubtful=self.model.doubtful))
            self.view.scrollToTop()

    def _show(self, index: QModelIndex) -> None:
        self.analysis_wanted.emit(self.model.analysis(index.row()))

    def choose_recipe(self) -> None:
        """Ask for a file, and write what the command ``batch`` does on other files."""
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save recipe"), "recipe.json", self.tr("Recipe (*.json)"))
        if name:
            self.write_recipe(Path(name))

    def write_recipe(self, path: Path) -> None:
        """Write the recipe."""
        from models.batch.orders import recipe_as_json
        from models.outputs import as_text, kept
        from models.whole_file import write_whole

        pattern = self.model.pattern
        text = as_text(recipe_as_json(pattern.step, pattern.method, self.model.given))
        try:
            there = kept(path, lambda target: write_whole(target, text.encode()))
        except DataProblem as problem:
            self.said.setText(message_text(problem.message))
        else:
            self.said.setText(self.tr("The recipe is in {path}.").format(path=there))

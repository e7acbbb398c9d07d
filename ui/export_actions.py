"""Leaving with results: the workbook in the background, the figure in its dialog."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QMessageBox, QWidget

from fitting.messages import DataProblem
from models.analysis import Analysis
from models.background import Task
from models.document import Document
from models.result import Failure, Result
from models.steps import STEPS
from models.translation import message_text
from models.whole_file import WriteProblem


class Exports(QObject):
    """Asks where to, writes, and says what came of it; a result is never lost to a locked file."""

    said = pyqtSignal(str)

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window

    def choose_report(self) -> None:
        """Ask for a file name and write the workbook of everything that is open."""
        results, _ = self.gathered()
        if not results:
            self.said.emit(self.tr("There is no result to report yet; open an E–t curve of plating first."))
            return
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save report"), "report.xlsx", self.tr("Excel workbook (*.xlsx)")
        )
        if name:
            self.write_report(Path(name))

    def gathered(self) -> tuple[list[Result], list[Failure]]:
        """All results of the document, and everything that could not be used."""
        results: list[Result] = []
        failures = list(self._document.failures)
        for step in STEPS:
            for analysis in self._document.analyses(step):
                if analysis.result is not None:
                    results.append(analysis.result)
                elif analysis.problem is not None:
                    failures.append(Failure(analysis.curve.source.file, analysis.problem))
        return results, failures

    def write_report(self, path: Path) -> Task:
        """Write the workbook in the background."""
        results, failures = self.gathered()
        method = next(step.methods[0] for step in STEPS if step.methods)

        def write(task: Task) -> Path:
            from models.command_line import write_report
            from ui.pictures import report_picture

            write_report(path, results, failures, method, report_picture)
            return path

        self.said.emit(self.tr("Writing {name} …").format(name=path.name))
        return self._document.background.run(write, self._written, self._not_written)

    def _written(self, path: Path) -> None:
        self.said.emit(self.tr("The report is in {path}.").format(path=path))

    def _not_written(self, problem: DataProblem) -> None:
        text = message_text(problem.message)
        free = problem.free_path if isinstance(problem, WriteProblem) else None
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("The report was not written"), text, parent=self._window)
        if free is not None:
            button = box.addButton(self.tr("Save as {name}").format(name=free.name), QMessageBox.ButtonRole.AcceptRole)
            assert button is not None
            button.clicked.connect(lambda: self.write_report(free))
        box.addButton(QMessageBox.StandardButton.Close)
        box.open()

    def show_figure(self, analysis: Analysis | None) -> None:
        """Open the figure dialog on the curve that is shown."""
        if analysis is None or analysis.result is None:
            self.said.emit(self.tr("There is no curve to draw yet; open an E–t curve of plating first."))
            return
        from ui.figure_dialog import FigureDialog

        FigureDialog(analysis.result, self._window).open()

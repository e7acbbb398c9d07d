"""Leaving with results: the workbook, in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QMessageBox, QWidget

from fitting.messages import DataProblem
from models.analysis import Analysis, AnalysisState
from models.background import Task
from models.document import Document
from models.placed import placed
from models.result import Failure, Result
from models.settings import REPORT_WINDOWS
from models.step import series_result
from models.steps import STEPS
from models.translation import message_text, name_in_words
from models.whole_file import WriteProblem

MAIN = "electrocrystallization"  # its plating steps are in the report whether they were looked at or not


class Exports(QObject):
    """Asks where to, writes, and says what came of it; a result is never lost to a locked file."""

    said = pyqtSignal(str)
    analysis_wanted = pyqtSignal(object)  # Analysis

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window

    def choose_report(self) -> None:
        """Ask for a file name and write the workbook of everything that is open."""
        if not self._analyses():
            self.said.emit(self.tr("There is no plating step to report yet; open an E–t curve of plating first."))
            return
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save report"), "report.xlsx", self.tr("Excel workbook (*.xlsx)")
        )
        if name:
            self.write_report(Path(name))

    def _analyses(self) -> list[Analysis]:
        """Every plating step, judged or not, and whatever else has been worked on."""
        platings = [analysis for step in STEPS if step.name == MAIN for analysis in self._document.analyses(step)]
        return [*platings, *(each for each in self._document.worked_on() if each not in platings)]

    def write_report(self, path: Path) -> Task:
        """Write the workbook of the present states in the background; what is still being read is read there."""
        states = [(analysis, analysis.state, analysis.current_result()) for analysis in self._analyses()]
        unused, series = list(self._document.failures), self._document.series

        def write(task: Task) -> Path:
            from models.outputs import write_report
            from ui.pictures import report_picture

            def picture(result: Result) -> bytes | None:
                task.check()
                return report_picture(result)

            results, failures = gathered(states, task.check)
            write_report(path, placed(results, series), [*unused, *failures], picture, REPORT_WINDOWS.read())
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

    def show_batch(self, analysis: Analysis | None) -> None:
        """Open the dialog that applies an analysis to other curves."""
        if analysis is None or analysis.method.calculates:
            self.said.emit(self.tr("There is no analysis of a curve to apply yet; choose a curve first."))
            return
        from ui.batch_dialog import BatchDialog

        dialog = BatchDialog(self._document, analysis, self._window)
        dialog.analysis_wanted.connect(self.analysis_wanted)
        dialog.show()


def gathered(
    states: Sequence[tuple[Analysis, AnalysisState, Result | None]], check: Callable[[], None]
) -> tuple[list[Result], list[Failure]]:
    """The results of these states, computed where they are not there yet, and what could not be used."""
    results: list[Result] = []
    failures: list[Failure] = []
    for analysis, state, result in states:
        check()
        try:
            results.append(replace(result or analysis.computed(state), confirmed=state.confirmed))
        except DataProblem as problem:
            failures.append(Failure.of(_file(analysis), problem))
    for method in dict.fromkeys(analysis.method for analysis, _, _ in states):
        check()
        try:
            together = series_result(method, [result for result in results if result.method == method.name])
            results += [] if together is None else [together]
        except DataProblem as problem:
            failures.append(Failure.of(name_in_words(method.name), problem))
    return results, failures


def _file(analysis: Analysis) -> str:
    return analysis.subject[0].curve.source.file if analysis.subject else ""

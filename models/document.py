"""The document: curves, electrolytes, analyses, and the undo stack through which everything changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, pyqtSignal
from PyQt6.QtGui import QUndoCommand, QUndoStack

from fitting.messages import DataProblem, Message
from models.analysis import Analysis, AnalysisKey, AnalysisState, SwapState
from models.arrivals import Arrivals
from models.background import Background, Task
from models.curve import Curve
from models.curve_import import Analyses, SwapImport
from models.electrolyte import CurveEntry, Series, curve_identities, with_curves
from models.import_process import FileImporter
from models.readers import FileContent
from models.readers.choices import ImportChoices
from models.result import Failure, Result
from models.step import Method, Step
from models.subject import Subject

FIT_CANCELLED = Message(
    "FIT_CANCELLED",
    QT_TRANSLATE_NOOP("Message", "This fit was cancelled; fit again from the menu Step, or change an input."),
)


class Document(QObject):
    """What is open. The views hear its signals; they change it only through its verbs, all of them undoable."""

    series_changed = pyqtSignal()
    analyses_changed = pyqtSignal()
    file_failed = pyqtSignal(object)  # Failure
    failures_changed = pyqtSignal()
    fits_changed = pyqtSignal(int)  # how many fits run or wait

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.background = Background(self)
        self.importer = FileImporter()
        self.failures: list[Failure] = []
        self._series: Series = ()
        self._curves: dict[str, Curve] = {}
        self._analyses: dict[AnalysisKey, Analysis] = {}
        self._tasks: dict[Analysis, Task] = {}

    @property
    def series(self) -> Series:
        """Electrolytes and the names of their curves."""
        return self._series

    def curve(self, identity: str) -> Curve:
        """The curve of that identity, under the name that the person gave it."""
        return self._curves[identity]

    def swap_series(self, series: Series) -> None:
        """Take another series. Only undo commands call this."""
        self._series = series
        for electrolyte in series:
            for entry in electrolyte.curves:
                self._take_name(entry)
        self.series_changed.emit()
        self.analyses_changed.emit()

    def _take_name(self, entry: CurveEntry) -> None:
        curve = self._curves[entry.curve]
        if curve.name != entry.name:
            curve = self._curves[entry.curve] = dataclasses.replace(curve, name=entry.name)
        for analysis in self.analyses_of([entry.curve]).values():
            analysis.take_curve(curve)

    def swap_import(self, series: Series, curves: Mapping[str, Curve], analyses: Analyses) -> Analyses:
        """Take other versions of curves; return the analyses of those before. Only undo commands call this."""
        taken = self.analyses_of(curves)
        for key, analysis in taken.items():
            del self._analyses[key]
            self._drop_fit(analysis)
        self._analyses.update(analyses)
        self._curves.update(curves)
        for analysis in analyses.values():
            if analysis.result is None:
                self._recompute(analysis)
        self.swap_series(series)
        return taken

    def analyses_of(self, curves: Collection[str]) -> Analyses:
        """The analyses of some curves that have been asked for so far."""
        return {
            key: analysis
            for key, analysis in self._analyses.items()
            if any(part.curve.identity in curves for part in analysis.subject)
        }

    # verbs

    def add_files(self, contents: Iterable[FileContent], gesture: object | None = None) -> int:
        """Add the curves of files that are not in the document yet; return how many curves came."""
        contents = tuple(contents)
        read = {content.file for content in contents}
        if any(failure.file in read for failure in self.failures):
            self.remove_failures([failure for failure in self.failures if failure.file in read])
        series = self._series
        present = set(curve_identities(series))
        count = 0
        for content in contents:
            for curve in content.curves:
                if curve.identity in present:
                    continue
                present.add(curve.identity)
                self._curves[curve.identity] = curve
                series = with_curves(series, electrolyte_name(curve), [CurveEntry(curve.identity, curve.name)])
                count += 1
        self.change_series(series, self.tr("Add curves"), gesture)
        return count

    def import_file(self, content: FileContent, instead_of: Sequence[str] = ()) -> None:
        """Take a file as a person said that it is to be read, in place of what it gave before (undoable)."""
        self.undo_stack.push(SwapImport(self, content, instead_of))

    def edit(self, analysis: Analysis, state: AnalysisState, text: str) -> None:
        """Change the state of an analysis by one undo step; an edit that changes nothing pushes nothing."""
        if state != analysis.state:
            self.undo_stack.push(SwapState(analysis, state, text))

    def change_series(self, series: Series, text: str, gesture: object | None = None) -> None:
        """Take another series by one undo step (`models.curve_edits` has the verbs); no change pushes nothing."""
        if series != self._series:
            self.undo_stack.push(_SwapSeries(self, series, text, gesture))

    # analyses

    def analyses(self, step: Step, method: Method | None = None) -> tuple[Analysis, ...]:
        """One analysis per subject that a method (the step's first) can use, in the order of the tree."""
        method = next(iter(step.methods), None) if method is None else method
        if method is None:
            return ()
        curves = [self._curves[identity] for identity in curve_identities(self._series)]
        sets = [[curve] for curve in curves] if method.segments is not None else [curves]
        found: list[Analysis] = []
        for some in sets:
            try:
                subjects = method.subjects(some, {})
            except DataProblem:
                continue
            found += [self._analysis(step, method, subject) for subject in subjects]
        return tuple(found)

    def worked_on(self) -> tuple[Analysis, ...]:
        """Every analysis of curves that are here which has a result, or was judged or changed by a person."""
        here = set(curve_identities(self._series))
        return tuple(
            analysis
            for analysis in self._analyses.values()
            if all(part.curve.identity in here for part in analysis.subject)
            and (analysis.current_result() is not None or analysis.state.is_touched)
        )

    def _analysis(self, step: Step, method: Method, subject: Subject) -> Analysis:
        key = (step.name, method.name, tuple(part.key for part in subject))
        if key not in self._analyses:
            analysis = self.analysis_made(step, method, subject)
            self._analyses[key] = analysis
            self._recompute(analysis)
        return self._analyses[key]

    def analysis_made(
        self, step: Step, method: Method, subject: Subject, given: tuple[tuple[str, float | str], ...] = ()
    ) -> Analysis:
        """A new analysis that is computed again at every change of its state."""
        analysis = Analysis(step, method, subject, self)
        analysis.swap(dataclasses.replace(analysis.state, given=given))
        analysis.changed.connect(lambda: self._recompute(analysis))
        return analysis

    def _recompute(self, analysis: Analysis) -> None:
        state = analysis.state
        self._drop_fit(analysis)
        if analysis.current_result() is not None:
            analysis.accept(state, analysis.result, None)
            return

        def answered(result: Result) -> None:
            self._drop_fit(analysis)
            analysis.accept(state, dataclasses.replace(result, subject=analysis.subject), None)

        def refused(problem: DataProblem) -> None:
            self._drop_fit(analysis)
            analysis.accept(state, None, problem.message)

        self._tasks[analysis] = self.background.run(lambda task: analysis.computed(state), answered, refused)
        self.fits_changed.emit(len(self._tasks))

    def _drop_fit(self, analysis: Analysis) -> None:
        task = self._tasks.pop(analysis, None)
        if task is not None:
            task.cancel()
            self.fits_changed.emit(len(self._tasks))

    def cancel_fits(self) -> None:
        """Stop every fit that runs or waits; its analysis says so until `resume_fits` or an edit."""
        for analysis in tuple(self._tasks):
            self._drop_fit(analysis)
            analysis.accept(analysis.state, None, FIT_CANCELLED)

    def resume_fits(self) -> None:
        """Fit what was cancelled."""
        for analysis in self._analyses.values():
            if analysis.problem is FIT_CANCELLED:
                self._recompute(analysis)

    # files

    def load(
        self,
        paths: Sequence[Path],
        progressed: Callable[[int, int, str], None] | None = None,
        choices: ImportChoices | None = None,
        ended: Callable[[Task], None] | None = None,
    ) -> Task:
        """Read files in child processes; curves appear as they are read, all of one call as one undo step."""
        gesture = object()

        def read_all(task: Task) -> None:
            files = instrument_files(paths)
            names = [*(path.name for path in files), ""]
            task.report(0, len(files), names[0])
            for number, found in enumerate(self.importer.read(files, choices, task.check), 1):
                task.deliver(found)
                task.report(number, len(files), names[number])

        arrivals = Arrivals(self, lambda contents: self.add_files(contents, gesture), self._add_failures)

        def failed(problem: DataProblem) -> None:
            arrivals.take(Failure.of("", problem))

        def over(task: Task) -> None:
            arrivals.end()
            if ended is not None:
                ended(task)

        return self.background.run(read_all, lambda _: None, failed, arrivals.take, progressed, over)

    def remove_failures(self, gone: Collection[Failure]) -> None:
        """Forget files that could not be used."""
        self.failures[:] = [failure for failure in self.failures if failure not in gone]
        self.failures_changed.emit()

    def _add_failures(self, failures: Sequence[Failure]) -> None:
        again = {failure.file for failure in failures}
        self.failures[:] = [failure for failure in self.failures if failure.file not in again]
        self.failures += failures
        for failure in failures:
            self.file_failed.emit(failure)
        self.failures_changed.emit()

    def close(self) -> None:
        """Stop all background work."""
        self.background.close()
        self.importer.close()


def instrument_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files themselves, and every visible file inside the folders, sorted by name."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (each for each in sorted(path.rglob("*")) if each.is_file())
            files.extend(each for each in inside if not each.name.startswith("."))
        else:
            files.append(path)
    return tuple(files)


def electrolyte_name(curve: Curve) -> str:
    """The electrolyte that the file states, or words for none."""
    return curve.metadata.get("electrolyte", "").strip() or QCoreApplication.translate(
        "Document", "Electrolyte not stated"
    )


class _SwapSeries(QUndoCommand):
    """The undo command of the curve tree; the files of one drop merge into one step."""

    def __init__(self, document: Document, series: Series, text: str, gesture: object | None) -> None:
        super().__init__(text)
        self._document = document
        self._before = document.series
        self._after = series
        self._gesture = gesture

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        if not isinstance(other, _SwapSeries) or self._gesture is None or other._gesture is not self._gesture:
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        self._document.swap_series(self._after)

    def undo(self) -> None:
        self._document.swap_series(self._before)

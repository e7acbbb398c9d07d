"""The document: curves, electrolytes, analyses, and the undo stack through which everything changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, pyqtSignal
from PyQt6.QtGui import QUndoStack

from fitting.messages import DataProblem, Message
from models.analysis import Analyses, Analysis, AnalysisKey, AnalysisState
from models.arrivals import Arrivals
from models.background import Background, Task
from models.curve import Curve
from models.curve_import import imported
from models.edit import Edit, Swap, Values, new_identity
from models.electrolyte import CurveEntry, Series, curve_identities, with_curves
from models.import_process import FileImporter
from models.readers import FileContent
from models.readers.choices import ImportChoices
from models.result import Failure, Result
from models.step import Method, Step
from models.steps import step_named
from models.subject import Part, Subject

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
        self._states: dict[AnalysisKey, AnalysisState] = {}  # of analyses that nobody asked for yet
        self._tasks: dict[Analysis, Task] = {}

    @property
    def series(self) -> Series:
        """Electrolytes and the names of their curves."""
        return self._series

    def curve(self, identity: str) -> Curve:
        """The curve of that identity, under the name that the person gave it."""
        return self._curves[identity]

    def take(self, values: Values, aside: Analyses) -> Analyses:
        """Take other values, and the analyses set aside with them; return those that now go. Only edits call this."""
        held = self._curves
        other = {each for each, curve in values.curves.items() if each in held and not curve.is_reading_of(held[each])}
        gone = self.analyses_of(other)
        for key, analysis in gone.items():
            del self._analyses[key]
            self._drop_fit(analysis)
            self._states[key] = analysis.state
        self._curves.update(values.curves)
        for key, analysis in aside.items():
            self._analyses[key] = analysis
            self._states.pop(key, None)
        for state in values.analyses:
            self._take_state(state)
        if values.failures is not None and values.failures != tuple(self.failures):
            self.failures[:] = values.failures
            self.failures_changed.emit()
        if values.series is not None:
            self._take_series(values.series)
        self._wake()
        return gone

    def _take_state(self, state: AnalysisState) -> None:
        analysis = self._analyses.get(state.key)
        if analysis is None:
            self._states[state.key] = state
        elif analysis.state != state:
            analysis.swap(state)

    def _take_series(self, series: Series) -> None:
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
        curves: dict[str, Curve] = {}
        for content in contents:
            for curve in content.curves:
                if curve.identity in present:
                    continue
                present.add(curve.identity)
                curves[curve.identity] = curve
                series = with_curves(series, electrolyte_name(curve), [CurveEntry(curve.identity, curve.name)])
        if not curves:
            return 0
        self._change(Values(series, curves), self.tr("Add curves"), gesture)
        return len(curves)

    def import_file(self, content: FileContent, instead_of: Sequence[str] = ()) -> None:
        """Take a file as a person said that it is to be read, in place of what it gave before (undoable)."""
        before, after = imported(self, content, instead_of)
        text = self.tr("Import {name}").format(name=Path(content.file).name)
        self.undo_stack.push(Swap(self, Edit(new_identity(), text, before, after)))

    def edit(self, analysis: Analysis, state: AnalysisState, text: str) -> None:
        """Change the state of an analysis by one undo step; an edit that changes nothing pushes nothing."""
        self.edit_all({analysis: state}, text)

    def edit_all(self, states: Mapping[Analysis, AnalysisState], text: str) -> None:
        """Change the states of several analyses by one undo step."""
        changed = tuple(state for analysis, state in states.items() if state != analysis.state)
        if changed:
            self._change(Values(analyses=changed), text)

    def change_series(self, series: Series, text: str, gesture: object | None = None) -> None:
        """Take another series by one undo step (`models.curve_edits` has the verbs); no change pushes nothing."""
        if series != self._series:
            self._change(Values(series), text, gesture)

    def _change(self, after: Values, text: str, gesture: object | None = None) -> None:
        before = Values(
            None if after.series is None else self._series,
            {each: self._curves[each] for each in after.curves if each in self._curves},
            tuple(self.state(state.key) for state in after.analyses),
            None if after.failures is None else tuple(self.failures),
        )
        self.undo_stack.push(Swap(self, Edit(new_identity(), text, before, after), gesture))

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

    def state(self, key: AnalysisKey) -> AnalysisState:
        """The state of an analysis, whether it has been asked for or not."""
        if key in self._analyses:
            return self._analyses[key].state
        return self._states.get(key) or AnalysisState(*key)

    def states_of(self, curves: Collection[str]) -> tuple[AnalysisState, ...]:
        """The states that a person touched, of all analyses of some curves."""
        states = [*self._states.values(), *(analysis.state for analysis in self._analyses.values())]
        return tuple(
            state for state in states if state.is_touched and any(curve in curves for curve, _ in state.subject)
        )

    def analysis_edited_by(self, command: object) -> Analysis | None:
        """The analysis that an undo command is about."""
        states = command.edit.after.analyses if isinstance(command, Swap) else ()
        return self._analyses.get(states[0].key) if states else None

    def _analysis(self, step: Step, method: Method, subject: Subject) -> Analysis:
        key = (step.name, method.name, tuple(part.key for part in subject))
        if key not in self._analyses:
            analysis = self._analyses[key] = Analysis(step, method, subject, self)
            state = self._states.pop(key, None)
            if state is not None:
                analysis.swap(state)
            analysis.changed.connect(lambda: self._recompute(analysis))
            self._recompute(analysis)
        return self._analyses[key]

    def _wake(self) -> None:
        """Analyses that a person touched are there before anyone looks at them; others wait until then."""
        here = set(curve_identities(self._series))
        for key, state in tuple(self._states.items()):
            if not state.is_touched:
                del self._states[key]
            elif all(curve in here for curve, _ in state.subject):
                self._made_for(state)

    def _made_for(self, state: AnalysisState) -> None:
        """Make the analysis of a state; one of a method or segment that this version does not know keeps waiting."""
        step = step_named(state.step)
        method = None if step is None else step.method(state.method)
        parts = tuple(Part(self._curves[curve], segment) for curve, segment in state.subject)
        known = all(part.segment is None or 0 <= part.segment < len(part.curve.segments) for part in parts)
        if step is not None and method is not None and known:
            self._analysis(step, method, parts)

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

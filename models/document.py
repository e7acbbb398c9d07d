"""The document: curves, electrolytes, analyses, and the undo stack through which everything changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QUndoStack

from fitting.messages import DataProblem
from models.analysis import Analyses, Analysis, AnalysisState
from models.arrivals import Arrivals
from models.background import Background, Task, contained
from models.column_cache import ColumnCache
from models.curve import ELECTROLYTE_NOTE, NOTE, Curve
from models.curve_import import imported
from models.edit import Edit, Swap, Values, new_identity
from models.electrolyte import NOT_STATED, CurveEntry, Series, curve_identities, shown_curves, with_curves
from models.figure.model import KeptFigure
from models.import_process import FileImporter
from models.readers import FileContent
from models.readers.choices import ImportChoices
from models.readers.sketch import sketch
from models.result import Failure, Result
from models.shelf import Shelf
from models.step import Method, Step


class Document(QObject):
    """What is open. The views hear its signals; they change it only through its verbs, all of them undoable."""

    series_changed = pyqtSignal()
    analyses_changed = pyqtSignal()
    file_failed = pyqtSignal(object)  # Failure
    sketched = pyqtSignal(object)  # Curve: some points of a large file that is being read
    failures_changed = pyqtSignal()
    figures_changed = pyqtSignal()
    failures_noted = pyqtSignal()  # changed by what was read or forgotten, not by an edit
    fits_changed = pyqtSignal(int)  # how many fits run or wait

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.background = Background(self)
        self.shelf = Shelf(self.background, self)
        self.shelf.fits_changed.connect(self.fits_changed)
        self.live = Background(self, threads=1)  # fits that follow a hand wait for no others
        self.importer = FileImporter(cache=ColumnCache())
        self.failures: list[Failure] = []
        self._series: Series = ()
        self._curves: dict[str, Curve] = {}
        self._figures: tuple[KeptFigure, ...] = ()
        self._is_restoring = False

    @property
    def series(self) -> Series:
        """Electrolytes and the names of their curves."""
        return self._series

    @property
    def curves(self) -> Mapping[str, Curve]:
        """Every curve by identity, those too that were removed and may come back."""
        return dict(self._curves)

    @property
    def figures(self) -> tuple[KeptFigure, ...]:
        """The figures that are kept (`models.figure.kept` has the verbs)."""
        return self._figures

    def curve(self, identity: str) -> Curve:
        """The curve of that identity, under the name that the person gave it."""
        return self._curves[identity]

    def take(self, values: Values, aside: Analyses) -> Analyses:
        """Take other values, and the analyses set aside with them; return those that now go. Only edits call this."""
        if self._is_restoring:
            return aside
        held = self._curves
        other = {each for each, curve in values.curves.items() if each in held and not curve.is_reading_of(held[each])}
        gone = self.shelf.put_aside(other)
        held.update(values.curves)
        self.shelf.put_back(aside)
        for state in values.analyses:
            self.shelf.take(state)
        fails = values.failures is not None and values.failures != tuple(self.failures)
        self.failures[:] = values.failures if values.failures is not None else self.failures
        figures = values.figures is not None and values.figures != self._figures
        self._figures = values.figures if values.figures is not None else self._figures
        if values.series is not None:
            self._take_series(values.series)
        if fails:  # only now: who hears of it looks at the series too
            self.failures_changed.emit()
        if figures:
            self.figures_changed.emit()
        self.shelf.wake(set(curve_identities(self._series)), self.curve)
        return gone

    def _take_series(self, series: Series) -> None:
        self._series = series
        for electrolyte in series:
            for entry in electrolyte.curves:
                self._take_words(entry, electrolyte.note)
        for analysis in self.shelf:
            for part in analysis.subject:
                held = self._curves.get(part.curve.identity)
                if held is not None and held is not part.curve:
                    analysis.take_curve(held)
        self.series_changed.emit()
        self.analyses_changed.emit()

    def _take_words(self, entry: CurveEntry, on_electrolyte: str) -> None:
        """A curve goes by the name that a person gave it, and carries the notes to the report."""
        curve = self._curves[entry.curve]
        notes = {NOTE: entry.note, ELECTROLYTE_NOTE: on_electrolyte}
        metadata = {name: text for name, text in {**curve.metadata, **notes}.items() if text or name not in notes}
        if curve.name != entry.name or dict(curve.metadata) != metadata:
            self._curves[entry.curve] = dataclasses.replace(curve, name=entry.name, metadata=metadata)

    def restore(self, values: Values, edits: Sequence[Edit], index: int, results: Iterable[Result]) -> None:
        """Hold these values and this undo history instead of everything that was here; no edit, nothing to undo."""
        self.shelf.clear()
        self._curves.clear()
        self._is_restoring = True
        self.undo_stack.clear()
        for edit in edits:
            self._curves.update({**edit.before.curves, **edit.after.curves})
            self.undo_stack.push(Swap(self, edit))
        self.undo_stack.setIndex(index)
        self._is_restoring = False
        self.take(dataclasses.replace(values, series=values.series or (), figures=values.figures or ()), {})
        for result in results:
            self.shelf.remember(result, self.curve)

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
        self.shelf.welcome(curves)
        self.change(Values(series, curves), self.tr("Add curves"), gesture)
        return len(curves)

    def import_file(self, content: FileContent, instead_of: Sequence[str] = (), gesture: object | None = None) -> None:
        """Take a file as a person said that it is to be read, in place of what it gave before (undoable)."""
        before, after = imported(self, content, instead_of)
        text = self.tr("Import {name}").format(name=Path(content.file).name)
        self.undo_stack.push(Swap(self, Edit(new_identity(), text, before, after), gesture))

    def import_again(self, choices: Mapping[Path, ImportChoices]) -> None:
        """Read files again as a person says; when all are read they take their places, by one undo step."""
        if not choices:
            return

        def read(task: Task) -> list[FileContent | Failure]:
            return list(self.importer.read(list(choices), list(choices.values()), task.check))

        def done(contents: list[FileContent | Failure]) -> None:
            gesture = object()
            for content in contents:
                if isinstance(content, FileContent):
                    self.import_file(content, gesture=gesture)
            self._add_failures([each for each in contents if isinstance(each, Failure)])

        self.background.run(read, done, lambda problem: self._add_failures([Failure.of("", problem)]))

    def edit(self, analysis: Analysis, state: AnalysisState, text: str) -> None:
        """Change the state of an analysis by one undo step; an edit that changes nothing pushes nothing."""
        self.edit_all({analysis: state}, text)

    def edit_all(self, states: Mapping[Analysis, AnalysisState], text: str) -> None:
        """Change the states of several analyses by one undo step."""
        changed = tuple(state for analysis, state in states.items() if state != analysis.state)
        if changed:
            self.change(Values(analyses=changed), text)

    def change_series(self, series: Series, text: str, gesture: object | None = None) -> None:
        """Take another series by one undo step (`models.curve_edits` has the verbs); no change pushes nothing."""
        if series != self._series:
            self.change(Values(series), text, gesture)

    def change(self, after: Values, text: str, gesture: object | None = None) -> None:
        """Take other values by one undo step."""
        before = Values(
            None if after.series is None else self._series,
            {each: self._curves[each] for each in after.curves if each in self._curves},
            tuple(self.shelf.state(state.key) for state in after.analyses),
            None if after.failures is None else tuple(self.failures),
            None if after.figures is None else self._figures,
        )
        self.undo_stack.push(Swap(self, Edit(new_identity(), text, before, after), gesture))

    # analyses

    def analyses(self, step: Step, method: Method | None = None) -> tuple[Analysis, ...]:
        """One analysis per subject that a method (the step's first) can use, in the order of the tree."""
        method = next(iter(step.methods), None) if method is None else method
        if method is None:
            return ()
        curves = [self._curves[identity] for identity in shown_curves(self._series)]
        sets = [[curve] for curve in curves] if method.segments is not None else [curves]
        found: list[Analysis] = []
        for some in sets:
            try:
                subjects = method.subjects(some, {})
            except DataProblem:
                continue
            found += [self.shelf.analysis(step, method, subject) for subject in subjects]
        return tuple(found)

    def worked_on(self) -> tuple[Analysis, ...]:
        """Every analysis of curves that take part which has a result, or was judged or changed by a person."""
        here = set(shown_curves(self._series))
        return tuple(
            analysis
            for analysis in self.shelf
            if all(part.curve.identity in here for part in analysis.subject)
            and (analysis.current_result() is not None or analysis.state.is_touched)
        )

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
            self._sketch(task, files[:1], choices)
            for number, found in enumerate(self.importer.read(files, choices, task.check), 1):
                task.deliver(found)
                task.report(number, len(files), names[number])
                self._sketch(task, files[number : number + 1], choices)

        def take(item: FileContent | Failure | Curve | DataProblem) -> None:
            if isinstance(item, DataProblem):
                raise item.__cause__ or item
            self.sketched.emit(item) if isinstance(item, Curve) else arrivals.take(item)

        def failed(problem: DataProblem) -> None:
            arrivals.take(Failure.of("", problem))

        def over(task: Task) -> None:
            arrivals.end(lambda: all_here(task))

        def all_here(task: Task) -> None:
            self.background.release()
            if ended is not None:
                ended(task)

        self.background.hold()  # fits wait until all is here, but for the one that somebody looks at
        task = self.background.run(read_all, lambda _: None, failed, take, progressed, over)
        add = task.unless_cancelled(lambda contents: self.add_files(contents, gesture))
        arrivals = Arrivals(self, add, task.unless_cancelled(self._add_failures))
        return task

    def _sketch(self, task: Task, files: Sequence[Path], choices: ImportChoices | None) -> None:
        """Deliver a sketch of a large file that is the next to be read, or the mistake that cost it. Any thread."""
        for path in files:
            try:
                found = None if self.importer.holds(path, choices) else contained(partial(sketch, path, choices))
            except DataProblem as problem:
                found = problem
            if found is not None:
                task.deliver(found)

    def remove_failures(self, gone: Collection[Failure]) -> None:
        """Forget files that could not be used."""
        self.failures[:] = [failure for failure in self.failures if failure not in gone]
        self._note_failures()

    def _add_failures(self, failures: Sequence[Failure]) -> None:
        again = {failure.file for failure in failures}
        self.failures[:] = [failure for failure in self.failures if failure.file not in again]
        self.failures += failures
        for failure in failures:
            self.file_failed.emit(failure)
        self._note_failures()

    def _note_failures(self) -> None:
        self.failures_changed.emit()
        self.failures_noted.emit()

    def close(self) -> None:
        """Stop all background work."""
        self.background.close()
        self.live.close()
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
    """The electrolyte that the file states, or the name for none."""
    return curve.metadata.get("electrolyte", "").strip() or NOT_STATED

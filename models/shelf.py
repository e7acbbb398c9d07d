"""The analyses of a document: each subject of a method has one, computed again in the background at every change."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QObject, pyqtSignal

from fitting.messages import DataProblem, Message
from models.analysis import Analyses, Analysis, AnalysisKey, AnalysisState
from models.background import Background, Task
from models.curve import Curve
from models.result import Result
from models.standing_choices import StandingChoices
from models.step import Method, Step
from models.steps import step_named
from models.subject import Part, Subject

FIT_CANCELLED = Message(
    "FIT_CANCELLED",
    QT_TRANSLATE_NOOP("Message", "This fit was cancelled; fit again from the menu Step, or change an input."),
)


class Shelf(QObject):
    """Holds analyses by key, and the states of those that nobody has asked for yet."""

    fits_changed = pyqtSignal(int)  # how many fits run or wait

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._analyses: dict[AnalysisKey, Analysis] = {}
        self._states: dict[AnalysisKey, AnalysisState] = {}
        self._tasks: dict[Analysis, Task] = {}
        self._preferred: Analysis | None = None
        self._new: set[str] = set()
        self._standing = StandingChoices.read()

    def welcome(self, curves: Iterable[str]) -> None:
        """Curves come that are new to the document: their analyses begin with what a person chose for all."""
        self._new.update(curves)
        self._standing = StandingChoices.read()

    def __iter__(self) -> Iterator[Analysis]:
        return iter(tuple(self._analyses.values()))

    def get(self, key: AnalysisKey) -> Analysis | None:
        """The analysis of that key, if it has been asked for."""
        return self._analyses.get(key)

    def analysis(self, step: Step, method: Method, subject: Subject) -> Analysis:
        """The analysis of a subject; a new one begins to compute."""
        key = (step.name, method.name, tuple(part.key for part in subject))
        if key not in self._analyses:
            analysis = self._analyses[key] = Analysis(step, method, subject, self)
            begun = analysis.state
            if all(part.curve.identity in self._new for part in subject):
                begun = dataclasses.replace(begun, given=self._standing.of(method, subject))
            analysis.swap(self._states.pop(key, begun))
            analysis.changed.connect(self._analysis_changed)
            self._recompute(analysis)
        return self._analyses[key]

    def of(self, curves: Collection[str]) -> Analyses:
        """The analyses of some curves that have been asked for."""
        return {
            key: analysis
            for key, analysis in self._analyses.items()
            if any(part.curve.identity in curves for part in analysis.subject)
        }

    # states

    def state(self, key: AnalysisKey) -> AnalysisState:
        """The state of an analysis, whether it has been asked for or not."""
        if key in self._analyses:
            return self._analyses[key].state
        return self._states.get(key) or AnalysisState(*key)

    def states_of(self, curves: Collection[str]) -> tuple[AnalysisState, ...]:
        """The states that a person touched, of all analyses of some curves."""
        states = [*self._states.values(), *(analysis.state for analysis in self)]
        return tuple(
            state for state in states if state.is_touched and any(curve in curves for curve, _ in state.subject)
        )

    def worth_keeping(self) -> tuple[dict[AnalysisKey, AnalysisState], dict[AnalysisKey, Result]]:
        """The states of all analyses that were touched or have a result, and those results."""
        states = {key: state for key, state in self._states.items() if state.is_touched}
        results: dict[AnalysisKey, Result] = {}
        for key, analysis in self._analyses.items():
            result = analysis.shown_result()
            if result is not None:
                results[key] = result
            if result is not None or analysis.state.is_touched:
                states[key] = analysis.state
        return states, results

    def take(self, state: AnalysisState) -> None:
        """Take a state, for the analysis that is here or will be."""
        analysis = self._analyses.get(state.key)
        if analysis is None:
            self._states[state.key] = state
        elif analysis.state != state:
            analysis.swap(state)

    def wake(self, here: Collection[str], curve: Callable[[str], Curve]) -> None:
        """Analyses that a person touched are there before anyone looks at them; others wait until then."""
        for key, state in tuple(self._states.items()):
            if not state.is_touched:
                del self._states[key]
            elif all(identity in here for identity, _ in state.subject):
                self._made_for(state, curve)

    def _made_for(self, state: AnalysisState, curve: Callable[[str], Curve]) -> None:
        """Make the analysis of a state; one of a method or segment that this version does not know keeps waiting."""
        step = step_named(state.step)
        method = None if step is None else step.method(state.method)
        parts = tuple(Part(curve(identity), segment) for identity, segment in state.subject)
        known = all(part.segment is None or 0 <= part.segment < len(part.curve.segments) for part in parts)
        if step is not None and method is not None and known:
            self.analysis(step, method, parts)

    def remember(self, result: Result, curve: Callable[[str], Curve]) -> None:
        """Show what an earlier session found, until it is computed again."""
        key = (result.step, result.method, tuple(part.key for part in result.subject))
        if key not in self._analyses:
            self._made_for(self.state(key), curve)
        if key in self._analyses:
            self._analyses[key].remember(result)

    # leaving and coming back

    def put_aside(self, curves: Collection[str]) -> Analyses:
        """Take the analyses of some curves off, because the curves change; their states stay."""
        gone = self.of(curves)
        for key, analysis in gone.items():
            del self._analyses[key]
            self._drop_fit(analysis)
            self._states[key] = analysis.state
        return gone

    def put_back(self, analyses: Mapping[AnalysisKey, Analysis]) -> None:
        """Take analyses back whose curves are here again, with their results."""
        for key, analysis in analyses.items():
            self._analyses[key] = analysis
            self._states.pop(key, None)
            if analysis.current_result() is None:
                self._recompute(analysis)

    def clear(self) -> None:
        """Forget all, those that were put aside too: an analysis lives on only where it is still shown."""
        for analysis in tuple(self._tasks):
            self._drop_fit(analysis)
        for analysis in self.findChildren(Analysis):
            analysis.setParent(None)
        self._preferred = None
        self._analyses.clear()
        self._states.clear()
        self._new.clear()

    # computing

    def prefer(self, analysis: Analysis | None) -> None:
        """Somebody looks at this analysis: it need not wait for the others."""
        self._preferred = analysis
        if analysis in self._tasks:
            self._background.hurry(self._tasks[analysis])

    def _analysis_changed(self) -> None:
        analysis = self.sender()
        assert isinstance(analysis, Analysis)
        self._recompute(analysis)

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

        task = self._background.run(lambda task: analysis.computed(state), answered, refused, patient=True)
        self._tasks[analysis] = task
        if analysis is self._preferred:
            self._background.hurry(task)
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
        for analysis in self:
            if analysis.problem is FIT_CANCELLED:
                self._recompute(analysis)

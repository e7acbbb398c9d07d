"""The fit that follows the hand: at once where it is quick, else in the background, where only the latest is done."""

from __future__ import annotations

from time import perf_counter

from PyQt6.QtCore import QObject, pyqtSignal

from fitting.messages import DataProblem
from models.analysis import Analysis, AnalysisState
from models.background import Background, Task
from models.result import Result

QUICK = 0.006  # s; what takes longer would be felt in a drag
WEIGHT = 0.3  # of the newest time in what a fit is said to take


class LiveFit(QObject):
    """Computes drafts of one analysis with the ``live`` effort; of those that come while one runs, the last."""

    answered = pyqtSignal(object)  # Result
    refused = pyqtSignal(object)  # Message

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._analysis: Analysis | None = None
        self._task: Task | None = None
        self._next: AnalysisState | None = None
        self._cost: float | None = None

    def follow(self, analysis: Analysis | None) -> None:
        """Work for another analysis."""
        self.drop()
        self._analysis = analysis
        self._cost = None

    def ask(self, draft: AnalysisState) -> None:
        """Compute a draft as soon as that can be."""
        analysis = self._analysis
        if analysis is None:
            return
        if self._cost is not None and self._cost <= QUICK:
            began = perf_counter()
            try:
                result = analysis.computed(draft, "live")
            except DataProblem as problem:
                self.refused.emit(problem.message)
            else:
                self.answered.emit(result)
            self._learn(perf_counter() - began)
            return
        self._next = draft
        if self._task is None:
            self._run()

    def drop(self) -> None:
        """Forget everything: no answer comes any more."""
        self._next = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _run(self) -> None:
        draft, self._next = self._next, None
        analysis = self._analysis
        if draft is None or analysis is None:
            return

        def timed(task: Task) -> tuple[Result, float]:
            began = perf_counter()
            return analysis.computed(draft, "live"), perf_counter() - began

        self._task = self._background.run(timed, self._arrived, self._failed)

    def _arrived(self, answer: tuple[Result, float]) -> None:
        result, cost = answer
        self._task = None
        self._learn(cost)
        self.answered.emit(result)
        self._run()

    def _failed(self, problem: DataProblem) -> None:
        self._task = None
        self.refused.emit(problem.message)
        self._run()

    def _learn(self, cost: float) -> None:
        self._cost = cost if self._cost is None else (1 - WEIGHT) * self._cost + WEIGHT * cost

"""The results of a project that are compared: which methods take part, and what their analyses say now."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from models.analysis import Analysis
from models.analyze import usable_curves
from models.document import Document
from models.electrolyte import curve_identities
from models.gathered import Gathered, gathered
from models.result import Result
from models.step import Method, Step
from models.steps import STEPS

PAUSE = 200  # ms between two tables while results arrive


class Collection(QObject):
    """Follows the document once it is asked to: a comparison that nobody looks at costs nothing."""

    changed = pyqtSignal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._follows = False
        self._taking_part: dict[tuple[str, str], bool] = {}  # what a person chose
        self._worked: frozenset[tuple[str, str]] | None = None  # found once between two changes
        self.every_segment = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.changed)
        document.analyses_changed.connect(self._follow_curves)
        document.fits_changed.connect(self._wait)

    def follow(self) -> None:
        """From now on, analyse every curve by the methods that take part."""
        self._follows = True
        self._follow_curves()

    def candidates(self) -> tuple[tuple[Step, Method, int], ...]:
        """The methods that can use curves of the document, and how many of them."""
        curves = [self._document.curve(identity) for identity in curve_identities(self._document.series)]
        found = []
        for step in STEPS:
            for method in step.methods:
                usable = usable_curves(method, curves) if _is_compared(step, method) else 0
                if usable:
                    found.append((step, method, usable))
        return tuple(found)

    def takes_part(self, step: Step, method: Method) -> bool:
        """Whether the results of a method are compared: as a person chose, else where it has been worked with."""
        return self._taking_part.get((step.name, method.name), (step.name, method.name) in self._worked_with())

    def let_take_part(self, step: Step, method: Method, takes_part: bool) -> None:
        """Choose whether the results of a method are compared; its curves are analysed if they are not yet."""
        self._taking_part[step.name, method.name] = takes_part
        self._follow_curves()

    def results(self) -> tuple[Result, ...]:
        """The present results of the methods that take part, in the order of steps, methods and curves."""
        here = set(curve_identities(self._document.series))
        results = []
        for step in STEPS:
            for method in step.methods:
                if not _is_compared(step, method) or not self.takes_part(step, method):
                    continue
                for analysis in self._document.analyses(step, method):
                    result = analysis.current_result()
                    if result is not None and {curve.identity for curve in result.curves} <= here:
                        results.append(result)
        return tuple(results)

    def analysis_of(self, result: Result) -> Analysis | None:
        """The analysis that gave a result."""
        return next((each for each in self._document.worked_on() if each.result is result), None)

    def table(self) -> Gathered:
        """Electrolytes × quantities as they are known now."""
        return gathered(self._document.series, self.results(), self.every_segment)

    def _worked_with(self) -> frozenset[tuple[str, str]]:
        if self._worked is None:
            worked = self._document.worked_on()
            self._worked = frozenset((each.step.name, each.method.name) for each in worked if each.subject)
        return self._worked

    def _follow_curves(self) -> None:
        self._worked = None
        if self._follows:
            for step, method in self._chosen():
                self._document.analyses(step, method)  # makes and fits those that are not there yet
            self._wait()

    def _chosen(self) -> Sequence[tuple[Step, Method]]:
        return [
            (step, method)
            for step in STEPS
            for method in step.methods
            if self._taking_part.get((step.name, method.name), False)
        ]

    def _wait(self) -> None:
        self._worked = None
        if self._follows and not self._timer.isActive():
            self._timer.start()


def _is_compared(step: Step, method: Method) -> bool:
    return step.name != "decisive_step" and not method.calculates

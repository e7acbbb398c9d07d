"""An analysis: a thin QObject round a frozen state. Every edit makes a new state; one undo command swaps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

from fitting.messages import DataProblem, Message
from fitting.outcome import Outcome
from models.curve import Curve
from models.result import Result
from models.step import Method, Recipe, Step, analysed, declared_recipe
from models.subject import Subject

AnalysisKey = tuple[str, str, tuple[tuple[str, int | None], ...]]  # step, method, keys of the parts


Settings = tuple[tuple[str, float | str], ...]


@dataclass(frozen=True)
class KeptFit:
    """A set of settings that a person keeps beside the present ones, to compare what follows from each.

    Parameters
    ----------
    name : str
        ``A``, ``B`` … or what a person calls it.
    given : tuple of (str, float or str)
        The settings, as in `AnalysisState`.
    """

    name: str
    given: Settings = ()


@dataclass(frozen=True)
class AnalysisState:
    """Everything a person decided about one analysis; the rest follows from the curve.

    Parameters
    ----------
    step, method : str
        Which analysis.
    subject : tuple of (str, int or None)
        `Part.key` of what it is about; empty for a calculator.
    given : tuple of (str, float or str)
        Settings given by the person, SI, sorted by name.
    confirmed : bool
        Whether the person has looked at the answer and agreed.
    kept : tuple of KeptFit
        Fits kept for comparison, in the order they were kept.
    note : str
        What the person wrote about it.
    """

    step: str
    method: str
    subject: tuple[tuple[str, int | None], ...]
    given: Settings = ()
    confirmed: bool = False
    kept: tuple[KeptFit, ...] = ()
    note: str = ""

    @property
    def key(self) -> AnalysisKey:
        """Which analysis it is a state of."""
        return self.step, self.method, self.subject

    @property
    def untouched(self) -> AnalysisState:
        """The state of the same analysis before anyone touched it."""
        return AnalysisState(self.step, self.method, self.subject)

    @property
    def settings(self) -> dict[str, float | str]:
        """The given settings as a dictionary."""
        return dict(self.given)

    @property
    def is_touched(self) -> bool:
        """Whether a person decided anything about it."""
        return bool(self.given or self.confirmed or self.kept or self.note)

    def with_settings(self, changes: Mapping[str, float | str | None]) -> AnalysisState:
        """A state with settings changed, to be confirmed anew; None takes a setting back to automatic."""
        merged: dict[str, float | str | None] = {**self.settings, **changes}
        given = tuple(sorted((name, value) for name, value in merged.items() if value is not None))
        return self if given == self.given else replace(self, given=given, confirmed=False)

    def with_kept(self) -> AnalysisState:
        """A state that keeps its present settings under the next free letter; as it is where they are kept already."""
        if any(fit.given == self.given for fit in self.kept):
            return self
        taken = {fit.name for fit in self.kept}
        letters = (first + second for first in ("", *ascii_uppercase) for second in ascii_uppercase)
        name = next(letter for letter in letters if letter not in taken)
        return replace(self, kept=(*self.kept, KeptFit(name, self.given)))

    def without_kept(self, name: str) -> AnalysisState:
        """A state without the kept fit of that name."""
        return replace(self, kept=tuple(fit for fit in self.kept if fit.name != name))

    def as_json(self) -> dict[str, Any]:
        """The state as plain JSON values."""
        return {
            "step": self.step,
            "method": self.method,
            "subject": [list(part) for part in self.subject],
            "given": self.settings,
            "confirmed": self.confirmed,
            "kept": [{"name": fit.name, "given": dict(fit.given)} for fit in self.kept],
            "note": self.note,
        }

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> AnalysisState:
        """The state that `as_json` wrote."""
        return cls(
            entry["step"],
            entry["method"],
            tuple((str(curve), segment) for curve, segment in entry["subject"]),
            tuple(sorted(entry["given"].items())),
            bool(entry["confirmed"]),
            tuple(KeptFit(fit["name"], tuple(sorted(fit["given"].items()))) for fit in entry.get("kept", ())),
            entry.get("note", ""),
        )


class Analysis(QObject):
    """One method on its subject: its state, and the result once it is computed."""

    changed = pyqtSignal()  # the state was swapped
    resulted = pyqtSignal()  # a result or a problem arrived

    def __init__(self, step: Step, method: Method, subject: Subject, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self.method = method
        self.subject = subject
        self.result: Result | None = None
        self._is_remembered = False
        self.problem: Message | None = None
        self._state = AnalysisState(step.name, method.name, tuple(part.key for part in subject))

    @property
    def state(self) -> AnalysisState:
        """The present state; change it through `Document.edit`."""
        return self._state

    def take_curve(self, curve: Curve) -> None:
        """Take the same curve under another name."""
        self.subject = tuple(
            replace(part, curve=curve) if part.curve.identity == curve.identity else part for part in self.subject
        )
        if self.result is not None:
            self.result = replace(self.result, subject=self.subject)

    def swap(self, state: AnalysisState) -> None:
        """Take another state. Only the document calls this."""
        self._state = state
        self.changed.emit()

    def computed(self, state: AnalysisState, effort: str = "full") -> Result:
        """The result for a state: pure, any thread.

        Raises
        ------
        FitError
            If these data give no number.
        """
        return analysed(self.step, self.method, self.subject, state.settings, effort, self.result)

    def current_result(self) -> Result | None:
        """The result, if it was computed for the present state."""
        return None if self._is_remembered else self.shown_result()

    def shown_result(self) -> Result | None:
        """The result, if it belongs to the present state, computed or remembered."""
        if self.result is None:
            return None
        used = {name: entry.value for name, entry in self.result.recipe.items() if entry.origin == "given"}
        return self.result if used == self._state.settings else None

    def bare_result(self) -> Result:
        """The subject with its recipe and no numbers: what is shown until, or because no, result arrives."""
        return Result(self.step.name, self.method.name, self.subject, self.recipe(), Outcome())

    def recipe(self) -> Recipe:
        """Every setting as it is now; only what is given and the defaults where the curve cannot be read at all."""
        try:
            return self.method.recipe(self.subject, self._state.settings)
        except DataProblem:
            return declared_recipe(self.method.settings, self._state.settings)

    def accept(self, state: AnalysisState, result: Result | None, problem: Message | None) -> None:
        """Take the answer computed for a state, unless the state has moved on."""
        if state.given != self._state.given:
            return
        self.result = result
        self.problem = problem
        self._is_remembered = False
        self.resulted.emit()

    def remember(self, result: Result) -> None:
        """Show the numbers of an earlier session, without their curves, until they are computed again."""
        if self.result is None:
            self.result = result
            self._is_remembered = True
            self.resulted.emit()


Analyses = Mapping[AnalysisKey, Analysis]

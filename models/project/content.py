"""What a project holds, as one frozen value, and what edits do to it: undo, replay and the file rest on this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from models.analysis import AnalysisKey, AnalysisState
from models.curve import Curve
from models.edit import Edit, Values, new_identity
from models.electrolyte import Series
from models.figure.model import KeptFigure
from models.result import Failure, Result


@dataclass(frozen=True, eq=False)
class Content:
    """Everything that comes back when a project is opened.

    Parameters
    ----------
    project : str
        What tells this project from every other, under whatever name it lies.
    curves : mapping of str to Curve
        Every curve by identity, those too that were taken out and may come back by undo.
    analyses : mapping of AnalysisKey to AnalysisState
        Those that a person touched, and those that had a result.
    edits, index
        The undo history and how many of its steps are done.
    results : mapping of AnalysisKey to Result
        What was shown last; computed again whenever it matters.
    layout : mapping
        How the window stood, as the window wrote it.
    """

    project: str = field(default_factory=new_identity)
    series: Series = ()
    curves: Mapping[str, Curve] = field(default_factory=dict)
    analyses: Mapping[AnalysisKey, AnalysisState] = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()
    edits: tuple[Edit, ...] = ()
    index: int = 0
    results: Mapping[AnalysisKey, Result] = field(default_factory=dict)
    layout: Mapping[str, Any] = field(default_factory=dict)
    figures: tuple[KeptFigure, ...] = ()

    @property
    def last_edit(self) -> str:
        """The uuid of the newest step of the history and how many are done: the same only for the same history."""
        return f"{self.edits[-1].uuid if self.edits else ''}@{self.index}"

    def all_values(self) -> Values:
        """Everything that an edit can change."""
        return Values(self.series, dict(self.curves), tuple(self.analyses.values()), self.failures, self.figures)

    def every_curve(self) -> Iterator[Curve]:
        """The curves, and every other reading of them that an undo or redo may bring back."""
        yield from self.curves.values()
        for edit in self.edits:
            yield from edit.before.curves.values()
            yield from edit.after.curves.values()


@dataclass(frozen=True, eq=False)
class Push:
    """The undo history from a place on is now this edit, and it is done.

    Parameters
    ----------
    place : int
        How many edits stand before it.
    """

    place: int
    edit: Edit


@dataclass(frozen=True)
class Go:
    """So many edits of the history are done now: an undo or a redo."""

    index: int


@dataclass(frozen=True)
class NotUsed:
    """The files that could not be used are these now; no step of the history."""

    failures: tuple[Failure, ...]


Operation = Push | Go | NotUsed


class Replay:
    """A content on which operations are carried out one after the other."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._series = content.series
        self._curves = dict(content.curves)
        self._analyses = dict(content.analyses)
        self._failures = content.failures
        self._figures = content.figures
        self._edits = list(content.edits)
        self._index = content.index

    def content(self) -> Content:
        """What it is now."""
        results = {key: result for key, result in self._content.results.items() if self._holds(key, result)}
        return replace(
            self._content, series=self._series, curves=self._curves, analyses=self._analyses,
            failures=self._failures, edits=tuple(self._edits), index=self._index, results=results,
            figures=self._figures,
        )  # fmt: skip

    def _holds(self, key: AnalysisKey, result: Result) -> bool:
        state = self._analyses.get(key)
        return state is not None and state.given == _given(result)

    def carry_out(self, operation: Operation) -> None:
        """Carry out an operation.

        Raises
        ------
        ValueError
            If the history has no such place: the operation is of another history.
        """
        match operation:
            case NotUsed(failures):
                self._failures = failures
            case Go(index):
                self._go(index)
            case Push(place, edit):
                self._go(place)
                self._edits[place:] = [edit]
                self._go(place + 1)

    def _go(self, index: int) -> None:
        if not 0 <= index <= len(self._edits):
            raise ValueError(f"no step {index} in a history of {len(self._edits)}")
        while self._index > index:
            self._index -= 1
            self._take(self._edits[self._index].before)
        while self._index < index:
            self._take(self._edits[self._index].after)
            self._index += 1

    def _take(self, values: Values) -> None:
        if values.series is not None:
            self._series = values.series
        if values.failures is not None:
            self._failures = values.failures
        if values.figures is not None:
            self._figures = values.figures
        self._curves.update(values.curves)
        for state in values.analyses:
            if state.is_touched or state.key in self._analyses:
                self._analyses[state.key] = state


def replayed(content: Content, operations: Iterable[Operation]) -> Content:
    """The content after some operations.

    Raises
    ------
    ValueError
        If they are of another history.
    """
    replay = Replay(content)
    for operation in operations:
        replay.carry_out(operation)
    return replay.content()


def _given(result: Result) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((name, entry.value) for name, entry in result.recipe.items() if entry.origin == "given"))


def shortened(edits: Sequence[Edit], index: int, most: int) -> tuple[tuple[Edit, ...], int]:
    """The newest edits of a history, and how many of them are done."""
    dropped = max(0, min(index, len(edits) - most))
    return tuple(edits[dropped:]), index - dropped

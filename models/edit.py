"""An edit: some values of the document before, the same values after. The one undo command swaps them.

Undo, the journal, the project file and its history all rest on these frozen values.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PyQt6.QtGui import QUndoCommand

from models.analysis import Analyses, Analysis, AnalysisState
from models.curve import Curve
from models.electrolyte import Series
from models.result import Failure

if TYPE_CHECKING:
    from models.document import Document
    from models.figure.model import KeptFigure


@dataclass(frozen=True, eq=False)
class Values:
    """Some of what a document holds; what is not named stays as it is.

    Parameters
    ----------
    series : Series or None
        The whole curve tree.
    curves : mapping of str to Curve
        Curves by identity; the name that they go by stands in the tree.
    analyses : tuple of AnalysisState
        A state that nobody touched is one that there is none of.
    failures : tuple of Failure or None
        All files that could not be used.
    figures : tuple of KeptFigure or None
        All figures that are kept.
    """

    series: Series | None = None
    curves: Mapping[str, Curve] = field(default_factory=dict)
    analyses: tuple[AnalysisState, ...] = ()
    failures: tuple[Failure, ...] | None = None
    figures: tuple[KeptFigure, ...] | None = None

    def over(self, earlier: Values) -> Values:
        """These values, and of the earlier ones those that are not named here."""
        mine = {state.key for state in self.analyses}
        return Values(
            earlier.series if self.series is None else self.series,
            {**earlier.curves, **self.curves},
            (*(state for state in earlier.analyses if state.key not in mine), *self.analyses),
            earlier.failures if self.failures is None else self.failures,
            earlier.figures if self.figures is None else self.figures,
        )


@dataclass(frozen=True, eq=False)
class Edit:
    """One step of the undo history.

    Parameters
    ----------
    uuid : str
        The same edit wherever it is stored, so that to store it twice does no harm.
    text : str
        What the menu calls it.
    """

    uuid: str
    text: str
    before: Values
    after: Values


class Swap(QUndoCommand):
    """The undo command of every change.

    Parameters
    ----------
    edit : Edit
    gesture : object, optional
        What comes with the same gesture merges into one undo step, as the files of one drop do.
    """

    def __init__(self, document: Document, edit: Edit, gesture: object | None = None) -> None:
        super().__init__(edit.text)
        self.edit = edit
        self._document = document
        self._gesture = gesture
        self._aside: Analyses = {}

    @property
    def analysis(self) -> Analysis | None:
        """The analysis that it is about, the first of several."""
        states = self.edit.after.analyses
        return self._document.shelf.get(states[0].key) if states else None

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand | None) -> bool:
        if not isinstance(other, Swap) or self._gesture is None or other._gesture is not self._gesture:
            return False
        before, after = self.edit.before.over(other.edit.before), other.edit.after.over(self.edit.after)
        self.edit = replace(self.edit, uuid=new_identity(), before=before, after=after)
        return True

    def redo(self) -> None:
        self._aside = self._document.take(self.edit.after, self._aside)

    def undo(self) -> None:
        self._aside = self._document.take(self.edit.before, self._aside)


def new_identity() -> str:
    """A name that nothing else has, anywhere."""
    return uuid.uuid4().hex

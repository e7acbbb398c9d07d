"""The figures of the review, one click from a project: which of them the loaded curves allow, else what is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PyQt6.QtCore import QT_TRANSLATE_NOOP

from fitting.messages import Message
from models.document import Document
from models.figure.model import FigureModel
from models.figure.source import Candidate, candidates, is_table
from models.steps import step_named

MOST_PANELS = 4
MOST_CURVES = 6  # laid over one another by one click; a person may add more


@dataclass(frozen=True)
class ReviewFigure:
    """A figure as the review of Wang, Wu, Yao and Zhang has it.

    Parameters
    ----------
    number : int
        In the review.
    title, sentence : str
        English words, translated where they are shown.
    model : FigureModel or None
        The figure, where the curves allow it.
    missing : Message or None
        What it needs, where they do not.
    """

    number: int
    title: str
    sentence: str
    model: FigureModel | None = None
    missing: Message | None = None


@dataclass(frozen=True)
class _Kind:
    """How one of them is made: from which method, and which of its analyses."""

    number: int
    title: str
    sentence: str
    step: str
    method: str
    chosen: Callable[[Sequence[Candidate]], Sequence[Candidate]]
    model: FigureModel
    missing: str


def _one_per_electrolyte(found: Sequence[Candidate]) -> list[Candidate]:
    """The first plating on a fresh substrate of each electrolyte; of one electrolyte alone, of each of its curves."""
    first = {each.shown.subject[0][0]: each for each in reversed(found)}
    curves = [first[curve] for curve in dict.fromkeys(each.shown.subject[0][0] for each in found)]
    with_spike = [each for each in curves if _has_spike(each)] or curves
    by_electrolyte = {each.electrolyte: each for each in reversed(with_spike)}
    several = [
        by_electrolyte[name] for name in dict.fromkeys(each.electrolyte for each in curves) if name in by_electrolyte
    ]
    return (several if len(several) > 1 else with_spike)[:MOST_CURVES]


def _has_spike(candidate: Candidate) -> bool:
    return candidate.result is None or candidate.result.outcome.verdicts.get("spike") == "present"


def _with_a_series(found: Sequence[Candidate]) -> list[Candidate]:
    """Those whose electrolyte has two or more, and tables that are series themselves."""
    counts = [each.electrolyte for each in found]
    return [each for each in found if counts.count(each.electrolyte) > 1]


def _transients(found: Sequence[Candidate]) -> list[Candidate]:
    curves = [each for each in found if not is_table(each.subject)]
    electrolytes = list(dict.fromkeys(each.electrolyte for each in curves))[:MOST_PANELS]
    return [each for name in electrolytes for each in [one for one in curves if one.electrolyte == name][:MOST_CURVES]]


def _rests(found: Sequence[Candidate]) -> list[Candidate]:
    """Strippings whose rests are known, of electrolytes that have two or more, and tables of rests."""
    known = [each for each in found if not is_table(each.subject) and _rest(each) is not None]
    return [*_with_a_series(known), *(each for each in found if is_table(each.subject))]


def _rest(candidate: Candidate) -> float | str | None:
    return candidate.method.recipe(candidate.subject, candidate.given)["rest_time"].value


_KINDS = (
    _Kind(
        3,
        QT_TRANSLATE_NOOP("ReviewFigure", "Exchange current density and transfer coefficient against cycle"),
        QT_TRANSLATE_NOOP("ReviewFigure", "As Fig. 3 of the review: j⁰ and α of one sweep per cycle, two panels."),
        "charge_transfer",
        "kinetics_series",
        _with_a_series,
        FigureModel(together=True, split=True, residual=False),
        QT_TRANSLATE_NOOP(
            "Message",
            "Needs slow sweeps of current against potential in two or more cycles of one electrolyte; {count} can "
            "be used here.",
        ),
    ),
    _Kind(
        5,
        QT_TRANSLATE_NOOP("ReviewFigure", "Potential–time curves with nucleation spikes"),
        QT_TRANSLATE_NOOP("ReviewFigure", "As Fig. 5 of the review: the first plating in each electrolyte, overlaid."),
        "electrocrystallization",
        "nucleation_spike",
        _one_per_electrolyte,
        FigureModel(residual=False, fit=False),
        QT_TRANSLATE_NOOP("Message", "Needs E–t curves of plating at constant current; {count} can be used here."),
    ),
    _Kind(
        7,
        QT_TRANSLATE_NOOP("ReviewFigure", "Stripping currents after rests"),
        QT_TRANSLATE_NOOP(
            "ReviewFigure", "As Fig. 7 of the review: i–t curves of stripping after rests, a panel per electrolyte."
        ),
        "self_corrosion",
        "stripping",
        _transients,
        FigureModel(residual=False, arrangement="by_electrolyte"),
        QT_TRANSLATE_NOOP("Message", "Needs i–t curves of stripping after rest; {count} can be used here."),
    ),
    _Kind(
        8,
        QT_TRANSLATE_NOOP("ReviewFigure", "Residual charge against rest"),
        QT_TRANSLATE_NOOP("ReviewFigure", "As Fig. 8 of the review: the charge left after each rest, with its law."),
        "self_corrosion",
        "stripping",
        _rests,
        FigureModel(together=True, residual=False),
        QT_TRANSLATE_NOOP(
            "Message",
            "Needs i–t curves of stripping after two or more known rests of one electrolyte, or a table of rest time "
            "and charge; {count} can be used here.",
        ),
    ),
)  # fmt: skip


def review_figures(document: Document) -> tuple[ReviewFigure, ...]:
    """The review's figures, each with its model or with what is missing; nothing is computed for it."""
    return tuple(_review_figure(document, kind) for kind in _KINDS)


def _review_figure(document: Document, kind: _Kind) -> ReviewFigure:
    step = step_named(kind.step)
    method = None if step is None else step.method(kind.method)
    assert step is not None and method is not None
    found = candidates(document, step, method)
    chosen = kind.chosen(found)
    figure = ReviewFigure(kind.number, kind.title, kind.sentence)
    if not chosen:
        return replace(figure, missing=Message("FIGURE_NEEDS", kind.missing, {"count": len(found)}))
    title = f"Fig {kind.number}"
    return replace(figure, model=replace(kind.model, title=title, shown=tuple(each.shown for each in chosen)))

"""An experiment in several linked files: its steps in clock order, and which stripping belongs to which plating.

EC-Lab writes one file per technique of a sequence, ``cell_01_OCV.mpr ... cell_07_CP.mpr``, all of its loops in one
file, and every file on the clock of the sequence. So the cycles of a cell lie in two files whose segments interleave.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from models.curve import Curve
from models.once_per_curve import once_per_curve
from models.readers import FileContent, experiment_of

_NUMBER = re.compile(r"_(\d\d)_[A-Z][A-Za-z]{1,7}(_C\d\d)?\.(mpr|mpt|txt)$")
_FORMATS = ("mpr", "mpt", "txt")  # of one step in several formats, the first of these is taken
_OVERLAP = 1.0  # s by which a step may begin before the one before it has ended


@dataclass(frozen=True, eq=False)
class ExperimentStep:
    """One segment of one of the curves.

    Parameters
    ----------
    number : int
        The number in the file's name.
    begins, ends : float
        On the clock of the experiment, s.
    """

    curve: Curve
    segment: int
    number: int
    begins: float
    ends: float

    @property
    def kind(self) -> str:
        """What the segment is: plating, stripping, rest, hold ..."""
        return self.curve.segments[self.segment].kind


@dataclass(frozen=True, eq=False)
class Cycle:
    """A plating and the stripping that follows it."""

    plating: ExperimentStep
    stripping: ExperimentStep


@dataclass(frozen=True, eq=False)
class Experiment:
    """The linked files of one cell.

    Parameters
    ----------
    name : str
        What the files' names share.
    steps : tuple of ExperimentStep
        In clock order; where the files do not share a clock, in the order of their numbers.
    one_clock : bool
        Whether the files share a clock. Only then are steps of different files paired.
    left_out : tuple of str
        Files that hold a step again in another format.
    """

    name: str
    curves: tuple[Curve, ...]
    steps: tuple[ExperimentStep, ...]
    one_clock: bool = True
    left_out: tuple[str, ...] = ()
    cycles: tuple[Cycle, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cycles", _cycles(self.steps, self.one_clock))

    @property
    def unpaired(self) -> tuple[ExperimentStep, ...]:
        """Platings and strippings that belong to no cycle."""
        paired = {id(step) for cycle in self.cycles for step in (cycle.plating, cycle.stripping)}
        return tuple(step for step in self.steps if step.kind in ("plating", "stripping") and id(step) not in paired)


def linked(contents: Iterable[FileContent]) -> tuple[Experiment, ...]:
    """Join the files of each experiment.

    Parameters
    ----------
    contents : iterable of FileContent
        Files in any order; those that belong to no experiment are passed over.
    """
    groups: dict[tuple[str, str], list[FileContent]] = {}
    for content in contents:
        if content.experiment is not None:
            groups.setdefault((os.path.dirname(content.file), content.experiment), []).append(content)
    return tuple(_experiment(name, found) for (_, name), found in groups.items())


def linked_curves(curves: Iterable[Curve]) -> tuple[Experiment, ...]:
    """Join curves that have been read already, by the files they came from."""
    files: dict[str, list[Curve]] = {}
    for curve in curves:
        files.setdefault(curve.source.file, []).append(curve)
    return linked(
        FileContent(
            file, found[0].source.sha256, found[0].source.reader, tuple(found), found[0].receipt,
            experiment_of(os.path.basename(file)),
        )
        for file, found in files.items()
    )  # fmt: skip


def _experiment(name: str, contents: Sequence[FileContent]) -> Experiment:
    taken: dict[tuple[int, str], FileContent] = {}
    left_out = []
    for content in sorted(contents, key=_rank):
        if taken.setdefault(_place(content), content) is not content:
            left_out.append(content.file)
    ordered = sorted(taken.values(), key=_place)
    steps = [step for content in ordered for curve in content.curves for step in _steps_of(curve, _place(content)[0])]
    one_clock = _is_one_clock(steps)
    if one_clock:
        steps.sort(key=lambda step: (step.begins, step.number, step.segment))
    curves = tuple(curve for content in ordered for curve in content.curves)
    return Experiment(name, curves, tuple(steps), one_clock, tuple(left_out))


def _place(content: FileContent) -> tuple[int, str]:
    """The number of a file in its sequence, and its channel."""
    match = _NUMBER.search(content.file)
    return (int(match[1]), match[2] or "") if match else (0, content.file)


def _rank(content: FileContent) -> int:
    ending = os.path.splitext(content.file)[1].removeprefix(".").lower()
    return _FORMATS.index(ending) if ending in _FORMATS else len(_FORMATS)


def _steps_of(curve: Curve, number: int) -> list[ExperimentStep]:
    return [ExperimentStep(curve, segment, number, *times) for segment, times in segment_times(curve).items()]


def segment_times(curve: Curve) -> dict[int, tuple[float, float]]:
    """When each segment begins and ends, in s; those without a time are left out."""
    return once_per_curve(_times_of, curve, lambda: _times_of(curve))


def _times_of(curve: Curve) -> dict[int, tuple[float, float]]:
    times = {}
    for segment in range(len(curve.segments)):
        time = curve.segment_columns(segment).get("time")
        finite = time[np.isfinite(time)] if time is not None else np.empty(0)
        if len(finite):
            times[segment] = float(finite.min()), float(finite.max())
    return times


def _is_one_clock(steps: Sequence[ExperimentStep]) -> bool:
    """Files that share a clock do not record at the same time; files that each begin at zero seem to.

    A file whose own clock starts anew is on no clock with the others either.
    """
    for one, other in itertools.pairwise(steps):
        if one.curve is other.curve and other.begins < one.ends - _OVERLAP:
            return False
    ordered = sorted(steps, key=lambda step: (step.begins, step.ends))
    latest: dict[int, float] = {}
    for step in ordered:
        if any(end > step.begins + _OVERLAP for number, end in latest.items() if number != step.number):
            return False
        latest[step.number] = max(latest.get(step.number, step.ends), step.ends)
    return True


def _cycles(steps: Sequence[ExperimentStep], one_clock: bool) -> tuple[Cycle, ...]:
    """Every plating whose next flow of current is a stripping; rests and holds between do not count."""
    flowing = [step for step in steps if step.kind in ("plating", "stripping")]
    return tuple(
        Cycle(first, second)
        for first, second in itertools.pairwise(flowing)
        if first.kind == "plating"
        and second.kind == "stripping"
        and (one_clock or (first.number == second.number and first.curve is second.curve))
    )

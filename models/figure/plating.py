"""A plating step on paper: potential against time with fit and marks, and below it what the fit leaves."""

from __future__ import annotations

import numpy as np

from fitting.electrocrystallization import NucleationSpike
from fitting.outcome import Axis
from models.figure.content import DrawnPanel, DrawnTrace, Frame
from models.figure.words import VERDICT_WORDS
from models.result import Result
from models.series import (
    equilibrium_potential,
    line_word,
    marked_points,
    potential_limits,
    reference,
    shown_time,
    suggested_scale,
    time_series,
)

INSET_REACH = 5.0  # the inset ends at so many times of the spike's time
_RESIDUAL_ROOM = 1.12
_POTENTIAL, _RESIDUAL = Axis("E", "V", "V"), Axis("ΔE", "V", "mV")


def plating_frame(result: Result, scale: str = "automatic") -> Frame:
    """The panels of a plating step.

    Parameters
    ----------
    scale : str
        ``automatic`` | ``linear`` | ``log``; of the time axis.
    """
    time = Axis("t", "s", "s", suggested_scale(result) if scale == "automatic" else scale)
    limits = shown_time(result, time.scale)
    heights = potential_limits(result)
    outcome = result.outcome
    traces = [DrawnTrace("data", *time_series(result))]
    if isinstance(outcome, NucleationSpike) and outcome.fit_time is not None and outcome.fit_potential is not None:
        traces.append(DrawnTrace(line_word(result), outcome.fit_time, outcome.fit_potential, "fit"))
    level = np.full(2, equilibrium_potential(result))
    traces.append(DrawnTrace("equilibrium", np.array(limits), level, "level"))
    traces += _marks(result, limits[0], np.inf if heights is None else heights[1])
    verdict = VERDICT_WORDS.get(outcome.verdicts.get("spike", ""), "")
    main = DrawnPanel(time, _POTENTIAL, tuple(traces), "curve", limits, heights, reference(result), heading=verdict,
                      inset=_inset(result, limits))  # fmt: skip
    return (main, *_residual(result, time, limits))


def _marks(result: Result, first: float, highest: float) -> list[DrawnTrace]:
    """Hollow where a rule has set them and nobody has agreed; one higher than the axes sits on the upper edge."""
    marks, automatic = (getattr(result.outcome, name, None) for name in ("marks", "automatic_marks"))
    return [
        DrawnTrace(
            mark,
            np.array([moment]),
            np.array([min(potential, highest)]),
            "mark",
            sign=mark,
            hollow=not result.confirmed and getattr(marks, mark) == getattr(automatic, mark, None),
        )
        for mark, (moment, potential) in marked_points(result).items()
        if moment >= first  # current on has no place on a logarithmic axis
    ]


def _inset(result: Result, limits: tuple[float, float]) -> tuple[float, float] | None:
    """The time around an early spike, where a linear axis hides it."""
    spike = marked_points(result).get("spike")
    if spike is None or INSET_REACH * spike[0] > 0.5 * limits[1]:
        return None
    return 0.0, INSET_REACH * spike[0]


def _residual(result: Result, time: Axis, limits: tuple[float, float]) -> tuple[DrawnPanel, ...]:
    outcome = result.outcome
    if not isinstance(outcome, NucleationSpike) or outcome.residual_time is None or outcome.residual is None:
        return ()
    shown = outcome.residual[np.isfinite(outcome.residual) & (outcome.residual_time >= limits[0])]
    reach = _RESIDUAL_ROOM * (max(float(np.abs(shown).max(initial=0.0)), 3 * outcome.noise) or 1e-3)
    trace = DrawnTrace("residual", outcome.residual_time, outcome.residual)
    return (DrawnPanel(time, _RESIDUAL, (trace,), "", limits, (-reach, reach), band=outcome.noise, is_residual=True),)

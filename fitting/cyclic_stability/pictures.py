"""What there is to draw of cycling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from fitting.outcome import Axis, Estimate, Panel, Trace

Array = npt.NDArray[np.float64]

_CYCLE, _EFFICIENCY, _CHARGE = Axis("n", "1", "1"), Axis("CE", "1", "%"), Axis("Q", "C", "mC")
_POINTS = 200  # of a line


def efficiency_panels(
    number: Array, plated: Array, stripped: Array, average: Estimate | None, last: float | None
) -> tuple[Panel, ...]:
    """Return efficiency by cycle with its plateau and last stable cycle, and the charges."""
    efficiency = stripped / plated
    traces = [Trace("data", number, efficiency, "points")]
    if average is not None and average.value is not None:
        traces.append(Trace("average", number[[0, -1]], np.full(2, average.value), "level"))
    if last is not None and np.any(number == last):
        at = number == last
        traces.append(Trace("last stable cycle", number[at], efficiency[at], "mark"))
    charges = (Trace("plated", number, plated, "points"), Trace("stripped", number, stripped, "points"))
    return Panel(_CYCLE, _EFFICIENCY, tuple(traces), "Coulombic efficiency"), Panel(_CYCLE, _CHARGE, charges)


def rule_panel(number: Array, last: int, lasts: Mapping[str, Sequence[tuple[float, int]]]) -> Panel:
    """Return the last stable cycle under other numbers of the rule.

    Parameters
    ----------
    last : int
        Position of the last stable cycle under the rule as it is given.
    lasts : mapping
        For each number of the rule, by what factors it was changed, and the position that came out of each.
    """

    def cycles(positions: Iterable[int]) -> Array:
        return np.array([number[place] if place >= 0 else 0.0 for place in positions], dtype=np.float64)

    traces = [
        Trace(name, np.array([factor for factor, _ in found]), cycles(place for _, place in found), "points")
        for name, found in lasts.items()
    ]
    traces.append(Trace("rule as given", np.ones(1), cycles([last]), "mark"))
    return Panel(Axis("factor", "1", "1"), Axis("n_s", "1", "1"), tuple(traces), "stable cycles by rule")


def survival_panels(groups: Mapping[str, tuple[Array, ...]]) -> tuple[Panel, ...]:
    """Return the surviving share of each group as steps."""
    traces = []
    for name, (at, share) in groups.items():
        cycle = np.repeat(np.concatenate([[0.0], at]), 2)[1:]
        alive = np.repeat(np.concatenate([[1.0], share]), 2)[:-1]
        traces.append(Trace(name or "surviving cells", cycle, alive, "fit"))
    return (Panel(_CYCLE, Axis("S", "1", "%"), tuple(traces), "survival"),)


def dependence_panels(
    density: Array, value: Array, error: Array | None, models: Iterable[str], curve: Callable[[str, Array], Array]
) -> tuple[Panel, ...]:
    """Return the values against current density with every model's curve."""
    x = Axis("|j|", "A/m^2", "mA/cm^2", "log")
    fine = np.geomspace(density.min(), density.max(), _POINTS)
    traces = [Trace("data", density, value, "points", error)]
    traces += [Trace(name, fine, curve(name, fine), "fit") for name in models]
    return (Panel(x, Axis("value", "1", "1"), tuple(traces), "dependence on current density"),)

"""What there is to draw of stripping and corrosion."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fitting.outcome import Axis, Panel, Trace
from fitting.self_corrosion.law_fit import Charges, LawFit

Array = npt.NDArray[np.float64]

_TIME, _REST = Axis("t", "s", "s"), Axis("t_rest", "s", "h")
_CURRENT, _CHARGE = Axis("i", "A", "mA"), Axis("Q", "C", "mC")
_POINTS = 200  # of a line


def transient_panels(time: Array, current: Array, signal: Array, nuisance: Array) -> tuple[Panel, ...]:
    """Return the transient with its fit and baseline, and what is left."""
    traces = (
        Trace("data", time, current, "data"),
        Trace("fit", time, signal + nuisance, "fit"),
        Trace("baseline", time, nuisance, "level"),
    )
    left = Panel(_TIME, _CURRENT.of_residual, (Trace("residual", time, current - signal - nuisance, "points"),))
    return Panel(_TIME, _CURRENT, traces, "curve"), left


def law_panels(charges: Charges, fits: Mapping[str, LawFit], best: str) -> tuple[Panel, ...]:
    """Return charges against rest with every law, and what the best one leaves."""
    rest = np.linspace(0.0, charges.longest, _POINTS)
    present = ~charges.consumed
    x, y = charges.rest[present], charges.charge[present]
    first = fits[best]
    error = np.hypot(charges.error[present], first.scatter * first.initial_charge[0])
    traces = [Trace("data", x, y, "points", error)]
    if charges.consumed.any():
        gone = charges.rest[charges.consumed]
        traces.append(Trace("consumed", gone, np.zeros(gone.size), "mark"))
    for law, fit in fits.items():
        label = law.replace("_", " ")
        traces.append(Trace(label, rest, np.maximum(fit.charge(rest), 0.0), "fit" if law == best else "classic"))
    left = Panel(_REST, _CHARGE.of_residual, (Trace("residual", x, y - first.charge(x), "points", error),))
    return Panel(_REST, _CHARGE, tuple(traces), "corrosion law"), left

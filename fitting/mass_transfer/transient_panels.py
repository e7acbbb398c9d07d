"""What there is to draw of currents after potential steps and of their spectra."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fitting.mass_transfer.cell_spectrum import SpectrumFit
from fitting.outcome import Axis, Panel, Trace

Array = npt.NDArray[np.float64]
ComplexArray = npt.NDArray[np.complex128]

_UNITS = (("nA", 1e-9), ("uA", 1e-6), ("mA", 1e-3))
_MOST = 20_000  # points of a trace


def current_axis(current: Array, symbol: str = "I") -> Axis:
    """Return an axis of current in the unit that its size asks for.

    Parameters
    ----------
    current : (n,) array
        A.
    symbol : str
    """
    size = float(np.max(np.abs(current))) if current.size else 1.0
    fitting = [unit for unit, factor in _UNITS if size >= 2 * factor]
    return Axis(symbol, "A", fitting[-1] if fitting else "nA")


def course_panels(time: Array, current: Array, fitted: Array, scale: str = "log") -> tuple[Panel, Panel]:
    """Return current against time with its fit, and what is left.

    Parameters
    ----------
    time, current, fitted : (n,) array
        s, A.
    scale : str
        Of the time axis.
    """
    step = max(1, -(-time.size // _MOST))
    t, i, f = time[::step], current[::step], fitted[::step]
    clock, left = Axis("t", "s", "s", scale), i - f
    return (
        Panel(clock, current_axis(i), (Trace("data", t, i), Trace("fit", t, f, "fit")), "curve"),
        Panel(clock, current_axis(left, "ΔI"), (Trace("residual", t, left, "points"),)),
    )


def level_course(time: Array, current: Array, level: float) -> tuple[Panel]:
    """Return current against time with its steady level.

    Parameters
    ----------
    time, current : (n,) array
        s, A.
    level : float
        A.
    """
    step = max(1, -(-time.size // _MOST))
    t, i = time[::step], current[::step]
    steady = Trace("steady current", t[[0, -1]], np.full(2, level), "level")
    return (Panel(Axis("t", "s", "s"), current_axis(i), (Trace("data", t, i), steady), "curve"),)


def level_panel(time: Array, current: Array, fitted: Array, held: tuple[float, float]) -> Panel:
    """Return I sqrt(t) against time, level where Cottrell's law holds.

    Parameters
    ----------
    time, current, fitted : (n,) array
        s, A.
    held : (float, float)
        The window in which the law holds / s.
    """
    step = max(1, -(-time.size // _MOST))
    t, root = time[::step], np.sqrt(time[::step])
    inside = (t >= held[0]) & (t <= held[1])
    return Panel(
        Axis("t", "s", "s", "log"),
        Axis("I√t", "A s^0.5", "uA s^0.5"),
        (Trace("data", t, current[::step] * root), Trace("fit", t[inside], (fitted[::step] * root)[inside], "fit")),
        "Cottrell",
    )


def nyquist_panel(spectra: Sequence[SpectrumFit], fitted: Sequence[ComplexArray]) -> Panel:
    """Return the spectra in the plane of impedance, with what was fitted.

    Parameters
    ----------
    spectra : sequence of SpectrumFit
        Before, or before and after.
    fitted : sequence of (n,) array
        ohm.
    """
    traces = []
    for word, one, fit in zip(("before", "after"), spectra, fitted, strict=False):
        traces.append(Trace(word, one.impedance.real, -one.impedance.imag, "points"))
        traces.append(Trace("fit", fit.real, -fit.imag, "fit"))
    return Panel(Axis("Z′", "ohm", "ohm"), Axis("−Z″", "ohm", "ohm"), tuple(traces), "spectra")

"""What an analysis gives: estimates with intervals, verdicts, warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fitting.messages import Message

if TYPE_CHECKING:
    from fitting.live import Refit

Cell = float | str | None  # of a table


@dataclass(frozen=True)
class Estimate:
    """A number with its interval, in SI.

    Parameters
    ----------
    value : float or None
        The value; None where only a bound can be given.
    unit : str
        SI unit as plain text, for example ``m^2/s``.
    standard_error : float or None
        One standard error, in the same unit.
    interval : (float, float) or None
        Confidence interval of the given level.
    level : float
        Nominal coverage of the interval.
    interval_method : str
        What makes the interval: ``sampling`` half a sampling (or recording) step; ``noise`` the noise of the samples;
        ``drift`` slow wander of potential or reference; ``covariance`` s^2 (J'J)^-1 of a fit, carried to the quantity
        by its slopes; ``bootstrap`` the same with resampled residuals; ``profile`` the likelihood's profile;
        ``propagation`` several of these together, by the delta method; ``rule`` what other settings of the rule would
        give; ``deviation`` the scatter of repeats; ``random_effects`` their errors and what they scatter beyond;
        ``models`` all laws that the data leave possible, each with its own; ``chi_square``, ``fieller``,
        ``greenwood``, ``permutation``, ``fisher`` as named.
    rule : str
        The named rule that gave the value, for example ``spike_minimum``.
    bound : (str, float) or None
        ``("above", x)`` or ``("below", x)`` where the value itself would mean nothing.
    """

    value: float | None
    unit: str
    standard_error: float | None = None
    interval: tuple[float, float] | None = None
    level: float = 0.95
    interval_method: str = ""
    rule: str = ""
    bound: tuple[str, float] | None = None


@dataclass(frozen=True)
class ModelScore:
    """One rival of a model contest."""

    model: str
    aicc: float
    weight: float


@dataclass(frozen=True)
class Axis:
    """One axis of a picture.

    Parameters
    ----------
    symbol, unit, display_unit : str
        As in `fitting.quantity.Quantity`; the numbers are in `unit`, the picture shows `display_unit`.
    scale : str
        ``linear`` | ``log``.
    categories : tuple of str
        Words that stand at 1, 2, 3 … in place of numbers.
    """

    symbol: str
    unit: str
    display_unit: str
    scale: str = "linear"
    categories: tuple[str, ...] = ()

    @property
    def of_residual(self) -> Axis:
        """The axis of what is left of this quantity once the fit is taken off: ``E`` becomes ``ΔE``."""
        return replace(self, symbol=f"Δ{self.symbol}", scale="linear")


@dataclass(frozen=True, eq=False)
class Trace:
    """One line, or one set of points, of a picture.

    Parameters
    ----------
    label : str
        English word for the legend, translated where it is drawn; nothing keeps it out of the legend.
    x, y : (n,) array
        In the units of the panel's axes.
    kind : str
        ``data`` (a recorded curve) | ``points`` (single measurements) | ``fit`` | ``classic`` (another reading)
        | ``level`` (a reference line) | ``mark`` (what was read off).
    error : (n,) array, optional
        Half of each point's error bar, in the unit of y.
    """

    label: str
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    kind: str = "data"
    error: npt.NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y):
            raise ValueError(f"{self.label}: {len(self.x)} times, {len(self.y)} values")
        for name in ("x", "y"):  # what is drawn again and again is looked at once: `fitting.remembered`
            view = np.asarray(getattr(self, name)).view()
            view.flags.writeable = False
            object.__setattr__(self, name, view)


@dataclass(frozen=True, eq=False)
class Panel:
    """One pair of axes with its traces; panels with the same x stand in one column, the first the largest.

    Parameters
    ----------
    title : str
        English words for what the panel shows, translated where it is drawn: ``curve``, ``profile of 1/λ``; a panel
        below another of the same x needs none.
    """

    x: Axis
    y: Axis
    traces: tuple[Trace, ...]
    title: str = ""


@dataclass(frozen=True, eq=False)
class Outcome:
    """The answer of one method to its subject.

    `panels` are what there is to draw of it; `refit` is what a window that is dragged goes on from.
    """

    quantities: Mapping[str, Estimate] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()
    model_comparison: tuple[ModelScore, ...] = ()
    table: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)
    panels: tuple[Panel, ...] = ()
    refit: Refit | None = None

"""What an analysis gives: estimates with intervals, verdicts, warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fitting.messages import Message


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
        ``propagation`` several of these together, by the delta method.
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


@dataclass(frozen=True, eq=False)
class Outcome:
    """The answer of one method to one curve; methods subclass it to add what their drawing needs."""

    quantities: Mapping[str, Estimate] = field(default_factory=dict)
    verdicts: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()
    model_comparison: tuple[ModelScore, ...] = ()
    table: Mapping[str, tuple[float | str | None, ...]] = field(default_factory=dict)

"""Quantities are declared once, as data; the window, the report, the command line and the help read them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fitting.units import from_si, si_unit, to_si


@dataclass(frozen=True)
class Quantity:
    """A physical quantity: what it is called, its units, and what values make sense.

    Parameters
    ----------
    name : str
        The field's term in snake_case, as in CONTRACT and JSON: ``induction_period``.
    symbol : str
        For axis labels and narrow columns: ``τ_n``.
    unit : str
        SI unit as plain text.
    display_unit : str
        The unit people write it in; a unit of `fitting.units` of the same dimension.
    description : str
        One sentence.
    default : float, str or None
        Default of a setting (SI); None where it is optional or automatic.
    lower, upper : float or None
        Bounds in SI, inclusive.
    choices : tuple of str
        Allowed words of a setting that is not a number; the unit is then ``""``.
    several : bool
        Whether several of the words may be given, with commas between them; any words where there are no choices.
    own : bool
        Whether a setting belongs to one curve and is never handed on to others: a rest time, a cycle number.
    """

    name: str
    symbol: str
    unit: str
    display_unit: str
    description: str
    default: float | str | None = None
    lower: float | None = None
    upper: float | None = None
    choices: tuple[str, ...] = ()
    several: bool = False
    own: bool = False

    def __post_init__(self) -> None:
        if not self.choices and si_unit(self.display_unit) != si_unit(self.unit):
            raise ValueError(f"{self.name}: {self.display_unit} does not measure {self.unit}")

    def in_unit(self, unit: str) -> Quantity:
        """The same quantity as it was found: a rate in A where the area that gives A/m^2 is not known."""
        return self if unit == self.unit else replace(self, unit=unit, display_unit=unit)

    def to_display(self, value: float) -> float:
        """SI value in the display unit."""
        return from_si(value, self.display_unit)

    def from_display(self, value: float) -> float:
        """Display value in SI."""
        return to_si(value, self.display_unit)

    def accepts(self, value: float | str) -> bool:
        """Whether a value (SI) is allowed."""
        if self.choices or isinstance(value, str):
            words = [word.strip() for word in str(value).split(",")] if self.several else [value]
            return all(word in self.choices for word in words) if self.choices else self.several
        above = self.lower is None or value >= self.lower
        below = self.upper is None or value <= self.upper
        return above and below

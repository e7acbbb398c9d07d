"""What a generator of simulated curves is: declared data, from which a teaching pane builds its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from inspect import Parameter, signature

from fitting.messages import FitError
from fitting.quantity import Quantity
from fitting.synthetic.noise import NOISE_KINDS, SyntheticCurve

Values = Mapping[str, float | str | None]
YES, NO = "yes", "no"

SEED = Quantity("seed", "", "1", "1", "Of the random numbers: the same seed gives the same curve.", lower=0.0)
NOISE = Quantity(
    "noise", "", "1", "1",
    "clean; white; typical, with mains hum; hard, also with glitches, quantisation, gaps and drift.",
    choices=NOISE_KINDS,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Made:
    """One simulated curve of an experiment.

    Parameters
    ----------
    label : str
        English word that tells it from the others of the experiment; empty where it is the only one.
    technique : str
        As CONTRACT names it.
    curve : SyntheticCurve
    given : mapping
        Settings of the method that reads it, SI: what an experimenter would know.
    """

    label: str
    technique: str
    curve: SyntheticCurve
    given: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Generator:
    """One kind of simulated experiment.

    Parameters
    ----------
    name, title, sentence : str
        Its name, its name for people, and what it simulates; English, translated where it is shown.
    step, method : str
        Which analysis reads its curves.
    settings : tuple of Quantity
        Its parameters, with the defaults of the function behind it; a default of None can be left out.
    experiment : callable
        ``experiment(**values)`` gives the curves.
    """

    name: str
    title: str
    sentence: str
    step: str
    method: str
    settings: tuple[Quantity, ...]
    experiment: Callable[..., tuple[Made, ...]]

    def made(self, values: Values | None = None) -> tuple[Made, ...]:
        """Return the curves for some parameters in SI; the others are at their defaults.

        Raises
        ------
        FitError
            ``UNKNOWN_PARAMETER``, ``OUT_OF_BOUNDS``, or what the function behind it raises.
        """
        known = {quantity.name: quantity for quantity in self.settings}
        arguments: dict[str, object] = {}
        for name, value in (values or {}).items():
            if name not in known:
                text = "{generator} has no parameter {parameter}; it has {known}."
                raise FitError("UNKNOWN_PARAMETER", text, generator=self.name, parameter=name, known=", ".join(known))
            if value is None:
                continue
            if not known[name].accepts(value):
                text = "{parameter} = {given} is not possible here."
                raise FitError("OUT_OF_BOUNDS", text, parameter=name, given=value)
            arguments[name] = _argument(value, signature(self.experiment).parameters[name].default)
        return self.experiment(**arguments)


def _argument(value: float | str, default: object) -> object:
    """Return a value as the function takes it: yes and no, whole numbers."""
    if isinstance(default, bool):
        return value == YES
    return round(float(value)) if isinstance(default, int) else value


def declared(experiment: Callable[..., object], *quantities: Quantity) -> tuple[Quantity, ...]:
    """Return the parameters of an experiment with the defaults that its signature has.

    Raises
    ------
    ValueError
        If a parameter has no declaration, or a declaration no parameter: a mistake of the program.
    """
    taken = {
        name: parameter.default
        for name, parameter in signature(experiment).parameters.items()
        if parameter.kind is Parameter.KEYWORD_ONLY
    }
    names = [quantity.name for quantity in quantities]
    if sorted(names) != sorted(taken):
        raise ValueError(f"declared are {names}, taken are {list(taken)}")
    return tuple(_with_default(quantity, taken[quantity.name]) for quantity in quantities)


def _with_default(quantity: Quantity, default: object) -> Quantity:
    if isinstance(default, bool):
        return replace(quantity, default=YES if default else NO, choices=(YES, NO))
    if default is None or isinstance(default, str):
        return replace(quantity, default=default)
    return replace(quantity, default=float(default))  # type: ignore[arg-type]

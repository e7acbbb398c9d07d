"""What a person decided about one figure: a frozen state that goes through JSON unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

from models.figure.content import FigureContent
from models.figure.journal import COLOUR_SETS, FORMATS, LABEL_NAMES, LABEL_UNITS, OWN, Journal, journal_named

SubjectKey = tuple[tuple[str, int | None], ...]

LANGUAGES = ("", "en", "zh_CN")  # the first is that of the window
ARRANGEMENTS = ("overlay", "by_electrolyte", "apart")
SCALES = ("automatic", "linear", "log")
LEGENDS = ("above", "inside", "none")


@dataclass(frozen=True)
class Shown:
    """One analysis in a figure.

    Parameters
    ----------
    step, method : str
        Of the analysis.
    subject : tuple
        `Part.key` of what it is about.
    name : str
        What the legend calls it; empty for the name that the curve or the electrolyte goes by.
    """

    step: str
    method: str
    subject: SubjectKey
    name: str = ""


@dataclass(frozen=True)
class FigureModel:
    """One figure; what is None is as the journal has it.

    Parameters
    ----------
    title : str
        What the figure is called in the window and as a file.
    shown : tuple of Shown
        The analyses, in the order of the legend.
    together : bool
        Whether the results of one electrolyte are drawn as what they say together: one series.
    views : tuple of int
        Which views of the results are drawn, each in a panel of its own.
    split : bool
        Whether panels that share x stand apart, each with its own letter.
    arrangement : str
        ``overlay``: one pair of axes for all; ``by_electrolyte``: one for each electrolyte; ``apart``: one for each.
    columns : int
        Panels side by side; 0 for as many as the width asks for.
    journal, width : str
        Name of a preset and of one of its widths; an unknown width means `width_mm`.
    x_scale : str
        ``automatic`` | ``linear`` | ``log``; of time axes.
    residual, marks, fit, inset : bool
        Whether they are drawn.
    letters : bool
        Whether several panels are lettered.
    """

    title: str = ""
    shown: tuple[Shown, ...] = ()
    together: bool = False
    views: tuple[int, ...] = (0,)
    split: bool = False
    arrangement: str = "overlay"
    columns: int = 0
    journal: str = OWN
    width: str = "single"
    width_mm: float | None = None
    height_mm: float | None = None
    x_scale: str = "automatic"
    residual: bool = True
    marks: bool = True
    fit: bool = True
    inset: bool = False
    letters: bool = True
    legend: str = "above"
    language: str = ""
    label_names: str | None = None
    label_units: str | None = None
    italic_symbols: bool | None = None
    colours: str | None = None
    format: str = ""
    dpi: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The state as plain JSON values."""
        entry = {each.name: getattr(self, each.name) for each in fields(self)}
        entry["views"] = list(self.views)
        entry["shown"] = [
            {"step": each.step, "method": each.method, "subject": [list(part) for part in each.subject],
             "name": each.name}
            for each in self.shown
        ]  # fmt: skip
        return entry

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> FigureModel:
        """The state that `as_json` wrote; what this version does not know is left out."""
        values = {name: value for name, value in entry.items() if _is_known(name, value)}
        shown = tuple(
            Shown(
                each["step"],
                each["method"],
                tuple((str(curve), segment) for curve, segment in each["subject"]),
                each.get("name", ""),
            )
            for each in entry.get("shown", ())
        )
        return cls(**{**values, "shown": shown, "views": tuple(int(each) for each in entry.get("views", (0,)))})


@dataclass(frozen=True)
class KeptFigure:
    """A figure that stays in the project, under the title of its state.

    Parameters
    ----------
    identity : str
        What tells it from the others, whatever it is called.
    """

    identity: str
    model: FigureModel


_CHOICES: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {
        "arrangement": ARRANGEMENTS,
        "x_scale": SCALES,
        "legend": LEGENDS,
        "language": LANGUAGES,
        "label_names": (None, *LABEL_NAMES),
        "label_units": (None, *LABEL_UNITS),
        "italic_symbols": (None, True, False),
        "colours": (None, *COLOUR_SETS),
        "format": ("", *FORMATS),
    }
)
_REMEMBERED = ("journal", "width", *(name for name in _CHOICES if name not in ("arrangement", "x_scale")), "dpi")


def remembered_choices(model: FigureModel) -> dict[str, Any]:
    """What the next figure begins with: the journal and everything about how it looks."""
    return {name: getattr(model, name) for name in _REMEMBERED}


def with_choices(model: FigureModel, entry: Mapping[str, Any]) -> FigureModel:
    """A figure with choices of another; a value that this version does not know is left out."""
    return replace(
        model, **{name: entry[name] for name in _REMEMBERED if name in entry and _is_known(name, entry[name])}
    )


def _is_known(name: str, value: object) -> bool:
    if name in _CHOICES:
        return value in _CHOICES[name]
    kinds = _KINDS.get(name, ())
    return isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds)


_NUMBER, _FLAG = (int, float, type(None)), (bool,)
_KINDS: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("title", "journal", "width"), (str,)),
        **dict.fromkeys(("width_mm", "height_mm", "dpi"), _NUMBER),
        **dict.fromkeys(("together", "split", "residual", "marks", "fit", "inset", "letters"), _FLAG),
        "columns": (int,),
    }
)


@dataclass(frozen=True)
class Chosen:
    """A figure's state with the preset that it names: what the drawing asks for."""

    model: FigureModel
    journal: Journal = field(default_factory=lambda: journal_named(OWN))

    def size_mm(self, content: FigureContent | None = None) -> tuple[float, float]:
        """Width and height on paper; the height that nobody has given follows from the panels."""
        model, widths = self.model, self.journal.widths_mm
        width = model.width_mm or widths.get(model.width) or next(iter(widths.values()))
        columns, rows = (1, 1) if content is None else content.grid(width)
        return width, model.height_mm or self.journal.height_of(width, columns, rows)

    @property
    def format(self) -> str:
        """The ending of the file."""
        return self.model.format or self.journal.formats[0]

    @property
    def dpi(self) -> float:
        """Resolution of PNG and TIFF."""
        return self.model.dpi or self.journal.dpi

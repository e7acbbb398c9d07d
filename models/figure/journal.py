"""What a journal asks of a figure: presets as JSON that a person can read and edit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from PyQt6.QtCore import QStandardPaths

from fitting.messages import DataProblem, Message
from models.recipe import SettingProblem
from models.resources import resource
from models.whole_file import free_path, make_folder, safe_file_name, write_whole

OWN = "Anodescope"  # the preset that is taken where no journal is asked for
ORDER = (OWN, "ACS", "Elsevier", "RSC", "Wiley-VCH", "Nature")
FORMATS = ("pdf", "svg", "eps", "png", "tiff")
COLOUR_SETS = ("anodescope", "okabe_ito", "grey")
LETTERS = ("a", "(a)", "a)", "A", "(A)")
LABEL_NAMES = ("symbols", "words")
LABEL_UNITS = ("solidus", "parentheses")
LARGEST_FILE = 200_000  # bytes; a preset is a page of text
_TALLEST = 100.0  # mm; of one panel, where nobody has given a height
_FLAT = 0.62  # height over width of panels that stand over one another


@dataclass(frozen=True)
class Journal:
    """A preset; lengths in mm, lettering and lines in points.

    Parameters
    ----------
    widths_mm : mapping of str to float
        ``single``, ``1.5``, ``double``: the widths that the journal prints.
    max_height_mm : float or None
        None where the journal names none, as for the other limits.
    height_share : float
        Height over width of a figure that nobody has given a height.
    families : tuple of str
        Wanted families; the first that is installed is used.
    font_pt, letter_pt : float
        Lettering, and the letters of panels.
    smallest_pt, largest_pt, smallest_raised_pt : float or None
        Limits of lettering, the last for raised and lowered signs.
    letters : str
        How panels are lettered, one of `LETTERS`.
    curve_pt, axis_pt, thinnest_pt, thickest_pt : float
        Widths of lines and their limits.
    label_names, label_units : str
        One of `LABEL_NAMES`, one of `LABEL_UNITS`: ``E / V`` or ``Potential (V)``.
    dpi, least_dpi : float
        Of PNG and TIFF.
    formats : tuple of str
        What the journal takes, the best first.
    guesses : tuple of str
        The entries that are not known from the journal itself.
    """

    name: str
    widths_mm: Mapping[str, float]
    source: str = ""
    note: str = ""
    max_height_mm: float | None = None
    height_share: float = 0.85
    families: tuple[str, ...] = ("Arial", "Liberation Sans", "DejaVu Sans")
    font_pt: float = 7.0
    smallest_pt: float | None = None
    largest_pt: float | None = None
    smallest_raised_pt: float | None = None
    letters: str = "a"
    letter_pt: float = 8.0
    curve_pt: float = 1.0
    axis_pt: float = 0.5
    thinnest_pt: float | None = None
    thickest_pt: float | None = None
    label_names: str = "symbols"
    label_units: str = "solidus"
    italic_symbols: bool = True
    colours: str = "anodescope"
    dpi: float = 600.0
    least_dpi: float | None = None
    formats: tuple[str, ...] = FORMATS
    guesses: tuple[str, ...] = field(default=())

    def height_of(self, width: float, columns: int = 1, rows: int = 1) -> float:
        """The height in mm of a figure of this width that nobody has given one."""
        share = self.height_share if columns > 1 or rows == 1 else min(self.height_share, _FLAT)
        height = rows * min(share * width / columns, _TALLEST)
        return round(height if self.max_height_mm is None else min(height, self.max_height_mm), 1)

    def as_json(self) -> dict[str, Any]:
        """The preset as its file has it."""
        entry = {each.name: getattr(self, each.name) for each in fields(self)}
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in entry.items()}
        return {**plain, "widths_mm": dict(self.widths_mm)}

    @classmethod
    def from_json(cls, entry: object, file: str) -> Journal:
        """A preset from its file's content; what the file leaves out is as in the program's own style.

        Raises
        ------
        DataProblem
            ``BAD_JOURNAL``, naming the file and the entry.
        """
        if not isinstance(entry, dict):
            raise _unusable(file, "{")
        known = {each.name: each for each in fields(cls)}
        for name, value in entry.items():
            if name not in known or not _fits(name, str(known[name].type), value):
                raise _unusable(file, str(name))
        for name in ("name", "widths_mm"):
            if not entry.get(name):
                raise _unusable(file, name)
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
        }
        values["widths_mm"] = MappingProxyType(dict(entry["widths_mm"]))
        return cls(**values)


_CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "letters": LETTERS,
        "label_names": LABEL_NAMES,
        "label_units": LABEL_UNITS,
        "colours": COLOUR_SETS,
    }
)
_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"dpi": (72.0, 2400.0), "least_dpi": (72.0, 2400.0), "max_height_mm": (20.0, 1000.0), "height_share": (0.1, 5.0)}
)
_POINTS = (0.05, 72.0)


def _fits(name: str, kind: str, value: object) -> bool:
    """Whether a value of the file can be what the entry is."""
    if name in _CHOICES:
        return value in _CHOICES[name]
    if kind == "str":
        return isinstance(value, str)
    if kind == "bool":
        return isinstance(value, bool)
    if kind.startswith("tuple"):
        wanted = FORMATS if name == "formats" else None
        return isinstance(value, list) and all(
            isinstance(each, str) and (wanted is None or each in wanted) for each in value
        ) and (bool(value) or name == "guesses")  # fmt: skip
    if kind.startswith("Mapping"):
        return isinstance(value, dict) and all(_is_number(each, 20.0, 1000.0) for each in value.values())
    return (value is None and "None" in kind) or _is_number(value, *_RANGES.get(name, _POINTS))


def _is_number(value: object, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _unusable(file: str, entry: str) -> DataProblem:
    return DataProblem(
        "BAD_JOURNAL",
        "The journal preset {file} is not used: its entry “{entry}” is missing or not what belongs there; compare it "
        "with a preset of the program.",
        file=file,
        entry=entry,
    )


def own_folder() -> Path:
    """Where a person's own presets lie."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(place) / "journals"


def journals(own: Path | None = None) -> tuple[dict[str, Journal], list[Message]]:
    """Every preset by name, the program's first, then the person's own; and what could not be used.

    Parameters
    ----------
    own : Path, optional
        The folder of a person's own presets; one of a name that the program has takes its place.
    """
    found: dict[str, Journal] = {}
    problems: list[Message] = []
    for file in (*_files(resource("journals")), *_files(own_folder() if own is None else own)):
        try:
            journal = read_journal(file)
        except DataProblem as problem:
            problems.append(problem.message)
        else:
            found[journal.name] = journal
    first = [name for name in ORDER if name in found]
    return {name: found[name] for name in dict.fromkeys((*first, *found))}, problems


def _files(folder: Path) -> Iterable[Path]:
    return sorted(folder.glob("*.json")) if folder.is_dir() else ()


def read_journal(file: Path) -> Journal:
    """Read one preset.

    Raises
    ------
    DataProblem
        ``BAD_JOURNAL`` if it is none.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST_FILE)
        entry = json.loads(content.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unusable(file.name, "{") from error
    return Journal.from_json(entry, file.name)


def journal_named(name: str) -> Journal:
    """The preset of that name, whatever the case of its letters.

    Raises
    ------
    SettingProblem
        ``UNKNOWN_JOURNAL``, naming those that there are.
    """
    found, _ = journals()
    for journal in found.values():
        if journal.name.casefold() == name.strip().casefold():
            return journal
    raise SettingProblem(
        "UNKNOWN_JOURNAL", "There is no journal preset {name}; there are {names}.", name=name, names=", ".join(found)
    )


def write_own_copy(journal: Journal, own: Path | None = None) -> Path:
    """Write a copy of a preset for a person to edit, under a name of its own; return its path.

    Raises
    ------
    WriteProblem
        If it cannot be written.
    """
    folder = own_folder() if own is None else own
    make_folder(folder)
    path = folder / safe_file_name(f"{journal.name}.json", "journal.json")
    path = free_path(path) if path.exists() else path
    taken, _ = journals(folder)
    name, number = f"{journal.name} (own)", 1
    while name in taken:
        number += 1
        name = f"{journal.name} (own {number})"
    entry = {**journal.as_json(), "name": name}
    write_whole(path, (json.dumps(entry, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))
    return path

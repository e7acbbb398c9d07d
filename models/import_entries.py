"""How the file of a curve was read, as settings with their origin: what a report needs to be made again from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.curve import Curve
from models.readers.choices import DELIMITERS, ColumnChoice, ImportChoices, choices_from_json
from models.readers.questions import named_reference
from models.recipe_entry import RecipeEntry

DECIMAL_WORDS = {".": "point", ",": "comma"}
_UNITS = {"reference_offset": "V", "electrode_area": "m^2", "electrode_radius": "m"}
_DELIMITER_WORDS = {mark: name for name, mark in DELIMITERS.items()}
_SIGNS = {
    "plating_negative": RecipeEntry("as_recorded", "", "file"),
    "flipped": RecipeEntry("flip", "", "file"),
    "not_stated": RecipeEntry("as_recorded", "", "default"),
}


def given_entries(choices: ImportChoices) -> dict[str, RecipeEntry]:
    """What a person said of a file, under the names and in the words of ``--set``."""
    entries: dict[str, RecipeEntry] = {}
    for name, value in choices.as_json().items():
        shown = value
        if name == "columns":
            shown = columns_text(choices.columns or ())
        elif name == "delimiter":
            shown = _DELIMITER_WORDS[value]
        elif name == "decimal":
            shown = DECIMAL_WORDS[value]
        entries[name] = RecipeEntry(shown, _UNITS.get(name, ""), "given")
    return entries


def import_entries(curve: Curve) -> dict[str, RecipeEntry]:
    """Every setting of the import of a curve with its value and origin: given, else from the file, else its default."""
    receipt, columns = curve.receipt, set(curve.columns)
    entries: dict[str, RecipeEntry] = {}
    for name, found in (("encoding", receipt.encoding), ("delimiter", receipt.delimiter)):
        if found is not None:
            entries[name] = RecipeEntry(found, "", "automatic")
    if receipt.decimal is not None:
        entries["decimal"] = RecipeEntry(DECIMAL_WORDS.get(receipt.decimal, receipt.decimal), "", "automatic")
    if {"current", "current_density"} & columns:
        entries["sign"] = _SIGNS[curve.sign_convention]
    if "potential" in columns:
        reference = named_reference(curve)
        entries["reference"] = RecipeEntry(reference or None, "", "file" if reference else "automatic")
        entries["reference_offset"] = RecipeEntry(0.0, "V", "default")
    area = curve.electrode_area
    entries["electrode_area"] = RecipeEntry(area, "m^2", "automatic" if area is None else "file")
    given = given_entries(choices_from_json(curve.receipt.choices))
    if "electrode_radius" in given and area is not None:
        given["electrode_area"] = RecipeEntry(area, "m^2", "given")
    return entries | given


def shared_given_entries(curves: Sequence[Curve]) -> dict[str, RecipeEntry]:
    """What a person said of the files of some curves; values that differ stand side by side."""
    said = [given_entries(choices_from_json(curve.receipt.choices)) for curve in curves]
    shared: dict[str, RecipeEntry] = {}
    for name in dict.fromkeys(name for entries in said for name in entries):
        found = [entries.get(name) for entries in said]
        entry = next(each for each in found if each is not None)
        if any(each != entry for each in found):
            values = "; ".join("—" if each is None else str(each.value) for each in found)
            entry = RecipeEntry(values, entry.unit, "given")
        shared[name] = entry
    return shared


def entry_as_json(entry: RecipeEntry) -> dict[str, Any]:
    """A setting as CONTRACT.md writes it."""
    return {"value": entry.value, "unit": entry.unit, "origin": entry.origin}


def columns_text(columns: Sequence[ColumnChoice]) -> str:
    """Columns as ``--set columns=`` takes them: ``time/s,-,current/mA``."""
    by_place: Mapping[int, ColumnChoice] = {each.position: each for each in columns}
    names = []
    for place in range(max(by_place, default=-1) + 1):
        column = by_place.get(place)
        names.append("-" if column is None else f"{column.quantity}/{column.unit}")
    return ",".join(names)

"""What a person may say about files on the command line: ``--set sign=flip`` beside the settings of a method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from fitting.quantity import Quantity
from fitting.units import UnknownUnit, canonical_unit
from models.import_entries import DECIMAL_WORDS
from models.import_recipes import load_recipe
from models.readers.choices import (
    DECIMALS,
    DELIMITERS,
    SIGNS,
    ColumnChoice,
    ImportChoices,
    checked,
)
from models.readers.columns import plain_quantity, split_heading
from models.readers.problem import ReadError
from models.recipe import SettingProblem, setting_value

_DECIMAL_WORDS = {**{word: mark for mark, word in DECIMAL_WORDS.items()}, ".": ".", ",": ","}

IMPORT_SETTINGS: tuple[Quantity, ...] = (
    Quantity("sign", "", "", "", "Whether the file has plating currents negative (as_recorded) or positive (flip).",
             choices=SIGNS),
    Quantity("reference_offset", "E_ref", "V", "V", "Added to every potential, for example to refer it to Li/Li⁺."),
    Quantity("electrode_area", "A", "m^2", "cm^2", "Area of the electrode, where the file does not say it.",
             lower=1e-18),
    Quantity("delimiter", "", "", "", "What parts the columns of a text.", choices=tuple(DELIMITERS)),
    Quantity("decimal", "", "", "", "The decimal mark of a text.", choices=tuple(_DECIMAL_WORDS)),
)  # fmt: skip
_WORDS = ("encoding", "sheet", "reference", "header_line", "columns")  # these take any text
_ALONE: tuple[Quantity, ...] = (  # where no method has settings of these names
    Quantity("area", "A", "m^2", "cm^2", "The same as electrode_area.", lower=1e-18),
    Quantity("electrode_radius", "r", "m", "um", "Radius of a disk electrode; gives its area.", lower=1e-9),
)
_RECIPE = "recipe"  # the name of choices that the import dialog has kept


def import_choices(
    texts: Iterable[str], kept: ImportChoices | None = None, alone: bool = False
) -> tuple[ImportChoices, list[str]]:
    """Part ``NAME=VALUE`` texts into what they say about the files, and the rest.

    ``columns`` names the columns in their order, ``-`` for those to skip: ``columns="time/s,-,current/mA"``;
    ``recipe`` takes what the import dialog has kept under a name, and the other texts go before it.

    Parameters
    ----------
    kept : ImportChoices, optional
        What was said before; the texts go before it.
    alone : bool
        Whether there is no method that could have a setting ``area`` or ``electrode_radius`` of its own.

    Raises
    ------
    SettingProblem
        If a value cannot be.
    """
    kept = kept or ImportChoices()
    numbers = {quantity.name: quantity for quantity in (*IMPORT_SETTINGS, *(_ALONE if alone else ()))}
    given: dict[str, object] = {}
    rest: list[str] = []
    for text in texts:
        name, _, value = text.partition("=")
        name = name.strip()
        if name in numbers:
            given[name] = setting_value(numbers[name], value)
        elif name == _RECIPE:
            kept = load_recipe(value.strip()).choices
        elif name in _WORDS:
            given[name] = _from_words(name, value.strip())
        else:
            rest.append(text)
    if "area" in given:
        given["electrode_area"] = given.pop("area")
    if "delimiter" in given:
        given["delimiter"] = DELIMITERS[str(given["delimiter"])]
    if "decimal" in given:
        given["decimal"] = _DECIMAL_WORDS[str(given["decimal"])]
        assert given["decimal"] in DECIMALS
    try:
        return checked(replace(kept, **given)), rest  # type: ignore[arg-type]
    except ReadError as problem:
        raise SettingProblem("BAD_VALUE", "{parts}", parts=(problem.message,)) from None


def choices_of_entries(entries: Mapping[str, Mapping[str, Any]]) -> ImportChoices:
    """The choices that a result's ``source[...]["import"]`` says were given: to read the file so again.

    Raises
    ------
    SettingProblem
        If one of them cannot be.
    """
    known = {*(quantity.name for quantity in IMPORT_SETTINGS), "electrode_radius", *_WORDS}
    given = {name: entry for name, entry in entries.items() if name in known and entry["origin"] == "given"}
    if "electrode_radius" in given:
        given.pop("electrode_area", None)
    texts = [f"{name}={entry['value']!s} {entry['unit']}".strip() for name, entry in given.items()]
    return import_choices(texts, alone=True)[0]


def _from_words(name: str, value: str) -> object:
    if name == "columns":
        return _columns(value)
    if name == "header_line":
        if not value.isdecimal():
            raise SettingProblem("BAD_VALUE", "header_line needs the number of a line, not {text}.", text=repr(value))
        return int(value)
    return value


def _columns(text: str) -> tuple[ColumnChoice, ...]:
    found = []
    for place, heading in enumerate(text.split(",")):
        if heading.strip() in ("", "-"):
            continue
        quantity, unit = plain_quantity(heading), split_heading(heading)[1]
        turned = "-" if unit and unit[0] in "-−" else ""
        try:
            unit = turned + canonical_unit(unit.lstrip("-−").strip()) if unit else "1" if quantity == "cycle" else None
        except UnknownUnit:
            unit = None
        if quantity is None or unit is None:
            raise SettingProblem(
                "BAD_VALUE",
                'columns names every column in order, for example columns="time/s,potential/V,current/mA" with - for '
                "those to skip; {heading} is none.",
                heading=repr(heading.strip()),
            )
        found.append(ColumnChoice(place, quantity, unit))
    return tuple(found)


def refuse_settings(texts: Iterable[str]) -> None:
    """Refuse settings where only those of files make sense.

    Raises
    ------
    SettingProblem
        ``UNKNOWN_SETTING``, naming the first of them.
    """
    for text in texts:
        raise SettingProblem(
            "UNKNOWN_SETTING",
            "There is no setting {name} here; there are {names}.",
            name=text.partition("=")[0],
            names=", ".join((*(quantity.name for quantity in (*IMPORT_SETTINGS, *_ALONE)), *_WORDS)),
        )

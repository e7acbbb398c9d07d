"""Settings as people write them: ``area="0.196 cm^2"``, and tables of settings per file."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from fitting.messages import DataProblem
from fitting.quantity import Quantity
from fitting.units import UnknownUnit, si_unit, to_si
from models.step import Method

_NUMBER = re.compile(r"\s*([-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*?)\s*$")
_HEADING = re.compile(r"\s*(\w+)\s*(?:/\s*(.+?)|\((.+?)\)|\[(.+?)\])?\s*$")


class SettingProblem(DataProblem):
    """A setting that does not exist, has no unit, or a value that cannot be."""


def setting_value(quantity: Quantity, text: str) -> float | str:
    """Return the SI value (or the word) that a text gives to a setting.

    Raises
    ------
    SettingProblem
        If the unit is missing or of another dimension, or the value is out of bounds.
    """
    if quantity.choices or quantity.several:
        if not quantity.accepts(text.strip()):
            raise SettingProblem(
                "BAD_VALUE",
                "{name} is one of {choices}, not {text}.",
                name=quantity.name,
                choices=", ".join(quantity.choices),
                text=text,
            )
        return text.strip()
    match = _NUMBER.match(text)
    if match is None:
        raise SettingProblem("BAD_VALUE", "{name} needs a number with its unit, not {text}.",
                             name=quantity.name, text=repr(text))  # fmt: skip
    number, unit = match[1].replace("−", "-"), match[2]
    if not unit and quantity.unit != "1":
        raise SettingProblem(
            "UNIT_MISSING",
            '{name} needs a unit, for example {name}="{number} {unit}".',
            name=quantity.name,
            number=number,
            unit=quantity.unit,
        )
    return _within_bounds(quantity, _in_si(quantity, float(number), unit), text)


def _in_si(quantity: Quantity, number: float, unit: str) -> float:
    try:
        if si_unit(unit) != si_unit(quantity.unit):
            raise UnknownUnit(unit)
        return to_si(number, unit)
    except UnknownUnit:
        raise SettingProblem(
            "UNIT_UNKNOWN",
            "{name} is not measured in {given}; use {unit} or a unit like {display}.",
            name=quantity.name,
            given=unit,
            unit=quantity.unit,
            display=quantity.display_unit,
        ) from None


def _within_bounds(quantity: Quantity, value: float, text: str) -> float:
    if not math.isfinite(value) or not quantity.accepts(value):
        raise SettingProblem(
            "OUT_OF_BOUNDS",
            "{name} = {text} is outside what makes sense ({lower} to {upper} {unit}).",
            name=quantity.name,
            text=text,
            lower="−∞" if quantity.lower is None else quantity.lower,
            upper="∞" if quantity.upper is None else quantity.upper,
            unit=quantity.unit,
        )
    return value


def given_settings(method: Method, texts: Iterable[str]) -> dict[str, float | str]:
    """Settings from ``NAME=VALUE`` texts.

    Raises
    ------
    SettingProblem
        If a name is not a setting of the method, or a value is not one of it.
    """
    given: dict[str, float | str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise SettingProblem("BAD_VALUE", "A setting is written NAME=VALUE, not {text}.", text=repr(text))
        quantity = _setting(method, name.strip())
        given[quantity.name] = setting_value(quantity, value)
    return given


def table_texts(path: Path) -> dict[str, list[str]]:
    """The rows of a table of settings as ``NAME=VALUE`` texts, by file.

    The table has a column ``file`` and a column per setting headed ``name / unit``.

    Raises
    ------
    SettingProblem
        If it has no column ``file``, or names a file or a setting twice.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SettingProblem("BAD_TABLE", "{file} cannot be read as a table of settings: {reason}.",
                             file=path.name, reason=reason) from None  # fmt: skip
    reader = csv.DictReader(io.StringIO(text), delimiter="\t" if "\t" in text.partition("\n")[0] else ",")
    rows, headings = list(reader), list(reader.fieldnames or ())
    if "file" not in headings:
        raise SettingProblem("BAD_TABLE", "{file} has no column named file.", file=path.name)
    names = [row["file"] for row in rows]
    for twice in (*headings, *names):
        if headings.count(twice) > 1 or names.count(twice) > 1:
            raise SettingProblem("BAD_TABLE", "{file} has {twice} twice.", file=path.name, twice=twice)
    return {row["file"]: _row_texts(row) for row in rows}


def _row_texts(row: Mapping[str, str]) -> list[str]:
    texts = []
    for heading, cell in row.items():
        if heading in (None, "file") or not (cell or "").strip():
            continue
        match = _HEADING.match(heading)
        name = match[1] if match else heading
        unit = next((part for part in match.groups()[1:] if part), "") if match else ""
        texts.append(f"{name}={cell.strip()} {unit}".rstrip())
    return texts


def _setting(method: Method, name: str) -> Quantity:
    try:
        return method.setting(name)
    except StopIteration:
        raise SettingProblem(
            "UNKNOWN_SETTING",
            "{method} has no setting {name}; it has {names}.",
            method=method.name,
            name=name,
            names=", ".join(quantity.name for quantity in method.settings),
        ) from None

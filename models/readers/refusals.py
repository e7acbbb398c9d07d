"""Reasons to refuse a file that several readers have: each sentence stands once."""

from __future__ import annotations

from models.curve import COLUMN_UNITS
from models.readers.problem import ReadError


def no_rows() -> ReadError:
    """Nothing stands under the column names."""
    return ReadError("NO_ROWS", "The recording is empty: no row of numbers stands under the column names.")


def no_records() -> ReadError:
    """A binary file without a record."""
    return ReadError("NO_ROWS", "The recording is empty: the file holds no record.")


def missing_unit(heading: str, quantity: str) -> ReadError:
    """A unit is never guessed."""
    return ReadError(
        "MISSING_UNIT",
        "The column \"{heading}\" has no unit: write it in the heading, for example \"{quantity} / {unit}\".",
        heading=heading.strip(), quantity=quantity.replace("_", " "), unit=COLUMN_UNITS[quantity],
    )  # fmt: skip


def unknown_unit(heading: str, quantity: str, unit: str) -> ReadError:
    """What stands where the unit should is none."""
    return ReadError(
        "UNKNOWN_UNIT",
        "The unit \"{unit}\" of the column \"{heading}\" is not known: write for example \"{quantity} / {expected}\".",
        unit=unit, heading=heading.strip(), quantity=quantity.replace("_", " "), expected=COLUMN_UNITS[quantity],
    )  # fmt: skip


def wrong_unit(heading: str, quantity: str, unit: str, expected: str) -> ReadError:
    """The unit is one of another quantity."""
    return ReadError(
        "WRONG_UNIT",
        "The column \"{heading}\" is given in {unit}, no unit of {quantity}: it needs {expected} or a multiple.",
        unit=unit, heading=heading.strip(), quantity=quantity.replace("_", " "), expected=expected,
    )  # fmt: skip


def two_columns(first: str, second: str, quantity: str) -> ReadError:
    """Neither column is guessed to be the right one."""
    return ReadError(
        "TWO_COLUMNS",
        "The columns \"{first}\" and \"{second}\" both hold the {quantity}: leave one of them in the table.",
        first=first, second=second, quantity=quantity.replace("_", " "),
    )  # fmt: skip


def narrow_rows(width: int, headings: int) -> ReadError:
    """Rows are shorter than the line of names."""
    return ReadError(
        "FIELD_COUNT",
        "The rows have {width} fields but {headings} columns are named: no number can be placed with certainty.",
        width=width, headings=headings,
    )  # fmt: skip

"""Plain tables: a CSV or TSV whose first row holds headings such as ``time / s,potential / V,current / mA``."""

from __future__ import annotations

from pathlib import Path

from models.curve import Curve
from models.readers.columns import ColumnMeaning, plain_column, plain_quantity, split_heading, twin_of
from models.readers.content import Content
from models.readers.delimited_layout import has_unit_line, spelled_out
from models.readers.draft import Draft, choose_columns, require_columns
from models.readers.number_table import read_numbers
from models.readers.problem import ReadError
from models.readers.refusals import two_columns
from models.readers.stated_units import take_table
from models.readers.text_table import DELIMITER_NAMES, decode, is_row_of_numbers, looks_binary, split_line

NAME = "plain_table"
READS_LARGE = True  # takes the text as it comes, block after block
_MAX_HEADINGS = 500


def claims(head: bytes, path: Path) -> bool:
    """Return whether the first row names at least one quantity that we know."""
    if looks_binary(head):
        return False
    text = decode(head).text
    _, line, number = _heading_line(text)
    if "|" in line or has_unit_line(text.split("\n", number + 3)[number + 1 :]):
        return False  # delimited_text reads other delimiters, and units from a line of their own
    delimiter = _delimiter(line)
    return any(plain_quantity(heading) for heading in split_line(line, delimiter)[:_MAX_HEADINGS])


def read(content: bytes | Content, path: Path) -> tuple[Curve, ...]:
    """Read a plain table.

    Raises
    ------
    ReadError
        If a unit is missing or unknown, or the rows do not fit the headings.
    """
    decoded = decode(content)
    comments, line, skip = _heading_line(decoded.text)
    delimiter = _delimiter(line)
    headings = split_line(line, delimiter)
    if len(headings) > _MAX_HEADINGS:
        raise ReadError("TOO_MANY_COLUMNS", "The table has {count} columns: more than 500 are not read.",
                        count=len(headings))  # fmt: skip
    cells = len(headings)
    while headings and not headings[-1]:
        headings.pop()
    draft = Draft(encoding=decoded.encoding, delimiter=DELIMITER_NAMES[delimiter], flags=list(decoded.flags))
    meanings = choose_columns(headings, _meanings(headings), draft)
    table = read_numbers(decoded.rows_from(skip + 1), skip + 2, (len(headings), cells), delimiter, list(meanings))
    take_table(draft, headings, meanings, table)
    require_columns(draft, headings)
    if comments:
        draft.metadata["comments"] = " ".join(comments)
    told = {"current", "current_density"} & set(draft.columns) or "potential" not in draft.columns
    return (draft.curve(content, path, NAME, technique=None if told else "other"),)


def _heading_line(text: str) -> tuple[list[str], str, int]:
    """Return the comment lines before the headings, the heading line, and its number (from 0)."""
    comments = []
    for number, line in enumerate(text.split("\n", 60)[:60]):
        if line.lstrip().startswith("#"):
            comments.append(line.lstrip("# \t").rstrip())
        elif line.strip():
            return comments, line, number
    return comments, "", 0


def _delimiter(line: str) -> str:
    """The delimiter that splits the heading line into most quantities that we know."""
    return max("\t;,", key=lambda mark: sum(plain_quantity(cell) is not None for cell in split_line(line, mark)))


def _meanings(headings: list[str]) -> dict[int, ColumnMeaning]:
    """What the columns mean; two columns of one quantity are refused rather than one of them guessed."""
    meanings: dict[int, ColumnMeaning] = {}
    for position, heading in enumerate(headings):
        meaning = plain_column(spelled_out(heading))
        if meaning is None:
            continue
        twin = twin_of(meaning, meanings)
        if twin is not None:
            raise two_columns(headings[twin], heading, split_heading(heading)[0])
        meanings[position] = meaning
    if not meanings:
        raise ReadError("NO_COLUMNS", "No heading names a quantity: write for example time / s, potential / V.")
    if all(is_row_of_numbers(heading, "\t") for heading in headings):
        raise ReadError("NO_COLUMNS", "The first row holds numbers, not headings such as time / s.")
    return meanings

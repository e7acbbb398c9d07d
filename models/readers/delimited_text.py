"""Any delimited text that no other reader knows: with headings and units, or with what a person said of its columns.

What neither the file nor the person says is refused by a sentence that names what to state, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from models.curve import Curve
from models.readers.choices import DELIMITERS, ImportChoices
from models.readers.columns import ColumnMeaning, eclab_column, plain_column, twin_of
from models.readers.content import Content
from models.readers.delimited_layout import MOST_COLUMNS, Layout, found_layout, sample_of, too_many_columns
from models.readers.draft import Draft, choose_columns, note_sign_not_stated, require_columns, stated_columns
from models.readers.number_table import NumberTable, read_numbers
from models.readers.problem import ReadError
from models.readers.refusals import narrow_rows
from models.readers.remarks import columns_stated, header_line_stated
from models.readers.stated_units import take_table
from models.readers.text_blocks import FileRows, NeedsWhole, TextRows
from models.readers.text_table import Decoded, decode, looks_binary

NAME = "delimited_text"
READS_LARGE = True  # takes the text as it comes, block after block

_DELIMITER_NAMES = {mark: name for name, mark in DELIMITERS.items()}
_NOTHING = ImportChoices()


def claims(head: bytes, path: Path) -> bool:
    """Return whether rows of numbers can be seen in the text."""
    if looks_binary(head):
        return False
    text = decode(head).text
    if text.lstrip()[:1] in ("{", "<"):  # JSON and XML
        return False
    if max(text.count(mark) for mark in "\t;,|") > MOST_COLUMNS and text.count("\n") < 2:
        return True  # so wide that the head holds no two rows: `read` says so
    lines = text.split("\n")
    return found_layout(lines[:-1] if len(lines) > 2 else lines, _NOTHING) is not None


def read(content: bytes | Content, path: Path) -> tuple[Curve, ...]:
    """Read a table whose headings say everything.

    Raises
    ------
    ReadError
        If something has to be stated: a unit, the columns, the decimal mark.
    """
    return read_chosen(content, path, _NOTHING)


def read_chosen(content: bytes | Content, path: Path, choices: ImportChoices) -> tuple[Curve, ...]:
    """Read a table with what a person said of it.

    Raises
    ------
    ReadError
        If something has to be stated, or what was stated does not fit the file.
    """
    decoded = decode(content)
    lines = sample_of(decoded.text)
    layout = _layout(lines, choices)
    if max(layout.width, len(layout.headings)) > MOST_COLUMNS:
        raise too_many_columns(max(layout.width, len(layout.headings)))
    draft = Draft(encoding=decoded.encoding, delimiter=_DELIMITER_NAMES[layout.delimiter], flags=list(decoded.flags))
    meanings = _meanings(layout, choices, draft)
    table = _numbers(decoded, layout, meanings, choices)
    names = _column_names(layout)
    take_table(draft, names, meanings, table)
    require_columns(draft, layout.headings or names)
    _note_origins(draft, lines, layout, choices)
    note_sign_not_stated(draft)
    told = {"current", "current_density"} & set(draft.columns) or "potential" not in draft.columns
    return (draft.curve(content, path, NAME, technique=None if told else "other"),)


def _layout(lines: Sequence[str], choices: ImportChoices) -> Layout:
    if (choices.header_line or 0) > len(lines):
        raise ReadError(
            "BAD_CHOICE",
            "The import choice header_line cannot be used: line {line} is not among the first {count} lines.",
            line=choices.header_line or 0, count=len(lines),
        )  # fmt: skip
    layout = found_layout(lines, choices)
    if layout is None:
        if choices.delimiter is None:
            raise ReadError("NO_ROWS", "No rows of numbers were found in the text.")
        template = "No rows of numbers parted by a {delimiter} were found in the text."
        raise ReadError("NO_ROWS", template, delimiter=_DELIMITER_NAMES[choices.delimiter])
    if layout.width < 2:
        raise ReadError(
            "ONE_COLUMN",
            "The table has one column of numbers: a curve needs two, for example time / s and potential / V.",
        )
    return layout


def _column_names(layout: Layout) -> list[str]:
    """The headings, or column 1, column 2 ... where there are none."""
    names = list(layout.headings[: layout.width]) + [""] * (layout.width - len(layout.headings))
    return [name or f"column {place + 1}" for place, name in enumerate(names)]


def _meanings(layout: Layout, choices: ImportChoices, draft: Draft) -> dict[int, ColumnMeaning]:
    names = _column_names(layout)
    if choices.columns is not None:
        return stated_columns(choices.columns, names, draft)
    if not layout.headings:
        raise ReadError(
            "NO_HEADINGS",
            "The table has no column names: state what each column holds and in which unit, or write a first row such "
            "as time / s, potential / V, current / mA.",
        )
    meanings: dict[int, ColumnMeaning] = {}
    for place, heading in enumerate(layout.headings):
        meaning = eclab_column(heading) or plain_column(heading)
        if meaning is not None:
            _refuse_twin(meanings, place, meaning, layout.headings)
            meanings[place] = meaning
    if not meanings:
        found = ", ".join(f'"{heading}"' for heading in layout.headings[:8] if heading)
        raise ReadError(
            "NO_COLUMNS",
            "No column name is known (found: {names}): state what each column holds and in which unit.",
            names=found,
        )
    if max(meanings) >= layout.width:
        raise narrow_rows(layout.width, len(layout.headings))
    return choose_columns(layout.headings, meanings, draft)


def _refuse_twin(
    meanings: Mapping[int, ColumnMeaning], place: int, meaning: ColumnMeaning, headings: Sequence[str]
) -> None:
    other = twin_of(meaning, meanings)
    if other is not None:
        raise ReadError(
            "TWO_COLUMNS",
            "Columns {number} (\"{first}\") and {other} (\"{second}\") both hold the {quantity}: state which to take.",
            number=other + 1, first=headings[other], other=place + 1, second=headings[place],
            quantity=meaning.quantity.replace("_", " "),
        )  # fmt: skip


def _numbers(
    decoded: Decoded, layout: Layout, meanings: Mapping[int, ColumnMeaning], choices: ImportChoices
) -> NumberTable:
    body = decoded.rows_from(layout.first_row)
    delimiter = layout.delimiter
    if delimiter == " ":
        if isinstance(body, FileRows):
            raise NeedsWhole
        body, delimiter = TextRows("\n".join("\t".join(line.split()) for line in body.text.split("\n"))), "\t"
    named = len(layout.headings)
    if choices.columns is not None:  # each was placed by a person; the names need not fit
        headings = (min(max(meanings) + 1, layout.width), layout.width)
    else:
        headings = (named, max(named, layout.width if delimiter == "|" else named))
    return read_numbers(body, layout.first_row + 1, headings, delimiter, list(meanings), choices.decimal)


def _note_origins(draft: Draft, lines: Sequence[str], layout: Layout, choices: ImportChoices) -> None:
    """Say what a person stated, and keep the words above the table."""
    above = layout.header_line if layout.header_line is not None else layout.first_row
    comments = " ".join(line.lstrip("# \t").strip() for line in lines[:above] if line.strip())
    if comments:
        draft.metadata["comments"] = comments[:2000]
    if choices.columns is not None:
        draft.assumptions.append(columns_stated())
    if choices.delimiter is not None:
        name = _DELIMITER_NAMES.get(choices.delimiter, choices.delimiter)
        draft.assume("DELIMITER_STATED", "delimiter stated by you: {delimiter}", delimiter=name)
    if choices.decimal is not None:
        draft.assume("DECIMAL_STATED", "decimal stated by you: {mark}", mark=choices.decimal)
    if choices.header_line is not None:
        draft.assumptions.append(header_line_stated(choices.header_line))

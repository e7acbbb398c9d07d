"""Tables that are no curves: electrolytes with their steps and outcomes, kinetics by cycle, lives of cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from models.curve import Curve, Receipt, Source
from models.readers.columns import plain_quantity, split_heading
from models.readers.problem import ReadError
from models.readers.remarks import remark
from models.readers.text_table import DELIMITER_NAMES, decode, looks_binary, split_line

NAME = "comparison_table"
ELECTROLYTE, SERIES = ("electrolyte", "电解液"), ("series", "系列")
EXCHANGE_CURRENT, TRANSFER = (
    ("exchange current density", "exchange current", "交换电流密度"),
    (
        "transfer coefficient",
        "传递系数",
    ),
)
CYCLES = ("cycle", "cycles", "cycle number", "life", "循环", "循环数", "循环号")
REACHED = ("cycles", "cycle", "stabilized cycles", "cycle number", "coulombic efficiency", "ce")
STILL_CYCLING = ("still cycling", "仍在循环")
_MOST_ROWS, _MOST_COLUMNS = 10_000, 500


def claims(head: bytes, path: Path) -> bool:
    """Return whether the first line that is no comment heads such a table."""
    if looks_binary(head):
        return False
    _, line = _heading_line(decode(head).text)
    return is_heading_row(split_line(line, _delimiter(line)))


def is_heading_row(cells: Sequence[object]) -> bool:
    """Return whether a row of cells heads a table of electrolytes and series, of kinetics or lives, or by current."""
    words = {heading_words(str(cell)) for cell in cells if cell is not None}
    compares = bool(words & set(ELECTROLYTE)) and bool(words & set(SERIES))
    counts = bool(words & set(CYCLES)) and bool(words & {*EXCHANGE_CURRENT, *TRANSFER, *STILL_CYCLING})
    return compares or counts or _is_by_current(cells)


def _is_by_current(cells: Sequence[object]) -> bool:
    """Return whether a row heads a table of current densities and what was reached at them, and nothing measured."""
    named = [str(cell) for cell in cells if cell is not None and str(cell).strip()]
    plain = [plain_quantity(one) for one in named]
    rest = [heading_words(one) for one, quantity in zip(named, plain, strict=True) if quantity is None]
    return (
        plain.count("current_density") == 1
        and bool(set(rest) & set(REACHED))
        and not any(quantity not in (None, "current_density", "cycle") for quantity in plain)
    )


def heading_words(heading: str) -> str:
    """Return what a heading names, in lower case and without its unit."""
    return split_heading(heading)[0].strip().lower().replace("_", " ")


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read a comparison table.

    Raises
    ------
    ReadError
        As `comparison_curve`.
    """
    decoded = decode(content)
    skipped, line = _heading_line(decoded.text)
    delimiter = _delimiter(line)
    body = decoded.text.split("\n", skipped)[-1]
    rows = list(csv.reader(io.StringIO(body), delimiter=delimiter, skipinitialspace=True))
    receipt = Receipt(encoding=decoded.encoding, delimiter=DELIMITER_NAMES[delimiter], flags=decoded.flags)
    return (comparison_curve(rows, content, path, NAME, receipt),)


def comparison_curve(
    rows: Sequence[Sequence[object]], content: bytes, path: Path, reader: str, receipt: Receipt | None = None
) -> Curve:
    """Make a curve without columns that carries the table, from a row of headings and the rows under it.

    Raises
    ------
    ReadError
        ``TWO_COLUMNS``, ``NO_ROWS``, ``TOO_LARGE``.
    """
    known = receipt or Receipt()
    headings = ["" if cell is None else str(cell).strip() for cell in rows[0]]
    named = [heading for heading in headings if heading]
    twice = next((heading for heading in named if named.count(heading) > 1), None)
    if twice is not None:
        raise ReadError("TWO_COLUMNS", 'Two columns are headed "{heading}": give them two names.', heading=twice)
    if len(rows) > _MOST_ROWS or len(headings) > _MOST_COLUMNS:
        raise ReadError("TOO_LARGE", "A comparison table has up to 10 000 rows and 500 columns.")
    cells = [["" if cell is None else str(cell).strip() for cell in row] for row in rows[1:]]
    filled = [row for row in cells if any(row)]
    if not filled:
        raise ReadError("NO_ROWS", "The table has headings but no rows: write one row per electrolyte.")
    table = {
        heading: tuple(row[place] if place < len(row) else "" for row in filled)
        for place, heading in enumerate(headings)
        if heading
    }
    flags = list(known.flags)
    longer = sum(any(row[len(headings) :]) for row in filled)
    if longer:
        template = "{count} rows have more cells than there are headings; what stands beyond is left out"
        flags.append(remark("ROWS_TOO_LONG", template, count=longer))
    return Curve(
        name=path.stem,
        technique="other",
        columns={},
        segments=(),
        source=Source(str(path), "", len(content), reader),
        receipt=Receipt(
            known.encoding, known.delimiter, known.decimal, tuple(table), (), len(filled), (), tuple(flags)
        ),
        table=table,
    )


def _heading_line(text: str) -> tuple[int, str]:
    """Return how many lines stand before the headings, and the heading line."""
    for number, line in enumerate(text.split("\n", 60)[:60]):
        if line.strip() and not line.lstrip().startswith("#"):
            return number, line
    return 0, ""


def _delimiter(line: str) -> str:
    return max("\t;,", key=line.count)

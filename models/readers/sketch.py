"""The first true points of a large text, in a moment: rows from all over the file, while the rest is being read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from models.curve import Curve
from models.readers import curves_of, reader_of
from models.readers.choices import ImportChoices, checked
from models.readers.content import Content
from models.readers.problem import ReadError
from models.readers.text_blocks import NeedsWhole
from models.readers.text_table import looks_binary

LARGE = 8_000_000  # bytes of a file that is worth a sketch
ROWS = 1000  # from all over the file
_BEGINNING = 1 << 15  # bytes that are taken as they stand, with the column names
_LINE = 4096  # bytes in which a whole line is looked for


def sketch(path: Path, choices: ImportChoices | None = None, rows: int = ROWS) -> Curve | None:
    """The beginning of a large text and some rows of the rest, read as the whole will be; None where it tells nothing.

    Only columns that stand in the file are in it: what a header implies needs all rows.
    """
    try:
        return first_look(path, choices, rows) if path.stat().st_size >= LARGE else None
    except (OSError, ValueError):
        return None


def first_look(path: Path, choices: ImportChoices | None = None, rows: int = ROWS) -> Curve | None:
    """The sketch of a text of any size."""
    asked = checked(choices or ImportChoices())
    if asked.encoding is not None:
        return None
    try:
        content = Content(path)
    except (ReadError, OSError, ValueError):
        return None
    try:
        reader = reader_of(content, asked)
        if not getattr(reader, "READS_LARGE", False) or looks_binary(content.head[:_LINE]):
            return None
        curve = curves_of(reader, _some_lines(content, rows), path, asked)[0]
    except (ReadError, NeedsWhole, IndexError):
        return None
    finally:
        content.close()
    taken = [each.rpartition(" -> ")[2].partition(" / ")[0] for each in curve.receipt.columns_taken]
    columns = {name: column for name, column in curve.columns.items() if name.replace("_", " ") in taken}
    return replace(curve, columns=columns, segments=()) if len(columns) > 1 else None


def _some_lines(content: Content, rows: int) -> bytes:
    """The first lines, and one whole line from each of some places that are evenly spaced."""
    head = content.head[:_BEGINNING]
    parts = [head[: head.rfind(b"\n") + 1]]
    step = max(_LINE, (content.size - len(head)) // rows)
    for start in range(len(head), content.size - _LINE, step):
        lines = content.part(start, _LINE).split(b"\n", 2)
        if len(lines) == 3:
            parts.append(lines[1] + b"\n")
    return b"".join(parts)

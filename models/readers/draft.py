"""A curve in the making: columns taken by name, everything noted in the receipt."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from fitting.messages import Message
from fitting.units import si_factor
from models.curve import COLUMN_UNITS, Array, Curve, Receipt, Source
from models.readers.choices import ColumnChoice
from models.readers.columns import ColumnMeaning, heading_reference
from models.readers.content import Content
from models.readers.problem import ReadError
from models.readers.remarks import default_area, remark, shown_lines, sign_not_stated, technique_judged
from models.readers.techniques import judged_technique, named_technique
from models.segmentation import Controls, segments
from models.spool import BLOCK, let_go, lies_in_file, pieces, sampled

_DEFAULT_AREAS = (0.0, 0.001)  # cm²; what EC-Lab writes where nobody typed an area
_FEWEST_ROWS = 40  # whose order is no chance


@dataclass
class Draft:
    """Collects what a reader finds; `curve` makes the immutable result."""

    columns: dict[str, Array] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    flags: list[Message] = field(default_factory=list)
    assumptions: list[Message] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    electrode_area: float | None = None
    sign_convention: str = "plating_negative"
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    rows_skipped: tuple[int, ...] = ()

    def flag(self, code: str, template: str, /, *parts: Message, **arguments: float | int | str) -> None:
        """Note what is wrong or missing in the file."""
        self.flags.append(remark(code, template, *parts, **arguments))

    def assume(self, code: str, template: str, /, *parts: Message, **arguments: float | int | str) -> None:
        """Note what was decided without the file saying so."""
        self.assumptions.append(remark(code, template, *parts, **arguments))

    def take(self, heading: str, meaning: ColumnMeaning, values: Array, is_own: bool = False) -> None:
        """Take a column of the file, converted to SI; in its place if nobody else has it."""
        converted = _converted(values, meaning, is_own)
        self.columns[meaning.quantity] = converted
        if meaning.quantity == "potential" and (against := heading_reference(heading)):
            self.metadata.setdefault("reference_electrode", against)
        name = meaning.quantity.replace("_", " ")
        self.taken.append(f"{heading} -> {name} / {COLUMN_UNITS[meaning.quantity]}")

    def area(self, number: float, unit: str) -> None:
        """Take an electrode area, unless it is the value that the instrument writes when nobody typed one."""
        shown = unit.replace("^2", "²").replace("um", "µm")
        if any(abs(number - default) < 1e-9 for default in _DEFAULT_AREAS):
            self.assumptions.append(default_area(number, shown))
            return
        factor, _ = si_factor(unit)
        self.electrode_area = number * factor
        self.taken.append(f"electrode area {number:g} {shown}, from the file")

    def put_in_order(self) -> None:
        """Turn round rows that run back in time from the first to the last; refuse rows in no order at all.

        Raises
        ------
        ReadError
            ``TIME_NOT_INCREASING``.
        """
        time = self.columns.get("time")
        if time is None or len(time) < _FEWEST_ROWS or not time[-1] < time[0]:
            return
        back = sum(int(np.count_nonzero(part[1:] < part[:-1])) for part in pieces(time))
        on = sum(int(np.count_nonzero(part[1:] > part[:-1])) for part in pieces(time))
        if back and not on:
            self.columns = {name: np.ascontiguousarray(column[::-1]) for name, column in self.columns.items()}
            self.flag("TIME_REVERSED", "the rows run back in time from the first to the last; they were turned round")
        elif back > on:
            raise ReadError(
                "TIME_NOT_INCREASING",
                "The times of most rows ({back} of {count}) lie before that of the row above: sort the rows by time, "
                "or choose the column that is the time.",
                back=back,
                count=len(time),
            )

    def flag_clock(self) -> None:
        """Note duplicate, backward and missing times."""
        time = self.columns.get("time")
        if time is None or len(time) < 2 or all((part[1:] > part[:-1]).all() for part in pieces(time)):
            return
        steps = np.diff(time)
        back, same = np.flatnonzero(steps < 0.0), int(np.count_nonzero(steps == 0.0))
        if len(back):
            rows = shown_lines(back + 2)
            self.flag("TIME_GOES_BACK", "time goes back {count} times (row {rows})", count=len(back), rows=rows)
        if same:
            self.flag("TIME_STANDS_STILL", "time stands still in {count} steps", count=same)

    def curve(
        self,
        content: bytes | Content,
        path: Path,
        reader: str,
        technique_name: str | None = None,
        controls: Controls | None = None,
        technique: str | None = None,
    ) -> Curve:
        """Make the curve: technique, segments, receipt.

        Raises
        ------
        ReadError
            ``TIME_NOT_INCREASING``.
        """
        if controls is None and technique != "impedance":
            self.put_in_order()
        chosen = technique or named_technique(technique_name)
        if chosen is None:
            chosen = judged_technique({name: sampled(column) for name, column in self.columns.items()}, controls)
            self.assumptions.append(technique_judged(chosen))
        if technique_name:
            self.metadata.setdefault("technique", technique_name)
        self.flag_clock()
        for column in self.columns.values():
            let_go(column)
        receipt = Receipt(
            encoding=self.encoding, delimiter=self.delimiter, decimal=self.decimal, columns_taken=tuple(self.taken),
            columns_skipped=tuple(self.skipped), rows_read=len(next(iter(self.columns.values()), ())),
            rows_skipped=self.rows_skipped, flags=tuple(self.flags), assumptions=tuple(self.assumptions),
        )  # fmt: skip
        source = Source(str(path), "", len(content), reader)  # `read_file` knows the hash
        shown = {name: printable(value) for name, value in self.metadata.items() if value}
        for column in self.columns.values():
            column.flags.writeable = False  # they are the curve's now, and it need not copy them
        return Curve(
            name=path.stem, technique=chosen, columns=self.columns,
            segments=segments(chosen, self.columns, controls), source=source, receipt=receipt, metadata=shown,
            electrode_area=self.electrode_area, sign_convention=self.sign_convention,
        )  # fmt: skip


def note_sign_not_stated(draft: Draft) -> None:
    """A table that is no instrument's own does not say which sign its currents have."""
    if {"current", "current_density"} & set(draft.columns):
        draft.sign_convention = "not_stated"
        draft.assumptions.append(sign_not_stated())


def _converted(values: Array, meaning: ColumnMeaning, is_own: bool) -> Array:
    """A column in SI; one that lies in a file stays there."""
    stays, converted = lies_in_file(values), np.asarray(values, np.float64)
    if not stays and not is_own:
        if meaning.factor == 1.0 and meaning.offset == 0.0 and np.isfinite(converted.sum()):
            return converted
        converted = np.array(converted)
    for start in range(0, len(converted), BLOCK):
        part = converted[start : start + BLOCK]
        if meaning.factor != 1.0:
            part *= meaning.factor
        if meaning.offset != 0.0:
            part += meaning.offset
        if not np.isfinite(part.sum()):
            part[~np.isfinite(part)] = np.nan
    if stays:
        let_go(converted)
    return converted


def note_controls(draft: Draft, names: Sequence[str]) -> None:
    """Columns that were not taken but say where one control ends are named as used for that."""
    draft.skipped = [name for name in draft.skipped if name not in names]
    draft.taken += [f"{name} -> segments" for name in names]


def printable(text: str) -> str:
    """Metadata as one line without control characters."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()


def choose_columns(
    headings: Sequence[str], meanings: Mapping[int, ColumnMeaning], draft: Draft
) -> dict[int, ColumnMeaning]:
    """Of several columns of one quantity take the one of lowest rank; name the others as skipped."""
    best: dict[str, int] = {}
    for position, meaning in meanings.items():
        rival = best.get(meaning.quantity)
        if rival is None or meaning.rank < meanings[rival].rank:
            best[meaning.quantity] = position
    chosen = {position: meanings[position] for position in sorted(best.values())}
    draft.skipped += [heading for position, heading in enumerate(headings) if heading and position not in chosen]
    return chosen


def stated_columns(columns: Sequence[ColumnChoice], names: Sequence[str], draft: Draft) -> dict[int, ColumnMeaning]:
    """The columns as a person said, the others named as skipped.

    Raises
    ------
    ReadError
        ``BAD_CHOICE`` if there is no column at a position.
    """
    meanings = {}
    for column in columns:
        if column.position >= len(names):
            raise ReadError(
                "BAD_CHOICE",
                "The import choice columns cannot be used: column {position} was named but a row has {width} fields.",
                position=column.position + 1, width=len(names),
            )  # fmt: skip
        meanings[column.position] = ColumnMeaning(column.quantity, column.factor)
    return choose_columns(names, meanings, draft)


def with_flags(curve: Curve, *flags: Message) -> Curve:
    """The curve with more flags in its receipt."""
    return replace(curve, receipt=replace(curve.receipt, flags=(*curve.receipt.flags, *flags)))


def require_columns(draft: Draft, headings: Sequence[str]) -> None:
    """Refuse a file in which nothing can be drawn against anything.

    Raises
    ------
    ReadError
        ``NO_COLUMNS``.
    """
    if len(draft.columns) < 2:
        names = ", ".join(f'"{heading}"' for heading in headings[:8] if heading) or "—"
        raise ReadError(
            "NO_COLUMNS",
            "Fewer than two columns could be used (found: {names}): a curve needs for example time / s, potential / V.",
            names=names,
        )

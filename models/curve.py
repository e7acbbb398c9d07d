"""A curve: immutable SI arrays, and where every one of them came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from fitting.messages import Message

Array = npt.NDArray[np.float64]

# The columns a curve may have, each in the SI unit given. Readers take these and name what they skip.
COLUMN_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "time": "s",
        "potential": "V",
        "counter_potential": "V",
        "current": "A",
        "current_density": "A/m^2",
        "charge": "C",
        "capacity": "C",
        "charge_capacity": "C",
        "discharge_capacity": "C",
        "cycle": "1",
        "frequency": "Hz",
        "impedance_real": "ohm",
        "impedance_imaginary": "ohm",
        "rest_time": "s",
    }
)

# What the tree says of a curve, carried in its metadata to the report; it is the tree's, not the reading's.
NOTE, ELECTROLYTE_NOTE = "note on the curve", "note on the electrolyte"  # a file may have a note of its own

TECHNIQUES = (
    "open_circuit",
    "chronopotentiometry",
    "chronoamperometry",
    "linear_sweep",
    "cyclic_voltammetry",
    "impedance",
    "cycling",
    "other",
)


@dataclass(frozen=True)
class Segment:
    """A stretch of a curve under one control: rows start (inclusive) to stop (exclusive).

    Parameters
    ----------
    kind : str
        ``plating`` | ``stripping`` | ``rest`` | ``hold`` | ``sweep`` | ``spectrum`` | ``other``.
    current : float or None
        The median current in A where the current is controlled.
    """

    start: int
    stop: int
    kind: str
    current: float | None = None


@dataclass(frozen=True)
class Receipt:
    """What was read, what was skipped, what was assumed."""

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    columns_taken: tuple[str, ...] = ()  # "Ewe/V -> potential / V"
    columns_skipped: tuple[str, ...] = ()
    rows_read: int = 0
    rows_skipped: tuple[int, ...] = ()  # line numbers, from 1
    flags: tuple[Message, ...] = ()  # "time goes back at row 812"
    assumptions: tuple[Message, ...] = ()  # "electrode area 0.001 cm² is the instrument's default and is not used"
    choices: Mapping[str, Any] = field(default_factory=dict)  # what a person said of the file, as JSON writes it


@dataclass(frozen=True)
class Source:
    """The file a curve came from; the file itself is never written."""

    file: str  # path as given
    sha256: str
    size: int
    reader: str  # "biologic_mpr"
    index: int = 0  # which curve of the file
    modified: float | None = None  # when the file was changed last, s since 1970
    program: str = ""  # version of the program that read it


@dataclass(frozen=True, eq=False)
class Curve:
    """One recorded curve.

    Parameters
    ----------
    columns : mapping of str to (n,) float64 arrays
        Keys of `COLUMN_UNITS`, SI, equal lengths, read-only. A number that could not be read is NaN.
    electrode_area : float or None
        m^2, only where it can be believed.
    table : mapping of str to tuples of str
        The cells of a table that is no curve, heading by heading as they stand in the file: a comparison of
        electrolytes. Such a curve has no columns.
    sign_convention : str
        ``plating_negative`` (as in the file) | ``flipped`` (the file had plating positive) | ``not_stated``.
    """

    name: str
    technique: str
    columns: Mapping[str, Array]
    segments: tuple[Segment, ...]
    source: Source
    receipt: Receipt
    metadata: Mapping[str, str] = field(default_factory=dict)
    electrode_area: float | None = None
    sign_convention: str = "plating_negative"
    table: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.technique not in TECHNIQUES:
            raise ValueError(f"no such technique: {self.technique}")
        columns = {}
        for name, column in self.columns.items():
            if name not in COLUMN_UNITS:
                raise ValueError(f"no such column: {name}")
            values = np.ascontiguousarray(column, dtype=np.float64)
            if values is column and values.flags.writeable:
                values = values.copy()
            values.flags.writeable = False
            columns[name] = values
        if len({len(column) for column in columns.values()}) > 1:
            raise ValueError("columns differ in length")
        object.__setattr__(self, "columns", MappingProxyType(columns))
        object.__setattr__(self, "metadata", MappingProxyType(dict(self.metadata)))
        object.__setattr__(self, "table", MappingProxyType(dict(self.table)))

    @property
    def identity(self) -> str:
        """The same for the same curve of the same file content, wherever the file lies."""
        return f"{self.source.sha256[:16]}-{self.source.index}"

    @property
    def points(self) -> int:
        """Rows of this curve."""
        return len(next(iter(self.columns.values()), next(iter(self.table.values()), ())))

    def is_reading_of(self, other: Curve) -> bool:
        """Whether both are one reading of one file, under whatever names."""
        return self.receipt is other.receipt and all(
            column is other.columns.get(name) for name, column in self.columns.items()
        )

    def segment_columns(self, segment: int) -> Mapping[str, Array]:
        """The columns of one segment (views)."""
        part = self.segments[segment]
        return {name: column[part.start : part.stop] for name, column in self.columns.items()}

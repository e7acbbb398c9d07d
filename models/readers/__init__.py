"""Reading instrument files: one format per module, found by content, never by file name alone.

A reader module has ``NAME`` (its name in results), ``claims(head, path) -> bool`` (does this content look like
mine?) and ``read(content, path) -> tuple[Curve, ...]``. To add a format, write the module and name it in `READERS`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from fitting.messages import DataProblem
from models.curve import Curve, Receipt
from models.readers import biologic_mpr, chi_text, eclab_text, plain_table

READERS: tuple[ModuleType, ...] = (biologic_mpr, eclab_text, chi_text, plain_table)

HEAD_BYTES = 16384


class ReadError(DataProblem):
    """The file cannot be used; one sentence says why and what helps."""


@dataclass(frozen=True, eq=False)
class FileContent:
    """Everything that was found in one file."""

    file: str
    sha256: str
    reader: str
    curves: tuple[Curve, ...]
    receipt: Receipt
    experiment: str | None = None

"""Reads one mutated file in a child process and says how it went."""

from __future__ import annotations

import numpy as np

from fitting.messages import DataProblem
from models.curve import Receipt
from models.readers import FileContent, ReadError, read_file
from models.readers.choices import ImportChoices

NOT_OURS = "NOT_OURS"


def read(file: str, choices: ImportChoices) -> FileContent:
    """Read the file and hold the curves to what every curve promises; numbers do not cross the border."""
    try:
        found = read_file(file, choices)
        for curve in found.curves:
            _hold(all(not np.isinf(column).any() for column in curve.columns.values()), "an infinite number")
            _hold(curve.points > 0, "a curve without points")
            _hold(bool(curve.segments) and curve.segments[0].start == 0, "segments that begin late")
            _hold(curve.segments[-1].stop == curve.points, "segments that end early")
            _hold(all(part.start < part.stop for part in curve.segments), "an empty segment")
        return FileContent(file, "", found.reader, (), Receipt(rows_read=sum(curve.points for curve in found.curves)))
    except DataProblem as problem:
        _check_sentence(problem.message.text)
        raise
    except MemoryError:
        raise
    except Exception as error:
        raise ReadError(NOT_OURS, "{kind}: {reason}", kind=type(error).__name__, reason=str(error)[:200]) from error


def _check_sentence(text: str) -> None:
    if not text.strip().endswith((".", "?", ")")) or "\n" in text or len(text) > 2000:
        raise ReadError(NOT_OURS, "no sentence: {text}", text=text[:200])


def _hold(promise: bool, broken: str) -> None:
    if not promise:
        raise AssertionError(broken)

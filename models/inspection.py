"""What is in a file, as JSON for scripts and as text for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication

from models.curve import COLUMN_UNITS, Curve, Receipt
from models.readers import FileContent
from models.result import SETTING_OF, Failure
from models.translation import message_text


def content_as_json(content: FileContent | Failure) -> dict[str, Any]:
    """A file as ``inspect --json`` writes it."""
    if isinstance(content, Failure):
        error = {name: value for name, value in content.as_json().items() if name != "file"}
        nothing: dict[str, Any] = {"sha256": None, "reader": None, "experiment": None, "curves": [], "receipt": None}
        return {"file": Path(content.file).name, **nothing, "error": error}
    return {
        "file": Path(content.file).name,
        "sha256": content.sha256,
        "reader": content.reader,
        "experiment": content.experiment,
        "curves": [_curve_as_json(curve) for curve in content.curves],
        "receipt": _receipt_as_json(content.receipt),
        "error": None,
    }


def _curve_as_json(curve: Curve) -> dict[str, Any]:
    return {
        "name": curve.name,
        "technique": curve.technique,
        "points": curve.points,
        "segments": len(curve.segments),
        "columns": [{"name": name, "unit": COLUMN_UNITS.get(name, "")} for name in (*curve.columns, *curve.table)],
        "metadata": {
            **curve.metadata,
            "electrode_area": curve.electrode_area,
            "sign_convention": curve.sign_convention,
        },
    }


def _receipt_as_json(receipt: Receipt) -> dict[str, Any]:
    return {
        "encoding": receipt.encoding,
        "delimiter": receipt.delimiter,
        "decimal": receipt.decimal,
        "columns_taken": list(receipt.columns_taken),
        "columns_skipped": list(receipt.columns_skipped),
        "rows_read": receipt.rows_read,
        "rows_skipped": list(receipt.rows_skipped),
        "flags": [flag.text for flag in receipt.flags],
        "assumptions": [assumption.text for assumption in receipt.assumptions],
    }


def content_as_text(content: FileContent) -> str:
    """A file as ``inspect`` prints it for people."""
    lines = [f"{content.file}: {content.reader}"]
    for curve in content.curves:
        columns = ", ".join((*(f"{name} / {COLUMN_UNITS[name]}" for name in curve.columns), *curve.table))
        kinds = [part.kind for part in curve.segments]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        line = _words("{name}: {technique}, {points} points; {columns}; segments: {segments}")
        shown = {"name": curve.name, "technique": curve.technique, "points": curve.points}
        lines.append("  " + line.format(**shown, columns=columns, segments=counts))
    for note in (*content.receipt.assumptions, *content.receipt.flags):
        lines.append("  " + _words("note: {note}").format(note=message_text(note)))
    return "\n".join(lines) + "\n"


def failure_sentence(failure: Failure) -> str:
    """The sentence for a person: the file, then what is wrong and what helps."""
    name, sentence = Path(failure.file).name, message_text(failure.message)
    if setting := SETTING_OF.get(failure.message.code):
        sentence = _words("{sentence}; setting: {setting}").format(sentence=sentence.rstrip(".。"), setting=setting)
    return sentence if name in sentence else f"{name}: {sentence}"  # a calculator has no file


def _words(text: str) -> str:
    return QCoreApplication.translate("Inspection", text)

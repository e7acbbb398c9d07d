"""What a person does to the curve tree: rename, move, note, remove. Each is one undo step of the document."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QCoreApplication

from models.document import Document
from models.electrolyte import (
    with_curve_named,
    with_curve_noted,
    with_curves_moved,
    with_curves_shown,
    with_electrolyte_in_series,
    with_electrolyte_named,
    with_electrolyte_noted,
    without_curves,
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Document", text)


def remove_curves(document: Document, identities: Iterable[str]) -> None:
    """Take curves out of the document; the files stay."""
    document.change_series(without_curves(document.series, identities), _tr("Remove curves"))


def rename_curve(document: Document, identity: str, name: str) -> None:
    """Give a curve another name; an empty one changes nothing."""
    if name.strip():
        document.change_series(with_curve_named(document.series, identity, name.strip()), _tr("Rename curve"))


def rename_electrolyte(document: Document, place: int, name: str) -> None:
    """Give an electrolyte another name; two of the same name become one."""
    if name.strip():
        named = with_electrolyte_named(document.series, place, name.strip())
        document.change_series(named, _tr("Rename electrolyte"))


def move_curves(document: Document, identities: Iterable[str], electrolyte: str) -> None:
    """Put curves under another electrolyte, which is made if it is new."""
    if electrolyte.strip():
        moved = with_curves_moved(document.series, identities, electrolyte.strip())
        document.change_series(moved, _tr("Move curves"))


def note_curve(document: Document, identity: str, note: str) -> None:
    """Write something about a curve."""
    document.change_series(with_curve_noted(document.series, identity, note), _tr("Note on a curve"))


def note_electrolyte(document: Document, place: int, note: str) -> None:
    """Write something about an electrolyte."""
    document.change_series(with_electrolyte_noted(document.series, place, note), _tr("Note on an electrolyte"))


def put_in_series(document: Document, place: int, name: str) -> None:
    """Count an electrolyte to a family, within which electrolytes are compared."""
    counted = with_electrolyte_in_series(document.series, place, name.strip())
    document.change_series(counted, _tr("Series of an electrolyte"))


def show_curves(document: Document, identities: Iterable[str], shown: bool) -> None:
    """Let curves take part in tables, series, comparison and report, or set them aside."""
    text = _tr("Show curves") if shown else _tr("Set curves aside")
    document.change_series(with_curves_shown(document.series, identities, shown), text)

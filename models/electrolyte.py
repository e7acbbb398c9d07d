"""Electrolytes and their curves, as one frozen value: what the data panel shows and undo swaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication


@dataclass(frozen=True)
class CurveEntry:
    """A curve as a person sees it in the tree: identity, name, what was written about it, whether it takes part."""

    curve: str
    name: str
    note: str = ""
    shown: bool = True


@dataclass(frozen=True)
class Electrolyte:
    """An electrolyte, the curves that were measured in it, and the family it belongs to: its salt in that solvent."""

    name: str
    curves: tuple[CurveEntry, ...] = ()
    note: str = ""
    series: str = ""


Series = tuple[Electrolyte, ...]

NOT_STATED = QT_TRANSLATE_NOOP("Document", "Electrolyte not stated")  # the name of what no file names


def electrolyte_text(name: str) -> str:
    """An electrolyte's name; words in the language spoken now where no file states one."""
    return QCoreApplication.translate("Document", "Electrolyte not stated") if name == NOT_STATED else name


def with_curves(series: Series, electrolyte: str, entries: Iterable[CurveEntry]) -> Series:
    """The series with curves added to an electrolyte, which is made if it is new."""
    added = tuple(entries)
    if any(each.name == electrolyte for each in series):
        return tuple(replace(each, curves=each.curves + added) if each.name == electrolyte else each for each in series)
    return (*series, Electrolyte(electrolyte, added))


def without_curves(series: Series, curves: Iterable[str]) -> Series:
    """The series without some curves; an electrolyte that is left empty goes too."""
    gone = set(curves)
    kept = (replace(each, curves=tuple(entry for entry in each.curves if entry.curve not in gone)) for each in series)
    return tuple(each for each in kept if each.curves)


def with_curves_moved(series: Series, curves: Iterable[str], electrolyte: str) -> Series:
    """The series with some curves moved to an electrolyte, which is made if it is new."""
    wanted = set(curves)
    moved = [entry for each in series for entry in each.curves if entry.curve in wanted]
    return with_curves(without_curves(series, wanted), electrolyte, moved) if moved else series


def with_electrolyte_named(series: Series, place: int, name: str) -> Series:
    """The series with one electrolyte renamed; two of the same name become one."""
    merged: dict[str, Electrolyte] = {}
    for number, each in enumerate(series):
        renamed = replace(each, name=name) if number == place else each
        first = merged.get(renamed.name)
        if first is not None:
            notes = "\n".join(note for note in (first.note, renamed.note) if note)
            renamed = replace(first, curves=first.curves + renamed.curves, note=notes)
        merged[renamed.name] = renamed
    return tuple(merged.values())


def with_electrolyte_noted(series: Series, place: int, note: str) -> Series:
    """The series with what was written about one electrolyte changed."""
    return tuple(replace(each, note=note) if number == place else each for number, each in enumerate(series))


def with_electrolyte_in_series(series: Series, place: int, name: str) -> Series:
    """The series with one electrolyte counted to another family."""
    return tuple(replace(each, series=name) if number == place else each for number, each in enumerate(series))


def with_curve_named(series: Series, curve: str, name: str) -> Series:
    """The series with one curve renamed."""
    return _with_entry(series, curve, name=name)


def with_curve_noted(series: Series, curve: str, note: str) -> Series:
    """The series with what was written about one curve changed."""
    return _with_entry(series, curve, note=note)


def with_curves_shown(series: Series, curves: Iterable[str], shown: bool) -> Series:
    """The series with some curves taking part, or set aside."""
    for curve in curves:
        series = _with_entry(series, curve, shown=shown)
    return series


def _with_entry(series: Series, curve: str, **changes: Any) -> Series:
    return tuple(
        replace(
            each,
            curves=tuple(replace(entry, **changes) if entry.curve == curve else entry for entry in each.curves),
        )
        for each in series
    )


def shown_curves(series: Series) -> tuple[str, ...]:
    """The curves that take part, in the order of the tree."""
    return tuple(entry.curve for each in series for entry in each.curves if entry.shown)


def curve_identities(series: Series) -> tuple[str, ...]:
    """All curves, in the order of the tree."""
    return tuple(entry.curve for each in series for entry in each.curves)

"""Electrolytes and their curves, as one frozen value: what the data panel shows and undo swaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class CurveEntry:
    """A curve as a person sees it in the tree: its identity and the name it goes by."""

    curve: str
    name: str


@dataclass(frozen=True)
class Electrolyte:
    """An electrolyte and the curves that were measured in it."""

    name: str
    curves: tuple[CurveEntry, ...] = ()


Series = tuple[Electrolyte, ...]


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


def with_electrolyte_named(series: Series, place: int, name: str) -> Series:
    """The series with one electrolyte renamed; two of the same name become one."""
    renamed = [replace(each, name=name) if number == place else each for number, each in enumerate(series)]
    merged: Series = ()
    for each in renamed:
        merged = with_curves(merged, each.name, each.curves)
    return merged


def with_curve_named(series: Series, curve: str, name: str) -> Series:
    """The series with one curve renamed."""
    return tuple(
        replace(
            each,
            curves=tuple(replace(entry, name=name) if entry.curve == curve else entry for entry in each.curves),
        )
        for each in series
    )


def curve_identities(series: Series) -> tuple[str, ...]:
    """All curves, in the order of the tree."""
    return tuple(entry.curve for each in series for entry in each.curves)

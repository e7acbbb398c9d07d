"""A setting as it was used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RecipeEntry:
    """A setting as it was used: SI value or word, and where it came from."""

    value: float | str | None
    unit: str
    origin: str  # "given" | "file" | "default" | "automatic"

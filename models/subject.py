"""What an analysis is about: one segment of a curve, several curves together, or nothing but its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.curve import Array, Curve


@dataclass(frozen=True, eq=False)
class Part:
    """A segment of a curve, or the whole curve where `segment` is None."""

    curve: Curve
    segment: int | None = None

    @property
    def columns(self) -> Mapping[str, Array]:
        """The columns of the segment (views), SI."""
        return self.curve.columns if self.segment is None else self.curve.segment_columns(self.segment)

    @property
    def title(self) -> str:
        """Name of the curve, with the number of the plating step where it has several."""
        plated = [number for number, part in enumerate(self.curve.segments) if part.kind == "plating"]
        if len(plated) < 2 or self.segment not in plated:
            return self.curve.name
        return f"{self.curve.name} #{plated.index(self.segment) + 1}"

    @property
    def key(self) -> tuple[str, int | None]:
        """The same for the same segment of the same file content."""
        return self.curve.identity, self.segment


Subject = tuple[Part, ...]  # empty for a calculator


def subject_title(subject: Subject) -> str:
    """Name of the curve, with the step where only one is meant; of several curves, the first and how many more."""
    if not subject:
        return ""
    names = list(dict.fromkeys(part.title if len(subject) == 1 else part.curve.name for part in subject))
    return names[0] if len(names) == 1 else f"{names[0]} + {len(names) - 1}"

"""Results under the names and electrolytes of the curve tree, for whoever shows them without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.curve import Curve
from models.document import electrolyte_name
from models.electrolyte import Series
from models.result import Result


def placed(results: Sequence[Result], series: Series) -> list[Result]:
    """The results with their curves called, and counted to electrolytes, as a person has put them in the tree."""
    homes = {entry.curve: (each.name, entry.name) for each in series for entry in each.curves}
    moved: dict[Curve, Curve] = {}

    def at_home(curve: Curve) -> Curve:
        if curve not in moved:
            electrolyte, name = homes.get(curve.identity, ("", curve.name))
            metadata = curve.metadata
            if electrolyte and electrolyte != electrolyte_name(curve):
                metadata = {**metadata, "electrolyte": electrolyte}
            same = metadata is curve.metadata and name == curve.name
            moved[curve] = curve if same else replace(curve, name=name, metadata=metadata)
        return moved[curve]

    return [
        replace(result, subject=tuple(replace(part, curve=at_home(part.curve)) for part in result.subject))
        for result in results
    ]

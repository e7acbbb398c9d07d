"""A curve as plain JSON beside its numbers: what an import child sends, and what the project file holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fitting.messages import Message
from models.curve import Array, Curve, Receipt, Segment, Source
from models.plain import as_plain, from_plain

MOST_POINTS = 250_000_000  # of one column


def curve_header(curve: Curve) -> dict[str, Any]:
    """Everything of a curve but its numbers."""
    return {
        "name": curve.name, "technique": curve.technique, "columns": list(curve.columns), "points": curve.points,
        "segments": as_plain([[part.start, part.stop, part.kind, part.current] for part in curve.segments]),
        "source": as_plain(curve.source), "receipt": as_plain(curve.receipt), "metadata": dict(curve.metadata),
        "electrode_area": as_plain(curve.electrode_area), "sign_convention": curve.sign_convention,
        "table": as_plain(curve.table),
    }  # fmt: skip


def curve_from(header: Mapping[str, Any], next_array: Callable[[int], Array]) -> Curve:
    """The curve again; `next_array` gives the next column, of that many points.

    Raises
    ------
    ValueError, KeyError, TypeError
        If the header is not one that `curve_header` makes.
    """
    points = from_plain(int, header["points"])
    if not 0 <= points <= MOST_POINTS:
        raise ValueError(f"{points} points")
    columns = {name: next_array(points) for name in from_plain(tuple[str, ...], header["columns"])}
    parts = from_plain(tuple[tuple[int, int, str, float | None], ...], header["segments"])
    if any(not 0 <= start <= stop <= points for start, stop, *_ in parts):
        raise ValueError("a segment outside of the curve")
    return Curve(
        name=from_plain(str, header["name"]),
        technique=from_plain(str, header["technique"]),
        columns=columns,
        segments=tuple(Segment(*part) for part in parts),
        source=from_plain(Source, header["source"]),
        receipt=receipt_from(header["receipt"]),
        metadata=from_plain(Mapping[str, str], header["metadata"]),
        electrode_area=from_plain(float | None, header["electrode_area"]),
        sign_convention=from_plain(str, header["sign_convention"]),
        table=from_plain(Mapping[str, tuple[str, ...]], header["table"]),
    )


def receipt_from(header: Mapping[str, Any]) -> Receipt:
    """A receipt from its JSON."""
    return from_plain(Receipt, header)  # type: ignore[no-any-return]


def message_from(entry: Mapping[str, Any]) -> Message:
    """A message from its JSON."""
    return from_plain(Message, entry)  # type: ignore[no-any-return]

"""The receipt of a whole file: what the receipts of its curves say, each note once and with the curve it is about."""

from __future__ import annotations

from collections.abc import Sequence

from models.curve import Curve, Receipt


def file_receipt(curves: Sequence[Curve]) -> Receipt:
    """Return one receipt for all curves of a file; a note that is not about all of them names its curve."""
    receipts = [curve.receipt for curve in curves]
    if len(receipts) == 1:
        return receipts[0]
    taken = tuple(dict.fromkeys(name for receipt in receipts for name in receipt.columns_taken))
    skipped = tuple(dict.fromkeys(name for receipt in receipts for name in receipt.columns_skipped))
    first = receipts[0]
    return Receipt(
        encoding=first.encoding, delimiter=first.delimiter, decimal=first.decimal,
        columns_taken=taken, columns_skipped=skipped, rows_read=sum(receipt.rows_read for receipt in receipts),
        rows_skipped=tuple(sorted({line for receipt in receipts for line in receipt.rows_skipped})),
        flags=_joined([curve.name for curve in curves], [receipt.flags for receipt in receipts]),
        assumptions=_joined([curve.name for curve in curves], [receipt.assumptions for receipt in receipts]),
    )  # fmt: skip


def _joined(names: Sequence[str], notes: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    common = set(notes[0]).intersection(*notes[1:])
    own = [f"{name}: {note}" for name, said in zip(names, notes, strict=True) for note in said if note not in common]
    return tuple(dict.fromkeys([*(note for note in notes[0] if note in common), *own]))

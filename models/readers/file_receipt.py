"""The receipt of a whole file: what the receipts of its curves say, each note once and with the curve it is about."""

from __future__ import annotations

from collections.abc import Sequence

from fitting.messages import Message
from models.curve import Curve, Receipt
from models.readers.remarks import remark


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


def _joined(names: Sequence[str], notes: Sequence[tuple[Message, ...]]) -> tuple[Message, ...]:
    """Notes are the same where they read the same."""
    common = set.intersection(*({note.text for note in said} for said in notes))
    own = [
        remark(note.code, "{curve}: {parts}", note, curve=name)
        for name, said in zip(names, notes, strict=True)
        for note in said
        if note.text not in common
    ]
    shared = [note for note in notes[0] if note.text in common]
    return tuple({note.text: note for note in (*shared, *own)}.values())

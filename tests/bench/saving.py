"""How fast a large project is saved again after an edit, against a plain copy of its file."""

from __future__ import annotations

from tests.bench.contest import Contestant
from tests.bench.rows import Row

ROWS = (
    Row(
        "save_233MB", "a copy of the file", 3.0,
        lambda: (Contestant("our_save", "save").run, Contestant("our_save", "copy").run), rounds=5,
    ),
)  # fmt: skip

"""The figures of a run as the table of tests/bench/README.md: python -m tests.bench.table RUN.json."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- the table begins -->", "<!-- the table ends -->"
HEAD = "| row | ours | against | theirs | ratio | goal | |\n|---|---:|---|---:|---:|---:|---|"
_PREFIXES = {"s": ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")), "B": ((1e9, "GB"), (1e6, "MB"))}


def amount(value: float, unit: str) -> str:
    """Return a value with three digits and the unit that suits it."""
    for size, name in _PREFIXES.get(unit, ()):
        if abs(value) >= size:
            return f"{value / size:.3g} {name}"
    return f"{value:.3g}" + ("" if unit == "1" else f" {unit}")


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as a table."""
    return "\n".join([HEAD, *map(_line, rows)])


def _line(row: Mapping[str, Any]) -> str:
    against, theirs = row["peer"] or "", ""
    if row["peer_value"] is None:
        ratio, goal = "", f"≤ {amount(row['goal'], row['unit'])}"
    else:
        theirs = amount(row["peer_value"], row["unit"])
        ratio, goal = f"{row['ratio']:.3g}", f"≤ {row['goal']:.3g}"
    word = "holds" if row["holds"] else "**short**"
    return f"| {row['name']} | {amount(row['value'], row['unit'])} | {against} | {theirs} | {ratio} | {goal} | {word} |"


def written(text: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the page with these rows in the place of those before."""
    return re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table(rows)}\n{END}", text, flags=re.DOTALL)


if __name__ == "__main__":
    found = [row for name in sys.argv[1:] for row in json.loads(Path(name).read_text(encoding="utf-8"))]
    README.write_text(written(README.read_text(encoding="utf-8"), found), encoding="utf-8")

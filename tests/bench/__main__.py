"""How fast we are, and against whom: python -m tests.bench [NAME ...] [--json OUT].

Every module of this folder with ROWS gives rows.
"""

from __future__ import annotations

import argparse
import json
import os
from importlib import import_module
from pathlib import Path

from tests.bench.rows import Figure, Row, measured
from ui.environment import prepare_environment


def all_rows() -> list[Row | Figure]:
    """Return the rows of every module beside this one."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("*.py"))
    modules = [import_module(f"tests.bench.{name}") for name in names if name != "__main__"]
    return [row for module in modules for row in getattr(module, "ROWS", ())]


def _shown(figures: dict[str, object]) -> str:
    value = float(str(figures["value"]))
    return f"{1e3 * value:.2f} ms" if figures["unit"] == "s" else f"{value:.3g}"


def main() -> None:
    """Print the rows, and write them where asked."""
    arguments = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME")
    arguments.add_argument("--json", metavar="OUT")
    given = arguments.parse_args()
    prepare_environment()  # as main.py does, before numpy is there
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    table = []
    for row in all_rows():
        if given.names and not any(name in row.name for name in given.names):
            continue
        figures = measured(row)
        table.append(figures)
        against = f"{figures['ratio']:.3g} x {row.peer}" if row.peer else "no peer"
        print(
            f"{row.name:28s} {_shown(figures):>13s}  {against:36s} goal {row.goal:g}"
            f"  {'holds' if figures['holds'] else 'MISSED'}",
            flush=True,
        )
        if given.json and given.json != "-":  # row after row: what was measured stays
            Path(given.json).write_text(json.dumps(table, indent=1), encoding="utf-8")
    if given.json == "-":
        print(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()

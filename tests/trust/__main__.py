"""What becomes of work when everything goes wrong: python -m tests.trust [NAME ...] [--json OUT] [--count N].

Every module of this folder with ROWS gives rows.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from importlib import import_module
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.trust.rows import Missing, Row, measured

NO_ROWS = ("__main__", "rows", "work", "forks", "shim", "disk", "example")


def all_rows() -> list[Row]:
    """Return the rows of every module beside this one."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("*.py"))
    modules = [import_module(f"tests.trust.{name}") for name in names if name not in NO_ROWS]
    return [row for module in modules for row in module.ROWS]


def main() -> None:
    """Print the rows, and write them where asked."""
    arguments = argparse.ArgumentParser(prog="tests.trust", description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME")
    arguments.add_argument("--json", metavar="OUT")
    arguments.add_argument("--count", type=int)
    given = arguments.parse_args()
    table = []
    for row in all_rows():
        if given.names and not any(name in row.name for name in given.names):
            continue
        began = time.monotonic()
        try:
            figures = measured(row, given.count)
        except Missing as missing:
            print(f"{row.name:36s} not measured: {missing}", flush=True)
            continue
        table.append(figures)
        print(
            f"{row.name:36s} {figures['value']:10.4g} {row.unit:24s} goal {row.goal:g}"
            f"  {'holds' if figures['holds'] else 'MISSED'}  ({time.monotonic() - began:.0f} s)",
            flush=True,
        )
    if given.json == "-":
        print(json.dumps(table, indent=1))
    elif given.json:
        Path(given.json).write_text(json.dumps(table, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

"""How near every number comes to the limit of its noise: python -m tests.accuracy [NAME ...] [--json OUT] [--count N].

Every module of this folder with a function ``rows()`` gives rows.
"""

from __future__ import annotations

import argparse
import json
import os
from importlib import import_module
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy; as main.py does

from tests.accuracy.rows import Row, Share, measured


def all_rows() -> list[Row | Share]:
    """Return the rows of every module beside this one."""
    names = sorted(file.stem for file in Path(__file__).parent.glob("*.py"))
    modules = [import_module(f"tests.accuracy.{name}") for name in names if name not in ("__main__", "rows")]
    return [row for module in modules for row in module.rows()]


def main() -> None:
    """Print the rows, and write them where asked."""
    arguments = argparse.ArgumentParser(prog="tests.accuracy", description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME")
    arguments.add_argument("--json", metavar="OUT")
    arguments.add_argument("--count", type=int, default=100)
    given = arguments.parse_args()
    wanted = [row for row in all_rows() if not given.names or any(name in row.name for name in given.names)]
    table = []
    for row in wanted:
        figures = measured(row, given.count)
        table.append(figures)
        print(
            f"{row.name:48s} {figures['value']:10.4g} {row.unit:6s} {figures['ratio']:6.2f} x limit (goal {row.goal})"
            f"  bias {figures['bias']:.2f}  coverage {figures['coverage']:.2f}  open {figures['missing']:.2f}"
            f"  {'holds' if figures['holds'] else 'MISSED'}",
            flush=True,
        )
    if given.json == "-":
        print(json.dumps(table, indent=1))
    elif given.json:
        Path(given.json).write_text(json.dumps(table, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

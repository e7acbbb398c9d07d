"""Anodescope: the lithium-metal anode, step by step. With a command it works without a window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

COMMANDS = ("inspect", "analyze", "batch", "report", "steps", "sample", "review")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, or open the window with the files named; return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given:
        from ui.environment import prepare_environment

        prepare_environment()
    if given and given[0] == "run-sample":
        from ui.headless import run_sample

        return run_sample(given[1] if len(given) > 1 else "out")
    if given and given[0] == "--selftest":
        from ui.headless import run_check

        return run_check(given[1:])
    if given and (given[0] in COMMANDS or not os.path.exists(given[0])):
        from ui.headless import run_command

        return run_command(given)
    gc.disable()  # until all is imported: nothing that the start makes goes away
    from ui.application import has_display, start

    if not has_display():
        from PyQt6.QtCore import QCoreApplication

        sentence = QCoreApplication.translate(
            "CommandLine", "No display was found, so no window can open; see python main.py --help for what works."
        )
        sys.stderr.write(f"{sentence}\n")
        return 1
    return start(given)


if __name__ == "__main__":
    if getattr(sys, "frozen", False) and sys.argv[1:2] and sys.argv[1].startswith("-"):
        # An import child, and what watches over it, start as the program itself.
        from multiprocessing import freeze_support

        freeze_support()
    sys.exit(main())

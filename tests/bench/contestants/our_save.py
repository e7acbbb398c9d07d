"""A project with ten curves of two million points: a curve renamed and all of it saved again, or the file copied; in s.

Argument: `save` or `copy`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PyQt6.QtCore import QCoreApplication
from serving import serve

from models.curve import Curve, Receipt, Segment, Source
from models.curve_edits import rename_curve
from models.electrolyte import curve_identities
from models.readers import FileContent
from tests.project_hand import Window

CURVES, POINTS = 10, 2_110_000  # packed, as a project keeps them: 233 MB


def recorded(number: int) -> FileContent:
    """A plating with its noise."""
    noise = np.random.default_rng(number).normal(size=(2, POINTS))
    columns = {"time": 0.2 * np.arange(POINTS), "potential": -0.1 + 1e-4 * noise[0], "current": -2e-4 + 1e-8 * noise[1]}
    digest = f"{number:02d}" * 32
    source = Source(f"{number}.csv", digest, 1, "plain_table")
    curve = Curve(str(number), "other", columns, (Segment(0, POINTS, "other"),), source, Receipt())
    return FileContent(f"{number}.csv", digest, "plain_table", (curve,), curve.receipt)


def main() -> None:
    """Save the project, then do the job at every line."""
    application = QCoreApplication([])
    folder = Path(tempfile.mkdtemp(prefix="anodescope-save-"))
    path = folder / "large.anode"
    window = Window(folder)
    window.document.add_files([recorded(number) for number in range(CURVES)])
    window.save(path)
    turn = [0]

    def save() -> float:
        turn[0] += 1
        rename_curve(window.document, curve_identities(window.document.series)[0], f"name {turn[0]}")
        began = time.perf_counter()
        window.save()
        return time.perf_counter() - began

    def copy() -> float:
        began = time.perf_counter()
        shutil.copyfile(path, folder / "copy")
        return time.perf_counter() - began

    print(f"{path.stat().st_size / 1e6:.0f} MB", flush=True)
    serve(save if sys.argv[1] == "save" else copy)
    application.quit()


if __name__ == "__main__":
    main()

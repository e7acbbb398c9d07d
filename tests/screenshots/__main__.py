"""Pictures of every tab and dialog: ``python -m tests.screenshots [NAME …]``, or ``make screenshots NAMES=help``.

Light and dark, English and Chinese, at 100 % in a window of 1280 × 800 and at 200 % in one of 1000 × 620, into
out/screenshots/. With the folder of real instrument files its plating curves are shown, otherwise the simulated sample;
what other steps need is simulated. Without a Chinese font on the machine Chinese shows as boxes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCALES = {"100": (1.0, 1280, 800), "200": (2.0, 1000, 620)}


def main() -> int:
    """Take the pictures, one process per scale, because Qt reads the scale when it starts."""
    parser = argparse.ArgumentParser("tests.screenshots", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="scenes whose name contains one of these; all without")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "screenshots")
    parser.add_argument("--scale", choices=[*SCALES, "both"], default="both")
    parser.add_argument(
        "--sample", action="store_true", help="only simulated curves, as for pictures that are published"
    )
    parser.add_argument("--languages", default="en,zh_CN")
    parser.add_argument("--themes", default="light,dark")
    options = parser.parse_args()
    status = 0
    for scale in SCALES if options.scale == "both" else [options.scale]:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            "QT_SCALE_FACTOR": str(SCALES[scale][0]),
            "OPENBLAS_NUM_THREADS": "1",
        }
        arguments = [
            str(options.out),
            scale,
            str(int(options.sample)),
            options.languages,
            options.themes,
        ]
        command = [sys.executable, "-m", "tests.screenshots.taking", *arguments, *options.names]
        status |= subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())

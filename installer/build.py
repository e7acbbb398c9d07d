"""Builds the installers into dist/: python installer/build.py windows | linux | all [--fast]."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # the icons are drawn without a display

from icons import make_icons
from licences import sbom
from product import BUILD, DIST, NAME, BuildProblem, date_all, say, source_date, version
from windows_setup import make_setup, make_zip
from windows_tree import payload


def build_windows(options: argparse.Namespace) -> list[Path]:
    """The setup program, the portable zip and the list of parts."""
    files = payload(options.python_zip, options.python_sha256, options.as_version)
    if options.as_version is not None:
        return [make_setup(files, options.fast, options.as_version, BUILD / "as-version")]
    built = [make_setup(files, options.fast), make_zip(files, options.fast)]
    return [*built, write_sbom(files / "app" / "licences" / "parts.json", "windows")]


def write_sbom(parts: Path, system: str) -> Path:
    """The list of what is in an installer."""
    target = DIST / f"{NAME}-{version()}-{system}.sbom.json"
    target.write_text(sbom(json.loads(parts.read_text(encoding="utf-8")), source_date()), encoding="utf-8")
    return target


def write_sums() -> Path:
    """The SHA-256 of everything of this version in dist/, as sha256sum -c reads them."""
    target = DIST / "SHA256SUMS"
    files = sorted(path for path in DIST.iterdir() if path.is_file() and path != target)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    target.write_text("".join(lines), encoding="utf-8")
    return target


def main() -> int:
    """Build what is asked for; one sentence where that cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["windows", "icons"])
    parser.add_argument("--fast", action="store_true", help="compress less: for a test")
    parser.add_argument("--python-zip", type=Path, help="python.org's embeddable zip, instead of the pinned archive")
    parser.add_argument("--python-sha256", help="the SHA-256 of that zip")
    parser.add_argument(
        "--as-version", help="a setup into build/as-version that says it is of this version: for a test"
    )
    options = parser.parse_args()
    BUILD.mkdir(exist_ok=True)
    DIST.mkdir(exist_ok=True)
    try:
        built = {"windows": build_windows, "icons": lambda _: [make_icons()]}[options.what](options)
        write_sums()
        date_all(DIST)
    except BuildProblem as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    for path in built:
        say(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Builds the installers into dist/: python installer/build.py windows | linux | macos [--fast]."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # the icons are drawn without a display

from frozen import freeze
from icons import make_icons
from licences import sbom
from linux_packages import make_deb, make_run
from macos_image import make_dmg
from product import BUILD, DIST, FAST, NAME, BuildProblem, date_all, say, source_date, version
from windows_setup import make_setup, make_zip
from windows_tree import payload


def build_windows(options: argparse.Namespace, folder: Path) -> list[Path]:
    """The setup program, the portable zip and the list of parts."""
    stated = options.as_version or version()
    files = payload(options.python_zip, options.python_sha256, stated)
    built = [make_setup(files, folder, stated, options.fast)]
    if options.as_version is None:
        built += [make_zip(files, folder, options.fast), write_sbom(files / "app" / "licences", folder, "windows")]
    return built


def build_linux(options: argparse.Namespace, folder: Path) -> list[Path]:
    """The Debian package, the .run file and the list of parts."""
    program = freeze()
    built = [make_deb(program, folder, version(), options.fast), make_run(program, folder, version(), options.fast)]
    return [*built, write_sbom(program / "_internal" / "licences", folder, "linux")]


def build_macos(options: argparse.Namespace, folder: Path) -> list[Path]:
    """The disk image and the list of parts."""
    image = make_dmg(freeze(), folder, version())
    return [image, write_sbom(BUILD / "frozen" / "licences", folder, "macos")]


def write_sbom(licences: Path, folder: Path, system: str) -> Path:
    """The list of what is in an installer."""
    parts = json.loads((licences / "parts.json").read_text(encoding="utf-8"))
    target = folder / f"{NAME}-{version()}-{system}.sbom.json"
    target.write_text(sbom(parts, source_date()), encoding="utf-8")
    return target


def write_sums(folder: Path) -> None:
    """The SHA-256 of everything in a folder, as sha256sum -c reads them."""
    target = folder / "SHA256SUMS"
    files = sorted(path for path in folder.iterdir() if path.is_file() and path != target)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    target.write_text("".join(lines), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=[*KINDS])
    parser.add_argument("--fast", action="store_true", help="large files, into build/fast, for the tests")
    parser.add_argument("--as-version", help="a setup only, that says it is of this version: for the test of upgrades")
    parser.add_argument("--python-zip", type=Path, help="python.org's embeddable zip, instead of the pinned archive")
    parser.add_argument("--python-sha256", help="the SHA-256 of that zip")
    return parser.parse_args()


KINDS = {
    "windows": build_windows,
    "linux": build_linux,
    "macos": build_macos,
    "icons": lambda options, folder: [make_icons()],
}


def main() -> int:
    """Build what is asked for; one sentence where that cannot be."""
    options = _arguments()
    folder = FAST if options.fast else DIST
    folder.mkdir(parents=True, exist_ok=True)
    try:
        built = KINDS[options.what](options, folder)
        write_sums(folder)
        date_all(folder)
    except BuildProblem as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    for path in built:
        say(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

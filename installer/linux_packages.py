"""The Debian package and the per-person .run file, from the frozen folder."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from frozen import owner_of
from icons import DRAWINGS, SIZES, make_icons
from product import (
    BUILD,
    COMMAND,
    INSTALLER,
    NAME,
    PUBLISHER,
    SENTENCE,
    BuildProblem,
    date_all,
    fresh,
    need,
    run,
    say,
    source_date,
)

# Qt opens these while it runs, or they are nothing without each other; the rest of Depends is read from the binaries.
ALSO_NEEDED = ("fontconfig-config", "fonts-dejavu-core")
SCRIPTS = ("preinst", "prerm")  # before the package is unpacked over the one before, and before it is taken away
CHINESE_FONTS = "fonts-noto-cjk | fonts-wqy-microhei | fonts-droid-fallback"
COPYRIGHT = f"""{NAME} is free software under the GNU General Public License, version 3 or later:
/usr/share/common-licenses/GPL-3. Its source is offered where it was downloaded.

It is shipped with parts under licences of their own. In /usr/lib/{COMMAND}/_internal/licences,
parts.json lists them, and the folders beside it hold their texts.
"""


def share(target: Path) -> None:
    """What a desktop wants to know: the entry of the menu, the type of project files, the icons."""
    places = {"anodescope.desktop": "applications", "anodescope.xml": "mime/packages"}
    for file, place in places.items():
        (target / place).mkdir(parents=True)
        shutil.copy(INSTALLER / "linux" / file, target / place / file)
    icons = make_icons()
    for name, drawing in DRAWINGS.items():
        kind = "apps" if name == COMMAND else "mimetypes"
        for size in SIZES:
            place = target / "icons" / "hicolor" / f"{size}x{size}" / kind
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(icons / f"{name}-{size}.png", place / f"{name}.png")
        place = target / "icons" / "hicolor" / "scalable" / kind
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(INSTALLER.parent / "resources" / "icons" / drawing, place / f"{name}.svg")


def make_deb(frozen: Path, folder: Path, stated: str, fast: bool) -> Path:
    """Pack the program for Debian and what descends from it; it is the same bytes from the same source."""
    need("dpkg-deb", "objdump")
    root = fresh(BUILD / "linux" / "deb")
    program = root / "usr" / "lib" / COMMAND
    shutil.copytree(frozen, program, symlinks=True)
    (root / "usr" / "bin").mkdir()
    (root / "usr" / "bin" / COMMAND).symlink_to(f"../lib/{COMMAND}/{COMMAND}")
    share(root / "usr" / "share")
    documents = root / "usr" / "share" / "doc" / COMMAND
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(COPYRIGHT, encoding="utf-8")
    changes = (INSTALLER.parent / "CHANGELOG.md").read_bytes()
    (documents / "changelog.gz").write_bytes(gzip.compress(changes, 9, mtime=0))
    control = root / "DEBIAN" / "control"
    control.parent.mkdir()
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink()) // 1024
    control.write_text(control_file(stated, size, dependencies(program)), encoding="utf-8")
    for script in SCRIPTS:
        shutil.copy(INSTALLER / "linux" / "stop-if-it-runs.sh", control.with_name(script))
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.name in (COMMAND, *SCRIPTS) else 0o644)
    date_all(root)
    target = folder / f"{COMMAND}_{stated}_amd64.deb"
    say(f"packing {target.name}")
    compression = ("-Zzstd", "-z1") if fast else ("-Zxz", "-z6")
    run("dpkg-deb", *compression, "--root-owner-group", "--build", root, target)
    return target


def control_file(stated: str, size: int, needed: list[str]) -> str:
    """What apt reads."""
    return (
        f"Package: {COMMAND}\nVersion: {stated}\nArchitecture: amd64\nMaintainer: {PUBLISHER}\n"
        f"Installed-Size: {size}\nDepends: {', '.join(needed)}\nRecommends: {CHINESE_FONTS}\n"
        f"Section: science\nPriority: optional\nDescription: {SENTENCE}\n"
        " From a potentiostat's file to nucleation spikes, Sand times, rate laws and\n"
        " coulombic efficiencies with intervals, an Excel report and figures for paper.\n"
    )


def dependencies(program: Path) -> list[str]:
    """The packages whose libraries the program needs and does not bring, and the C library that it was built on."""
    binaries = [path for path in sorted(program.rglob("*")) if _is_binary(path)]
    brought = {path.name for path in program.rglob("*.so*")} | {path.name for path in binaries}
    asked: set[str] = set()
    newest = (2, 17)
    for binary in binaries:
        listed = run("objdump", "-p", binary)
        asked |= set(re.findall(r"^\s+NEEDED\s+(\S+)", listed, re.MULTILINE))
        versions = re.findall(r"\bGLIBC_(\d+)\.(\d+)\b", listed)
        newest = max([newest, *((int(major), int(minor)) for major, minor in versions)])
    found = {_package_of(name) for name in asked - brought}
    libc = f"libc6 (>= {newest[0]}.{newest[1]})"
    return sorted([*(found - {"libc6"}), libc, *ALSO_NEEDED])


def _is_binary(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def _package_of(library: str) -> str:
    listed = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    paths = re.findall(rf"^\s+{re.escape(library)} .*=> (\S+)$", listed, re.MULTILINE)
    owner = next((name for name in map(owner_of, map(Path, paths)) if name), None)
    if owner is None:
        raise BuildProblem(f"No package on this machine brings {library}.")
    return owner


def make_run(frozen: Path, folder: Path, stated: str, fast: bool) -> Path:
    """Pack the program into a file that installs it for the person who runs it, without root."""
    need("makeself")
    root = fresh(BUILD / "linux" / "run")
    shutil.copytree(frozen, root / "program", symlinks=True)
    share(root / "share")
    shutil.copy(INSTALLER / "linux" / "install.sh", root / "install.sh")
    (root / "install.sh").chmod(0o755)
    date_all(root)
    target = folder / f"{NAME}-{stated}-linux-x86_64.run"
    say(f"packing {target.name}")
    moment = datetime.fromtimestamp(source_date(), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    archive = ("--sort=name", f"--mtime=@{source_date()}", "--owner=0", "--group=0", "--numeric-owner")
    run(
        *("makeself", "--quiet", "--nox11", "--noprogress"),
        *("--gzip", "--complevel", "1n" if fast else "9n"),  # n: gzip would write the time of day
        *("--packaging-date", moment, "--tar-extra", " ".join(archive)),
        *(root, target, f"{NAME} {stated}", "./install.sh"),
    )
    return target

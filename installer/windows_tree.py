"""The program as it lies on a Windows PC: Python, packages and code, trimmed and compiled, beside two launchers."""

from __future__ import annotations

import compileall
import functools
import hashlib
import os
import py_compile
import re
import shutil
import sys
import zipfile
from pathlib import Path

from icons import make_icons
from imported import check_all_shipped, lies_in, other_modules
from licences import Part, collect_licences
from locked import download_wheels
from product import (
    BUILD,
    COMMAND,
    INSTALLER,
    NAME,
    PACKAGES,
    ROOT,
    BuildProblem,
    date_all,
    fresh,
    need,
    run,
    say,
    version,
)
from windows_python import as_part, minor, python_for_windows

COMPILER, RESOURCES = "x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-windres"
QT_MODULES = ("Core", "Gui", "Network", "PrintSupport", "Svg", "Widgets")
RUNTIME_LIBRARIES = ("vcruntime140.dll", "vcruntime140_1.dll")  # what python3xx.dll needs, from Qt's wheel
_QT = "|".join(QT_MODULES)
# Of PyQt6 only what matches is taken ...
KEPT = re.compile(
    rf"PyQt6/(__init__\.py|py\.typed|sip\..*\.pyd|Qt({_QT})\.pyd"
    rf"|Qt6/bin/(Qt6({_QT})|msvcp140.*|vcruntime140.*|concrt140)\.dll"
    r"|Qt6/plugins/(platforms/.*|styles/.*|iconengines/.*|imageformats/q(gif|ico|jpeg|svg)\.dll)"
    r"|Qt6/translations/qt(base)?_zh_CN\.qm)"
)
# ... and of the other packages all but what matches.
DROPPED = re.compile(
    r"(.*/)?(tests?|testing/_?tests?|__pycache__)/.*|.*\.(pyi|pyx|pxd|h|hpp|c|cpp|lib|a|sip|f|f90|rng|xsl)"
    r"|matplotlib/mpl-data/(sample_data|images/.*\.pdf)/?.*|PIL/_avif\..*|PIL/_imagingtk\..*"
    r"|lxml/(includes|isoschematron)/.*|.*\.dist-info/(RECORD|WHEEL|INSTALLER|REQUESTED|top_level\.txt|direct_url\.json)"
    r"|(bin|share)/.*|.*\.data/.*"
)
NEEDED = re.compile(r"numpy/(testing|f2py)/.*|pandas/_testing/.*|scipy/_lib/_testutils\.py")


def runtime_tree(zipped: Path | None, sha256: str | None) -> tuple[Path, str]:
    """Python and the packages, without our own code: made once for each state of lock, pins and this module."""
    source = [Path(__file__), INSTALLER / "windows_python.py", INSTALLER / "pins.toml", ROOT / "requirements.lock"]
    state = hashlib.sha256(b"".join(path.read_bytes() for path in source) + str(sha256).encode()).hexdigest()
    target, mark = BUILD / "windows" / "runtime", BUILD / "windows" / "runtime.state"
    made = mark.read_text().split() if mark.exists() else [""]
    if made[0] == state:
        return target, made[1]
    mark.unlink(missing_ok=True)
    python, release = python_for_windows(zipped, sha256)
    wheels = download_wheels(sys.executable, "win32", "win_amd64", minor(release))
    fresh(target)
    shutil.copytree(python, target, dirs_exist_ok=True)
    for wheel in sorted(wheels.glob("*.whl")):
        unpack_wheel(wheel, target / "site-packages")
    for name in RUNTIME_LIBRARIES:
        shutil.copy(target / "site-packages" / "PyQt6" / "Qt6" / "bin" / name, target / name)
    library = "Lib" if (target / "Lib").is_dir() else "Lib.zip"
    (target / library_name(release)).with_suffix("._pth").write_text(
        f"{library}\nDLLs\nsite-packages\n.\n", encoding="ascii"
    )
    say("compiling the standard library and the packages")
    compile_all(target)
    mark.write_text(f"{state} {release}\n")
    return target, release


def library_name(release: str) -> str:
    """The library that is this Python."""
    return f"python{minor(release).replace('.', '')}.dll"


def unpack_wheel(wheel: Path, target: Path) -> None:
    """Take from a wheel what runs, with its licences."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            name = member.filename
            ours = name.startswith("PyQt6/")
            kept = KEPT.fullmatch(name) if ours else NEEDED.fullmatch(name) or not DROPPED.fullmatch(name)
            if member.is_dir() or not kept or ".." in name.split("/"):
                continue
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.read(member))


def compile_all(folder: Path) -> None:
    """Compile every module, so that nothing is ever written beside it; the same source gives the same bytes."""
    if not compileall.compile_dir(
        str(folder),
        quiet=1,
        stripdir=str(folder),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        workers=1,
    ):
        raise BuildProblem("A module cannot be compiled; the lines above name it.")


def payload(zipped: Path | None, sha256: str | None, stated: str) -> Path:
    """Everything that is installed: app and the launchers.

    Parameters
    ----------
    zipped, sha256 : Path and str, optional
        As in `python_for_windows`.
    stated : str
        The version that it says it is; the test of an upgrade needs two.
    """
    check_modules_of_qt()
    icons = make_icons()
    runtime, release = runtime_tree(zipped, sha256)
    target = fresh(BUILD / "windows" / "payload")
    app = target / "app"
    shutil.copytree(runtime, app, copy_function=os.link)
    own = fresh(BUILD / "windows" / "own")
    copy_program(own, stated)
    shutil.copy(INSTALLER / "windows" / "start.py", own / "start.py")
    check_all_shipped(other_modules(own), functools.partial(lies_in, app / "site-packages"))
    compile_all(own)
    shutil.copytree(own, app, dirs_exist_ok=True)
    for icon in icons.glob("*.ico"):
        shutil.copy(icon, app / icon.name)
    collect_licences(app / "licences", runtime / "site-packages", [as_part(runtime, release), runtime_of_compiler()])
    for file, kind in ((f"{NAME}.exe", "windows"), (f"{NAME}.com", "console")):
        launcher(target / file, kind, icons, library_name(release), stated)
    date_all(target)
    return target


def copy_program(target: Path, stated: str) -> None:
    """Copy main.py and the packages, without what a working copy leaves behind."""
    leftovers = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, target / name, ignore=leftovers)
    shutil.copy(ROOT / "main.py", target / "main.py")
    for name in ("LICENSE", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, target / name)
    where = target / "models" / "__init__.py"
    text = where.read_text(encoding="utf-8").replace(f'"{version()}"', f'"{stated}"')
    where.write_text(text, encoding="utf-8")


def check_modules_of_qt() -> None:
    """Complain where the program imports a module of Qt that is not shipped."""
    used: set[str] = set()
    for package in ("ui", "models", "fitting"):
        for file in (ROOT / package).rglob("*.py"):
            used |= set(re.findall(r"^\s*(?:from|import) PyQt6\.Qt(\w+)", file.read_text(encoding="utf-8"), re.M))
    if used - set(QT_MODULES):
        raise BuildProblem(f"The program uses Qt{', Qt'.join(sorted(used - set(QT_MODULES)))}; name it in QT_MODULES.")


def runtime_of_compiler() -> Part:
    """The launchers hold a part of mingw-w64, whose licence wants to be with them."""
    package = "mingw-w64-common"
    release = run("dpkg-query", "-W", "-f=${Version}\n", package).split()[0]
    return Part("mingw-w64", release, "ZPL-2.1", Path("/usr/share/doc") / package / "copyright", "deb/debian")


def launcher(target: Path, subsystem: str, icons: Path, library: str, stated: str) -> None:
    """Compile a launcher, windowed or with a console."""
    need(COMPILER, RESOURCES)
    work = BUILD / "windows" / "launcher"
    work.mkdir(parents=True, exist_ok=True)
    source = INSTALLER / "windows"
    for file in (source / "launcher.rc", source / "launcher.manifest", *icons.glob(f"{COMMAND}*.ico")):
        shutil.copy(file, work / file.name)
    numbers = ",".join([*stated.split("."), "0"])
    run(
        *(RESOURCES, "launcher.rc", "-O", "coff", "-o", "launcher.o"),
        *(f"-DVERSION_COMMAS={numbers}", f'-DVERSION_TEXT=\\"{stated}\\"'),
        cwd=work,
    )
    run(
        *(COMPILER, "-O2", "-Wall", "-Wextra", "-Wno-unused-parameter", "-municode", f"-m{subsystem}"),
        *(f'-DPYTHON_DLL=L"{library}"', "-DUNICODE", "-D_UNICODE", *(["-DWINDOWED"] if subsystem == "windows" else [])),
        *(source / "launcher.c", "launcher.o", "-o", target, "-s", "-static", "-Wl,--no-insert-timestamp"),
        cwd=work,
    )

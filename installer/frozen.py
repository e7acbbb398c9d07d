"""The program frozen into one folder by PyInstaller, in an environment that holds nothing but what it needs."""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
import sysconfig
from pathlib import Path

from icons import make_icons
from imported import check_all_shipped, lies_in, other_modules, own_modules
from licences import Part, collect_licences
from locked import as_requirements, locked_here
from product import BUILD, COMMAND, INSTALLER, BuildProblem, fresh, need, run, say, version
from windows_tree import copy_program

STRIPPED = ("libpython3*.so*", "libcrypto.so*", "libssl.so*", "kiwisolver/*.so", "PIL/*.so")  # never OpenBLAS


def python_version() -> str:
    """Of the Python that builds and is frozen in, such as ``3.11``."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def environment(system: str) -> Path:
    """The Python of an environment with the locked packages and PyInstaller; made once for each state of the locks."""
    wanted = as_requirements(locked_here(system, python_version()))
    tools = (INSTALLER / "requirements.lock").read_text(encoding="utf-8")
    state = hashlib.sha256((wanted + tools + sys.version).encode()).hexdigest()
    folder = BUILD / "frozen" / "environment"
    python, mark = folder / "bin" / "python", folder / "state"
    if mark.exists() and mark.read_text() == state:
        return python
    if not sysconfig.get_config_var("Py_ENABLE_SHARED") and system == "linux":
        raise BuildProblem("This Python has no shared library, which PyInstaller needs; use another, such as Debian's.")
    fresh(folder)
    run(sys.executable, "-m", "venv", folder)
    listed = BUILD / "frozen" / "requirements.txt"
    listed.write_text(wanted, encoding="utf-8")
    say("installing the locked packages and PyInstaller")
    for file in (listed, INSTALLER / "requirements.lock"):
        run(
            *(python, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary=:all:"),
            *("--disable-pip-version-check", "--requirement", file),
        )
    mark.write_text(state)
    return python


def freeze() -> Path:
    """The frozen program: a folder with the executable and _internal, on macOS an application beside it."""
    python = environment(sys.platform)
    icons = make_icons()
    work = BUILD / "frozen"
    source = fresh(work / "source")
    copy_program(source, version())
    packages = python.parent.parent / "lib" / f"python{python_version()}" / "site-packages"
    shipped = {line.name for line in locked_here(sys.platform, python_version())} | {"pyinstaller"}
    collect_licences(work / "licences", packages, [python_itself()], shipped)
    say("freezing the program")
    run(
        *(python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
        *("--distpath", work / "dist", "--workpath", work / "work", INSTALLER / "application.spec"),
        cwd=source,
        env={
            "ANODESCOPE_ROOT": str(source),
            "ANODESCOPE_ICONS": str(icons),
            "ANODESCOPE_LICENCES": str(work / "licences"),
            "ANODESCOPE_VERSION": version(),
            "PYTHONHASHSEED": "0",  # the order of sets, and so the bytes
            "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
        },
    )
    folder = work / "dist" / COMMAND
    frozen_in = modules_of(work / "work" / "application" / "PYZ-00.toc")
    check_all_shipped(
        own_modules(source) | other_modules(source),
        lambda name: name in frozen_in or lies_in(folder / "_internal", name),
    )
    if sys.platform == "linux":
        strip(folder)
        others = [python_itself(), *libraries_of_debian(folder)]
        collect_licences(folder / "_internal" / "licences", packages, others, shipped)
    return folder


def modules_of(contents: Path) -> set[str]:
    """The modules that PyInstaller wrote into its archive, by its list of the contents."""
    _, entries = ast.literal_eval(contents.read_text(encoding="utf-8"))[:2]
    return {name for name, *_ in entries}


def python_itself() -> Part:
    """What the list of licences says of the Python that is frozen in."""
    release = ".".join(map(str, sys.version_info[:3]))
    candidates = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path("/usr/share/doc/python3/copyright"))
    for text in candidates:
        if text.is_file():
            return Part("Python", release, "PSF-2.0", text)
    raise BuildProblem("The licence of this Python is not where it should be.")


def strip(folder: Path) -> None:
    """Take the symbols for debuggers out of the libraries that bear it."""
    need("strip")
    for pattern in STRIPPED:
        for file in sorted((folder / "_internal").glob(pattern)):
            if not file.is_symlink():
                subprocess.run(["strip", "--strip-unneeded", file], check=True)


def libraries_of_debian(folder: Path) -> list[Part]:
    """The packages of the system whose libraries are frozen in, with what they say of their copyright."""
    names = {file.name for file in (folder / "_internal").glob("lib*.so*") if not file.is_symlink()}
    names = {name for name in names if not name.startswith("libpython")}  # it is this Python's, and has its own entry
    found: dict[str, Part] = {}
    for line in run("ldconfig", "-p").splitlines():
        name, _, path = line.strip().partition(" => ")
        owner = owner_of(Path(path)) if path and name.partition(" ")[0] in names else None
        if owner is not None:
            release = run("dpkg-query", "-W", "-f=${Version}\n", owner).split()[0]
            text = Path("/usr/share/doc") / owner / "copyright"
            found[owner] = Part(owner, release, "as its copyright file says", text, "deb/debian")
    return [found[name] for name in sorted(found)]


def owner_of(path: Path) -> str | None:
    """The package of Debian that a file belongs to."""
    for candidate in (path, path.resolve(), Path(f"/usr{path}")):  # /lib is a link to /usr/lib
        asked = subprocess.run(["dpkg", "-S", candidate], capture_output=True, text=True, check=False)
        if asked.returncode == 0:
            return asked.stdout.partition(":")[0]
    return None

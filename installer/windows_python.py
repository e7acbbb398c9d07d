"""A CPython for Windows, from a pinned archive or from python.org's own zip, and the proof that it is what it says."""

from __future__ import annotations

import functools
import hashlib
import io
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

from der import sha256_digests, signed_content
from licences import Part
from product import BUILD, INSTALLER, BuildProblem, fresh, need, run, say

AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
SIGNER = re.compile(r"Signer #0:\s+Subject: (?P<name>[^\n]*)")
FOUNDATION = "/CN=Python Software Foundation"
# Of the archive only these are taken; the runtime of Visual C++ comes with Qt's wheel.
KEPT = re.compile(r"(python3\d*\.dll|LICENSE\.txt|DLLs/[^/]+\.(dll|pyd|cat)|Lib/.+)")
DROPPED = re.compile(
    r"DLLs/(tcl86t|tk86t|_tkinter|_msi|_test\w*|_ctypes_test|python_tools).*"
    r"|Lib/(site-packages|test|idlelib|tkinter|turtledemo|lib2to3|ensurepip|venv|distutils|msilib|pydoc_data)/.*"
    r"|Lib/(turtle|antigravity|this)\.py|.*/(tests?|__pycache__)/.*|.*\.pyc"
)


def pins() -> dict[str, dict[str, str]]:
    """What stands in pins.toml."""
    return tomllib.loads((INSTALLER / "pins.toml").read_text(encoding="utf-8"))


def python_for_windows(zipped: Path | None, sha256: str | None) -> tuple[Path, str]:
    """A folder with a proved CPython, and its release such as ``3.11.9``.

    Parameters
    ----------
    zipped, sha256 : Path and str, optional
        python.org's embeddable zip and its hash; without them the pinned archive is fetched.
    """
    target = fresh(BUILD / "windows" / "python")
    if zipped is not None:
        release = _take_embeddable(zipped, sha256, target)
    else:
        pinned = pins()["winpython"]
        release = pinned["release"]
        _take_archive(_fetched(pinned), pinned["prefix"], target)
        prove(target, pinned["also_proved"])  # type: ignore[arg-type]
    if minor(release) != f"{sys.version_info.major}.{sys.version_info.minor}":
        raise BuildProblem(f"Build with Python {minor(release)}: code is compiled here for the Python that is shipped.")
    return target, release


def minor(release: str) -> str:
    """``3.11`` of ``3.11.9``."""
    return ".".join(release.split(".")[:2])


def as_part(folder: Path, release: str) -> Part:
    """What the list of licences says of it."""
    return Part("Python", release, "PSF-2.0", folder / "LICENSE.txt")


def _fetched(pinned: dict[str, str]) -> bytes:
    """The archive, by pip; its setup.py, which pip runs to ask for its name, sees a file system it cannot write to."""
    folder = BUILD / "downloads" / "python"
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.tar.gz"):
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() == pinned["sha256"]:
            return content
    need("bwrap")
    fresh(folder)
    asked = BUILD / "winpython.txt"
    name = pinned["requirement"]
    asked.write_text(f"{name} --hash=sha256:{pinned['sha256']}\n", encoding="utf-8")
    say(f"downloading {name}")
    cage = ("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--bind")
    run(
        *(*cage, folder, folder, sys.executable, "-m", "pip", "download", "--quiet", "--no-cache-dir", "--no-deps"),
        *("--require-hashes", "--no-binary", name.partition("==")[0], "--dest", folder, "--requirement", asked),
    )
    (file,) = folder.glob("*.tar.gz")
    return file.read_bytes()


def _take_archive(archive: bytes, prefix: str, target: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as outer:
        (inner,) = (member for member in outer if member.name.endswith("/data.zip"))
        stream = outer.extractfile(inner)
        assert stream is not None
        _unpack(zipfile.ZipFile(io.BytesIO(stream.read())), prefix, target)


def _take_embeddable(zipped: Path, sha256: str | None, target: Path) -> str:
    """Take python.org's embeddable zip: its libraries stand flat, its standard library is a zip of compiled code.

    Its hash, which whoever releases takes from python.org, is the proof here; the check on Windows asks Windows for the
    signatures.
    """
    named = re.fullmatch(r"python-(3\.\d+\.\d+)-embed-amd64\.zip", zipped.name)
    if named is None:
        raise BuildProblem("The zip has the name that python.org gave it, such as python-3.13.9-embed-amd64.zip.")
    content = zipped.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BuildProblem(f"{zipped.name} does not have the SHA-256 that was given.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            library = name.endswith(".pyd") or re.fullmatch(r"(lib|sqlite3).*\.dll|.*\.cat", name)
            if library or re.fullmatch(r"python3\d*\.(dll|zip)|LICENSE\.txt", name):
                place = target / "DLLs" / name if library else target / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(archive.read(name))
    (library,) = target.glob("python3*.zip")
    library.rename(target / "Lib.zip")
    return named[1]


def _unpack(archive: zipfile.ZipFile, prefix: str, target: Path) -> None:
    for member in archive.infolist():
        name = member.filename.removeprefix(prefix)
        if member.is_dir() or not member.filename.startswith(prefix) or ".." in name.split("/"):
            continue
        if KEPT.fullmatch(name) and not DROPPED.fullmatch(name):
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.read(member))


def prove(folder: Path, also: dict[str, str]) -> None:
    """Check the signature of every library, and that every other file is in the signed catalogue.

    Raises
    ------
    BuildProblem
        At the first file that is not what the Python Software Foundation released.
    """
    need("osslsigncode")
    binaries = sorted(path for path in folder.rglob("*") if path.suffix in (".dll", ".pyd", ".exe", ".cat"))
    for path in binaries:
        check_signature(path)
    say(f"{len(binaries)} signatures of the Python Software Foundation hold")
    catalogue = (folder / "DLLs" / "python_lib.cat").read_bytes()
    count = check_listed(folder, sha256_digests(signed_content(catalogue)), also)
    say(f"{count} files of its standard library are in its signed catalogue")


def check_listed(folder: Path, digests: set[bytes], also: dict[str, str]) -> int:
    """Complain about the first file of the standard library that is not listed; return how many are."""
    files = [path for path in sorted((folder / "Lib").rglob("*")) if path.is_file()]
    for path in files:
        content, name = path.read_bytes(), path.relative_to(folder).as_posix()
        digest = hashlib.sha256(content)
        if content and digest.digest() not in digests and also.get(name) != digest.hexdigest():
            raise BuildProblem(f"{name} of the Python for Windows is not in its signed catalogue.")
    return len(files)


def check_signature(path: Path) -> None:
    """Complain unless the Python Software Foundation signed this file, at a time that a trusted clock confirms."""
    said = run(
        *("osslsigncode", "verify", *_without_network(), "-in", path),
        *("-CAfile", AUTHORITIES, "-TSA-CAfile", AUTHORITIES),
    )
    signer = SIGNER.search(said)
    holds = re.search(r"^Signature verification: ok$", said, re.MULTILINE)
    if holds is None or signer is None or not signer["name"].endswith(FOUNDATION):
        raise BuildProblem(f"{path.name} is not signed by the Python Software Foundation.")


@functools.cache
def _without_network() -> tuple[str, ...]:
    """Newer ones would ask the authority whether the certificate was revoked; older ones do not know the option."""
    asked = subprocess.run(["osslsigncode", "verify", "--help"], capture_output=True, text=True, check=False)
    return ("-ignore-crl",) if "-ignore-crl" in asked.stdout + asked.stderr else ()

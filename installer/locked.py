"""What of requirements.lock the program needs on one system: no tools of developers, every hash."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from product import BUILD, ROOT, BuildProblem, run, say

_BLOCK = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\\n]+))?(?P<rest>(?:.*\n)(?:^ .*\n?)*)", re.M
)


@dataclass(frozen=True)
class Locked:
    """One line of the lock: a package with its version, its hashes, and the packages that ask for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    via: frozenset[str]


def environment(system: str, python: str) -> dict[str, str]:
    """What environment markers see on ``linux``, ``win32`` or ``darwin`` with a Python such as ``3.11``."""
    names = {"linux": ("posix", "Linux"), "win32": ("nt", "Windows"), "darwin": ("posix", "Darwin")}
    os_name, platform = names[system]
    return {
        "sys_platform": system,
        "os_name": os_name,
        "platform_system": platform,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "extra": "",
    }


def lines_of(lock: str, target: dict[str, str]) -> list[Locked]:
    """The lines of a lock file that hold on a system."""
    found = []
    for block in _BLOCK.finditer(lock):
        if block["marker"] and not Marker(block["marker"].strip()).evaluate(target):
            continue
        comments = re.findall(r"^ +#(.*)$", block["rest"], re.M)
        via = {word for line in comments for word in line.replace("via", "", 1).split() if not word.startswith("(")}
        found.append(
            Locked(
                block["name"],
                block["version"],
                tuple(re.findall(r"--hash=(sha256:[0-9a-f]{64})", block["rest"])),
                frozenset(canonicalize_name(name) for name in via),
            )
        )
    return found


def runtime(lock: str, project: dict[str, object], target: dict[str, str]) -> list[Locked]:
    """What the program itself needs of a lock file, in its order."""
    lines = lines_of(lock, target)
    asked = [Requirement(str(each)) for each in project["dependencies"]]  # type: ignore[attr-defined]
    needed = {canonicalize_name(each.name) for each in asked if not each.marker or each.marker.evaluate(target)}
    missing = needed - {line.name for line in lines}
    if missing:
        raise BuildProblem(f"requirements.lock lacks {', '.join(sorted(missing))}; run make lock.")
    while more := {line.name for line in lines if line.name not in needed and line.via & needed}:
        needed |= more
    return [line for line in lines if line.name in needed]


def locked_here(system: str, python: str) -> list[Locked]:
    """What the program needs on that system, of the project's own lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return runtime(lock, project, environment(system, python))


def as_requirements(lines: list[Locked]) -> str:
    """Those lines as a file for pip."""
    return "".join(
        f"{line.name}=={line.version} \\\n" + " \\\n".join(f"    --hash={each}" for each in line.hashes) + "\n"
        for line in lines
    )


def download_wheels(python_command: str, system: str, platform: str, python: str) -> Path:
    """Fetch the wheels of another system by pip, each with the hash of the lock; once for each state of the lock."""
    wanted = as_requirements(locked_here(system, python))
    folder = BUILD / "downloads" / f"{platform}-{python}"
    folder.mkdir(parents=True, exist_ok=True)
    asked = folder / "requirements.txt"
    if asked.exists() and asked.read_text(encoding="utf-8") == wanted:
        return folder
    for old in folder.iterdir():
        old.unlink()
    listed = BUILD / f"requirements-{platform}.txt"
    listed.write_text(wanted, encoding="utf-8")
    say(f"downloading the wheels for {platform}")
    run(
        *(python_command, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"),
        *("--only-binary=:all:", "--platform", platform, "--python-version", python, "--implementation", "cp"),
        *("--dest", folder, "--requirement", listed),
    )
    asked.write_text(wanted, encoding="utf-8")
    return folder

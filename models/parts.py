"""What the program stands on: its parts, their licences and the texts of these, as the build collected them.

From source there is no build; what is installed says the same of itself.
"""

from __future__ import annotations

import json
import platform
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path, PurePath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from models import __version__
from models.resources import resource

LICENCE = "GPL-3.0-or-later"
_TEXT = re.compile(r"(licen[cs]e|copying|notice|copyright).*", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One part with its licence; the first of all is the program itself.

    Parameters
    ----------
    page : str
        Where it is published; known of the program alone, and only where the build was told.
    texts : tuple of Path
        Files with the words of its licence.
    """

    name: str
    version: str
    licence: str
    page: str = ""
    texts: tuple[Path, ...] = field(default=(), repr=False)


def shipped_parts() -> tuple[Part, ...]:
    """The program and everything that it was built from."""
    root = resource("").parent
    if (root / "licences" / "parts.json").is_file():
        return tuple(_collected(root / "licences"))
    return tuple(_installed(root))


def _collected(folder: Path) -> Iterator[Part]:
    for number, part in enumerate(json.loads((folder / "parts.json").read_text(encoding="utf-8"))):
        place = folder / "LICENSE.txt" if number == 0 else folder / part["name"]
        texts = (place,) if place.is_file() else tuple(sorted(path for path in place.rglob("*") if path.is_file()))
        yield Part(part["name"], part["version"], part["licence"], part.get("page", ""), texts)


def _installed(root: Path) -> Iterator[Part]:
    yield Part("Anodescope", __version__, LICENCE, texts=(root / "LICENSE",))
    yield Part("Python", platform.python_version(), "PSF-2.0")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for package in sorted(_with_what_they_need(project["dependencies"]), key=lambda each: each.name.lower()):
        stated = package.metadata
        kinds = [each for each in stated.get_all("Classifier") or [] if each.startswith("License ::")]
        licence = (
            _said(stated, "License-Expression")
            or ", ".join(each.rpartition(" :: ")[2] for each in kinds)
            or _said(stated, "License").strip().partition("\n")[0]
        )
        found = (Path(str(file.locate())) for file in package.files or [] if _is_text(file))
        yield Part(
            package.name, package.version, licence, texts=tuple(sorted(path for path in found if path.is_file()))
        )


def _said(stated: metadata.PackageMetadata, key: str) -> str:
    return str((stated.get_all(key) or [""])[0])


def _is_text(file: PurePath) -> bool:
    return bool(_TEXT.fullmatch(file.name)) or "licenses" in file.parts


def _with_what_they_need(requirements: Iterable[str]) -> list[metadata.Distribution]:
    """The installed packages that some requirements name on this system, and those that these need."""
    found: dict[str, metadata.Distribution] = {}
    waiting = list(requirements)
    while waiting:
        asked = Requirement(waiting.pop())
        name = canonicalize_name(asked.name)
        if name not in found and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
            found[name] = metadata.distribution(name)
            waiting += found[name].requires or []
    return list(found.values())

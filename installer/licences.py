"""What the program stands on: the licence texts of its parts, and the list of them (SBOM) for whoever has to check."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name
from product import NAME, ROOT, BuildProblem, fresh, home_page, version

_TEXTS = re.compile(r"(licen[cs]e|copying|notice|copyright|authors).*", re.IGNORECASE)


class Part(NamedTuple):
    """Something that is shipped and is no Python package."""

    name: str
    version: str
    licence: str
    text: Path
    source: str = "generic"  # the word for it in a package URL


def collect_licences(
    target: Path, packages: Path, others: Sequence[Part] = (), only: Collection[str] | None = None
) -> list[dict[str, str]]:
    """Write one folder per part with its licence texts, and parts.json: what the About box lists.

    Parameters
    ----------
    target : Path
        Made anew.
    packages : Path
        A site-packages folder.
    only : collection of str, optional
        The packages of it that are shipped, by their normal names; all without it.
    others : sequence of Part
        What is no Python package.
    """
    fresh(target)
    program = {"name": NAME, "version": version(), "licence": "GPL-3.0-or-later", "source": "generic"}
    parts = [{**program, "page": home_page()}]
    shutil.copy(ROOT / "LICENSE", target / "LICENSE.txt")
    for other in others:
        (target / other.name).mkdir()
        shutil.copy(other.text, target / other.name / "LICENSE.txt")
        parts.append({"name": other.name, "version": other.version, "licence": other.licence, "source": other.source})
    for information in sorted(packages.glob("*.dist-info")):
        part = part_of(information)
        if only is not None and canonicalize_name(part["name"]) not in only:
            continue
        parts.append(part)
        texts = _texts(information)
        if not texts:
            raise BuildProblem(f"The package {parts[-1]['name']} brings no text of its licence.")
        for text in texts:
            place = target / parts[-1]["name"] / text.relative_to(information)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(text, place)
    (target / "parts.json").write_text(json.dumps(parts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return parts


def part_of(information: Path) -> dict[str, str]:
    """Name, version and licence that a package states."""
    stated = HeaderParser().parsestr((information / "METADATA").read_text(encoding="utf-8"))
    kinds = [each for each in stated.get_all("Classifier", []) if each.startswith("License ::")]
    licence = (
        stated["License-Expression"]
        or ", ".join(each.rpartition(" :: ")[2] for each in kinds)
        or (stated["License"] or "").strip().partition("\n")[0]
    )
    return {"name": stated["Name"], "version": stated["Version"], "licence": licence, "source": "pypi"}


def _texts(information: Path) -> list[Path]:
    inside = (path for path in information.rglob("*") if path.is_file())
    return sorted(path for path in inside if _TEXTS.fullmatch(path.name) or "licenses" in path.parts)


def sbom(parts: list[dict[str, str]], moment: int) -> str:
    """The parts as a CycloneDX list."""
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(parts))}",
        "version": 1,
        "metadata": {
            "timestamp": _iso(moment),
            "component": {"type": "application", "name": NAME, "version": version()},
        },
        "components": [
            {
                "type": "library",
                "name": part["name"],
                "version": part["version"],
                "licenses": [{"license": {"name": part["licence"]}}] if part["licence"] else [],
                "purl": f"pkg:{part['source']}/{part['name'].lower()}@{part['version']}",
            }
            for part in parts[1:]
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

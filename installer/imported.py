"""Whether all that the program imports is shipped, also what a function imports only when somebody asks for it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path

from product import CODE, BuildProblem

OPTIONAL = ("distributed",)  # a person who has a cluster installs it; the program says so


def own_modules(root: Path) -> set[str]:
    """The modules of the program below a folder."""
    files = [file.relative_to(root) for package in CODE for file in (root / package).rglob("*.py")]
    return {".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files}


def other_modules(root: Path) -> set[str]:
    """What the program imports anywhere and is neither its own nor of Python's standard library."""
    found: set[str] = set()
    for package in CODE:
        for file in (root / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {each.name for each in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module)
    known = {*sys.stdlib_module_names, *CODE, *OPTIONAL}
    return {name for name in found if name.partition(".")[0] not in known}


def check_all_shipped(wanted: set[str], is_shipped: Callable[[str], bool]) -> None:
    """Complain about the modules that are imported and not there: only that import would tell, much later."""
    lacking = sorted(name for name in wanted if not is_shipped(name))
    if lacking:
        raise BuildProblem(f"The program imports what is not shipped: {', '.join(lacking)}.")


def lies_in(folder: Path, name: str) -> bool:
    """Whether a module lies in a folder of packages, as source or as a library."""
    place = folder.joinpath(*name.split("."))
    if place.with_suffix(".py").is_file() or (place / "__init__.py").is_file():
        return True
    return any(file.suffix in (".pyd", ".so") for file in place.parent.glob(f"{place.name}.*"))

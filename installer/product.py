"""What every installer says of the program, where it is built, and the moment that all its files are dated to."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTALLER = ROOT / "installer"
BUILD = ROOT / "build"
DIST = ROOT / "dist"
FAST = BUILD / "fast"  # where the large files of the tests go, so that nobody gives them away

NAME = "Anodescope"
COMMAND = "anodescope"
PUBLISHER = "The Anodescope developers"
SENTENCE = "The lithium-metal anode, step by step"
MIME_TYPE = "application/x-anodescope-project"
CODE = ("fitting", "models", "ui")
PACKAGES = (*CODE, "resources")  # what of the source is shipped, beside main.py

_EARLIEST = 315_532_800  # 1980, where the clock of zip files begins


class BuildProblem(Exception):
    """Why nothing can be built, in one sentence."""


def version() -> str:
    """The version of the program; it stands in one place."""
    text = (ROOT / "models" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(\d+\.\d+\.\d+)"$', text, re.MULTILINE)
    if found is None:
        raise BuildProblem("models/__init__.py has no __version__ of three numbers.")
    return found[1]


def home_page() -> str:
    """Where this build will be published, if it was told: the program opens it when asked for a newer version."""
    page = os.environ.get("ANODESCOPE_HOME_PAGE", "")
    if page and not page.startswith("https://"):
        raise BuildProblem("ANODESCOPE_HOME_PAGE begins with https://.")
    return page


def source_date() -> int:
    """The second that built files carry: SOURCE_DATE_EPOCH, or that of the commit that is built."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return max(int(given), _EARLIEST)
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return max(int(asked), _EARLIEST) if asked else _EARLIEST


def date_all(folder: Path) -> None:
    """Give everything in a folder, and itself, the date of the source."""
    moment = source_date()
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (moment, moment), follow_symlinks=False)


def fresh(folder: Path) -> Path:
    """An empty folder at that place."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def need(*tools: str) -> None:
    """Complain where a tool is not on this machine; .ci/installer-tools installs them on Debian."""
    lacking = [tool for tool in tools if shutil.which(tool) is None]
    if lacking:
        raise BuildProblem(f"Not on this machine: {', '.join(lacking)}. On Debian, .ci/installer-tools installs it.")


def run(*command: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a command, return what it printed, and stop with its words where it fails."""
    words = [str(word) for word in command]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date()), **(env or {})}
    done = subprocess.run(
        words, cwd=cwd, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise BuildProblem(f"This failed with status {done.returncode}: {' '.join(words)}")
    return done.stdout


def say(text: str) -> None:
    """One line of progress."""
    print(f"  {text}", flush=True)

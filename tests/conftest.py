"""What every test may ask for, and what a test of the window must not leave behind."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="anodescope-settings-")  # nobody's own settings
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as main.py does
os.environ["ANODESCOPE_HOME"] = tempfile.mkdtemp(prefix="anodescope-")  # sessions and backups of tests are nobody's

from tests.left_over import Before, left_over

for _folder in ("XDG_CONFIG_HOME", "ANODESCOPE_HOME"):
    atexit.register(shutil.rmtree, os.environ[_folder], ignore_errors=True)
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def instrument_data() -> Path:
    """The folder of real instrument files: not part of the project, beside it or named by ANODESCOPE_DATA."""
    folder = Path(os.environ.get("ANODESCOPE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the folder of real instrument files is not at {folder}; ANODESCOPE_DATA names another place")
    return folder


@pytest.fixture(autouse=True)
def nothing_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test of the window: no window, running timer or thread that was not there before."""
    if ROOT / "tests" / "ui" not in request.path.parents:
        yield
        return
    before = Before()
    yield
    found = left_over(before)
    if found:
        pytest.fail("left over: " + "; ".join(found), pytrace=False)

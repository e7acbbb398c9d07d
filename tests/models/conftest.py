from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QCoreApplication

from models.document import Document
from tests.project_hand import EXAMPLES, Window


@pytest.fixture
def document(qapp: QCoreApplication) -> Iterator[Document]:
    made = Document()
    yield made
    made.close()


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example of this version."""
    path = tmp_path / "a.anode"
    path.write_bytes(EXAMPLES[-1].read_bytes())
    return path


@pytest.fixture
def window(qapp: object, tmp_path: Path) -> Iterator[Window]:
    made = Window(tmp_path / "home")
    yield made
    made.project.close()
    made.document.close()

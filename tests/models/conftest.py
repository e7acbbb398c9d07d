from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QCoreApplication

from models.document import Document


@pytest.fixture
def document(qapp: QCoreApplication) -> Iterator[Document]:
    made = Document()
    yield made
    made.close()

"""Write the example of this version: python -m tests.projects. One that is there already is never written anew."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from models.project.schema import VERSION
from tests.trust.example import write_example

if __name__ == "__main__":
    target = Path(__file__).with_name(f"version-{VERSION}.anode")
    assert not target.exists(), "an example is kept as that version wrote it"
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as home:
        write_example(target, Path(home))
    application.quit()

"""What computes is imported in a thread while the window is on the screen already."""

from __future__ import annotations

import importlib
import threading
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

if TYPE_CHECKING:
    from models.crash_reports import FaultLog

FURNITURE = (  # all that `MainWindow.furnish` imports
    "models.steps",
    "models.document",
    "ui.banner",
    "ui.curve_actions",
    "ui.data_panel",
    "ui.export_actions",
    "ui.figure_actions",
    "ui.file_actions",
    "ui.fit_progress",
    "ui.history",
    "ui.import_actions",
    "ui.loading",
    "ui.project_actions",
    "ui.step_tab",
)
FIRST_CURVE = ("matplotlib.backends.backend_agg", "matplotlib.figure", "scipy.optimize", "models.sample")


class WarmUp(QObject):
    """Imports the furniture of the window, says so, and goes on with what the first curve will need."""

    furniture_ready = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.left_behind = ""  # what processes that crashed have left in their logs
        self._faults: FaultLog | None = None

    def start(self) -> None:
        """Begin, in a thread that never keeps the program from ending."""
        threading.Thread(target=self._import, name="warm-up", daemon=True).start()

    def _import(self) -> None:
        from models.crash_reports import FaultLog
        from ui.environment import prepare_environment

        prepare_environment()
        self._faults = FaultLog()
        self.left_behind = self._faults.begin()
        for name in FURNITURE:
            importlib.import_module(name)
        self.furniture_ready.emit()
        for name in FIRST_CURVE:
            importlib.import_module(name)

    def end(self) -> None:
        """The program ends well."""
        if self._faults is not None:
            self._faults.end()

"""What computes is imported in a thread while the window is on the screen already."""

from __future__ import annotations

import importlib
import threading

from PyQt6.QtCore import QObject, pyqtSignal

FURNITURE = (  # all that `MainWindow.furnish` imports
    "models.steps",
    "models.document",
    "ui.curve_actions",
    "ui.data_panel",
    "ui.export_actions",
    "ui.figure_actions",
    "ui.fit_progress",
    "ui.import_actions",
    "ui.loading",
    "ui.project_actions",
    "ui.step_tab",
)
FIRST_CURVE = ("matplotlib.backends.backend_agg", "matplotlib.figure", "scipy.optimize", "models.sample")


class WarmUp(QObject):
    """Imports the furniture of the window, says so, and goes on with what the first curve will need."""

    furniture_ready = pyqtSignal()

    def start(self) -> None:
        """Begin, in a thread that never keeps the program from ending."""
        threading.Thread(target=self._import, name="warm-up", daemon=True).start()

    def _import(self) -> None:
        for name in FURNITURE:
            importlib.import_module(name)
        self.furniture_ready.emit()
        for name in FIRST_CURVE:
            importlib.import_module(name)

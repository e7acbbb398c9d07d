"""What computes is imported in a thread while the window is on the screen already."""

from __future__ import annotations

import gc
import importlib
import threading
from contextlib import suppress
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
    "ui.menus",
    "ui.project_actions",
    "ui.step_tab",
)
FIRST_ROWS = 100  # of a long file, from all over it; a slow disk may take 10 ms for each
PATIENCE = 1.0  # s that imports wait for the window: both at once would hold it up
WARM_UP = "warm-up"  # the name of the thread
FIRST_CURVE = ("matplotlib.backends.backend_agg", "matplotlib.figure", "scipy.optimize", "models.sample")


def is_warming() -> bool:
    """Whether what draws and computes is still being imported: who asks for it now would wait for it."""
    return any(thread.name == WARM_UP for thread in threading.enumerate())


def warm() -> None:
    """Import what the first curve needs; what is there by then stays, and is not looked through again for garbage."""
    for name in FIRST_CURVE:
        importlib.import_module(name)
    gc.freeze()


class WarmUp(QObject):
    """Imports the furniture of the window, says so, and goes on with what the first curve will need."""

    sketched = pyqtSignal(object)  # Curve: the beginning of the file that the window is opened with
    looked = pyqtSignal()  # whether anything could be sketched or not
    furniture_ready = pyqtSignal()

    def __init__(self, file: str = "") -> None:
        super().__init__()
        self.file = file
        self.complete = threading.Event()  # the frame is there, with all its tools
        self.seen = threading.Event()  # what was sketched is on the screen
        self.furnished = threading.Event()
        self.left_behind = ""  # what processes that crashed have left in their logs
        self._faults: FaultLog | None = None

    def start(self) -> None:
        """Begin, in a thread that never keeps the program from ending."""
        threading.Thread(target=self._import, name=WARM_UP, daemon=True).start()

    def _import(self) -> None:
        try:
            self._prepare()
            for name in FURNITURE:
                importlib.import_module(name)
            self.furniture_ready.emit()
            self.furnished.wait(PATIENCE)
            warm()
        finally:
            gc.enable()

    def _prepare(self) -> None:
        from ui.environment import give_large_blocks_back, prepare_environment

        prepare_environment()
        if self.file:
            self._look()
            self.looked.emit()
        self.complete.wait(PATIENCE)
        give_large_blocks_back()
        from models.crash_reports import FaultLog

        self._faults = FaultLog()
        self.left_behind = self._faults.begin()

    def _look(self) -> None:
        """See what can be drawn before anything is imported that only computes or stores."""
        from pathlib import Path

        from fitting.messages import DataProblem
        from models.background import contained
        from models.readers.sketch import first_look

        importlib.import_module("ui.plain_view")
        with suppress(DataProblem):  # a mistake of a reader comes to light when the whole file is read
            curve = contained(lambda: first_look(Path(self.file), rows=FIRST_ROWS))
            if curve is not None:
                self.sketched.emit(curve)
                self.seen.wait(PATIENCE)

    def end(self) -> None:
        """The program ends well."""
        if self._faults is not None:
            self._faults.end()

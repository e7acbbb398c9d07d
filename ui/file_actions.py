"""Files on their way into the window: chosen, dropped, opened again, or simulated. Imports nothing that computes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QStandardPaths
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QFileDialog

from ui.recent import remember_recent
from ui.remembered import FOLDER, remember, remembered

if TYPE_CHECKING:
    from models.analysis import Analysis
    from models.curve import Curve
    from models.result import Failure
    from ui.main_window import MainWindow

PROJECT = ".anode"


class Files(QObject):
    """Asks which files, and has them read; what comes first of them is then shown."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._known: tuple[Analysis, ...] = ()

    def choose_files(self) -> None:
        """Ask for files and open them."""
        title = self.tr("Open instrument files")
        names, _ = QFileDialog.getOpenFileNames(self._window, title, remembered(FOLDER))
        if names:
            remember(FOLDER, str(Path(names[0]).parent))
        self.take([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder and open everything in it."""
        title = self.tr("Open a folder of instrument files")
        name = QFileDialog.getExistingDirectory(self._window, title, remembered(FOLDER))
        if name:
            remember(FOLDER, name)
            self.take([Path(name)])

    def open_sample(self) -> None:
        """Write the simulated sample files among the program's own data and open them."""
        from fitting.messages import DataProblem
        from models.sample import write_sample
        from models.translation import message_text

        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
        try:
            self.open(write_sample(Path(folder) / "sample"))
        except DataProblem as problem:
            self._window.say(message_text(problem.message))

    def take(self, paths: Sequence[Path]) -> None:
        """Open what a person chose, and remember it."""
        remember_recent(paths)
        self.open(paths)

    def open_named(self, names: Sequence[str]) -> None:
        """Open what the command line names."""
        self.open([Path(name) for name in names])

    def open(self, paths: Sequence[Path]) -> None:
        """Read files and folders in the background, as soon as there is a document to take them."""
        window = self._window
        if not window.furnished:
            window.perform(partial(self.open, paths))
            return
        projects = [path for path in paths if path.suffix.lower() == PROJECT and path.is_file()]
        if projects:
            window.projects.open(projects[0])
            return
        if not window.loading.busy:
            self._known = window.electrocrystallization.table.analyses
        window.loading.open(paths)

    def show_sketch(self, curve: Curve) -> None:
        """Show some points of a large file while it is read, where a page shows curves."""
        from ui.analysis_page import AnalysisPage

        if isinstance(self._window.page, AnalysisPage):
            self._window.page.show_sketch(curve)

    def end_sketch(self) -> None:
        """Nothing is being read any more."""
        from ui.analysis_page import AnalysisPage

        for tab in self._window.step_tabs.values():
            if tab.has_page and isinstance(tab.page, AnalysisPage):
                tab.page.end_sketch()

    def show_newest(self) -> None:
        """Show the first plating step of what was opened."""
        self._window.electrocrystallization.show_newest(self._known)

    def say_failed(self, failure: Failure) -> None:
        """Say why a file could not be used."""
        from models.translation import message_text

        self._window.say(f"{Path(failure.file).name}: {message_text(failure.message)}")

    def take_drag(self, event: QDragEnterEvent) -> None:
        """Let files be dropped anywhere in the window."""
        data = event.mimeData()
        if data is not None and data.hasUrls():
            event.acceptProposedAction()

    def take_drop(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        data = event.mimeData()
        if data is not None:
            self.take([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()])
            event.acceptProposedAction()

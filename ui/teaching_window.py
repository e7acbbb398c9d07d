"""The teaching pane: simulate an experiment, analyse it, see what comes back. A window with a document of its own."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction, QCloseEvent, QKeySequence
from PyQt6.QtWidgets import QStatusBar, QToolBar, QWidget

from fitting.messages import DataProblem
from fitting.synthetic import GENERATORS
from models.document import Document
from models.teaching import REPEATS, TEACHING, take_simulated
from models.translation import message_text
from ui.fit_progress import FitProgress
from ui.step_tab import StepTab
from ui.whole_picture import WholePictureWindow

MANY = 100.0  # repeats that show a coverage


class TeachingWindow(WholePictureWindow):
    """What is tried here is never saved; its curves can be put into the project."""

    def __init__(self, project: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._project = project
        self.setWindowTitle(self.tr("Simulate and analyse"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1180, 760)
        self.document = Document(self)
        self.tab = StepTab(self.document, TEACHING)
        self.setCentralWidget(self.tab)
        status = self.statusBar()
        assert isinstance(status, QStatusBar)
        self.fit_progress = FitProgress(self.document, status)
        self._status = status
        self._add_toolbar()

    def _add_toolbar(self) -> None:
        bar = QToolBar(self.tr("Tools"), self)
        bar.setMovable(False)
        stack = self.document.undo_stack
        undo, redo = (stack.createUndoAction(self), stack.createRedoAction(self))
        assert undo is not None and redo is not None
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        redo.setShortcut(QKeySequence("Ctrl+Shift+Z"))
        undo.setIconText(self.tr("Undo"))
        redo.setIconText(self.tr("Redo"))
        self.other_noise = QAction(self.tr("Other &noise"), self)
        self.other_noise.setShortcut(QKeySequence("Ctrl+N"))
        self.other_noise.triggered.connect(self.take_other_noise)
        self.many = QAction(self.tr("&Repeat 100 times"), self)
        self.many.setShortcut(QKeySequence("Ctrl+M"))
        self.many.setToolTip(self.tr("Bias, scatter and coverage of the intervals over 100 simulations (Ctrl+M)"))
        self.many.triggered.connect(lambda: self._give({REPEATS.name: MANY}, self.tr("Repeat")))
        self.put = QAction(self.tr("&Put into the project"), self)
        self.put.triggered.connect(self.put_into_project)
        close = QAction(self.tr("Close"), self)
        close.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        close.triggered.connect(self.close)
        self._actions = (undo, redo)  # Python owns them
        for action in (undo, redo, self.other_noise, self.many, self.put):
            bar.addAction(action)
        self.addAction(close)
        self.addToolBar(bar)

    def take_other_noise(self) -> None:
        """The same experiment with other random numbers."""
        analysis = self.tab.page.analysis
        if analysis is not None:
            seed = float(analysis.state.settings.get("seed", analysis.method.setting("seed").default or 0.0))
            self._give({"seed": seed + 1.0}, self.tr("Other noise"))

    def _give(self, settings: dict[str, float | str | None], text: str) -> None:
        analysis = self.tab.page.analysis
        if analysis is not None:
            self.document.edit(analysis, analysis.state.with_settings(settings), text)

    def put_into_project(self) -> None:
        """Hand the simulated curves, with what an experimenter would know of them, to the project."""
        analysis = self.tab.page.analysis
        if analysis is None:
            return
        generator = next(each for each in GENERATORS if each.name == analysis.method.name)
        values = {name: value for name, value in analysis.state.settings.items() if name != REPEATS.name}
        try:
            count = take_simulated(self._project, generator, values)
        except DataProblem as problem:
            self._status.showMessage(message_text(problem.message))
        else:
            self._status.showMessage(self.tr("Put into the project: {count} curves").format(count=count))

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self.document.close()
        super().closeEvent(event)

"""The main window: data panel, one tab per elementary step, menus, progress. No arithmetic in here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QStandardPaths, Qt
from PyQt6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PyQt6.QtWidgets import (
    QDockWidget,
    QFileDialog,
    QLabel,
    QMainWindow,
    QMenuBar,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStatusBar,
    QTabWidget,
    QToolBar,
    QWidget,
)

from fitting.messages import DataProblem
from models import __version__
from models.background import Task
from models.document import Document
from models.result import Failure
from models.step import Step
from models.steps import STEPS
from models.translation import message_text
from ui.actions import SEPARATOR, Entry, add_actions, fill_menu
from ui.data_panel import DataPanel
from ui.electrocrystallization import ElectrocrystallizationTab
from ui.export_actions import Exports
from ui.import_actions import Imports
from ui.theme import apply_theme, is_dark

CURVE_ENTRIES = ("receipt", "import_again", SEPARATOR, "rename", "remove")
MESSAGE_TIME = 15_000  # ms
TOOLS = ("open", "undo", "redo", SEPARATOR, "confirm", "absent", "automatic", SEPARATOR, "figure", "report")


class MainWindow(QMainWindow):
    """Everything a person sees; it tells the document what to do and shows what the document says."""

    def __init__(self, document: Document | None = None) -> None:
        super().__init__()
        self.document = document or Document(self)
        self.setWindowTitle("Anodescope")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self._loading: Task | None = None
        self.data_panel = DataPanel(self.document)
        self.tabs = QTabWidget()
        self.exports = Exports(self.document, self)
        self.imports = Imports(self.document, self.data_panel, self)
        self._add_dock()
        self._add_tabs()
        self.actions_by_name = add_actions(self, self._entries())
        self._add_undo_actions()
        self._fill_menus()
        self._add_toolbar()
        self._add_status()
        self._connect()

    # building

    def _add_dock(self) -> None:
        dock = QDockWidget(self.tr("Data"), self)
        dock.setObjectName("data")
        dock.setWidget(self.data_panel)
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
        self.resizeDocks([dock], [250], Qt.Orientation.Horizontal)

    def _add_tabs(self) -> None:
        self.setCentralWidget(self.tabs)
        self.tabs.setAccessibleName(self.tr("Elementary steps"))
        for number, step in enumerate(STEPS, start=1):
            title = QCoreApplication.translate("Step", step.title)
            self.tabs.addTab(self._tab(step), f"{number} {title}")
        self.tabs.setCurrentWidget(self.electrocrystallization)

    def _tab(self, step: Step) -> QWidget:
        if step.name == "electrocrystallization":
            self.electrocrystallization = ElectrocrystallizationTab(self.document, step)
            return self.electrocrystallization
        needs = QLabel(QCoreApplication.translate("Step", step.needs))
        needs.setAlignment(Qt.AlignmentFlag.AlignCenter)
        needs.setWordWrap(True)
        needs.setMargin(48)
        return needs

    def _entries(self) -> tuple[Entry, ...]:
        panel = self.data_panel
        tabs = tuple(
            Entry(
                f"tab_{number}",
                QCoreApplication.translate("Step", step.title),
                f"Alt+{number}",
                partial(self.tabs.setCurrentIndex, number - 1),
            )
            for number, step in enumerate(STEPS, start=1)
        )
        tab = self.electrocrystallization
        return (
            Entry("open", self.tr("&Open files …"), "Ctrl+O", self.choose_files),
            Entry("open_folder", self.tr("Open &folder …"), "Ctrl+Shift+O", self.choose_folder),
            Entry("sample", self.tr("Open the &sample"), "", self.open_sample),
            Entry("report", self.tr("&Report …"), "Ctrl+R", self.exports.choose_report),
            Entry("figure", self.tr("Fi&gure …"), "Ctrl+E", lambda: self.exports.show_figure(tab.analysis)),
            Entry("quit", self.tr("&Quit"), "Ctrl+Q", self.close),
            Entry("rename", self.tr("Re&name"), "F2", panel.rename_selected),
            Entry("remove", self.tr("Re&move curves"), "", panel.remove_selected),
            Entry("receipt", self.tr("Re&ceipt"), "Ctrl+I", self.imports.show_receipt),
            Entry("import_again", self.tr("&Import again …"), "Ctrl+Shift+I", self.imports.import_again),
            Entry("confirm", self.tr("&Confirm spike"), "Ctrl+Return", tab.confirm),
            Entry("absent", self.tr("&No spike"), "Ctrl+Backspace", tab.judge_absent),
            Entry("automatic", self.tr("&Automatic marks"), "Ctrl+0", tab.back_to_automatic),
            Entry("show_all", self.tr("Show &all data"), "Ctrl+Home", tab.view.show_all),
            Entry("next_pane", self.tr("Next &pane"), "F6", self.focus_next_pane),
            Entry("theme", self.tr("&Light or dark"), "Ctrl+Shift+L", self.switch_theme),
            Entry("keys", self.tr("&Keys"), "F1", self.show_keys),
            Entry("about", self.tr("&About Anodescope"), "", self.show_about),
            *tabs,
        )

    def _add_undo_actions(self) -> None:
        stack = self.document.undo_stack
        for name, action, key in (
            ("undo", stack.createUndoAction(self, self.tr("Undo")), "Ctrl+Z"),
            ("redo", stack.createRedoAction(self, self.tr("Redo")), "Ctrl+Shift+Z"),
        ):
            assert action is not None
            action.setShortcut(key)
            self.addAction(action)
            self.actions_by_name[name] = action

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        assert isinstance(bar, QMenuBar)
        tabs = tuple(f"tab_{number}" for number in range(1, len(STEPS) + 1))
        for title, names in (
            (
                self.tr("&File"),
                ("open", "open_folder", "sample", SEPARATOR, "report", "figure", SEPARATOR, "quit"),
            ),
            (self.tr("&Edit"), ("undo", "redo", SEPARATOR, *CURVE_ENTRIES)),
            (self.tr("&View"), ("show_all", "theme", SEPARATOR, *tabs, SEPARATOR, "next_pane")),
            (self.tr("&Step"), ("confirm", "absent", "automatic")),
            (self.tr("&Help"), ("keys", "about")),
        ):
            menu = bar.addMenu(title)
            assert menu is not None
            fill_menu(menu, self.actions_by_name, names)
        self.data_panel.tree.addActions([self.actions_by_name[name] for name in CURVE_ENTRIES if name])

    def _add_toolbar(self) -> None:
        bar = QToolBar(self.tr("Tools"), self)
        bar.setObjectName("tools")
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        for name in TOOLS:
            if name == SEPARATOR:
                bar.addSeparator()
            else:
                bar.addAction(self.actions_by_name[name])
        self.addToolBar(bar)

    def _add_status(self) -> None:
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.setMaximumWidth(220)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self.cancel_loading)
        status = self.status
        for widget in (self.progress, self.cancel):
            status.addPermanentWidget(widget)
            widget.hide()

    @property
    def status(self) -> QStatusBar:
        """The status bar (the stubs think that there may be none)."""
        bar = self.statusBar()
        assert bar is not None
        return bar

    def _connect(self) -> None:
        panel, tab = self.data_panel, self.electrocrystallization
        panel.open_files.connect(self.choose_files)
        panel.open_folder.connect(self.choose_folder)
        panel.open_sample.connect(self.open_sample)
        panel.curve_chosen.connect(tab.show_curve)
        tab.analysis_shown.connect(lambda analysis: panel.select(analysis.curve.identity, analysis.segment))
        self.document.file_failed.connect(self._file_failed)
        self.exports.said.connect(self.say)
        self.imports.said.connect(self.say)
        self._last_pane = 0

    # files

    def choose_files(self) -> None:
        """Ask for files and open them."""
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Open instrument files"))
        self.open_paths([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder and open everything in it."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Open a folder of instrument files"))
        if name:
            self.open_paths([Path(name)])

    def open_sample(self) -> None:
        """Write the simulated sample files among the program's own data and open them."""
        from models.sample import write_sample

        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
        try:
            self.open_paths(write_sample(Path(folder) / "sample"))
        except DataProblem as problem:
            self.say(message_text(problem.message))

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Read files and folders in the background."""
        if not paths:
            return
        self.cancel_loading()
        self._count_before = len(self.document.failures)
        self._loading = self.document.load(paths, self._show_progress)
        self._loading.finished.connect(self._loaded)
        self.cancel.show()

    def cancel_loading(self) -> None:
        """Stop reading; what has been read stays."""
        if self._loading is not None:
            self._loading.cancel()
            self._loaded()

    def _show_progress(self, done: int, total: int, what: str) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.show()
        self.status.showMessage(self.tr("Reading {name}").format(name=what) if what else "")

    def _loaded(self) -> None:
        self._loading = None
        self.progress.hide()
        self.cancel.hide()
        curves = sum(len(electrolyte.curves) for electrolyte in self.document.series)
        failed = len(self.document.failures) - self._count_before
        text = self.tr("Open curves: {count}").format(count=curves)
        if failed:
            text += " · " + self.tr("files not used: {count}, the data panel says why").format(count=failed)
        self.say(text)

    def _file_failed(self, failure: Failure) -> None:
        name = Path(failure.file).name
        self.say(f"{name}: {message_text(failure.message)}")

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        assert event is not None
        data = event.mimeData()
        if data is not None and data.hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        assert event is not None
        data = event.mimeData()
        if data is not None:
            self.open_paths([Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()])
            event.acceptProposedAction()

    # small things

    def say(self, text: str) -> None:
        """Show a message in the status bar."""
        self.status.showMessage(text, MESSAGE_TIME)

    def focus_next_pane(self) -> None:
        """Walk: data panel, curve, right panel, table of plating steps."""
        tab = self.electrocrystallization
        panes = (self.data_panel.tree, tab.canvas, tab.panel.input_view, tab.table_view)
        self._last_pane = (self._last_pane + 1) % len(panes)
        panes[self._last_pane].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def switch_theme(self) -> None:
        """Light becomes dark, dark becomes light."""
        apply_theme(not is_dark())

    def show_keys(self) -> None:
        """Show what the keys do."""
        lines = [
            f"{_native(action)}\t{action.text().replace('&', '')}"
            for action in self.actions_by_name.values()
            if not action.shortcut().isEmpty()
        ]
        lines += [
            self.tr("[ and ]\tchoose a handle on the curve"),
            self.tr("← →\tmove it by a pixel, with Shift by ten, with Ctrl by a sample"),
            self.tr("Home, End\tput it at the start or end of the step"),
            self.tr("Enter\tconfirm and go on; Esc takes a drag back"),
            self.tr("Wheel\tzoom time, with Shift potential; middle button pans; Z and drag zooms a box"),
        ]
        rows = "".join("<tr><td><b>{}</b>&nbsp;&nbsp;</td><td>{}</td></tr>".format(*line.split("\t")) for line in lines)
        QMessageBox(QMessageBox.Icon.NoIcon, self.tr("Keys"), f"<table>{rows}</table>", parent=self).open()

    def show_about(self) -> None:
        """Say what this is."""
        text = self.tr(
            "Anodescope {version}: the lithium-metal anode, step by step.\n\nAfter Wang, Wu, Yao, Zhang, “Lithium "
            "Metal Anode in Electrochemical Perspective”, ChemElectroChem 2024.\n\nFree software under the GNU "
            "General Public License, version 3 or later."
        ).format(version=__version__)
        QMessageBox(QMessageBox.Icon.NoIcon, self.tr("About Anodescope"), text, parent=self).open()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        assert event is not None
        self.document.close()
        super().closeEvent(event)


def _native(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

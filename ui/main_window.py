"""The main window: data panel, one tab per elementary step, menus, progress. No arithmetic in here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QSize, QStandardPaths, Qt
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QUndoCommand
from PyQt6.QtWidgets import (
    QDockWidget,
    QFileDialog,
    QLabel,
    QMainWindow,
    QMenuBar,
    QMessageBox,
    QStatusBar,
    QTabWidget,
    QToolBar,
    QWidget,
)

from fitting.messages import DataProblem
from models.analysis import Analysis
from models.document import Document
from models.result import Failure
from models.step import Step
from models.steps import STEPS
from models.translation import message_text
from ui.actions import SEPARATOR, Entry, add_actions, fill_menu
from ui.data_panel import DataPanel
from ui.electrocrystallization import ElectrocrystallizationTab
from ui.export_actions import Exports
from ui.fit_progress import FitProgress
from ui.help_dialogs import show_about, show_keys
from ui.import_actions import Imports
from ui.loading import Loading
from ui.remembered import FOLDER, THEME, remember, remembered
from ui.step_tab import Page, StepTab
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
        screen = self.screen()
        room = QSize(1440, 900) if screen is None else screen.availableSize()
        self.resize(QSize(1440, 900).boundedTo(room))
        self.data_panel = DataPanel(self.document)
        self.tabs = QTabWidget()
        self.step_tabs: dict[str, StepTab] = {}
        self.fit_progress = FitProgress(self.document, self.status)
        self.loading = Loading(self.document, self.status)
        self.exports = Exports(self.document, self)
        self.imports = Imports(self.document, self.data_panel, self)
        self._add_dock()
        self._add_tabs()
        self.actions_by_name = add_actions(self, self._entries(), first=self._finish_gesture)
        self._follow_undo_stack()
        self._fill_menus()
        self._add_toolbar()
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
        home = self.step_tabs["electrocrystallization"]
        self.tabs.setCurrentWidget(home)
        page = home.pages["nucleation_spike"]
        assert isinstance(page, ElectrocrystallizationTab)
        self.electrocrystallization = page

    def _tab(self, step: Step) -> QWidget:
        if step.methods:
            tab = self.step_tabs[step.name] = StepTab(self.document, step)
            return tab
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
            Entry("figure", self.tr("Fi&gure …"), "Ctrl+E", lambda: self.exports.show_figure(self.page.analysis)),
            Entry("quit", self.tr("&Quit"), "Ctrl+Q", self.close),
            Entry("undo", self.tr("Undo"), "Ctrl+Z", self.undo),
            Entry("redo", self.tr("Redo"), "Ctrl+Shift+Z", self.redo),
            Entry("rename", self.tr("Re&name"), "F2", panel.rename_selected),
            Entry("remove", self.tr("Re&move"), "Del", panel.remove_selected),
            Entry("receipt", self.tr("Re&ceipt"), "Ctrl+I", self.imports.show_receipt),
            Entry("import_again", self.tr("&Import again …"), "Ctrl+Shift+I", self.imports.import_again),
            Entry("confirm", self.tr("&Confirm"), "Ctrl+Return", lambda: self.page.confirm()),
            Entry("absent", self.tr("&No spike"), "Ctrl+Backspace", tab.judge_absent),
            Entry("automatic", self.tr("&Automatic"), "Ctrl+0", lambda: self.page.back_to_automatic()),
            Entry("fit_again", self.tr("&Fit again what was cancelled"), "F5", self.document.resume_fits),
            Entry("show_all", self.tr("Show &all data"), "Ctrl+Home", lambda: self.page.view.show_all()),
            Entry("next_pane", self.tr("Next &pane"), "F6", self.focus_next_pane),
            Entry("theme", self.tr("&Light or dark"), "Ctrl+Shift+L", self.switch_theme),
            Entry("keys", self.tr("&Keys"), "F1", lambda: show_keys(self, self.actions_by_name.values())),
            Entry("about", self.tr("&About Anodescope"), "", lambda: show_about(self)),
            *tabs,
        )

    def _follow_undo_stack(self) -> None:
        stack, undo, redo = self.document.undo_stack, self.actions_by_name["undo"], self.actions_by_name["redo"]
        for action, can, text, words in (
            (undo, stack.canUndoChanged, stack.undoTextChanged, self.tr("Undo")),
            (redo, stack.canRedoChanged, stack.redoTextChanged, self.tr("Redo")),
        ):
            action.setEnabled(False)
            action.setIconText(words)  # the toolbar's buttons stay where they are
            can.connect(action.setEnabled)
            text.connect(lambda what, action=action, words=words: action.setText(f"{words} {what}".strip()))
        for tab in self.step_tabs.values():
            for page in tab.pages.values():
                page.canvas.gesture_started.connect(lambda _: undo.setEnabled(True))

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
            (self.tr("&Step"), ("confirm", "absent", "automatic", SEPARATOR, "fit_again")),
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

    @property
    def page(self) -> Page:
        """The method that a person works with; where the present tab has none, the picker of spikes."""
        tab = self.tabs.currentWidget()
        return tab.page if isinstance(tab, StepTab) else self.electrocrystallization

    def _follow_page(self) -> None:
        """Whether there is a spike is asked only where spikes are shown; elsewhere the keys would judge unseen."""
        self.actions_by_name["absent"].setEnabled(self.page is self.electrocrystallization)

    def _finish_gesture(self) -> None:
        self.page.finish_gesture()

    def _select_in_tree(self, analysis: Analysis) -> None:
        if analysis.subject:
            self.data_panel.select(*analysis.subject[0].key)

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
        panel.curve_chosen.connect(lambda *curve: self.page.show_curve(*curve))
        panel.said.connect(self.say)
        for each in self.step_tabs.values():
            each.analysis_shown.connect(self._select_in_tree)
            each.choice.currentIndexChanged.connect(self._follow_page)
        self.tabs.currentChanged.connect(self._follow_page)
        self.document.file_failed.connect(self._file_failed)
        self.exports.said.connect(self.say)
        self.loading.said.connect(self.say)
        self.loading.ended.connect(lambda: tab.show_newest(self._known))
        self.imports.said.connect(self.say)
        self._last_pane = 0
        self._known: tuple[Analysis, ...] = ()

    # files

    def choose_files(self) -> None:
        """Ask for files and open them."""
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Open instrument files"), remembered(FOLDER))
        if names:
            remember(FOLDER, str(Path(names[0]).parent))
        self.open_paths([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Ask for a folder and open everything in it."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Open a folder of instrument files"), remembered(FOLDER))
        if name:
            remember(FOLDER, name)
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
        if not self.loading.busy:
            self._known = self.electrocrystallization.table.analyses
        self.loading.open(paths)

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

    # undo

    def undo(self) -> None:
        """Undo the last edit and show what it was about; files on their way in are stopped first."""
        self.loading.cancel()
        stack = self.document.undo_stack
        command = stack.command(stack.index() - 1) if stack.canUndo() else None
        stack.undo()
        self._show_edited(command)

    def redo(self) -> None:
        """Redo what was undone last and show what it was about."""
        stack = self.document.undo_stack
        command = stack.command(stack.index()) if stack.canRedo() else None
        stack.redo()
        self._show_edited(command)

    def _show_edited(self, command: QUndoCommand | None) -> None:
        analysis = self.document.analysis_edited_by(command)
        if analysis is not None:
            tab = self.step_tabs[analysis.step.name]
            self.tabs.setCurrentWidget(tab)
            tab.show_analysis(analysis)

    # small things

    def say(self, text: str) -> None:
        """Show a message in the status bar."""
        self.status.showMessage(text, MESSAGE_TIME)

    def focus_next_pane(self) -> None:
        """Walk: data panel, curve, right panel, table of plating steps."""
        page = self.page
        panes = (self.data_panel.tree, page.canvas, page.panel.input_view, page.table_view)
        self._last_pane = (self._last_pane + 1) % len(panes)
        panes[self._last_pane].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def switch_theme(self) -> None:
        """Light becomes dark, dark becomes light."""
        dark = not is_dark()
        apply_theme(dark)
        remember(THEME, "dark" if dark else "light")

    def closeEvent(self, event: QCloseEvent | None) -> None:
        assert event is not None
        if self._has_unreported_judgements():
            event.ignore()
            self._ask_before_closing()
            return
        self.document.close()
        super().closeEvent(event)

    def _has_unreported_judgements(self) -> bool:
        if self.document.undo_stack.isClean():
            return False
        return any(analysis.state.is_touched for analysis in self.document.worked_on())

    def _ask_before_closing(self) -> None:
        text = self.tr("Your marks and judgements are in no report yet, and this version cannot save them otherwise.")
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Close without a report?"), text, parent=self)
        leave = box.addButton(self.tr("Close without"), QMessageBox.ButtonRole.DestructiveRole)
        report = box.addButton(self.tr("Report …"), QMessageBox.ButtonRole.ActionRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        assert leave is not None and report is not None
        report.clicked.connect(self.exports.choose_report)
        leave.clicked.connect(self._close_without_report)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _close_without_report(self) -> None:
        self.document.undo_stack.setClean()
        self.close()

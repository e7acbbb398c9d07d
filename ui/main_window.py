"""The main window: data panel, one tab per elementary step, menus, progress. No arithmetic in here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QUndoCommand
from PyQt6.QtWidgets import QDockWidget, QMenuBar, QSplitter, QStatusBar, QVBoxLayout, QWidget

from ui.first_picture import TOOLS_HEIGHT, add_menus, first_picture, made_tabs
from ui.on_demand import start_tour
from ui.whole_picture import WholePictureWindow

if TYPE_CHECKING:  # what computes is imported by `furnish`, after the first paint
    from pathlib import Path

    from models.analysis import Analysis
    from ui.file_actions import Files
    from ui.help_window import HelpWindow
    from ui.step_tab import Page, StepTab

HOME = "electrocrystallization"
MESSAGE_TIME = 15_000  # ms


class MainWindow(WholePictureWindow):
    """Everything a person sees; it tells the document what to do and shows what the document says.

    It comes in three parts. The first picture (start page, titles of menus and tabs) imports nothing that computes
    and needs few names of Qt, so it is on the screen at once; `complete_frame` adds menus and tools and makes the start
    page a dock; `furnish` puts the document and its views in. What is asked for before is done then.
    """

    painted = pyqtSignal()  # for the first time

    def __init__(self, furnished: bool = True) -> None:
        super().__init__()
        self.furnished = False
        self._painted = False
        self._waiting: list[Callable[[], object]] = []
        self._furnishing = self._furnish()
        self.setWindowTitle("Anodescope")
        self.setAcceptDrops(True)
        screen = self.screen()
        room = QSize(1440, 900) if screen is None else screen.availableSize()
        self.resize(QSize(1440, 900).boundedTo(room))
        self.help: HelpWindow | None = None
        centre = QWidget()
        self._centre = QVBoxLayout(centre)
        self._centre.setContentsMargins(0, 0, 0, 0)
        self._centre.setSpacing(0)
        self.setCentralWidget(centre)  # once: with another one the dock would take its room
        self._add_frame()
        self._first: QSplitter | None = first_picture(self)
        self._centre.addSpacing(TOOLS_HEIGHT)
        self._centre.addWidget(self._first, 1)
        if furnished:
            self.furnish()

    # the frame

    def _add_frame(self) -> None:
        self.tabs = made_tabs(HOME)
        add_menus(self)

    def complete_frame(self) -> None:
        """Add menus, tools and the place of notices, and make the start page a dock."""
        from ui.banner import Banner

        first, self._first = self._first, None
        if first is None:
            return
        self.dock = QDockWidget(self)
        self.dock.setObjectName("data")
        self.dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable)
        data_width = first.sizes()[0]
        self.dock.setWidget(first.widget(0))
        for _ in range(2):  # the room for the tools, and what stood beneath
            self._centre.takeAt(0)
        self.banner = Banner()
        self._centre.addWidget(self.banner)
        self._add_tools()
        self.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self.dock)
        self.resizeDocks([self.dock], [data_width], Qt.Orientation.Horizontal)
        first.deleteLater()

    def _add_tools(self) -> None:
        from ui.actions import tell_keys
        from ui.menus import add_tool_bar, fill_menus

        self.actions_by_name = fill_menus(self)
        tell_keys(self.actions_by_name.values())
        self._centre.addWidget(self.tabs)
        self.tabs.show()  # now, not in the next turn
        self.dock.setWindowTitle(self.tr("Data"))
        self.tool_bar = add_tool_bar(self)

    @cached_property
    def files(self) -> Files:
        """Files on their way in."""
        from ui.file_actions import Files

        return Files(self)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def perform(self, slot: Callable[[], object]) -> None:
        """Do what a person asked for, after a drag that still goes on; before the window is furnished, do it then."""
        if not self.furnished:
            self._waiting.append(slot)
            return
        self.page.finish_gesture()
        slot()

    # what computes

    def furnish(self) -> None:
        """Put the document and its views into the frame. The imports take longer than all the rest of the start."""
        for _ in self._furnishing:
            pass

    def furnish_in_turns(self) -> None:
        """The same, but the window hears its person between two parts of it."""
        for _ in self._furnishing:
            QTimer.singleShot(0, self.furnish_in_turns)
            return

    def _furnish(self) -> Iterator[None]:
        from models.document import Document
        from ui.curve_actions import CurveActions
        from ui.export_actions import Exports
        from ui.figure_actions import Figures
        from ui.fit_progress import FitProgress
        from ui.history import HistoryDock
        from ui.import_actions import Imports
        from ui.loading import Loading
        from ui.project_actions import Projects

        self.complete_frame()
        yield
        self.document = Document(self)
        self.fit_progress = FitProgress(self.document, self.status)
        self.loading = Loading(self.document, self.status)
        self.exports = Exports(self.document, self)
        self.figures = Figures(self.document, self)
        self.imports = Imports(self.document, self)
        self.curve_actions = CurveActions(self.document, self)
        self.history = HistoryDock(self.document.undo_stack, self)
        self.projects = Projects(self)
        yield
        self._furnish_dock()
        yield
        self._furnish_tabs()
        self._follow_document()
        self._connect()
        self.furnished = True
        waiting, self._waiting = self._waiting, []
        for slot in waiting:
            self.perform(slot)

    def _follow_document(self) -> None:
        self._follow_undo_stack()
        self.projects.show_name(True)

    def _furnish_dock(self) -> None:
        from ui.copied_table import make_copyable
        from ui.data_panel import DataPanel
        from ui.menus import CURVE_ENTRIES

        start = self.dock.widget()
        panel = self.data_panel = DataPanel(self.document)
        panel.tree.addActions([self.actions_by_name[name] for name in CURVE_ENTRIES if name])
        make_copyable(panel.tree)
        panel.open_files.connect(self.files.choose_files)
        panel.open_sample.connect(self.files.open_sample)
        panel.tour.connect(partial(start_tour, self))
        panel.curve_chosen.connect(lambda *curve: self.page.show_curve(*curve))
        panel.curves_chosen.connect(lambda curves: self.page.show_curves(curves))
        panel.failure_chosen.connect(self.imports.import_failure)
        panel.question_chosen.connect(self.imports.answer)
        panel.receipt_chosen.connect(self.imports.show_receipt)
        panel.said.connect(self.say)
        self.dock.setWidget(panel)
        if start is not None:
            start.deleteLater()

    def _furnish_tabs(self) -> None:
        from models.steps import STEPS
        from ui.electrocrystallization import ElectrocrystallizationTab
        from ui.step_tab import StepTab

        frame = [self.tabs.widget(index) for index in range(self.tabs.count())]
        shown = self.tabs.currentIndex()
        self.step_tabs: dict[str, StepTab] = {}
        for number, step in enumerate(STEPS):
            tab = self.step_tabs[step.name] = StepTab(self.document, step)
            tab.page_made.connect(self._page_made)
            tab.analysis_shown.connect(self._select_in_tree)
            tab.analysis_wanted.connect(self.show_analysis)
            tab.said.connect(self.say)
            tab.wanted.connect(lambda name: self.actions_by_name[name].trigger())
            tab.choice.currentIndexChanged.connect(self._follow_page)
            self.tabs.addTab(tab, self.tabs.tabText(number))
        page = self.step_tabs[HOME].page_of("nucleation_spike")
        assert isinstance(page, ElectrocrystallizationTab)
        self.electrocrystallization = page
        page.names_told.connect(self._tell_names)
        self.tabs.setCurrentIndex(len(frame) + shown)
        for widget in frame:
            self.tabs.removeTab(0)
            if widget is not None:
                widget.deleteLater()
        self.tabs.currentChanged.connect(self._follow_page)

    def _page_made(self, page: Page) -> None:
        if page.canvas is not None:
            page.canvas.gesture_started.connect(lambda _: self.actions_by_name["undo"].setEnabled(True))

    def _follow_undo_stack(self) -> None:
        stack, undo, redo = self.document.undo_stack, self.actions_by_name["undo"], self.actions_by_name["redo"]
        for action, can, changed in (
            (undo, stack.canUndo(), stack.canUndoChanged),
            (redo, stack.canRedo(), stack.canRedoChanged),
        ):
            action.setEnabled(can)
            changed.connect(action.setEnabled)
        self._name_undo(stack.undoText())
        self._name_redo(stack.redoText())

    def _name_undo(self, what: str) -> None:
        self.actions_by_name["undo"].setText(f"{self.tr('Undo')} {what}".strip())

    def _name_redo(self, what: str) -> None:
        self.actions_by_name["redo"].setText(f"{self.tr('Redo')} {what}".strip())

    def show_tab(self, index: int) -> None:
        """Show the tab of an elementary step."""
        self.tabs.setCurrentIndex(index)

    @property
    def page(self) -> Page:
        """The page that a person works with."""
        return list(self.step_tabs.values())[self.tabs.currentIndex()].page

    def _follow_page(self) -> None:
        """Whether there is a spike is asked only where spikes are shown; elsewhere the keys would judge unseen."""
        self.actions_by_name["absent"].setEnabled(self.page is self.electrocrystallization)

    def _select_in_tree(self, analysis: Analysis) -> None:
        if analysis.subject:
            self.data_panel.select(*analysis.subject[0].key)

    def _tell_names(self, told: bool) -> None:
        """Who picks blind sees no name anywhere."""
        self.data_panel.tell_names(told)
        self.projects.show_name(told)
        self.status.clearMessage()

    @property
    def status(self) -> QStatusBar:
        """The status bar (the stubs think that there may be none)."""
        bar = self.statusBar()
        assert bar is not None
        return bar

    def _connect(self) -> None:
        stack = self.document.undo_stack
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_redo)
        self.document.file_failed.connect(self.files.say_failed)
        self.exports.said.connect(self.say)
        self.figures.said.connect(self.say)
        self.exports.analysis_wanted.connect(self.show_analysis)
        self.loading.said.connect(self.say)
        self.loading.ended.connect(self.files.show_newest)
        self.loading.ended.connect(self.files.end_sketch)
        self.document.sketched.connect(self.files.show_sketch)
        self.imports.said.connect(self.say)
        self.curve_actions.said.connect(self.say)
        self._last_pane = 0

    # the window in another language

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if self.furnished and event is not None and event.type() == QEvent.Type.LanguageChange:
            self.build_again()

    def build_again(self) -> None:
        """Say everything anew; the document, what is chosen and what is in view stay as they are."""
        from ui.place import go_back_to, place_in

        if self.loading.busy:  # curves that arrive need the views that are there
            once = Qt.ConnectionType.SingleShotConnection
            self.loading.ended.connect(self.build_again, type=once)  # type: ignore[call-arg]  # not in the stubs
            return
        place = place_in(self)
        for action in self.actions_by_name.values():
            self.removeAction(action)
            action.deleteLater()
        self.removeToolBar(self.tool_bar)
        self.tool_bar.deleteLater()
        self.setMenuBar(QMenuBar())
        self._centre.removeWidget(self.tabs)
        self.tabs.deleteLater()
        self._add_frame()
        self._add_tools()
        self.history.say_all()
        self._furnish_dock()
        self._furnish_tabs()
        self._follow_document()
        go_back_to(self, place)

    # files

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Read files and folders in the background."""
        self.files.open(paths)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        assert event is not None
        self.files.take_drag(event)

    def dropEvent(self, event: QDropEvent | None) -> None:
        assert event is not None
        self.files.take_drop(event)

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
        from models.edit import Swap

        if isinstance(command, Swap) and command.analysis is not None:
            self.show_analysis(command.analysis)

    def show_analysis(self, analysis: Analysis) -> None:
        """Show an analysis in the tab of its step."""
        tab = self.step_tabs[analysis.step.name]
        self.tabs.setCurrentWidget(tab)
        tab.show_analysis(analysis)

    # the teaching pane

    def teach(self) -> None:
        """Open a window in which experiments are simulated and analysed."""
        from ui.teaching_window import TeachingWindow

        TeachingWindow(self.document, self).show()

    # small things

    def say(self, text: str) -> None:
        """Show a message in the status bar."""
        self.status.showMessage(text, MESSAGE_TIME)

    def focus_next_pane(self) -> None:
        """Walk: data panel, curve, right panel, table of plating steps."""
        panes = (self.data_panel.tree, *self.page.panes)
        self._last_pane = (self._last_pane + 1) % len(panes)
        panes[self._last_pane].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        assert event is not None
        if hasattr(self, "document"):
            if not self.furnished:
                self.furnish()  # what has begun is ended before it is closed
            if not self.projects.leave():
                event.ignore()
                return
            for window in self.findChildren(WholePictureWindow):  # one that simulates
                window.close()
            self.document.close()
        super().closeEvent(event)

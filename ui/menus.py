"""What menus and toolbar offer, each thing once. They are there before a document is: slots look for it late."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenuBar, QSizePolicy, QToolBar, QWidget

from models.step_words import STEP_WORDS
from ui import on_demand
from ui.actions import SEPARATOR, Entry, add_actions, fill_bar
from ui.recent import RECENT, RecentMenu

if TYPE_CHECKING:
    from ui.main_window import MainWindow

CURVE_ENTRIES = (
    *("receipt", "import_again", SEPARATOR, "rename", "note", "move", "set_aside", "remove"),
    *(SEPARATOR, "find"),
)
_TABS = tuple(f"tab_{number}" for number in range(1, len(STEP_WORDS) + 1))
MENUS: tuple[tuple[str, ...], ...] = (  # below the titles of the first picture
    (
        *("new", "open_project", "open", "open_folder", RECENT, "sample", SEPARATOR),
        *("save", "save_as", "revert", "points", "backups", "sessions", SEPARATOR),
        *("report", "figure", "review_figures", "kept_figures", "export_folder", "verify", SEPARATOR, "quit"),
    ),
    ("undo", "redo", "history", SEPARATOR, "copy_figure", SEPARATOR, *CURVE_ENTRIES),
    ("show_all", "language", "theme", SEPARATOR, *_TABS, SEPARATOR, "next_pane"),
    ("confirm", "absent", "automatic", SEPARATOR, "keep", "apply", SEPARATOR, "fit_again"),
    ("palette", "teach", SEPARATOR, "settings"),
    ("help", "keys", "tour", SEPARATOR, "newer", "about"),
)
TOOLS = (
    *("open", "save", "undo", "redo", SEPARATOR, "confirm", "absent", "automatic", "keep", SEPARATOR),
    *("figure", "report"),
)
TOOLS_AT_THE_END = {"language": "中 / EN", "theme": "◐"}


def entries(window: MainWindow) -> tuple[Entry, ...]:
    """Everything a person can do in this window."""
    w, tr = window, window.tr
    tabs = tuple(
        Entry(name, QCoreApplication.translate("Step", words.title), f"Alt+{number}", partial(w.show_tab, number - 1))
        for number, (name, words) in enumerate(zip(_TABS, STEP_WORDS.values(), strict=True), start=1)
    )
    return (
        Entry("open", tr("&Open files …"), "Ctrl+O", lambda: w.files.choose_files()),
        Entry("open_folder", tr("Open &folder …"), "Ctrl+Shift+O", lambda: w.files.choose_folder()),
        Entry("sample", tr("Open the &sample"), "", lambda: w.files.open_sample()),
        *_project_entries(w),
        Entry("report", tr("&Report …"), "Ctrl+R", lambda: w.exports.choose_report()),
        Entry("figure", tr("Fi&gure …"), "Ctrl+E", lambda: w.figures.show_page(w.page)),
        Entry("review_figures", tr("Figures of the re&view …"), "Ctrl+Shift+E", lambda: w.figures.show_gallery()),
        Entry("kept_figures", tr("Figures of the pro&ject …"), "Ctrl+Alt+E", lambda: w.figures.show_kept()),
        Entry("copy_figure", tr("&Copy figure"), "Ctrl+Shift+C", lambda: w.figures.copy_page(w.page)),
        Entry("quit", tr("&Quit"), "Ctrl+Q", lambda: w.close()),
        Entry("undo", tr("Undo"), "Ctrl+Z", lambda: w.undo()),
        Entry("redo", tr("Redo"), "Ctrl+Shift+Z", lambda: w.redo()),
        *_curve_entries(w),
        *_step_entries(w),
        Entry("teach", tr("&Simulate and analyse …"), "Ctrl+T", lambda: w.teach()),
        Entry("show_all", tr("Show &all data"), "Ctrl+Home", lambda: w.page.show_all()),
        Entry("next_pane", tr("Next &pane"), "F6", lambda: w.focus_next_pane()),
        *_tool_entries(w),
        *_help_entries(w),
        *tabs,
    )


def _curve_entries(w: MainWindow) -> tuple[Entry, ...]:
    tr = w.tr
    return (
        Entry("rename", tr("Re&name"), "F2", lambda: w.data_panel.rename_selected()),
        Entry("note", tr("N&ote …"), "Ctrl+Shift+N", lambda: w.curve_actions.write_note()),
        Entry("move", tr("Mo&ve to an electrolyte …"), "Ctrl+Shift+M", lambda: w.curve_actions.move()),
        Entry("set_aside", tr("Show or set &aside"), "Ctrl+Shift+K", lambda: w.data_panel.show_or_set_aside()),
        Entry("find", tr("&Find in the data"), "Ctrl+F", lambda: w.data_panel.type_filter()),
        Entry("remove", tr("Re&move"), "Del", lambda: w.data_panel.remove_selected()),
        Entry("receipt", tr("Re&ceipt"), "Ctrl+I", lambda: w.imports.show_receipt()),
        Entry("import_again", tr("&Import again …"), "Ctrl+Shift+I", lambda: w.imports.import_again()),
    )


def _tool_entries(w: MainWindow) -> tuple[Entry, ...]:
    tr = w.tr
    return (
        Entry("language", "English / 中文(&E)", "F8", on_demand.switch_language),
        Entry("theme", tr("&Light or dark"), "Ctrl+Shift+L", on_demand.switch_theme),
        Entry("history", tr("&History"), "Ctrl+Shift+H", lambda: w.history.show_or_hide()),
        Entry("palette", tr("&Commands …"), "Ctrl+Shift+P", lambda: on_demand.show_palette(w)),
        Entry("settings", tr("&Settings …"), "Ctrl+,", lambda: on_demand.show_settings(w)),
    )


def _step_entries(w: MainWindow) -> tuple[Entry, ...]:
    tr = w.tr
    return (
        Entry("confirm", tr("&Confirm"), "Ctrl+Shift+Return", lambda: w.page.confirm()),
        Entry("keep", tr("&Keep this fit"), "Ctrl+Return", lambda: w.page.keep()),
        Entry("apply", tr("Apply to c&urves …"), "Ctrl+B", lambda: w.exports.show_batch(w.page.analysis)),
        Entry("absent", tr("&No spike"), "Ctrl+Backspace", lambda: w.electrocrystallization.judge_absent()),
        Entry("automatic", tr("&Automatic"), "Ctrl+0", lambda: w.page.back_to_automatic()),
        Entry("fit_again", tr("&Fit again what was cancelled"), "F5", lambda: w.document.shelf.resume_fits()),
    )


def _help_entries(w: MainWindow) -> tuple[Entry, ...]:
    tr = w.tr
    return (
        Entry("help", tr("&Help on this step"), "F1", lambda: on_demand.show_help(w)),
        Entry("keys", tr("&Keys"), "?", lambda: on_demand.show_keys(w)),
        Entry("tour", tr("60-second &tour"), "", lambda: on_demand.start_tour(w)),
        Entry("newer", tr("Check for a newer &version"), "", lambda: on_demand.look_for_newer(w)),
        Entry("about", tr("&About Anodescope"), "", lambda: on_demand.show_about(w)),
    )


def _project_entries(w: MainWindow) -> tuple[Entry, ...]:
    tr = w.tr
    return (
        Entry("new", tr("&New project"), "Ctrl+N", lambda: w.projects.new()),
        Entry("open_project", tr("Open &project …"), "Ctrl+Alt+O", lambda: w.projects.choose()),
        Entry("save", tr("&Save project"), "Ctrl+S", lambda: w.projects.save()),
        Entry("save_as", tr("Save project &as …"), "Ctrl+Shift+S", lambda: w.projects.save_as()),
        Entry("revert", tr("Re&vert to what was saved"), "", lambda: w.projects.project.revert()),
        Entry("points", tr("&History points …"), "", lambda: w.projects.show_points()),
        Entry("backups", tr("&Backups …"), "", lambda: w.projects.show_backups()),
        Entry("sessions", tr("&Earlier sessions …"), "", lambda: w.projects.show_sessions()),
        Entry("export_folder", tr("E&xport as folder …"), "", lambda: w.projects.choose_folder()),
        Entry("verify", tr("Verify against so&urces"), "", lambda: w.projects.verify()),
    )


def fill_menus(window: MainWindow) -> dict[str, QAction]:
    """Make the actions of the window, put them into its menus and return them by name."""
    actions = add_actions(window, entries(window), window.perform)
    bar = window.menuBar()
    assert isinstance(bar, QMenuBar)
    for title, names in zip(bar.actions(), MENUS, strict=True):
        menu = title.menu()
        assert menu is not None
        for name in names:
            if name == RECENT:
                menu.addMenu(RecentMenu(lambda path: window.files.take([path]), menu))
            else:
                fill_bar(menu, actions, (name,))
    return actions


def add_tool_bar(window: MainWindow) -> QToolBar:
    """The tools, each a word, with language and theme at the far end."""
    bar = QToolBar(window.tr("Tools"), window)
    bar.setObjectName("tools")
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    fill_bar(bar, window.actions_by_name, TOOLS)
    space = QWidget()
    space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(space)
    fill_bar(bar, window.actions_by_name, tuple(TOOLS_AT_THE_END))
    for name, sign in TOOLS_AT_THE_END.items():
        window.actions_by_name[name].setIconText(sign)
    window.addToolBar(bar)
    return bar

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from models.readers import sketch
from tests.conftest import ROOT
from tests.curves import plating_curve
from tests.ui.test_main_window import plating_file
from ui import application
from ui.error_dialog import ErrorHook
from ui.first_picture import show_first_look
from ui.main_window import MainWindow
from ui.plain_view import PlainView
from ui.warm_up import WarmUp

HEAVY = ("lxml", "matplotlib", "numpy", "openpyxl", "pandas", "scipy")
WATCHED_START = """
import enum, json, sys
import main
from ui import application
from ui.main_window import MainWindow

seen = {}

def names_of_qt():
    # Python makes all 1100 of them when it is asked for one.
    kinds = [enum.Enum]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return [kind.__qualname__ for kind in kinds if kind.__qualname__.startswith(("Qt.", "QLocale.", "QStyle."))]

class Watched(MainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        seen.setdefault("names at first paint", names_of_qt())
        seen.setdefault("at first paint", sorted(sys.modules))

    def furnish_in_turns(self):
        super().furnish_in_turns()
        if self.furnished:
            self.document.analyses_changed.connect(self.close_when_read)

    def close_when_read(self):
        seen["curves"] = [entry.name for electrolyte in self.document.series for entry in electrolyte.curves]
        self.close()

show = application.show_first_look

def show_and_see(window, curve, shown):
    show(window, curve, shown)
    seen["at first curve"] = sorted(sys.modules)

application.show_first_look = show_and_see
application.MainWindow = Watched
status = main.main(sys.argv[1:])
json.dump(seen, sys.stdout)
sys.exit(status)
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a start of the program on a file showed: a process of its own, since this one has imported everything."""
    folder = tmp_path_factory.mktemp("start")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CACHE_HOME": str(folder / "cache")}
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED_START, str(plating_file(folder))],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_window_is_painted_before_anything_that_computes_is_imported(seen: dict[str, list[str]]) -> None:
    assert "ui.main_window" in seen["at first paint"]
    assert [name for name in HEAVY if name in seen["at first paint"]] == []


def test_the_window_is_painted_before_python_names_all_of_qt(seen: dict[str, list[str]]) -> None:
    """Which takes longer than all the rest of the first picture; any use of the namespace does it."""
    assert seen["names at first paint"] == []


def test_the_first_curve_is_drawn_with_numpy_alone(seen: dict[str, list[str]]) -> None:
    assert "ui.curve_canvas.widget" in seen["at first curve"]
    assert [name for name in HEAVY if name in seen["at first curve"]] == ["numpy"]


def test_a_file_given_at_the_start_is_opened_once_the_window_is_furnished(seen: dict[str, list[str]]) -> None:
    assert seen["curves"] == ["cell"]


def test_what_is_asked_of_the_frame_is_done_when_it_is_furnished(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(furnished=False)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    window.complete_frame()  # as the program does right after the first picture
    titles = [window.tabs.tabText(index) for index in range(window.tabs.count())]
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    window.open_paths([plating_file(tmp_path)])
    assert window.tabs.currentIndex() == 2
    window.furnish()
    assert window.tabs.currentIndex() == 0
    assert [window.tabs.tabText(index) for index in range(window.tabs.count())] == titles
    qtbot.waitUntil(lambda: not window.loading.busy, timeout=30_000)
    assert len(window.document.series) == 1
    window.close()


def test_the_first_look_stays_until_the_curve_is_there(qtbot: QtBot) -> None:
    window = MainWindow(furnished=False)
    qtbot.addWidget(window)
    window.show()
    show_first_look(window, plating_curve(), Event())
    assert isinstance(window.tabs.currentWidget(), PlainView)
    window.furnish()
    view = window.electrocrystallization.plain_view
    assert view.isVisible() and view.reason.text().startswith("A sketch of")
    assert window.close()


def test_the_window_can_be_closed_while_it_is_furnished(qtbot: QtBot) -> None:
    window = MainWindow(furnished=False)
    qtbot.addWidget(window)
    window.show()
    window.furnish_in_turns()
    assert not window.furnished and window.close()


def test_a_window_that_was_told_to_close_before_it_was_furnished_closes_then(qtbot: QtBot) -> None:
    window = MainWindow(furnished=False)
    qtbot.addWidget(window)
    window.show()
    window.perform(window.close)
    window.furnish()
    assert not window.isVisible()


def test_a_frame_can_be_closed_before_it_is_furnished(qtbot: QtBot) -> None:
    window = MainWindow(furnished=False)
    qtbot.addWidget(window)
    window.show()
    assert window.close()


def test_a_file_that_cannot_be_looked_at_keeps_nothing_else_from_coming(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sketch, "first_look", lambda *asked, **also: {}["a mistake of the reader"])
    warm_up = WarmUp(str(plating_file(tmp_path)))
    warm_up.sketched.connect(lambda curve: pytest.fail("there is nothing to show"))
    warm_up._look()


def test_garbage_is_looked_for_again_whatever_happens_to_the_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WarmUp, "_prepare", lambda self: {}["a mistake"])
    gc.disable()
    try:
        with pytest.raises(KeyError):
            WarmUp()._import()
        assert gc.isenabled()
    finally:
        gc.enable()


def test_menus_come_soon_though_the_file_of_the_start_is_on_a_slow_disk(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ErrorHook, "install", lambda self: None)
    monkeypatch.setattr(application, "finish_look", lambda: None)
    monkeypatch.setattr(WarmUp, "start", lambda self: None)  # it reads and reads
    window, warm_up = MainWindow(furnished=False), WarmUp("slow.csv")
    qtbot.addWidget(window)
    window.show()
    application._go_on(window, warm_up)
    qtbot.waitUntil(warm_up.complete.is_set, timeout=20_000)
    assert "open" in window.actions_by_name
    window.close()


def test_the_warm_up_imports_all_that_furnishing_needs() -> None:
    """Else an import that takes long would hold up the window."""
    program = (
        "import importlib, sys\n"
        "from PyQt6.QtWidgets import QApplication\n"
        "from ui.main_window import MainWindow\n"
        "from ui.warm_up import FURNITURE\n"
        "application = QApplication([])\n"
        "window = MainWindow(furnished=False)\n"
        "for name in FURNITURE: importlib.import_module(name)\n"
        "before = set(sys.modules)\n"
        "window.furnish()\n"
        "print(*sorted(set(sys.modules) - before))\n"
        "window.close()\n"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    ours = ("fitting", "models", "ui")
    late = [name for name in ran.stdout.split() if name.partition(".")[0] in (*ours, *HEAVY)]
    assert late == []


WORKED_ON = """
import json, os, sys
import main
from ui import application
from ui.main_window import MainWindow

class Worked(MainWindow):
    def furnish_in_turns(self):
        super().furnish_in_turns()
        if self.furnished:
            self.projects.project.entered.connect(self.work)

    def work(self):
        from models.curve_edits import rename_curve
        document, project = self.document, self.projects.project
        names = [entry.name for electrolyte in document.series for entry in electrolyte.curves]
        print(json.dumps([names, document.undo_stack.count()]), flush=True)
        if sys.argv[1] == "look":
            self.close()
            return
        for number in range(3):
            rename_curve(document, document.series[0].curves[0].curve, f"renamed {number}")
        assert project.is_durable(20.0)
        os.kill(os.getpid(), 9)

application.MainWindow = Worked
sys.exit(main.main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_the_program_that_was_killed_starts_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.anode"
    path.write_bytes((ROOT / "tests" / "projects" / "version-1.anode").read_bytes())
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def run(what: str) -> tuple[int, list[object]]:
        command = [sys.executable, "-c", WORKED_ON, what, str(path)]
        ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        return ran.returncode, json.loads(ran.stdout)

    status, (names, edits) = run("edit")
    assert status == -9
    assert run("look") == (0, [["renamed 2", *names[1:]], edits - 1 + 3]), "the undone step gave way to three edits"

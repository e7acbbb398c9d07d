"""The window with projects: names, titles, notices; closing never asks and never loses."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from models.curve_edits import rename_curve
from models.project.project import Project
from models.whole_file import WriteProblem
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow, closed, settled
from ui.layout import apply_layout
from ui.list_dialog import ListDialog
from ui.main_window import MainWindow

CURVE = plating_curve(platings=2)


def saved(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.projects.project.is_saving, timeout=20_000)


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> MainWindow:
    project: Project = window.projects.project
    with qtbot.waitSignal(project.entered, timeout=20_000):
        window.open_paths([path])
    settled(qtbot, window)
    return window


def test_ctrl_s_asks_for_a_name_once(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(CURVE)
    asked: list[int] = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (asked.append(1), (str(tmp_path / "my cell"), ""))[1]
    )
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        saved(qtbot, window)
    assert asked == [1]
    assert (tmp_path / "my cell.anode").is_file()
    assert window.windowTitle() == "my cell.anode[*] — Anodescope"
    assert not window.isWindowModified()
    rename_curve(window.document, CURVE.identity, "other")
    assert window.isWindowModified()


def test_a_project_opens_as_it_stood(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(CURVE)
    tab = window.electrocrystallization
    tab.show_analysis(tab.table.analyses[1])
    QTest.mouseClick(tab.picker.absent, Qt.MouseButton.LeftButton)
    tab.show_analysis(tab.table.analyses[1])
    window.projects.project.save_as(tmp_path / "a.anode")
    saved(qtbot, window)
    window.close()
    other = opened(qtbot, open_window(), tmp_path / "a.anode")
    tab = other.electrocrystallization
    assert tab.analysis is tab.table.analyses[1]
    assert tab.analysis.state.settings == {"judgement": "absent"}
    assert other.document.undo_stack.undoText() == "Judge: no spike"
    QTest.keyClick(other, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert tab.analysis.state.settings == {}


def test_closing_never_asks_and_the_next_start_offers_the_session(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(CURVE)
    QTest.mouseClick(window.electrocrystallization.picker.absent, Qt.MouseButton.LeftButton)
    window.close()
    assert not window.isVisible()
    other = open_window()
    other.projects.welcome(may_recover=True)
    notice = other.banner.notices["offer"]
    with qtbot.waitSignal(other.projects.project.recovered, timeout=20_000):
        QTest.mouseClick(notice.buttons[0], Qt.MouseButton.LeftButton)
    settled(qtbot, other)
    assert other.electrocrystallization.table.analyses[0].state.settings == {"judgement": "absent"}
    assert "offer" not in other.banner.notices


def test_closing_saves_what_the_file_does_not_hold(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(CURVE)
    window.projects.project.save_as(tmp_path / "a.anode")
    saved(qtbot, window)
    rename_curve(window.document, CURVE.identity, "other")
    closed(qtbot, window)
    assert opened(qtbot, open_window(), tmp_path / "a.anode").document.series[0].curves[0].name == "other"


def test_recovered_edits_are_told_and_undone_with_one_click(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(CURVE)
    project = window.projects.project
    project.save_as(tmp_path / "a.anode")
    saved(qtbot, window)
    rename_curve(window.document, CURVE.identity, "one")
    rename_curve(window.document, CURVE.identity, "two")
    assert project.is_durable(20.0)
    journal = project._place.journal
    assert journal is not None
    kept = journal.path.read_bytes(), journal.path.with_name(journal.path.name + "-wal").read_bytes()
    closed(qtbot, window)
    # as after a power cut: the journal is there, and the file is the one of the save before
    Path(tmp_path / "a.anode").write_bytes(next(project.backups_folder.iterdir()).read_bytes())
    for ending, content in zip(("", "-wal"), kept, strict=True):
        journal.path.with_name(journal.path.name + ending).write_bytes(content)
    other = opened(qtbot, open_window(), tmp_path / "a.anode")
    notice = other.banner.notices["recovered"]
    assert notice.label.text().startswith("2 edits recovered, ")
    assert other.document.series[0].curves[0].name == "two"
    QTest.mouseClick(notice.buttons[0], Qt.MouseButton.LeftButton)
    assert other.document.series[0].curves[0].name == CURVE.name


def test_a_full_disk_is_a_notice_and_the_work_is_saved_as_soon_as_it_can_be(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(CURVE)
    project = window.projects.project
    project.save_as(tmp_path / "a.anode")
    saved(qtbot, window)

    def full(*_: object, **__: object) -> None:
        raise WriteProblem("DISK_FULL", "“{file}” was not saved: the disk is full. Make room.", file="a.anode")

    with monkeypatch.context() as patch:
        patch.setattr("models.project.saving._replace", full)
        rename_curve(window.document, CURVE.identity, "other")
        project.save()
        saved(qtbot, window)
    notice = window.banner.notices["trouble"]
    assert "disk is full" in notice.label.text()
    assert "kept on this computer" in notice.label.text()
    assert project._retry.isActive()
    QTest.mouseClick(notice.buttons[0], Qt.MouseButton.LeftButton)
    saved(qtbot, window)
    assert "trouble" not in window.banner.notices
    assert not window.isWindowModified()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.anode"]


def test_history_points_and_backups_are_one_menu_away(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(CURVE)
    project = window.projects.project
    project.save_as(tmp_path / "a.anode")
    saved(qtbot, window)
    rename_curve(window.document, CURVE.identity, "other")
    project.save()
    saved(qtbot, window)
    dialog = window.projects.show_points()
    assert dialog is not None
    model = dialog.list.model()
    assert model is not None
    assert model.rowCount() == 2
    dialog.list.setCurrentIndex(model.index(1, 0))
    dialog.accept()
    qtbot.waitUntil(lambda: window.document.series[0].curves[0].name == CURVE.name, timeout=20_000)
    window.document.undo_stack.undo()
    assert window.document.series[0].curves[0].name == "other"
    backups = window.projects.show_backups()
    assert backups.list.model().rowCount() == 1
    with qtbot.waitSignal(project.opened_with, timeout=20_000):
        backups.accept()
    assert window.document.series[0].curves[0].name == CURVE.name
    assert project.path is None


def test_a_damaged_project_opens_as_a_copy_with_a_notice(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(CURVE)
    path = tmp_path / "a.anode"
    window.projects.project.save_as(path)
    saved(qtbot, window)
    window.close()
    damaged = bytearray(path.read_bytes())
    place = damaged.find(b"Add curves")
    damaged[place] ^= 1
    path.write_bytes(damaged)
    other = opened(qtbot, open_window(), path)
    assert "damaged" in other.banner.notices["news"].label.text()
    assert other.projects.project.path is None
    assert len(other.document.series[0].curves) == 1
    assert path.read_bytes() == damaged


def test_a_new_project_is_empty_and_the_old_one_is_safe(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(CURVE)
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.document.series == (), timeout=20_000)
    assert window.document.undo_stack.count() == 0
    assert window.electrocrystallization.analysis is None
    dialog = window.projects.show_sessions()
    with qtbot.waitSignal(window.projects.project.recovered, timeout=20_000):
        dialog.accept()
    assert len(window.document.series) == 1


def test_sources_are_verified(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(CURVE)
    window.projects.verify()
    qtbot.waitUntil(lambda: bool(window.findChildren(ListDialog)), timeout=20_000)
    dialog = window.findChildren(ListDialog)[0]
    assert "not there" in dialog.list.model().index(0, 0).data()
    dialog.reject()


def test_a_project_given_at_the_start_is_opened_once_the_window_is_furnished(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(CURVE)
    window.projects.project.save_as(tmp_path / "a.anode")
    saved(qtbot, window)
    closed(qtbot, window)
    frame = MainWindow(furnished=False)
    qtbot.addWidget(frame, before_close_func=lambda each: closed(qtbot, each))
    frame.show()
    frame.open_paths([tmp_path / "a.anode"])
    frame.furnish()
    qtbot.waitUntil(lambda: len(frame.document.series) == 1, timeout=20_000)
    assert frame.windowTitle() == "a.anode[*] — Anodescope"
    assert frame.isWindowModified() is False


def test_a_copy_is_called_one_and_is_not_offered_the_name_of_the_original(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_window(CURVE)
    first.projects.project.save_as(tmp_path / "a.anode")
    saved(qtbot, first)
    second = opened(qtbot, open_window(), tmp_path / "a.anode")
    assert second.windowTitle() == "a.anode (copy)[*] — Anodescope"
    offered: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words: (offered.append(words[2]), ("", ""))[1])
    QTest.mouseClick(second.banner.notices["news"].buttons[0], Qt.MouseButton.LeftButton)
    assert [Path(each).name for each in offered] == ["a 2.anode"]


def test_work_that_is_on_no_disk_is_not_closed_over(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ANODESCOPE_HOME", str(tmp_path / "file"))
    window = open_window(CURVE)
    qtbot.waitUntil(lambda: "trouble" in window.banner.notices, timeout=20_000)
    assert "in memory only" in window.banner.notices["trouble"].label.text()
    window.close()
    assert window.isVisible()
    assert "on no disk" in window.banner.notices["fault"].label.text()
    window.projects.project.save_as(tmp_path / "a.anode")
    saved(qtbot, window)
    closed(qtbot, window)
    assert (tmp_path / "a.anode").is_file()


@pytest.mark.parametrize(
    "layout",
    [
        {"tab": 99, "methods": [1], "analyses": {"x": 1}, "widths": {"a": 1}},
        {
            "tab": "1",
            "methods": {"electrocrystallization": None, "no": "such"},
            "analyses": [],
            "widths": [[1], "x", None],
        },
        {
            "tab": -1,
            "analyses": {"electrocrystallization": ["mass_transfer", "sand", []]},
            "widths": [[-5, 10**9, True]],
        },
        {},
    ],
)
def test_a_layout_of_whoever_s_does_no_harm(open_window: OpenWindow, layout: dict[str, object]) -> None:
    window = open_window(CURVE)
    before = window.tabs.currentIndex()
    apply_layout(window, layout)
    assert window.tabs.currentIndex() == before

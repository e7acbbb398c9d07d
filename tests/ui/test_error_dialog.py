from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from PyQt6.QtCore import QtMsgType
from PyQt6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from models.crash_reports import FaultLog
from tests.project_hand import Window
from ui.error_dialog import ErrorDialog, ErrorHook

ROOT = Path(__file__).parents[2]


def dialogs(window: QWidget) -> list[ErrorDialog]:
    return window.findChildren(ErrorDialog)


@pytest.fixture
def hook(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> ErrorHook:
    window = QWidget()
    qtbot.addWidget(window)
    return ErrorHook(window)


def caught(hook: ErrorHook, error: Exception) -> None:
    try:
        raise error
    except type(error):
        kind, value, trace = sys.exc_info()
        assert kind is not None and value is not None
        hook.handle(kind, value, trace)


def window_of(hook: ErrorHook) -> QWidget:
    window = hook.parent()
    assert isinstance(window, QWidget)
    return window


def test_a_bug_shows_its_traceback_and_the_versions(hook: ErrorHook) -> None:
    caught(hook, ZeroDivisionError("one by nothing"))
    (dialog,) = dialogs(window_of(hook))
    text = dialog.report.toPlainText()
    assert "ZeroDivisionError: one by nothing" in text
    assert "Anodescope 0" in text
    dialog.close()


def test_the_same_bug_twice_is_one_dialog(hook: ErrorHook) -> None:
    for _ in range(2):
        caught(hook, ZeroDivisionError("again"))
    assert len(dialogs(window_of(hook))) == 1
    dialogs(window_of(hook))[0].close()


def test_a_bug_in_a_thread_is_shown_too(hook: ErrorHook, qtbot: QtBot) -> None:
    thread = threading.Thread(target=lambda: caught(hook, ValueError("far away")))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(dialogs(window_of(hook))) == 1)
    dialogs(window_of(hook))[0].close()


@pytest.mark.parametrize("where", ["slot", "paint", "thread", "background", "qthread", "runnable", "unraisable"])
def test_an_exception_never_aborts_the_process(where: str, tmp_path: Path) -> None:
    program = textwrap.dedent(
        f"""
        import sys, threading
        from PyQt6.QtCore import QRunnable, QThread, QThreadPool, QTimer
        from PyQt6.QtWidgets import QApplication, QWidget
        from models.background import Background
        from ui.error_dialog import ErrorHook

        class Window(QWidget):
            def paintEvent(self, event):
                if {where!r} == "paint":
                    raise RuntimeError("bang")

        def bang(*_):
            raise RuntimeError("bang")

        class Run(QRunnable):
            run = bang

        class Thread(QThread):
            run = bang

        class Gone:
            __del__ = bang

        application = QApplication([])
        window = Window()
        ErrorHook(window).install()
        background = Background(window)
        thread = Thread()
        window.show()
        start = {{
            "slot": bang,
            "paint": window.update,
            "thread": threading.Thread(target=bang).start,
            "background": lambda: background.run(bang, print, print),
            "qthread": thread.start,
            "runnable": lambda: QThreadPool.globalInstance().start(Run()),
            "unraisable": lambda: Gone() and None,
        }}[{where!r}]
        QTimer.singleShot(50, start)
        QTimer.singleShot(600, application.quit)
        application.exec()
        thread.wait()
        background.close()
        print("still here")
        """
    )
    environment = {**os.environ, "ANODESCOPE_HOME": str(tmp_path)}
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "still here" in ended.stdout
    assert "RuntimeError: bang" in ended.stderr
    (report,) = (tmp_path / "reports").glob("error-*.txt")
    assert "RuntimeError: bang" in report.read_text(encoding="utf-8")
    ended = subprocess.run(
        command, capture_output=True, cwd=ROOT, env={**environment, "ANODESCOPE_FAIL_ON_ERROR": "1"}, timeout=60
    )
    assert ended.returncode == 70, "a test run can ask for an end at the first one"


def test_the_third_time_within_seconds_is_told_once(hook: ErrorHook) -> None:
    told: list[int] = []
    hook.repeated.connect(lambda: told.append(1))
    for _ in range(5):
        caught(hook, ZeroDivisionError("again"))
    assert told == [1]
    (dialog,) = dialogs(window_of(hook))
    dialog.close()


def test_what_qt_said_before_stands_in_the_report(hook: ErrorHook) -> None:
    hook._hear_qt(QtMsgType.QtWarningMsg, None, "QPainter is not active")
    caught(hook, ValueError("then"))
    (dialog,) = dialogs(window_of(hook))
    assert "QtWarningMsg: QPainter is not active" in dialog.report.toPlainText()
    dialog.close()


def test_the_dialog_says_how_safe_the_work_is(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    hook = ErrorHook(window, lambda: "Your work is saved up to edit 118.")
    caught(hook, ValueError("then"))
    (dialog,) = dialogs(window)
    assert any("edit 118" in label.text() for label in dialog.findChildren(QLabel))
    dialog.close()


def test_a_crash_below_python_leaves_a_log_and_every_edit(tmp_path: Path, qtbot: QtBot, own_folder: Path) -> None:
    program = textwrap.dedent(
        """
        import faulthandler
        from PyQt6.QtCore import QCoreApplication
        from models.crash_reports import FaultLog
        from models.project.places import own_folder
        from tests.project_hand import Window
        from tests.trust.work import Person

        FaultLog().begin()
        application = QCoreApplication([])
        window = Window(own_folder())
        person = Person(window.document, 1)
        for _ in range(12):
            person.do_one()
        assert window.project.is_durable(20.0)
        print(window.document.undo_stack.count(), flush=True)
        faulthandler._sigsegv()
        """
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert ended.returncode != 0
    faults = FaultLog()
    assert "egmentation fault" in faults.begin() or sys.platform == "win32"
    faults.end()
    window = Window(own_folder).recover()
    assert window.document.undo_stack.count() == int(ended.stdout)
    window.close()
    again = FaultLog()
    assert again.begin() == "", "it is offered once"
    again.end()

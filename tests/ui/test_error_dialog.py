from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

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


@pytest.mark.parametrize("where", ["slot", "paint", "thread", "background"])
def test_an_exception_never_aborts_the_process(where: str) -> None:
    program = textwrap.dedent(
        f"""
        import sys, threading
        from PyQt6.QtCore import QTimer
        from PyQt6.QtWidgets import QApplication, QWidget
        from models.background import Background
        from ui.error_dialog import ErrorHook

        class Window(QWidget):
            def paintEvent(self, event):
                if {where!r} == "paint":
                    raise RuntimeError("bang")

        def bang(*_):
            raise RuntimeError("bang")

        application = QApplication([])
        window = Window()
        ErrorHook(window).install()
        background = Background(window)
        window.show()
        start = {{
            "slot": bang,
            "paint": window.update,
            "thread": threading.Thread(target=bang).start,
            "background": lambda: background.run(bang, print, print),
        }}[{where!r}]
        QTimer.singleShot(50, start)
        QTimer.singleShot(600, application.quit)
        application.exec()
        background.close()
        print("still here")
        """
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "still here" in ended.stdout
    assert "RuntimeError: bang" in ended.stderr

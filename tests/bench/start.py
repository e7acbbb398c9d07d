"""How soon the window is there: a process of its own each time, from its start to what is on the screen."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from models.sample import write_sample
from tests.bench.rows import Row

ROOT = Path(__file__).resolve().parents[2]
FROZEN = ROOT / "build" / "frozen" / "dist" / "anodescope" / "anodescope"
PATIENCE = 60.0  # s

_BARE = """
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        QTimer.singleShot(0, ready)

def ready():
    print("ready", flush=True)
    application.quit()

application = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
application.exec()
"""
_SHELL = """
import os, sys
from PyQt6.QtCore import QTimer
import main
from ui import application
from ui.main_window import MainWindow

class Watched(MainWindow):
    def __init__(self, furnished):
        super().__init__(furnished)
        self.painted.connect(lambda: QTimer.singleShot(0, ready))

def ready():
    print("ready", flush=True)
    os._exit(0)

application.MainWindow = Watched
main.main([])
"""
_FIRST_CURVE = """
import os, sys
import main
from ui import application

show = application.show_first_look

def shown(window, curve, seen):
    show(window, curve, seen)  # which paints it at once
    print("ready", flush=True)
    os._exit(0)

application.show_first_look = shown
main.main(sys.argv[1:])
"""


def _environment() -> dict[str, str]:
    """Folders of its own that last from one start to the next, as a person's do."""
    home = Path(tempfile.gettempdir()) / "anodescope-bench"
    places = {name: str(home / name.lower()) for name in ("ANODESCOPE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # as with persons
    return {"QT_QPA_PLATFORM": "offscreen", **given, **places, "PYTHONPATH": str(ROOT)}


def _until_ready(program: str, *arguments: str) -> float:
    """How long it takes, without the end of the process: the window of the peer takes itself down, ours is left."""
    command = [sys.executable, "-c", program, *arguments]
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=_environment(), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        spent = time.perf_counter() - began
        process.wait(PATIENCE)
    return spent


def _shell() -> tuple[Callable[[], object], Callable[[], object]]:
    return partial(_until_ready, _SHELL), partial(_until_ready, _BARE)


def _first_curve() -> tuple[Callable[[], object], Callable[[], object]]:
    _, _, file, _ = write_sample(Path(tempfile.mkdtemp()))
    return partial(_until_ready, _FIRST_CURVE, str(file)), partial(_until_ready, _BARE)


def _frozen() -> tuple[Callable[[], object], Callable[[], object]]:
    """Seen from outside, through a screen of its own: a frozen program cannot be asked."""
    server = subprocess.Popen(
        ["Xvfb", "-noreset", "-displayfd", "1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    atexit.register(server.terminate)
    assert server.stdout is not None
    display = f":{server.stdout.readline().decode().strip()}"
    source = [sys.executable, str(ROOT / "main.py")]
    return partial(_until_seen, display, [str(FROZEN)]), partial(_until_seen, display, source)


def _until_seen(display: str, command: list[str]) -> None:
    environment = {**_environment(), "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet)
    end = time.monotonic() + PATIENCE
    asked = ["xwininfo", "-root", "-tree", "-display", display]
    while "Anodescope" not in subprocess.run(asked, capture_output=True, text=True, check=True).stdout:
        assert time.monotonic() < end
    process.kill()
    process.wait()
    while "Anodescope" in subprocess.run(asked, capture_output=True, text=True, check=True).stdout:
        assert time.monotonic() < end  # the next round begins with an empty screen


ROWS = (
    Row("start_shell", "bare PyQt6 window", 1.5, _shell),
    Row("start_first_curve", "bare PyQt6 window", 6.0, _first_curve),
    *(
        [Row("start_frozen", "from source", 2.0, _frozen)]
        if FROZEN.exists() and shutil.which("Xvfb") and shutil.which("xwininfo")
        else []
    ),
)

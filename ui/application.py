"""Starting the window, or the same job without one where there is no display."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QApplication

from models.language import begin_translations
from models.settings import chosen_language
from ui.first_picture import show_first_look
from ui.main_window import MainWindow
from ui.theme import apply_first_look
from ui.warm_up import WarmUp

FIRST_LOOK = 500  # ms until menus and tools come, whether the file at the start could be sketched by then or not


def start(files: Sequence[str]) -> int:
    """Open the window with these files and run until it is closed; return the exit status."""
    application = made_application()
    window = MainWindow(furnished=False)
    warm_up = WarmUp(files[0] if files else "")
    warm_up.sketched.connect(lambda curve: show_first_look(window, curve, warm_up.seen))
    warm_up.looked.connect(lambda: _complete(window, warm_up))
    warm_up.furniture_ready.connect(window.furnish_in_turns)
    # when the picture is on the screen
    window.painted.connect(lambda: QTimer.singleShot(0, lambda: _go_on(window, warm_up)))
    window.show()
    if files:
        window.perform(lambda: window.files.open_named(files))
    window.perform(lambda: window.projects.welcome(may_recover=not files, fault=warm_up.left_behind))
    window.perform(warm_up.furnished.set)
    status = application.exec()
    warm_up.end()
    return status


def _go_on(window: MainWindow, warm_up: WarmUp) -> None:
    from ui.error_dialog import ErrorHook

    hook = ErrorHook(window, lambda: window.projects.safety_text() if window.furnished else "")
    hook.repeated.connect(lambda: window.perform(lambda: window.projects.enter_safe_mode()))
    hook.install()
    if warm_up.file:  # its curve comes first, unless a slow disk lets it wait
        QTimer.singleShot(FIRST_LOOK, lambda: _complete(window, warm_up))
    else:
        _complete(window, warm_up)
    warm_up.start()  # last: two threads that both want the interpreter take longer than one after the other


def _complete(window: MainWindow, warm_up: WarmUp) -> None:
    if warm_up.complete.is_set():
        return
    finish_look()
    window.complete_frame()
    warm_up.complete.set()


def made_application() -> QApplication:
    """The application with its name and colours, before any window."""
    sys.setswitchinterval(0.001)  # the window gets its turn while threads compute
    application = QApplication([sys.argv[0], "-style", "Fusion"])
    application.setApplicationName("Anodescope")
    application.setOrganizationName("Anodescope")
    application.setDesktopFileName("anodescope")
    begin_translations(application, chosen_language())
    apply_first_look()
    return application


def finish_look() -> None:
    """What the first picture can do without: icon, colours, outlines, and that the desktop may change its mind."""
    from PyQt6.QtGui import QIcon

    from models.resources import resource
    from ui.theme import apply_look, follow_desktop

    QApplication.setWindowIcon(QIcon(str(resource("icons/anodescope.svg"))))
    apply_look()
    follow_desktop()


def has_display() -> bool:
    """Whether a window can be shown here at all; Qt would abort the process instead of saying so."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    display = os.environ.get("DISPLAY", "")
    host, colon, number = display.rpartition(":")
    if not colon:
        return False
    if host not in ("", "unix"):
        return True
    return _answers(f"/tmp/.X11-unix/X{number.partition('.')[0]}")


def _answers(path: str) -> bool:
    import socket

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2.0)
        for address in (path, "\0" + path):
            try:
                connection.connect(address)
            except OSError:
                continue
            return True
    return False

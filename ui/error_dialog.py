"""A bug shows a report and keeps the work open; it never aborts the process."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType

from PyQt6.QtCore import PYQT_VERSION_STR, QCoreApplication, QObject, Qt, QtMsgType, pyqtSignal, qInstallMessageHandler
from PyQt6.QtGui import QFontDatabase, QGuiApplication
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from models import __version__

REPEATS, SOON = 3, 10.0  # so often within so many seconds is a bug that does not go away
MESSAGES = 50  # of Qt that a report tells
FAIL = "ANODESCOPE_FAIL_ON_ERROR"  # in the environment: any uncaught exception ends the process with FAILED
FAILED = 70


def error_report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Everything that helps to mend a bug: versions and the traceback, nothing of the person's data."""
    import platform
    import traceback

    versions = f"Anodescope {__version__}, Python {platform.python_version()}, PyQt {PYQT_VERSION_STR}"
    return f"{versions}, {platform.platform()}\n\n" + "".join(traceback.format_exception(kind, error, trace))


class ErrorDialog(QDialog):
    """One sentence, and the report to copy."""

    def __init__(self, report: str, parent: QWidget | None = None, safety: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong in Anodescope"))
        sentence = QLabel(
            self.tr(
                "This is a mistake in the program, not in your data. Your work is still open: go on, export what you "
                "need, and please send the report below to the developers."
            )
        )
        sentence.setText(f"{sentence.text()} {safety}".strip())
        sentence.setWordWrap(True)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setAccessibleName(self.tr("Error report"))
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("Copy report"), QDialogButtonBox.ButtonRole.ActionRole)
        assert copy is not None
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (sentence, self.report, buttons):
            layout.addWidget(widget)
        self.resize(720, 420)

    def _copy(self) -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(self.report.toPlainText())


class ErrorHook(QObject):
    """Takes the place of every hook for what nobody caught; a dialog for each bug once, safe mode for one that repeats.

    Parameters
    ----------
    safety : callable
        What the dialog says of the work: up to which edit it is safe.
    """

    repeated = pyqtSignal()  # the same bug for the third time within a few seconds
    _caught = pyqtSignal(str)

    def __init__(self, parent: QWidget, safety: Callable[[], str] = str) -> None:
        super().__init__(parent)
        self._window = parent
        self._safety = safety
        self._seen: dict[str, list[float]] = {}
        self._told: set[str] = set()
        self._messages: deque[str] = deque(maxlen=MESSAGES)
        self._caught.connect(self._show)

    def install(self) -> None:
        """From now on no exception aborts the process, and what Qt says is remembered."""
        sys.excepthook = self.handle
        threading.excepthook = lambda args: self.handle(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        sys.unraisablehook = lambda args: self.handle(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )
        qInstallMessageHandler(self._hear_qt)

    def _hear_qt(self, kind: QtMsgType, context: object, text: str | None) -> None:
        self._messages.append(f"{kind.name}: {text}")
        if sys.stderr is not None:
            sys.stderr.write(f"{text}\n")

    def handle(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Report an exception that nobody caught; callable from any thread."""
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        report = error_report(kind, error, trace)
        if self._messages:
            report += "\n" + "\n".join(self._messages)
        if sys.stderr is not None:  # a windowed program on Windows has none
            sys.stderr.write(report + "\n")
        if os.environ.get(FAIL):
            os._exit(FAILED)
        self._caught.emit(report)

    def _show(self, report: str) -> None:
        bug = report.partition("\n\n")[2].partition("\nQt")[0]
        times = self._seen.setdefault(bug, [])
        now = time.monotonic()
        times[:] = [moment for moment in times if now - moment < SOON] + [now]
        if len(times) == REPEATS:
            self.repeated.emit()
        if bug in self._told:
            return
        self._told.add(bug)
        from models.crash_reports import write_report

        write_report(report)
        dialog = ErrorDialog(report, self._window, self._safety())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

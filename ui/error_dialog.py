"""A bug shows a report and keeps the work open; it never aborts the process."""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from types import TracebackType

from PyQt6.QtCore import PYQT_VERSION_STR, QCoreApplication, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QFontDatabase, QGuiApplication
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from models import __version__


def error_report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Everything that helps to mend a bug: versions and the traceback, nothing of the person's data."""
    versions = f"Anodescope {__version__}, Python {platform.python_version()}, PyQt {PYQT_VERSION_STR}"
    return f"{versions}, {platform.platform()}\n\n" + "".join(traceback.format_exception(kind, error, trace))


class ErrorDialog(QDialog):
    """One sentence, and the report to copy."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong in Anodescope"))
        sentence = QLabel(
            self.tr(
                "This is a mistake in the program, not in your data. Your work is still open: go on, export what you "
                "need, and please send the report below to the developers."
            )
        )
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
    """Takes the place of `sys.excepthook` and `threading.excepthook`; a dialog at a time, each bug once."""

    _caught = pyqtSignal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._seen: set[str] = set()
        self._caught.connect(self._show)

    def install(self) -> None:
        """From now on no exception aborts the process."""
        sys.excepthook = self.handle
        threading.excepthook = lambda args: self.handle(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def handle(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Report an exception that nobody caught; callable from any thread."""
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        report = error_report(kind, error, trace)
        sys.stderr.write(report + "\n")
        self._caught.emit(report)

    def _show(self, report: str) -> None:
        if report in self._seen:
            return
        self._seen.add(report)
        dialog = ErrorDialog(report, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

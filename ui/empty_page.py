"""What a page without a usable curve shows: what it needs, how to start, and what each loaded curve lacks."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.curve_use import CurveUseTable
from models.document import Document
from models.step import Method, Step
from ui.curve_use_view import CurveUseView
from ui.thumbnail import Thumbnail

WIDE = 560  # px


class EmptyPage(QWidget):
    """The empty state of a page."""

    wanted = pyqtSignal(str)  # an action of the window: ``open`` | ``sample``

    def __init__(self, document: Document, step: Step, method: Method, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.uses = CurveUseTable(document, step, method, self)
        self.view = CurveUseView(self.uses)
        document.analyses_changed.connect(self._follow)
        title = QLabel(f"<b>{QCoreApplication.translate('Method', method.title)}</b>")
        sentence = QLabel(QCoreApplication.translate("Method", method.sentence))
        needs = QLabel(QCoreApplication.translate("Step", step.needs))
        drop = QLabel(self.tr("or drop files or folders anywhere in this window"))
        words = QWidget()
        words.setMaximumWidth(WIDE)
        column = QVBoxLayout(words)
        for label in (title, sentence, needs):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(Thumbnail(method.name), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._made_buttons())
        drop.setAlignment(Qt.AlignmentFlag.AlignCenter)
        drop.setWordWrap(True)
        column.addWidget(drop)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(words, 4)
        middle.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(middle)
        layout.addWidget(self.view, 2)
        layout.addStretch(1)
        self.view.hide()

    def _made_buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.buttons: list[QPushButton] = []
        for text, name in ((self.tr("Open files …"), "open"), (self.tr("Open the sample"), "sample")):
            button = QPushButton(text)
            button.clicked.connect(lambda _, name=name: self.wanted.emit(name))
            self.buttons.append(button)
            buttons.addWidget(button)
        buttons.addStretch(1)
        return buttons

    def _follow(self) -> None:
        if self.isVisible():
            self.uses.refresh()
        self.view.setVisible(bool(self.uses.rows))

    def showEvent(self, event: QShowEvent | None) -> None:
        """Look at the curves only when someone looks here."""
        super().showEvent(event)
        self._follow()

"""The tab of an elementary step: one page per method, the step's main method first."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from models.analysis import Analysis
from models.document import Document
from models.step import Step
from ui.electrocrystallization import ElectrocrystallizationTab
from ui.method_page import MethodPage

Page = MethodPage | ElectrocrystallizationTab


class StepTab(QWidget):
    """Shows one method at a time; the choice of another keeps everything as it is."""

    analysis_shown = pyqtSignal(object)

    def __init__(self, document: Document, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Method"))
        self._stack = QStackedWidget()
        self.pages: dict[str, Page] = {}
        for method in step.methods:
            page: Page
            if method.name == "nucleation_spike":
                page = ElectrocrystallizationTab(document, step)
            else:
                page = MethodPage(document, step, method)
            page.analysis_shown.connect(self.analysis_shown)
            self.pages[method.name] = page
            self._stack.addWidget(page)
            self.choice.addItem(QCoreApplication.translate("Method", method.title))
            sentence = QCoreApplication.translate("Method", method.sentence)
            self.choice.setItemData(self.choice.count() - 1, sentence, Qt.ItemDataRole.ToolTipRole)
        self.choice.currentIndexChanged.connect(self._stack.setCurrentIndex)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if len(self.pages) > 1:
            label = QLabel(self.tr("&Method"))
            label.setBuddy(self.choice)
            bar = QHBoxLayout()
            bar.setContentsMargins(8, 4, 8, 0)
            bar.addWidget(label)
            bar.addWidget(self.choice)
            bar.addStretch(1)
            layout.addLayout(bar)
        else:
            self.choice.setParent(None)
        layout.addWidget(self._stack, 1)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return list(self.pages.values())[self._stack.currentIndex()]

    def show_analysis(self, analysis: Analysis) -> None:
        """Show an analysis on the page of its method."""
        name = analysis.method.name
        self.choice.setCurrentIndex(list(self.pages).index(name))
        self._stack.setCurrentWidget(self.pages[name])
        self.pages[name].show_analysis(analysis)

"""The tab of an elementary step: one page per method, the step's main method first."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from models.analysis import Analysis
from models.document import Document
from models.step import Step
from ui.comparison_page import ComparisonPage
from ui.electrocrystallization import ElectrocrystallizationTab
from ui.marcus_calculator import MarcusPage
from ui.method_page import MethodPage

Page = MethodPage | ElectrocrystallizationTab | ComparisonPage
PROJECT = "project"  # the page of the comparison that has no method


class StepTab(QWidget):
    """Shows one method at a time, each made when it is first asked for; another choice keeps everything as it is."""

    analysis_shown = pyqtSignal(object)
    analysis_wanted = pyqtSignal(object)  # one of another tab
    said = pyqtSignal(str)
    page_made = pyqtSignal(object)
    wanted = pyqtSignal(str)  # an action of the window, by its name

    def __init__(self, document: Document, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.step = step
        self.choice = QComboBox()
        self.choice.setAccessibleName(self.tr("Method"))
        self._stack = QStackedWidget()
        self._pages: dict[str, Page] = {}
        if step.name == "decisive_step":
            self.choice.addItem(self.tr("This project"), PROJECT)
        for method in step.methods:
            self.choice.addItem(QCoreApplication.translate("Method", method.title), method.name)
            sentence = QCoreApplication.translate("Method", method.sentence)
            self.choice.setItemData(self.choice.count() - 1, sentence, Qt.ItemDataRole.ToolTipRole)
        self.choice.currentIndexChanged.connect(self._show_choice)
        self._lay_out()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if self.choice.count() > 1:
            label = QLabel(self.tr("&Method"))
            label.setBuddy(self.choice)
            bar = QHBoxLayout()
            bar.setContentsMargins(8, 4, 8, 0)
            bar.setSpacing(6)
            bar.addWidget(label)
            bar.addWidget(self.choice)
            bar.addStretch(1)
            layout.addLayout(bar)
        else:
            self.choice.setParent(None)
        layout.addWidget(self._stack, 1)

    def showEvent(self, event: QShowEvent | None) -> None:
        self._show_choice()
        super().showEvent(event)

    def _show_choice(self) -> None:
        self._stack.setCurrentWidget(self.page)

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self.page_of(str(self.choice.currentData()))

    @property
    def has_page(self) -> bool:
        """Whether the chosen method has a page yet."""
        return str(self.choice.currentData()) in self._pages

    def page_of(self, name: str) -> Page:
        """The page of a method, made if this is the first time that anybody asks."""
        if name not in self._pages:
            page = self._pages[name] = self._made_page(name)
            page.analysis_shown.connect(self.analysis_shown)
            self._stack.addWidget(page)
            self.page_made.emit(page)
        return self._pages[name]

    def _made_page(self, name: str) -> Page:
        if name == PROJECT:
            page = ComparisonPage(self._document, self.step)
            page.analysis_wanted.connect(self.analysis_wanted)
            page.said.connect(self.said)
            return page
        method = self.step.method(name)
        assert method is not None
        made: MethodPage | ElectrocrystallizationTab
        if name == "nucleation_spike":
            made = ElectrocrystallizationTab(self._document, self.step)
        elif name == "marcus_calculator":
            made = MarcusPage(self._document, self.step, method)
        else:
            made = MethodPage(self._document, self.step, method)
        made.empty_page.wanted.connect(self.wanted)
        return made

    def show_analysis(self, analysis: Analysis) -> None:
        """Show an analysis on the page of its method."""
        self.choice.setCurrentIndex(self.choice.findData(analysis.method.name))
        self.page.show_analysis(analysis)

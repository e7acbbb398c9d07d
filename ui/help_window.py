"""The help: a page per elementary step, with equations, sources, and when not to trust a number. F1 opens the tab's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QEvent, QModelIndex, Qt, QUrl
from PyQt6.QtGui import QDesktopServices, QStandardItem, QStandardItemModel
from PyQt6.QtWidgets import QDialog, QListView, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from models.language import CHINESE, ENGLISH
from models.resources import resource
from models.settings import chosen_language
from models.step_words import STEP_WORDS
from ui.copied_table import make_copyable

if TYPE_CHECKING:
    from ui.main_window import MainWindow

START, FILES = "start", "files"
PAGES = (START, FILES, *STEP_WORDS)


def help_text(page: str, language: str) -> str:
    """A page of the help as Markdown."""
    folder = {CHINESE: "zh"}.get(language, ENGLISH)
    return resource(f"help/{folder}/{page}.md").read_text(encoding="utf-8")


class HelpWindow(QDialog):
    """The pages on the left, one of them on the right; it stays open beside the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = START
        self.pages = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self.pages)
        make_copyable(self.list)
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(self._follow)
        text = self.browser.document()
        assert text is not None
        text.setDocumentMargin(16)
        text.setIndentWidth(20)
        halves = QSplitter()
        halves.addWidget(self.list)
        halves.addWidget(self.browser)
        halves.setStretchFactor(1, 1)
        halves.setSizes([190, 620])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(halves)
        selection = self.list.selectionModel()
        assert selection is not None
        selection.currentChanged.connect(self._chosen)
        self._say_all()
        self.resize(860, 640)

    def show_page(self, page: str) -> None:
        """Show a page, and the window if it is not there."""
        self.list.setCurrentIndex(self.pages.index(PAGES.index(page), 0))
        self.show()
        self.raise_()
        self.activateWindow()
        self.browser.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_all(self) -> None:
        self.setWindowTitle(self.tr("Help"))
        self.list.setAccessibleName(self.tr("Pages of the help"))
        self.browser.setAccessibleName(self.tr("Help"))
        titles = [self.tr("First steps"), self.tr("Files")]
        titles += [QCoreApplication.translate("Step", words.title) for words in STEP_WORDS.values()]
        page = self.page
        self.pages.clear()
        for title in titles:
            item = QStandardItem(title)
            item.setEditable(False)
            self.pages.appendRow(item)
        self.list.setCurrentIndex(self.pages.index(PAGES.index(page), 0))

    def _chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.page = PAGES[index.row()]
            self.browser.setMarkdown(help_text(self.page, chosen_language()))

    def _follow(self, link: QUrl) -> None:
        page = link.toString().removesuffix(".md")
        if page in PAGES:
            self.show_page(page)
        else:
            QDesktopServices.openUrl(link)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.LanguageChange:
            self._say_all()


def show_help(window: MainWindow) -> None:
    """Show the page on the step of the present tab."""
    if window.help is None:
        window.help = HelpWindow(window)
    window.help.show_page(list(STEP_WORDS)[window.tabs.currentIndex()])

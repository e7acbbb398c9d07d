"""Figures from the window: of what the page shows, of the review's kind, or straight into the clipboard."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from fitting.messages import DataProblem
from models.document import Document
from models.figure.journal import OWN, journals
from models.figure.model import Chosen, FigureModel, KeptFigure, Shown
from models.figure.source import candidates, shown_candidates
from models.steps import step_named
from models.subject import subject_title
from models.translation import message_text, name_in_words
from ui.method_page import MethodPage
from ui.step_tab import Page

if TYPE_CHECKING:
    from ui.figure_dialog import FigureDialog
    from ui.kept_figures_dialog import KeptFiguresDialog


class Figures(QObject):
    """Opens the figure dialog with a figure to begin with; says what is missing where there is none."""

    said = pyqtSignal(str)

    def __init__(self, document: Document, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window

    def model_of(self, page: Page) -> FigureModel | None:
        """The figure of what a page shows: one result, or the series of all of them; None where it shows nothing."""
        from ui.figure_dialog.dialog import begun_as_last

        analysis = page.analysis
        if analysis is None:
            return None
        key = analysis.state.key
        shown: tuple[Shown, ...] = (Shown(*key),)
        together = isinstance(page, MethodPage) and page.together.isChecked()
        if together:
            shown = tuple(each.shown for each in candidates(self._document, analysis.step, analysis.method))
        title = subject_title(analysis.subject) or name_in_words(analysis.method.name)
        return begun_as_last(FigureModel(title=title, shown=shown, together=together))

    def show_page(self, page: Page) -> None:
        """Open the figure dialog on what a page shows."""
        model = self.model_of(page)
        if model is None:
            self.said.emit(self.tr("There is no curve to draw yet; open an E–t curve of plating first."))
        else:
            self.show_figure(model)

    def show_figure(self, model: FigureModel, identity: str = "") -> FigureDialog:
        """Open the figure dialog; the figure that it keeps takes the place of the kept one of that identity."""
        from models.figure.kept import keep_figure
        from ui.figure_dialog import FigureDialog

        first = model.shown[0]
        step = step_named(first.step)
        method = None if step is None else step.method(first.method)
        assert step is not None and method is not None
        dialog = FigureDialog(model, candidates(self._document, step, method), self._window)

        def keep(chosen: FigureModel) -> None:
            nonlocal identity
            identity = keep_figure(self._document, chosen, identity)
            dialog.say(self.tr("“{name}” is kept in the project.").format(name=chosen.title))

        dialog.keep_wanted.connect(keep)
        dialog.open()
        return dialog

    def show_kept(self) -> KeptFiguresDialog:
        """Open the list of the figures that the project keeps."""
        from ui.kept_figures_dialog import KeptFiguresDialog

        dialog = KeptFiguresDialog(self._document, self._window)
        dialog.chosen.connect(lambda figure: self._show_again(figure))
        dialog.open()
        return dialog

    def _show_again(self, figure: KeptFigure) -> None:
        found = shown_candidates(self._document, figure.model)
        if found:
            self.show_figure(replace(figure.model, shown=tuple(each.shown for each in found)), figure.identity)
        else:
            said = self.tr("No curve of “{name}” is in the project any more; undo brings removed curves back.")
            self.said.emit(said.format(name=figure.model.title))

    def show_gallery(self) -> None:
        """Open the figures of the review, each enabled by the curves that it needs."""
        from models.figure.review_figures import review_figures
        from ui.figure_dialog.dialog import begun_as_last
        from ui.review_gallery import ReviewGallery

        gallery = ReviewGallery(review_figures(self._document), self._window)
        gallery.chosen.connect(lambda model: self.show_figure(begun_as_last(model)))
        gallery.open()

    def copy_page(self, page: Page) -> None:
        """Put the figure of what a page shows into the clipboard."""
        from ui.figure_dialog.dialog import put_into_clipboard
        from ui.figure_dialog.work import Asked, copies

        model = self.model_of(page)
        if model is None:
            self.said.emit(self.tr("There is no curve to copy yet; open an E–t curve of plating first."))
            return
        found, _ = journals()
        asked = Asked(Chosen(model, found.get(model.journal, found[OWN])), shown_candidates(self._document, model))

        def copied(formats: dict[str, bytes]) -> None:
            put_into_clipboard(formats)
            self.said.emit(self.tr("The figure of {name} is in the clipboard.").format(name=model.title))

        self._document.background.run(lambda task: copies(asked, task.check), copied, self._failed)

    def _failed(self, problem: DataProblem) -> None:
        self.said.emit(message_text(problem.message))

"""The figure dialog: curves and choices on the left, preview and checks on the right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QByteArray, QEvent, QMimeData, Qt, QTimer, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices, QGuiApplication, QImage
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QListView,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from fitting.messages import DataProblem
from models.background import Background, Task
from models.figure.journal import FORMATS, OWN, journals, write_own_copy
from models.figure.model import Chosen, FigureModel, remembered_choices, with_choices
from models.figure.pictures import Drawable
from models.figure.source import Candidate
from models.translation import message_text
from models.whole_file import safe_file_name
from ui.copied_table import make_copyable
from ui.figure_dialog.checks_model import ChecksModel
from ui.figure_dialog.curves import CurvesModel
from ui.figure_dialog.form import FigureForm
from ui.figure_dialog.preview import Preview
from ui.figure_dialog.work import Asked, Previewed, copies, previewed, saved, scripted
from ui.figures.export import ending_of
from ui.remembered import remember, remembered

PREVIEW_DELAY = 60  # ms after the last change
CHOICES = "figure"  # what is remembered of the last figure


class FigureDialog(QDialog):
    """Choose what a figure shows and how it is saved or kept; the preview is the figure itself.

    Parameters
    ----------
    model : FigureModel
        The figure to begin with.
    found : sequence of Candidate
        Every analysis that it could show.
    """

    keep_wanted = pyqtSignal(object)  # FigureModel

    def __init__(self, model: FigureModel, found: Sequence[Candidate], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Figure: {name}").format(name=model.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._background = Background(self, threads=1)
        self._task: Task | None = None
        self._gathered: dict[Any, tuple[Drawable, ...]] = {}
        self._journals, problems = journals()
        self.model = model if model.journal in self._journals else replace(model, journal=OWN)
        self._size_mm = Chosen(self.model, self._journals[self.model.journal]).size_mm()  # until the first preview says
        self.curves = CurvesModel(found, model.shown, self)
        self.checks = ChecksModel(self)
        self.form, self.preview = FigureForm(), Preview()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PREVIEW_DELAY)
        self._later.timeout.connect(self.show_preview)
        self._lay_out()
        self.form.show_model(self.model, self._journals)
        self._form_area.setMinimumWidth(self.form.sizeHint().width() + 24)
        self._connect()
        self.form.show_size(*self._size_mm)
        if problems:
            self.say(message_text(problems[0]))
        self.show_preview()

    def _lay_out(self) -> None:
        self.curve_view = self._list(self.curves, self.tr("Curves of the figure"))
        self.check_view = self._list(self.checks, self.tr("Checks"))
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName(self.tr("Message"))
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Close)
        self.copy, self.script = QPushButton(self.tr("Cop&y")), QPushButton(self.tr("As scri&pt …"))
        self.copy.setToolTip(self.tr("Copy the figure for other programs"))
        self.script.setToolTip(self.tr("Save a Python file and the data that draw this figure with matplotlib alone"))
        self.keep = QPushButton(self.tr("&Keep in project"))
        self.keep.setToolTip(self.tr("Every choice stays in the project; File, Figures of the project opens it again"))
        for button in (self.keep, self.copy, self.script):
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        form = self._form_area = QScrollArea()
        form.setWidget(self.form)
        form.setWidgetResizable(True)
        form.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left, right = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.curve_view)
        left.addWidget(form)
        left.setStretchFactor(1, 1)
        left.setSizes([110, 500])
        right.addWidget(self.preview)
        right.addWidget(self.check_view)
        right.setStretchFactor(0, 1)
        right.setSizes([430, 190])
        whole = QSplitter()
        whole.addWidget(left)
        whole.addWidget(right)
        whole.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(whole, 1)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)
        self.resize(1040, 720)

    def _list(self, model: Any, name: str) -> QListView:
        view = QListView()
        view.setModel(model)
        view.setAccessibleName(name)
        view.setUniformItemSizes(True)
        make_copyable(view)
        return view

    def _connect(self) -> None:
        self.form.edited.connect(self._edited)
        self.form.own_copy_wanted.connect(self.make_own_copy)
        self.curves.chosen_changed.connect(lambda: self._edited(replace(self.model, shown=self.curves.shown)))
        self.preview.wanted.connect(self._later.start)
        self.buttons.accepted.connect(self._ask_and_save)
        self.buttons.rejected.connect(self.reject)
        self.keep.clicked.connect(lambda: self.keep_wanted.emit(self.model))
        self.copy.clicked.connect(self.copy_figure)
        self.script.clicked.connect(self._ask_and_save_script)

    # the figure

    def _edited(self, model: FigureModel) -> None:
        self.model = replace(model, shown=self.curves.shown)
        self.form.show_model(self.model, self._journals)
        self._later.start()

    def asked(self) -> Asked:
        """The figure as it is chosen now."""
        chosen = Chosen(self.model, self._journals[self.model.journal])
        return Asked(chosen, self.curves.candidates, self._gathered.get(self._key()))

    def _key(self) -> Any:
        return self.model.shown, self.model.together

    def show_preview(self) -> None:
        """Render the figure again in the background; what was on its way is dropped."""
        if self._task is not None:
            self._task.cancel()
        asked, key = self.asked(), self._key()
        dots, vision = self.preview.dots_per_inch(*self._size_mm), self.preview.vision.currentData()

        def arrived(found: Previewed) -> None:
            self._gathered[key] = found.gathered
            self.form.show_views(found.views)
            self._size_mm = found.size_mm
            self.form.show_size(*found.size_mm)
            self.preview.show_pixels(found.pixels, *found.size_mm)
            self.checks.show(found.checks)
            self.say("")

        self._task = self._background.run(
            lambda task: previewed(asked, dots, vision, task.check), arrived, self._failed
        )

    def _failed(self, problem: DataProblem) -> None:
        self.say(message_text(problem.message))

    def say(self, text: str) -> None:
        """Show a message over the buttons."""
        self.message.setText(text)

    # leaving with it

    def save_to(self, path: Path) -> Task:
        """Save the figure in the background; what came of it stands in the dialog."""
        asked = self.asked()
        self.say(self.tr("Writing {name} …").format(name=path.name))
        return self._background.run(lambda task: saved(asked, path, task.check), self._saved, self._failed)

    def _saved(self, path: Path) -> None:
        remember(CHOICES, json.dumps(remembered_choices(self.model)))
        self.say(self.tr("Saved as {path}.").format(path=path))

    def _ask_and_save(self) -> None:
        ending = self.asked().chosen.format
        offered = safe_file_name(f"{self.model.title}.{ending}", f"figure.{ending}")
        endings = [ending, *(each for each in FORMATS if each != ending)]
        kinds = [self.tr("{format} files (*.{ending})").format(format=each.upper(), ending=each) for each in endings]
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save figure"), offered, ";;".join(kinds))
        if not name:
            return
        path = Path(name)
        try:
            ending_of(path)
        except DataProblem:
            path = path.with_name(f"{path.name}.{ending}")
        self.save_to(path)

    def copy_figure(self) -> None:
        """Put the figure into the clipboard, as picture, as drawing and as page."""
        asked = self.asked()
        self.say(self.tr("Copying …"))
        self._background.run(lambda task: copies(asked, task.check), self._copied, self._failed)

    def _copied(self, found: dict[str, bytes]) -> None:
        put_into_clipboard(found)
        self.say(self.tr("The figure is in the clipboard."))

    def _ask_and_save_script(self) -> None:
        offered = safe_file_name(f"{self.model.title}.py", "figure.py")
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save figure as a script"), offered, self.tr("Python files (*.py)")
        )
        if name:
            self.save_script(Path(name).with_suffix(".py"))

    def save_script(self, path: Path) -> Task:
        """Save a script and its data in the background."""
        asked = self.asked()
        return self._background.run(lambda task: scripted(asked, path, task.check), self._saved, self._failed)

    # presets

    def make_own_copy(self) -> None:
        """Write a copy of the preset for the person to edit, choose it and open it."""
        try:
            path = write_own_copy(self._journals[self.model.journal])
        except DataProblem as problem:
            self._failed(problem)
            return
        before = set(self._journals)
        self.read_journals()
        new = next((name for name in self._journals if name not in before), self.model.journal)
        self._edited(replace(self.model, journal=new))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
        self.say(
            self.tr("Your preset is {path}; what you change there is used when you come back here.").format(path=path)
        )

    def read_journals(self) -> None:
        """Read all presets again; a figure keeps its own as long as it is there."""
        found, problems = journals()
        if problems:
            self.say(message_text(problems[0]))
        if found != self._journals:
            self._journals = found
            self._edited(self.model if self.model.journal in found else replace(self.model, journal=OWN))

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.read_journals()

    def done(self, result: int) -> None:
        self._later.stop()
        self._background.close()
        super().done(result)


def put_into_clipboard(found: dict[str, bytes]) -> None:
    """Put a figure into the clipboard in every format that it is there in."""
    data = QMimeData()
    for kind, content in found.items():
        data.setData(kind, QByteArray(content))
    data.setImageData(QImage.fromData(found["image/png"], "PNG"))
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setMimeData(data)


def begun_as_last(model: FigureModel) -> FigureModel:
    """A new figure, that looks as the last one that was saved."""
    return with_choices(model, _remembered())


def _remembered() -> dict[str, Any]:
    try:
        found = json.loads(remembered(CHOICES) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

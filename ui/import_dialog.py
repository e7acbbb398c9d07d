"""The import dialog: what a file does not say, a person says here, and sees at once what that makes of the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PyQt6.QtGui import QFont, QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fitting.messages import DataProblem
from models.background import Task
from models.document import Document
from models.import_draft import (
    ImportDraft,
    Look,
    columns_matter,
    first_look,
    missing,
    open_reference,
    reader_of,
    shown_by,
    sign_guess,
    sign_is_missing,
    with_curve,
)
from models.import_tables import HOLDS, SAMPLE, UNIT, ColumnTable, PreviewTable
from models.preview_series import preview_series
from models.readers import FileContent
from models.readers.choices import ImportChoices, ImportRecipe
from models.receipt_table import reader_text
from models.translation import message_text
from ui.copied_table import make_copyable
from ui.curve_canvas import CanvasTheme, CurveCanvas, Panel, Trace
from ui.import_form import ImportForm
from ui.list_delegate import ListDelegate
from ui.recipe_box import RecipeBox
from ui.style import row_height

MEASURED = 40  # columns that are made as wide as what they hold
LOOK_DELAY = 150  # ms after the last change


class ImportDialog(QDialog):
    """Says how one file is read; OK reads it whole and gives it to the document by one undo step.

    Parameters
    ----------
    path : Path
        The file.
    instead_of : sequence of str
        The curves of it that are already there, whose place the new ones take.
    choices : ImportChoices, optional
        What was said of it before.
    recipes : Path, optional
        The folder of recipes, where it is not the person's own.
    """

    def __init__(
        self,
        document: Document,
        path: Path,
        instead_of: Sequence[str] = (),
        choices: ImportChoices | None = None,
        recipes: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import {name}").format(name=path.name))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document = document
        self._instead_of = tuple(instead_of)
        self.draft = ImportDraft(path, choices or ImportChoices())
        self.look = Look()
        self._asked: tuple[str, ...] = ()
        self._task: Task | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LOOK_DELAY)
        self._later.timeout.connect(self._look)
        self.form, self.recipes = ImportForm(), RecipeBox(recipes)
        self.rows, self.columns = PreviewTable(self), ColumnTable(self)
        self.rows_view = _table(self.rows, self.tr("First rows of the file"))
        self.columns_view = _table(self.columns, self.tr("What each column holds"))
        self.canvas = CurveCanvas()
        self.canvas.setAccessibleName(self.tr("Curve as it would be read"))
        self.curve_title = QLabel()
        self._lay_out()
        self._connect()
        self._look()

    # building

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.addWidget(self.form)
        column.addWidget(self.recipes)
        column.addStretch(1)
        scroll = self.form_area = QScrollArea()
        scroll.setWidget(left)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(372)
        right = QSplitter(Qt.Orientation.Vertical)
        for title, view in (
            (QLabel(self.tr("&First rows of the file")), self.rows_view),
            (QLabel(self.tr("What each col&umn holds")), self.columns_view),
            (self.curve_title, self.canvas),
        ):
            title.setBuddy(view)
            right.addWidget(_titled(title, view))
        right.setSizes([200, 170, 300])
        right.setChildrenCollapsible(False)
        middle = QHBoxLayout()
        middle.addWidget(scroll)
        middle.addWidget(right, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(middle, 1)
        layout.addWidget(self._made_missing())
        self.others = QCheckBox()
        self.others.hide()
        layout.addWidget(self.others)
        layout.addWidget(self._made_buttons())
        self.resize(1120, 780)

    def ask(self, questions: Sequence[str]) -> None:
        """Point at what the file leaves open; the best guess stands there as a guess, and nothing has to be said."""
        self._asked = tuple(questions)
        self.form.point_at(self._asked)
        self._show_asked()

    def _show_asked(self) -> None:
        """Scroll to what is asked, once the form has its size."""
        control = self.form.focusWidget()
        if self._asked and control is not None:
            self.form_area.ensureWidgetVisible(control)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._show_asked()

    def offer_others(self, count: int) -> None:
        """Offer to say the same of other files of the kind that leave the same open."""
        if count:
            text = self.tr("The same answers for the other files of this kind: {count}")
            self.others.setText(text.format(count=count))
            self.others.setAccessibleName(self.others.text())
            self.others.show()

    @property
    def for_others(self) -> bool:
        """Whether the answers hold for the other files too."""
        return self.others.isChecked()

    def _made_missing(self) -> QLabel:
        self.missing = QLabel()
        self.missing.setWordWrap(True)
        self.missing.setAccessibleName(self.tr("What is still missing"))
        self.missing.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.missing.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        font = QFont(self.font())
        font.setBold(True)
        self.missing.setFont(font)
        return self.missing

    def _made_buttons(self) -> QDialogButtonBox:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        guesses = self.buttons.addButton(self.tr("Take the &guesses"), QDialogButtonBox.ButtonRole.ActionRole)
        assert ok is not None
        assert guesses is not None
        self.ok: QPushButton = ok
        self.take_guesses: QPushButton = guesses
        ok.setText(self.tr("&Import"))
        ok.setAccessibleName(self.tr("Import"))
        guesses.setAutoDefault(False)
        guesses.setAccessibleName(self.tr("Take the guesses"))
        guesses.setToolTip(self.tr("Everything that is shown as a guess is true"))
        return self.buttons

    def _connect(self) -> None:
        delegate = ListDelegate(self)
        for column in (HOLDS, UNIT):
            self.columns_view.setItemDelegateForColumn(column, delegate)
        self.columns_view.clicked.connect(self._edit_cell)
        header = self.columns_view.horizontalHeader()
        assert header is not None
        header.setSectionResizeMode(SAMPLE, QHeaderView.ResizeMode.Stretch)
        self.form.chosen.connect(lambda changes: self._change(self.draft.choosing(**changes)))
        self.columns.said.connect(lambda *said: self._change(self.draft.saying(*said)))
        self.recipes.recipe_chosen.connect(self._take_recipe)
        self.recipes.keep_requested.connect(self._keep_recipe)
        self.take_guesses.clicked.connect(lambda: self._change(self.draft.taking_guesses(self.look)))
        self.buttons.accepted.connect(self.read)
        self.buttons.rejected.connect(self.reject)

    def _edit_cell(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.columns_view.edit(index)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """In the tables Enter opens the list of a cell; it does not import."""
        assert event is not None
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.focusWidget() in (self.rows_view, self.columns_view):
            if self.focusWidget() is self.columns_view:
                self._edit_cell(self.columns_view.currentIndex())
            return
        super().keyPressEvent(event)

    # looking

    @property
    def busy(self) -> bool:
        """Whether the file is being looked at, read, or will be in a moment."""
        return self._later.isActive() or self._task is not None

    def _change(self, draft: ImportDraft) -> None:
        self.draft = draft
        self.ok.setEnabled(False)
        self.take_guesses.setEnabled(False)
        self._cancel()
        self._later.start()

    def _look(self) -> None:
        draft, importer = self.draft, self._document.importer
        self.ok.setEnabled(False)
        self._cancel()

        def look(task: Task) -> Look:
            first = first_look(draft, shown_by(importer, task.check))
            task.deliver(first)
            return with_curve(draft, first, reader_of(importer, task.check))

        self._task = self._document.background.run(look, self._looked, self._failed, self._show_look)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _looked(self, look: Look) -> None:
        self._task = None
        self.look = look
        self._show_look(look)
        self._show_curve()
        sentences = missing(self.draft, look)
        self._say_missing(sentences)
        self.ok.setEnabled(not sentences)
        can_take = bool(look.guesses) and columns_matter(self.draft, look)
        can_take |= sign_is_missing(self.draft, look) and sign_guess(look.curve) is not None
        can_take |= open_reference(self.draft, look) is not None
        self.take_guesses.setEnabled(can_take)

    def _show_look(self, look: Look) -> None:
        """Show the rows and columns; they come before the curve."""
        self.form.show_draft(self.draft, look)
        self.form.point_at(self._asked)
        self.columns.show_look(look)
        self._fit_columns(len(look.columns))
        if self.rows.show_look(look) and look.preview.first_row is not None:
            self.rows_view.scrollTo(self.rows.index(self.rows.first_shown, 0), _AT_TOP)
        for view, is_shown in ((self.rows_view, bool(look.preview.rows)), (self.columns_view, bool(look.columns))):
            frame = view.parentWidget()
            assert frame is not None
            frame.setVisible(is_shown)

    def _fit_columns(self, count: int) -> None:
        """Columns as wide as what they hold, unless so many would take long to measure."""
        header = self.rows_view.horizontalHeader()
        assert header is not None
        mode = QHeaderView.ResizeMode.ResizeToContents if count <= MEASURED else QHeaderView.ResizeMode.Interactive
        if header.sectionResizeMode(0) != mode or header.count() == 0:
            header.setSectionResizeMode(mode)

    def _say_missing(self, sentences: Sequence[str]) -> None:
        self.missing.setText(" ".join(sentences) or self.tr("Nothing is missing."))

    def _show_curve(self) -> None:
        curve = self.look.curve
        series = None if curve is None else preview_series(curve)
        if curve is None or series is None:
            self.curve_title.setText(self.tr("No curve yet"))
            self.canvas.set_panels((), "")
            return
        parts = [self.tr("{count} points").format(count=curve.points)]
        if self.look.is_cut:
            parts.append(self.tr("the beginning of a long file"))
        if self.look.count > 1:
            parts.append(self.tr("first of {count} curves").format(count=self.look.count))
        parts.append(self.tr("as guessed") if self.look.with_guesses else self._reader_text())
        self.curve_title.setText(self.tr("Cur&ve: {parts}").format(parts=", ".join(parts)))
        colour = CanvasTheme.of(self.palette()).text
        panels = tuple(
            Panel(f"curve {number}", label, (Trace(series.x, values, colour),))
            for number, (label, values) in enumerate(series.curves)
        )
        self.canvas.set_panels(panels, series.x_label)

    def _reader_text(self) -> str:
        return self.tr("read as {reader}").format(reader=reader_text(self.look.reader))

    # recipes

    def _take_recipe(self, recipe: ImportRecipe) -> None:
        self._change(ImportDraft(self.draft.path, recipe.choices))

    def _keep_recipe(self, name: str) -> None:
        self.recipes.keep_choices(self.choices(), self.look.reader or "delimited_text")

    def choices(self) -> ImportChoices:
        """Everything that has been said so far, as a reader takes it."""
        return self.draft.stated(self.look.columns)

    # reading

    def read(self) -> None:
        """Read the whole file with what has been said."""
        path, choices = self.draft.path, self.choices()
        self.ok.setEnabled(False)
        self.missing.setText(self.tr("Reading {name} …").format(name=path.name))
        importer = self._document.importer
        self._task = self._document.background.run(
            lambda task: reader_of(importer, task.check)(path, choices), self._read, self._failed
        )

    def _read(self, content: FileContent) -> None:
        self._task = None
        self._document.import_file(content, self._instead_of)
        self.accept()

    def _failed(self, problem: DataProblem) -> None:
        self._task = None
        self._say_missing((message_text(problem.message),))

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw in the colours of another theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and self.look.curve is not None:
            self.canvas.set_theme(CanvasTheme.of(self.palette()))
            self._show_curve()

    def done(self, result: int) -> None:
        """Nobody waits for an answer any more."""
        self._later.stop()
        self._cancel()
        super().done(result)


_AT_TOP = QAbstractItemView.ScrollHint.PositionAtTop


def _table(model: PreviewTable | ColumnTable, name: str) -> QTableView:
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(name)
    view.setAlternatingRowColors(True)
    view.setTabKeyNavigation(False)
    make_copyable(view)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setTextElideMode(Qt.TextElideMode.ElideRight)
    rows, columns = view.verticalHeader(), view.horizontalHeader()
    assert rows is not None
    assert columns is not None
    rows.setDefaultSectionSize(row_height(view))
    columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    columns.setMaximumSectionSize(280)
    columns.setResizeContentsPrecision(12)
    columns.setHighlightSections(False)
    return view


def _titled(title: QLabel, view: QWidget) -> QWidget:
    frame = QWidget()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    layout.addWidget(title)
    layout.addWidget(view, 1)
    return frame

"""The left side of the import dialog: how the text is laid out, what the file does not say, and the recipes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from PyQt6.QtCore import QSignalBlocker, Qt, pyqtSignal
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from fitting.units import from_si, to_si
from models.import_draft import ImportDraft, Look, open_reference, sign_guess, sign_is_missing
from models.number_text import number_text, unit_text
from models.readers.choices import DELIMITERS, ENCODINGS, ImportChoices
from models.readers.questions import AREA as AREA_QUESTION
from models.readers.questions import REFERENCE, SIGN, named_reference

REFERENCES = ("Li/Li⁺", "Ag/AgCl", "Ag/Ag⁺", "Fc/Fc⁺", "SCE", "SHE", "RHE", "Hg/HgO", "Hg/Hg₂SO₄", "Na/Na⁺", "K/K⁺")
LINES = 120  # of a file that are offered as the line of the column names
AREA, RADIUS = "electrode_area", "electrode_radius"


class _ShortNumberBox(QDoubleSpinBox):
    """A number without zeros at its end."""

    def textFromValue(self, v: float) -> str:
        return self.locale().toString(v, "g", 8)


class AmountBox(QWidget):
    """A number with the list of its units; zero stands for nothing said."""

    changed = pyqtSignal()

    def __init__(self, name: str, units: tuple[str, ...], lowest: float = 0.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = _ShortNumberBox()
        self.number.setDecimals(9)
        self.number.setRange(lowest, 1e6)
        self.number.setKeyboardTracking(False)
        self.number.setAccessibleName(name)
        self.number.setMinimumWidth(120)
        self.unit = QComboBox()
        self.unit.setAccessibleName(self.tr("Unit of {name}").format(name=name))
        self.show_units(units)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.number, 1)
        layout.addWidget(self.unit)
        self.setFocusProxy(self.number)
        self.number.valueChanged.connect(lambda _: self.changed.emit())
        self.unit.activated.connect(lambda _: self.changed.emit())

    def show_units(self, units: tuple[str, ...]) -> None:
        """Offer other units."""
        if [self.unit.itemData(row) for row in range(self.unit.count())] == list(units):
            return
        self.unit.clear()
        for unit in units:
            self.unit.addItem(unit_text(unit), unit)

    def value(self) -> float | None:
        """The amount in SI, None where nothing is said."""
        number = self.number.value()
        return to_si(number, self.unit.currentData()) if number else None

    def show_value(self, value: float | None) -> None:
        """Show an amount in the unit that is chosen, unless one is being typed."""
        if self.number.hasFocus() and value is not None:
            return
        with QSignalBlocker(self.number):
            self.number.setValue(0.0 if value is None else from_si(value, self.unit.currentData()))


class ImportForm(QWidget):
    """Shows a draft and says what a person changes in it."""

    chosen = pyqtSignal(dict)  # changes of ImportChoices

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet, self.encoding, self.delimiter, self.decimal, self.header = (QComboBox() for _ in range(5))
        self.sign, self.electrode, self.reference = QComboBox(), QComboBox(), QComboBox()
        self.electrode_size = AmountBox(self.tr("Size of the electrode"), ("cm^2", "mm^2", "m^2"))
        self.offset = AmountBox(self.tr("Added to potentials"), ("V", "mV"), lowest=-1e6)
        self._showing = False
        self._pointed_at: tuple[str, ...] = ()
        self._fill()
        self._lay_out()
        self._explain()
        self._connect()

    def _fill(self) -> None:
        self.delimiter_names = {
            "\t": self.tr("tab"), ",": self.tr("comma"), ";": self.tr("semicolon"), " ": self.tr("blanks"),
            "|": self.tr("bar"),
        }  # fmt: skip
        self.decimal_names = {".": self.tr("point"), ",": self.tr("comma")}
        for text, kind in ((self.tr("Area"), AREA), (self.tr("Radius of a disk"), RADIUS)):
            self.electrode.addItem(text, kind)
        self.reference.setEditable(True)
        self.reference.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for box in (self.sheet, self.encoding, self.delimiter, self.decimal, self.header, self.sign, self.reference):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(18)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.text_group = self._group(
            self.tr("The text"),
            ((self.tr("S&heet"), self.sheet), (self.tr("Enc&oding"), self.encoding),
             (self.tr("&Delimiter"), self.delimiter), (self.tr("Decimal &mark"), self.decimal),
             (self.tr("Column &names"), self.header)),
        )  # fmt: skip
        self.cell_group = self._group(
            self.tr("What files rarely say"),
            ((self.tr("&Sign of current"), self.sign), (self.tr("&Electrode"), self.electrode),
             (self.tr("Si&ze"), self.electrode_size), (self.tr("Potentials a&gainst"), self.reference),
             (self.tr("Add to &potentials"), self.offset)),
        )  # fmt: skip
        layout.addWidget(self.text_group)
        layout.addWidget(self.cell_group)

    def _group(self, title: str, rows: tuple[tuple[str, QWidget], ...]) -> QGroupBox:
        group = QGroupBox(title)
        form = QFormLayout(group)
        for text, control in rows:
            form.addRow(text, control)  # the label becomes the control's buddy
            if isinstance(control, QComboBox):
                control.setAccessibleName(text.replace("&", ""))
        return group

    def _explain(self) -> None:
        for control, tip in (
            (self.header, self.tr("The line of the file in which the columns are named")),
            (self.electrode, self.tr("Area of the electrode, or the radius of a disk")),
            (self.reference, self.tr("The electrode that the potentials are against once the number below is added")),
            (self.offset.number, self.tr("For example what refers potentials against Ag/AgCl to Li/Li⁺")),
        ):
            control.setToolTip(tip)
            control.setAccessibleDescription(tip)

    def _connect(self) -> None:
        for name, box in (
            ("sheet", self.sheet), ("encoding", self.encoding), ("delimiter", self.delimiter),
            ("decimal", self.decimal), ("header_line", self.header), ("sign", self.sign),
        ):  # fmt: skip
            box.activated.connect(lambda _, name=name, box=box: self._say({name: box.currentData()}))
        self.electrode.activated.connect(self._electrode_kind_chosen)
        self.electrode_size.changed.connect(self._size_changed)
        self.offset.changed.connect(lambda: self._say({"reference_offset": self.offset.value()}))
        self.reference.activated.connect(lambda _: self._say({"reference": self.reference.currentData()}))
        edit = self.reference.lineEdit()
        assert edit is not None
        edit.editingFinished.connect(self._reference_typed)

    def _say(self, changes: dict[str, object]) -> None:
        if not self._showing:
            self.chosen.emit(changes)

    def _reference_typed(self) -> None:
        """A name that is not in the list."""
        text = self.reference.currentText().strip()
        if self.reference.findText(text) < 0 and self.reference.isEnabled():
            self._say({"reference": text or None})

    def _size_changed(self) -> None:
        kind = self.electrode.currentData()
        self._say({AREA: None, RADIUS: None, kind: self.electrode_size.value()})

    def _electrode_kind_chosen(self) -> None:
        with self._quietly():
            self._show_size_units()
        self._size_changed()

    def _show_size_units(self) -> None:
        is_area = self.electrode.currentData() == AREA
        self.electrode_size.show_units(("cm^2", "mm^2", "m^2") if is_area else ("mm", "um", "cm"))

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        before, self._showing = self._showing, True
        try:
            yield
        finally:
            self._showing = before

    # showing

    def show_draft(self, draft: ImportDraft, look: Look) -> None:
        """Show what has been said, and beside it what was found where nobody has."""
        choices = draft.choices
        with self._quietly():
            self._show_sheets(choices, look)
            self._show_text(choices, look)
            self._show_sign(draft, look)
            self._show_electrode(choices, look)
            self._show_reference(draft, look)
            self.offset.show_value(choices.reference_offset)

    def point_at(self, questions: Sequence[str]) -> None:
        """Mark the labels of what is asked, and go to the first of them."""
        controls = {SIGN: self.sign, AREA_QUESTION: self.electrode_size, REFERENCE: self.reference}
        form = self.cell_group.layout()
        assert isinstance(form, QFormLayout)
        for question, control in controls.items():
            label = form.labelForField(control)
            assert isinstance(label, QLabel)
            is_asked = question in questions
            font = label.font()
            font.setBold(is_asked)
            label.setFont(font)
            label.setForegroundRole(QPalette.ColorRole.Link if is_asked else QPalette.ColorRole.WindowText)
        if questions and tuple(questions) != self._pointed_at:
            self._pointed_at = tuple(questions)
            controls[questions[0]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_text(self, choices: ImportChoices, look: Look) -> None:
        shown = look.preview
        is_text = shown.problem is None or shown.problem.code != "BINARY_FILE"
        self.text_group.setEnabled(is_text)
        found = shown.encoding if choices.encoding is None else None
        self._offer(self.encoding, found, {each: each for each in ENCODINGS}, choices.encoding)
        found = self.delimiter_names.get(shown.delimiter or "") if choices.delimiter is None else None
        names = {mark: self.delimiter_names[mark] for mark in DELIMITERS.values()}
        self._offer(self.delimiter, found, names, choices.delimiter)
        found = self.decimal_names.get(shown.decimal or "") if choices.decimal is None else None
        self._offer(self.decimal, found, self.decimal_names, choices.decimal)
        lines = self._line_names(look)
        found = lines.get(shown.header_line or 0) if choices.header_line is None and shown.first_row else None
        self._offer(self.header, found, lines, choices.header_line)

    def _show_sheets(self, choices: ImportChoices, look: Look) -> None:
        """A workbook has sheets where a text has an encoding, a delimiter and a decimal mark."""
        sheets = look.preview.sheets
        form = self.text_group.layout()
        assert isinstance(form, QFormLayout)
        for box in (self.sheet, self.encoding, self.delimiter, self.decimal):
            form.setRowVisible(box, bool(sheets) is (box is self.sheet))
        self.text_group.setTitle(self.tr("The workbook") if sheets else self.tr("The text"))
        names = {each: each for each in sheets}
        self._offer(self.sheet, self.tr("all recordings") if sheets else None, names, choices.sheet)

    def _line_names(self, look: Look) -> dict[int, str]:
        rows = look.preview.rows[: min(LINES, look.preview.first_row or LINES)]
        names = {0: self.tr("none")}
        for number, row in enumerate(rows, start=1):
            if any(cell.strip() for cell in row):
                names[number] = self.tr("line {number}: {text}").format(number=number, text=", ".join(row)[:60])
        return names

    def _show_sign(self, draft: ImportDraft, look: Look) -> None:
        if _is_open(self.sign):
            return
        signs = {
            "as_recorded": self.tr("as recorded: plating negative"),
            "flip": self.tr("turn round: plating was positive"),
        }
        unsaid = sign_is_missing(draft, look)
        guess = signs.get(sign_guess(look.curve) or "")
        nothing = self.tr("{text} (guess)").format(text=guess.split(":")[0]) if guess else self.tr("not stated")
        self.sign.clear()
        self.sign.addItem(nothing if unsaid else self.tr("as the file has it"), None)
        _mark_guess(self.sign, unsaid)
        for data, text in signs.items():
            self.sign.addItem(text, data)
        _select(self.sign, draft.choices.sign)
        self.sign.setToolTip(self.sign.currentText())

    def _show_reference(self, draft: ImportDraft, look: Look) -> None:
        edit = self.reference.lineEdit()
        if _is_open(self.reference) or (edit is not None and edit.hasFocus() and edit.isModified()):
            return
        named = "" if look.curve is None or draft.choices.reference else named_reference(look.curve)
        guess = open_reference(draft, look)
        nothing = self.tr("{text} (guess)").format(text=guess) if guess else self.tr("not stated")
        self.reference.clear()
        self.reference.addItem(self.tr("{text} (found)").format(text=named) if named else nothing, None)
        _mark_guess(self.reference, guess is not None)
        for name in REFERENCES:
            self.reference.addItem(name, name)
        chosen = draft.choices.reference
        if not _select(self.reference, chosen):
            self.reference.addItem(str(chosen), chosen)
            self.reference.setCurrentIndex(self.reference.count() - 1)

    def _show_electrode(self, choices: ImportChoices, look: Look) -> None:
        if choices.electrode_radius is not None:
            self.electrode.setCurrentIndex(1)
        elif choices.electrode_area is not None:
            self.electrode.setCurrentIndex(0)
        self._show_size_units()
        area = look.curve.electrode_area if look.curve is not None else None
        nothing = self.tr("not stated")
        if area is not None and choices.electrode_area is None and choices.electrode_radius is None:
            nothing = self.tr("file: {area} cm²").format(area=number_text(from_si(area, "cm^2")))
        self.electrode_size.number.setSpecialValueText(nothing)
        radius = choices.electrode_radius
        self.electrode_size.show_value(choices.electrode_area if radius is None else radius)

    def _offer(self, box: QComboBox, found: str | None, names: Mapping[Any, str], chosen: object) -> None:
        if _is_open(box):
            return
        box.clear()
        box.addItem(self.tr("{text} (found)").format(text=found) if found else self.tr("as found"), None)
        for data, text in names.items():
            box.addItem(text, data)
        if not _select(box, chosen):
            box.addItem(str(chosen), chosen)
            box.setCurrentIndex(box.count() - 1)
        box.setToolTip(box.currentText())


def _mark_guess(box: QComboBox, is_guess: bool) -> None:
    font = box.font()
    font.setItalic(is_guess)
    box.setFont(font)


def _select(box: QComboBox, data: object) -> bool:
    row = next((row for row in range(box.count()) if box.itemData(row) == data), -1)
    box.setCurrentIndex(row)
    return row >= 0


def _is_open(box: QComboBox) -> bool:
    view = box.view()
    return view is not None and view.isVisible()

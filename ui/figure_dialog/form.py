"""Everything that can be chosen about a figure, as controls over its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from models.figure.journal import COLOUR_SETS, FORMATS, OWN, Journal
from models.figure.model import FigureModel
from ui.figures.export import RASTER
from ui.figures.style import chinese_family

OWN_WIDTH = ""


class FigureForm(QWidget):
    """Shows a figure's state; every choice makes a new one."""

    edited = pyqtSignal(object)  # FigureModel
    own_copy_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = FigureModel()
        self._journals: Mapping[str, Journal] = {}
        self.boxes: dict[str, QComboBox] = {}
        self.ticks: dict[str, QCheckBox] = {}
        self.width_mm, self.height_mm = self._length(), self._length()
        self.dpi = QSpinBox()
        self.dpi.setRange(72, 2400)
        self.dpi.setSingleStep(100)
        self.dpi.setSuffix(self.tr(" dpi"))
        self.dpi.setKeyboardTracking(False)
        self.columns = QSpinBox()
        self.columns.setRange(0, 4)
        self.columns.setSpecialValueText(self.tr("Automatic"))
        self.own_copy = QToolButton()
        self.own_copy.setText(self.tr("Own copy …"))
        self.own_copy.setToolTip(self.tr("Write a copy of this preset into your folder and open it; it is plain JSON"))
        self.own_copy.clicked.connect(self.own_copy_wanted)
        self.source = QLabel()
        self.source.setWordWrap(True)
        self._make_boxes()
        self._make_ticks()
        self._lay_out()
        self._connect()

    # building

    def _make_boxes(self) -> None:
        as_journal = self.tr("As the journal")
        words: dict[str, dict[str, Any]] = {
            "arrangement": {
                self.tr("Overlaid"): "overlay",
                self.tr("A panel for each electrolyte"): "by_electrolyte",
                self.tr("A panel for each curve"): "apart",
            },
            "views": {},
            "journal": {},
            "width": {},
            "x_scale": {
                self.tr("Automatic"): "automatic",
                self.tr("Linear"): "linear",
                self.tr("Logarithmic"): "log",
            },
            "label_names": {as_journal: None, self.tr("Symbols"): "symbols", self.tr("Words"): "words"},
            "label_units": {as_journal: None, self.tr("E / V"): "solidus", self.tr("E (V)"): "parentheses"},
            "italic_symbols": {as_journal: None, self.tr("Italic"): True, self.tr("Upright"): False},
            "language": self._languages(),
            "colours": {as_journal: None, **dict(zip(self._colour_words(), COLOUR_SETS, strict=True))},
            "legend": {self.tr("Above"): "above", self.tr("Inside"): "inside", self.tr("None"): "none"},
            "format": {ending.upper(): ending for ending in FORMATS},
        }
        for name, choices in words.items():
            box = self.boxes[name] = QComboBox()
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            for text, value in choices.items():
                box.addItem(text, value)

    def _languages(self) -> dict[str, str]:
        found = {self.tr("As the window"): "", self.tr("English"): "en"}
        return found if chinese_family() is None else {**found, self.tr("Chinese"): "zh_CN"}

    def _colour_words(self) -> tuple[str, ...]:
        return "Anodescope", self.tr("Okabe–Ito (Wong)"), self.tr("Greys")

    def _make_ticks(self) -> None:
        for name, text in (
            ("fit", self.tr("&Fit")),
            ("residual", self.tr("&Residual")),
            ("marks", self.tr("&Marks")),
            ("inset", self.tr("&Inset of the spike")),
            ("split", self.tr("Panels a&part")),
            ("letters", self.tr("&Letters")),
        ):
            tick = self.ticks[name] = QCheckBox(text)
            tick.setAccessibleName(text.replace("&", ""))
        self.ticks["marks"].setToolTip(self.tr("Hollow marks were set by a rule and confirmed by nobody"))

    def _length(self) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(20.0, 1000.0)
        box.setDecimals(2)
        box.setSuffix(self.tr(" mm"))
        box.setKeyboardTracking(False)
        return box

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 6, 0)
        for group in (self._paper(), self._picture(), self._labels()):
            layout.addWidget(group)
        layout.addStretch()

    def _paper(self) -> QGroupBox:
        preset = QHBoxLayout()
        preset.addWidget(self.boxes["journal"], 1)
        preset.addWidget(self.own_copy)
        return self._group(
            self.tr("Paper"),
            (self.tr("&Journal"), self.boxes["journal"], preset),
            (self.tr("Colu&mn"), self.boxes["width"], None),
            (self.tr("&Width"), self.width_mm, None),
            (self.tr("&Height"), self.height_mm, None),
            (self.tr("&Colours"), self.boxes["colours"], None),
            (self.tr("F&ormat"), self.boxes["format"], None),
            (self.tr("Resolutio&n"), self.dpi, None),
            below=self.source,
        )

    def _picture(self) -> QGroupBox:
        ticks = QWidget()
        grid = QGridLayout(ticks)
        grid.setContentsMargins(0, 0, 0, 0)
        for number, tick in enumerate(self.ticks.values()):
            grid.addWidget(tick, number // 2, number % 2)
        return self._group(
            self.tr("Picture"),
            (self.tr("&Several curves"), self.boxes["arrangement"], None),
            (self.tr("&View"), self.boxes["views"], None),
            (self.tr("Side &by side"), self.columns, None),
            (self.tr("&Time axis"), self.boxes["x_scale"], None),
            (self.tr("Le&gend"), self.boxes["legend"], None),
            below=ticks,
        )

    def _labels(self) -> QGroupBox:
        return self._group(
            self.tr("Labels"),
            (self.tr("&Quantities"), self.boxes["label_names"], None),
            (self.tr("&Units"), self.boxes["label_units"], None),
            (self.tr("S&ymbols"), self.boxes["italic_symbols"], None),
            (self.tr("L&anguage"), self.boxes["language"], None),
        )

    def _group(
        self, title: str, *rows: tuple[str, QWidget, QHBoxLayout | None], below: QWidget | None = None
    ) -> QGroupBox:
        group = QGroupBox(title, self)
        form = QFormLayout(group)
        for text, control, line in rows:
            label = QLabel(text)
            label.setBuddy(control)
            control.setAccessibleName(text.replace("&", ""))
            if line is None:
                form.addRow(label, control)
            else:
                form.addRow(label, line)
        if below is not None:
            form.addRow(below)
        return group

    def _connect(self) -> None:
        for name, box in self.boxes.items():
            box.activated.connect(lambda _, name=name: self._chosen(name))
        for name, tick in self.ticks.items():
            tick.clicked.connect(lambda on, name=name: self._edit(**{name: on}))
        self.width_mm.valueChanged.connect(lambda value: self._edit(width=OWN_WIDTH, width_mm=value))
        self.height_mm.valueChanged.connect(lambda value: self._edit(height_mm=value))
        self.columns.valueChanged.connect(lambda value: self._edit(columns=value))
        self.dpi.valueChanged.connect(lambda value: self._edit(dpi=float(value)))

    # choosing

    def _chosen(self, name: str) -> None:
        value = self.boxes[name].currentData()
        if name == "journal":  # its size, format and resolution come with it
            known = self._journals[value].widths_mm
            width = self._model.width if self._model.width in known else next(iter(known))
            self._edit(journal=value, width=width, width_mm=None, height_mm=None, format="", dpi=None)
        elif name == "width":
            if value != OWN_WIDTH:
                self._edit(width=value, width_mm=None, height_mm=None)
        elif name == "views":
            self._edit(views=tuple(value))
        else:
            self._edit(**{name: value})

    def _edit(self, **changes: Any) -> None:
        model = replace(self._model, **changes)
        if model != self._model:
            self.show_model(model, self._journals)
            self.edited.emit(model)

    # showing

    def show_model(self, model: FigureModel, journals: Mapping[str, Journal]) -> None:
        """Show a state; nothing is emitted."""
        fresh = tuple(journals) != tuple(self._journals)
        self._model, self._journals = model, journals
        journal = journals.get(model.journal) or next(iter(journals.values()))
        controls = [*self.boxes.values(), *self.ticks.values(), self.width_mm, self.height_mm, self.columns, self.dpi]
        blocked = [QSignalBlocker(control) for control in controls]
        if fresh:
            _fill(self.boxes["journal"], {name: name for name in journals})
        self._fill_widths(journal)
        for name, box in self.boxes.items():
            value: Any = getattr(model, name)
            if name == "width" and value not in journal.widths_mm:
                value = OWN_WIDTH
            if name == "format":
                value = model.format or journal.formats[0]
            box.setCurrentIndex(max(box.findData(list(value) if name == "views" else value), 0))
        for name, tick in self.ticks.items():
            tick.setChecked(getattr(model, name))
        self.columns.setValue(model.columns)
        self.dpi.setValue(round(model.dpi or journal.dpi))
        self._show_what_applies(model, journal)
        for each in blocked:
            each.unblock()

    def _fill_widths(self, journal: Journal) -> None:
        words = {"single": self.tr("Single"), "1.5": self.tr("One and a half"), "double": self.tr("Double")}
        texts = {f"{words.get(name, name)}, {width:g} mm": name for name, width in journal.widths_mm.items()}
        _fill(self.boxes["width"], {**texts, self.tr("Own width"): OWN_WIDTH})

    def _show_what_applies(self, model: FigureModel, journal: Journal) -> None:
        several = len(model.shown) > 1 and not model.together
        self.boxes["arrangement"].setEnabled(several)
        self.boxes["views"].setEnabled(self.boxes["views"].count() > 1)
        self.dpi.setEnabled((model.format or journal.formats[0]) in RASTER)
        guesses = ", ".join(journal.guesses)
        text = self.tr("this program's own style") if journal.name == OWN else journal.source
        if guesses:
            text += "\n" + self.tr("Not from the journal itself: {entries}").format(entries=guesses)
        self.source.setText(text)

    def show_size(self, width: float, height: float) -> None:
        """Show the size on paper of the figure as it was drawn."""
        for box, value in ((self.width_mm, width), (self.height_mm, height)):
            if not box.hasFocus():
                blocker = QSignalBlocker(box)
                box.setValue(value)
                blocker.unblock()

    def show_views(self, titles: tuple[str, ...]) -> None:
        """Offer the views of the first result, each alone or all of them."""
        choices: dict[str, Any] = {title: [place] for place, title in enumerate(titles)}
        if len(titles) > 1:
            choices[self.tr("All")] = list(range(len(titles)))
        box = self.boxes["views"]
        if [box.itemText(row) for row in range(box.count())] != list(choices):
            _fill(box, choices)
            box.setCurrentIndex(max(box.findData(list(self._model.views)), 0))
        box.setEnabled(len(choices) > 1)


def _fill(box: QComboBox, choices: Mapping[str, Any]) -> None:
    blocker = QSignalBlocker(box)
    box.clear()
    for text, value in choices.items():
        box.addItem(text, value)
    blocker.unblock()

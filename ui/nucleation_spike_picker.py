"""The marks of a nucleation spike as controls."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QGridLayout,
    QGroupBox,
    QLabel,
    QPushButton,
    QWidget,
)

from fitting.electrocrystallization import SpikeMarks
from models.analysis import Analysis
from models.electrocrystallization import MARKS
from ui.number_box import NumberBox

SYMBOLS = {"onset": "▲", "spike": "▼", "crest": "◆", "plateau": "■"}
HOLLOW = {"onset": "△", "spike": "▽", "crest": "◇", "plateau": "□"}


class SpikePicker(QGroupBox):
    """Four marks with their times, and the three answers: automatic, confirmed, no spike."""

    mark_edited = pyqtSignal(str, float)
    automatic_requested = pyqtSignal()
    absent_requested = pyqtSignal()
    place_requested = pyqtSignal()
    confirm_requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Nucleation spike"))
        self.names = {
            "onset": self.tr("Onset"),
            "spike": self.tr("Spike"),
            "crest": self.tr("Crest"),
            "plateau": self.tr("Plateau"),
        }
        self.boxes = {mark: NumberBox(self.names[mark]) for mark in MARKS}
        self._symbols = {mark: QLabel() for mark in MARKS}
        self._states = {mark: QLabel() for mark in MARKS}
        grid = QGridLayout(self)
        for row, mark in enumerate(MARKS):
            self._add_row(grid, row, mark)
        grid.setColumnStretch(2, 1)
        grid.addLayout(self._made_answers(), len(MARKS), 0, 1, 4)

    def _add_row(self, grid: QGridLayout, row: int, mark: str) -> None:
        name = QLabel(self.names[mark])
        name.setBuddy(self.boxes[mark])
        for column, widget in enumerate((self._symbols[mark], name, self.boxes[mark], self._states[mark])):
            grid.addWidget(widget, row, column)
        self.boxes[mark].edited.connect(lambda value, mark=mark: self.mark_edited.emit(mark, value))

    def _made_answers(self) -> QGridLayout:
        answers = QGridLayout()  # two by two: at twice the size four in a row are wider than the panel
        self.confirm = QPushButton(self.tr("Confirm"))
        self.confirm.setToolTip(self.tr("These marks are right; go on to the next plating step (Enter)"))
        self.absent = QPushButton(self.tr("No spike"))
        self.absent.setToolTip(self.tr("This curve has no nucleation spike: a valid answer that goes into the table"))
        self.place = QPushButton(self.tr("Place spike"))
        self.place.setToolTip(self.tr("The rule finds none, but you see one: put the mark there and drag it"))
        self.automatic = QPushButton(self.tr("Automatic"))
        self.automatic.setToolTip(self.tr("Take back what was placed by hand"))
        for place, (button, signal) in enumerate(
            (
                (self.confirm, self.confirm_requested),
                (self.absent, self.absent_requested),
                (self.place, self.place_requested),
                (self.automatic, self.automatic_requested),
            )
        ):
            button.clicked.connect(signal)
            answers.addWidget(button, place // 2, place % 2)
        return answers

    def show_marks(self, marks: SpikeMarks | None, analysis: Analysis) -> None:
        """Show where the marks are, and whether they are guessed, placed by hand, or confirmed."""
        self.place.setEnabled(marks is None or marks.spike is None)
        for mark in MARKS:
            time = None if marks is None else getattr(marks, mark)
            self.boxes[mark].show_number(time)
            placed = f"{mark}_mark" in analysis.state.settings
            sure = placed or analysis.state.confirmed
            self._symbols[mark].setText((SYMBOLS if sure else HOLLOW)[mark])
            self._states[mark].setText(self._state_text(time, placed, analysis.state.confirmed))

    def _state_text(self, time: float | None, placed: bool, confirmed: bool) -> str:
        if time is None:
            return self.tr("none")
        if placed:
            return self.tr("placed by you")
        return self.tr("confirmed") if confirmed else self.tr("guessed")

"""The figure of a result for paper: size, format and resolution, with a preview at true size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure
from PyQt6.QtCore import QCoreApplication, Qt, QTimer
from PyQt6.QtGui import QPixmap
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from fitting.messages import DataProblem
from models.result import Result
from models.series import suggested_scale
from models.translation import message_text
from models.whole_file import safe_file_name
from ui.figures.electrocrystallization import draw_figure
from ui.figures.export import FORMATS, render_png, save_figure
from ui.figures.style import FigureStyle, paper_style

PREVIEW_DELAY = 150  # ms after the last change


class FigureDialog(QDialog):
    """Choose how the figure is saved; the preview is the figure itself.

    Parameters
    ----------
    result : Result
        What is drawn.
    """

    def __init__(self, result: Result, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Figure of {name}").format(name=result.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._result = result
        self._words = partial(QCoreApplication.translate, "Figure")
        self._make_choices()
        self._make_preview()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PREVIEW_DELAY)
        self._later.timeout.connect(self.show_preview)
        self._arrange()
        self._apply_preset()
        self._connect()
        self.show_preview()

    def style_chosen(self) -> FigureStyle:
        """The style with the label form and the size that are chosen."""
        return replace(
            paper_style(double=self.preset.currentData() == "double"),
            labels=self.labels.currentData(),
            width_mm=self.width_mm.value(),
            height_mm=self.height_mm.value(),
        )

    def drawing(self) -> Callable[[Figure], None]:
        """What fills an empty figure as chosen."""
        style, scale, residual = self.style_chosen(), self.scale.currentData(), self.residual.isChecked()
        return lambda figure: draw_figure(figure, self._result, style, scale, residual, translate=self._words)

    def save_to(self, path: Path) -> bool:
        """Save the figure; whether it worked. What went wrong stands in the dialog."""
        style = self.style_chosen()
        try:
            save_figure(path, self.drawing(), style.width_mm, style.height_mm, style, self.dpi.value())
        except DataProblem as problem:
            self.message.setText(message_text(problem.message))
            return False
        self.message.setText(self.tr("Saved as {path}.").format(path=path))
        return True

    def show_preview(self) -> None:
        """Draw the figure again, at its true size on this screen."""
        style = self.style_chosen()
        ratio = self.devicePixelRatioF()
        dots = self._dots_per_inch() * ratio
        try:
            png = render_png(self.drawing(), style.width_mm, style.height_mm, style, dots)
        except DataProblem as problem:
            self.message.setText(message_text(problem.message))
            return
        pixmap = QPixmap()
        pixmap.loadFromData(png, "PNG")
        pixmap.setDevicePixelRatio(ratio)
        self.preview.setPixmap(pixmap)
        self.preview.resize(pixmap.deviceIndependentSize().toSize())

    def _make_choices(self) -> None:
        self.preset = self._choice({"single": self.tr("Single column"), "double": self.tr("Double column")})
        self.width_mm, self.height_mm = self._length(), self._length()
        self.scale = self._choice({"linear": self.tr("Linear"), "log": self.tr("Logarithmic")})
        self.scale.setCurrentIndex(self.scale.findData(suggested_scale(self._result)))
        self.labels = self._choice({"solidus": self.tr("E / V"), "parentheses": self.tr("E (V)")})
        self.residual = QCheckBox(self.tr("With &residual"))
        self.residual.setChecked(True)
        self.residual.setAccessibleName(self.tr("With residual"))
        self.format = self._choice({ending: ending.upper() for ending in FORMATS})
        self.dpi = QSpinBox()
        self.dpi.setRange(72, 1200)
        self.dpi.setSingleStep(100)
        self.dpi.setValue(600)
        self.dpi.setSuffix(self.tr(" dpi"))
        self.dpi.setEnabled(False)

    def _make_preview(self) -> None:
        self.preview = QLabel()
        self.preview.setAccessibleName(self.tr("Preview of the figure"))
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName(self.tr("Message"))
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _choice(self, choices: dict[str, str]) -> QComboBox:
        box = QComboBox()
        for data, text in choices.items():
            box.addItem(text, data)
        return box

    def _length(self) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(30.0, 300.0)
        box.setDecimals(2)
        box.setSuffix(self.tr(" mm"))
        box.setKeyboardTracking(False)
        return box

    def _arrange(self) -> None:
        form = QFormLayout()
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("&Preset"), self.preset),
            (self.tr("&Width"), self.width_mm),
            (self.tr("&Height"), self.height_mm),
            (self.tr("&Time axis"), self.scale),
            (self.tr("&Labels"), self.labels),
            (self.tr("&Format"), self.format),
            (self.tr("Resol&ution"), self.dpi),
        )
        for text, control in rows:
            form.addRow(text, control)  # the label becomes the control's buddy
            control.setAccessibleName(text.replace("&", ""))
        form.addRow(self.residual)
        save, close = QDialogButtonBox.StandardButton.Save, QDialogButtonBox.StandardButton.Close
        self.buttons = QDialogButtonBox(save | close)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addWidget(self.message)
        left.addStretch()
        left.addWidget(self.buttons)
        paper = QScrollArea()
        paper.setWidget(self.preview)
        paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        paper.setBackgroundRole(self.backgroundRole())
        paper.setMinimumSize(420, 380)
        paper.setAccessibleName(self.tr("Preview at true size"))
        layout = QHBoxLayout(self)
        layout.addLayout(left)
        layout.addWidget(paper, 1)

    def _connect(self) -> None:
        self.preset.currentIndexChanged.connect(self._apply_preset)
        self.format.currentIndexChanged.connect(self._format_changed)
        for box in (self.scale, self.labels):
            box.currentIndexChanged.connect(self._changed)
        for length in (self.width_mm, self.height_mm):
            length.valueChanged.connect(self._changed)
        self.residual.toggled.connect(self._changed)
        self.buttons.accepted.connect(self._ask_and_save)
        self.buttons.rejected.connect(self.reject)

    def _apply_preset(self) -> None:
        style = paper_style(double=self.preset.currentData() == "double")
        self.width_mm.setValue(style.width_mm)
        self.height_mm.setValue(style.height_mm)

    def _format_changed(self) -> None:
        self.dpi.setEnabled(self.format.currentData() == "png")

    def _changed(self) -> None:
        self._later.start()

    def _ask_and_save(self) -> None:
        ending = self.format.currentData()
        offered = safe_file_name(f"{self._result.title}.{ending}")
        kinds = self.tr("{format} files (*.{ending})").format(format=ending.upper(), ending=ending)
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save figure"), offered, kinds)
        if not name:
            return
        path = Path(name)
        if path.suffix.lower().removeprefix(".") not in FORMATS:
            path = path.with_name(f"{path.name}.{ending}")
        self.save_to(path)

    def _dots_per_inch(self) -> float:
        """What this screen truly has, where it tells something that can be true."""
        screen = self.screen()
        dots = screen.physicalDotsPerInch() if screen is not None else 96.0
        return dots if 50.0 <= dots <= 400.0 else 96.0

"""The figures of the review: a button for each, which says what the figure needs where the curves are missing."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication, Qt, pyqtSignal
from PyQt6.QtWidgets import QCommandLinkButton, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from models.figure.model import FigureModel
from models.figure.review_figures import ReviewFigure
from models.translation import message_text


class ReviewGallery(QDialog):
    """One click makes the figure."""

    chosen = pyqtSignal(object)  # FigureModel

    def __init__(self, figures: Sequence[ReviewFigure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Figures of the review"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.buttons: dict[int, QCommandLinkButton] = {}
        layout = QVBoxLayout(self)
        said = QLabel(self.tr("The figures of Wang, Wu, Yao and Zhang (ChemElectroChem 2024), drawn from your curves:"))
        said.setWordWrap(True)
        layout.addWidget(said)
        for figure in figures:
            layout.addWidget(self._button(figure))
        layout.addStretch()
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout.addWidget(close)
        self.setMinimumWidth(560)

    def _button(self, figure: ReviewFigure) -> QCommandLinkButton:
        title = QCoreApplication.translate("ReviewFigure", figure.title)
        sentence = QCoreApplication.translate("ReviewFigure", figure.sentence)
        below = sentence if figure.missing is None else message_text(figure.missing)
        button = QCommandLinkButton(self.tr("Fig. {number}: {title}").format(number=figure.number, title=title), below)
        button.setAccessibleName(title)
        button.setAccessibleDescription(below)
        button.setEnabled(figure.model is not None)
        if figure.model is not None:
            button.clicked.connect(lambda _, model=figure.model: self._choose(model))
        self.buttons[figure.number] = button
        return button

    def _choose(self, model: FigureModel) -> None:
        self.accept()
        self.chosen.emit(model)

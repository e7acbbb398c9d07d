"""The contest of models as a person compares them: numbers side by side, the residuals drawn in their row."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPen, QPolygonF
from PyQt6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from models.contest_table import RESIDUAL_ROLE, ContestTable
from ui.copied_table import make_copyable
from ui.curve_canvas import CanvasTheme

WIDE = 170  # px, of a drawn residual
HIGH = 3.5  # standard deviations at the border of a drawn residual, unless it is larger
MOST = 600  # points that are drawn


class ContestView(QTableView):
    """↑ and ↓ walk the models; the chosen one is shown on the curve."""

    model_chosen = pyqtSignal(str)

    def __init__(self, model: ContestTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setAccessibleName(self.tr("Models side by side"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        rows = self.verticalHeader()
        assert rows is not None
        rows.setDefaultSectionSize(self.fontMetrics().height() + 10)
        self.setItemDelegate(_ResidualDelegate(self))
        make_copyable(self)
        model.modelReset.connect(self._fit)

    def _fit(self) -> None:
        self.resizeColumnsToContents()
        place = self._rows.residual_column
        if place >= 0:
            self.setColumnWidth(place, WIDE)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.model_chosen.emit(self._rows.models[current.row()])


class _ResidualDelegate(QStyledItemDelegate):
    """Draws the residuals of a row about a line at zero, on the same scale in every row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(WIDE, hint.height()) if index.data(RESIDUAL_ROLE) is not None else hint

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().paint(painter, option, index)
        found = index.data(RESIDUAL_ROLE)
        if painter is None or found is None:
            return
        x, y = (np.asarray(each)[:: max(1, len(found[0]) // MOST)] for each in found)
        area = QRectF(option.rect).adjusted(4, 2, -4, -2)
        theme = CanvasTheme.of(option.palette)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        span = float(np.ptp(x)) or 1.0
        left = area.left() + (x - x.min()) / span * area.width()
        down = area.center().y() - np.clip(y / HIGH, -1.0, 1.0) * area.height() / 2
        painter.save()
        colour = option.palette.highlightedText().color() if selected else QColor(theme.dim_text)
        painter.setPen(QPen(colour, 0.6))
        painter.drawLine(QPointF(area.left(), area.center().y()), QPointF(area.right(), area.center().y()))
        painter.setPen(QPen(colour, 1.8, cap=Qt.PenCapStyle.RoundCap))
        painter.drawPoints(QPolygonF([QPointF(a, b) for a, b in zip(left, down, strict=True)]))
        painter.restore()

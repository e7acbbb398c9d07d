"""Columns of a table whose numbers follow a hand: as wide as they need, but not again with every number."""

from __future__ import annotations

from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtWidgets import QHeaderView, QTableView

CALM = 150  # ms without a change, after which the widths are looked at again


class SteadyColumns(QObject):
    """Fits the columns after the first, which takes what is left, to their contents: at once, then when it is calm."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM)
        self._calm.timeout.connect(self._fit)
        model, columns = view.model(), view.horizontalHeader()
        assert model is not None and columns is not None
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        model.dataChanged.connect(self._changed)
        model.modelReset.connect(self._fit)
        self._fit()

    def _changed(self) -> None:
        if not self._calm.isActive():
            self._fit()
        self._calm.start()

    def _fit(self) -> None:
        model = self._view.model()
        assert model is not None
        for column in range(1, model.columnCount()):
            if not self._view.isColumnHidden(column):
                self._view.resizeColumnToContents(column)

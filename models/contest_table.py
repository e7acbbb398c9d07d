"""A contest of models side by side: how well each does, its parameters, what it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from fitting.outcome import Estimate, Outcome
from fitting.quantity import Quantity
from models.number_text import number_text, unit_text, value_text
from models.step import Method
from models.translation import choice_in_words, name_in_words

Array = npt.NDArray[np.float64]
Cell = float | str | None

RESIDUAL_ROLE = Qt.ItemDataRole.UserRole + 1  # (x, y) of a model's residuals
MODEL, DIFFERENCE, WEIGHT = range(3)
NEGLIGIBLE = 0.001  # a weight that is shown as less than this
_ERRORS = ("_standard_error", "_error")
_RELATIVE = "_relative_error"
_FAMILIES = {"marcus_": "Marcus", "chidsey_": "Chidsey"}


@dataclass(frozen=True)
class _Column:
    """One parameter: its cells and their errors, of the models in their order."""

    name: str
    quantity: Quantity | None
    values: tuple[Cell, ...]
    errors: tuple[Cell, ...]

    @property
    def heading(self) -> str:
        family = next((word for start, word in _FAMILIES.items() if self.name.startswith(start)), "")
        if self.quantity is None:
            return name_in_words(self.name)
        unit = unit_text(self.quantity.display_unit)
        symbol = f"{self.quantity.symbol}({family})" if family else self.quantity.symbol
        return f"{symbol} / {unit}" if unit else symbol

    def text(self, row: int) -> str:
        value, error = self.values[row], self.errors[row]
        if value is None or isinstance(value, str):
            return "—" if value is None else value
        if self.quantity is None:
            return number_text(value)
        spread = None if error is None or isinstance(error, str) else float(error)
        return value_text(Estimate(value, self.quantity.unit, spread), self.quantity)


class ContestTable(QAbstractTableModel):
    """One row per model, the best first; empty where no models competed."""

    def __init__(self, method: Method, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quantities = {quantity.name: quantity for quantity in (*method.quantities, *method.settings)}
        self._outcome = Outcome()
        self._columns: tuple[_Column, ...] = ()
        self._residuals: dict[str, tuple[Array, Array]] = {}

    def show(self, outcome: Outcome) -> None:
        """Show another outcome."""
        self.beginResetModel()
        self._outcome = outcome
        models = [score.model for score in outcome.model_comparison]
        every = (trace for panel in outcome.panels for trace in panel.traces)
        self._residuals = {one.label: (one.x, one.y) for one in every if one.kind == "points" and one.label in models}
        self._columns = self._parameters(models)
        self.endResetModel()

    def _parameters(self, models: list[str]) -> tuple[_Column, ...]:
        table = self._outcome.table
        rows = [str(cell) for cell in table.get("model", ())]
        if not models or sorted(rows) != sorted(models):
            return ()
        order = [rows.index(model) for model in models]
        found = []
        for name, cells in table.items():
            if name in ("model", "aicc", "weight") or name.endswith("_error"):
                continue
            values = tuple(cells[place] for place in order)
            if all(value is None for value in values):
                continue
            errors = _errors(table, name, order, values)
            base = next((name.removeprefix(start) for start in _FAMILIES if name.startswith(start)), name)
            found.append(_Column(name, self._quantities.get(base), values, errors))
        return tuple(found)

    @property
    def models(self) -> tuple[str, ...]:
        """The models of the rows."""
        return tuple(score.model for score in self._outcome.model_comparison)

    @property
    def residual_column(self) -> int:
        """The column in which residuals are drawn, −1 where there are none."""
        return WEIGHT + len(self._columns) + 1 if self._residuals else -1

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._outcome.model_comparison)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else WEIGHT + 1 + len(self._columns) + bool(self._residuals)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1)
        if section == self.residual_column:
            return self.tr("Residual")
        if section > WEIGHT:
            return self._columns[section - WEIGHT - 1].heading
        return (self.tr("Model"), "ΔAICc", self.tr("Weight"))[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        score, column = self._outcome.model_comparison[index.row()], index.column()
        if role == RESIDUAL_ROLE and column == self.residual_column:
            return self._residuals.get(score.model)
        if role == Qt.ItemDataRole.TextAlignmentRole and column != MODEL:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole or column == self.residual_column:
            return None
        if column == MODEL:
            return choice_in_words(score.model)
        if column == DIFFERENCE:
            best = min(each.aicc for each in self._outcome.model_comparison)
            return f"{score.aicc - best:.1f}"
        if column == WEIGHT:
            return f"{score.weight:.3f}" if score.weight >= NEGLIGIBLE else f"< {NEGLIGIBLE}"
        return self._columns[column - WEIGHT - 1].text(index.row())


def _errors(table: Any, name: str, order: list[int], values: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """The errors of a column, in its unit: from the column beside it, absolute or relative."""
    for suffix in _ERRORS:
        if name + suffix in table:
            return tuple(table[name + suffix][place] for place in order)
    relative = name.replace("_density", "") + _RELATIVE
    if relative not in table:
        return (None,) * len(values)
    shares = [table[relative][place] for place in order]
    return tuple(
        value * share if isinstance(value, float) and isinstance(share, float) else None
        for value, share in zip(values, shares, strict=True)
    )

"""The data panel's tree: electrolytes, their curves, and the plating steps of a curve that has several."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from models.curve import Curve
from models.document import Document
from models.number_text import number_text
from models.receipt_table import noted_text
from models.result import Failure
from models.translation import message_text

CURVE_ROLE = Qt.ItemDataRole.UserRole
SEGMENT_ROLE = Qt.ItemDataRole.UserRole + 1
FAILURE_ROLE = Qt.ItemDataRole.UserRole + 2
NOTED_ROLE = Qt.ItemDataRole.UserRole + 3  # what the receipt holds: FLAGGED, ASSUMED or an empty text
FLAGGED, ASSUMED = "flagged", "assumed"


@dataclass(eq=False)
class _Node:
    text: str
    row: int
    parent: _Node | None = None
    curve: str | None = None
    segment: int | None = None
    detail: str = ""
    failure: Failure | None = None
    children: list[_Node] = field(default_factory=list)

    def add(self, text: str, curve: str | None = None, segment: int | None = None, detail: str = "") -> _Node:
        node = _Node(text, len(self.children), self, curve, segment, detail)
        self.children.append(node)
        return node


class CurveTree(QAbstractItemModel):
    """A model over the document's series; it changes nothing itself but asks the document to."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._root = _Node("", 0)
        document.series_changed.connect(self._rebuild)
        document.failures_changed.connect(self._rebuild)
        self._rebuild()

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._root = _Node("", 0)
        for electrolyte in self._document.series:
            branch = self._root.add(electrolyte.name)
            for entry in electrolyte.curves:
                curve = self._document.curve(entry.curve)
                leaf = branch.add(entry.name, entry.curve, None, self.curve_text(curve))
                self._add_platings(leaf, curve)
        self._add_failures()
        self.endResetModel()

    def _add_failures(self) -> None:
        if self._document.failures:
            branch = self._root.add(self.tr("Not used"))
            for failure in self._document.failures:
                sentence = message_text(failure.message)
                hint = self.tr("Double-click or press Enter to say how the file is to be read.")
                node = branch.add(f"{Path(failure.file).name}: {sentence}", detail=f"{sentence}\n{hint}")
                node.failure = failure

    def _add_platings(self, leaf: _Node, curve: Curve) -> None:
        platings = [number for number, part in enumerate(curve.segments) if part.kind == "plating"]
        if len(platings) > 1:
            for count, segment in enumerate(platings, start=1):
                points = curve.segments[segment].stop - curve.segments[segment].start
                leaf.add(
                    self.tr("Plating {number}").format(number=count),
                    curve.identity,
                    segment,
                    self.tr("{points} points").format(points=points),
                )

    def curve_text(self, curve: Curve) -> str:
        """One line on what a curve is: technique, current, number of platings, points."""
        parts = [technique_text(curve.technique)]
        platings = [part for part in curve.segments if part.kind == "plating"]
        if platings and platings[0].current is not None:
            parts.append(f"{number_text(platings[0].current * 1e3, 3)} mA")
        if len(platings) > 1:
            parts.append(self.tr("{count} platings").format(count=len(platings)))
        parts.append(self.tr("{points} points").format(points=curve.points))
        return ", ".join(parts)

    def index_of(self, curve: str, segment: int | None = None) -> QModelIndex:
        """The index of a curve, or of one of its plating steps where the tree shows them."""
        for branch in self._root.children:
            for leaf in branch.children:
                if leaf.curve != curve:
                    continue
                for step in leaf.children:
                    if step.segment == segment:
                        return self.createIndex(step.row, 0, step)
                return self.createIndex(leaf.row, 0, leaf)
        return QModelIndex()

    # the model

    def _node(self, index: QModelIndex) -> _Node:
        return index.internalPointer() if index.isValid() else self._root

    def index(self, row: int, column: int, parent: QModelIndex = QModelIndex()) -> QModelIndex:
        children = self._node(parent).children
        if column == 0 and 0 <= row < len(children):
            return self.createIndex(row, column, children[row])
        return QModelIndex()

    def parent(self, child: QModelIndex) -> QModelIndex:  # type: ignore[override]
        above = self._node(child).parent
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return len(self._node(parent).children) if parent.column() <= 0 else 0

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 1

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._can_be_named(self._node(index)):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def _can_be_named(self, node: _Node) -> bool:
        if node.parent is self._root:
            return node.row < len(self._document.series)
        return node.curve is not None and node.segment is None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node = self._node(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return node.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(node)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._accessible_text(node)
        if role == CURVE_ROLE:
            return node.curve
        if role == SEGMENT_ROLE:
            return node.segment
        if role == FAILURE_ROLE:
            return node.failure
        if role == NOTED_ROLE:
            return self._noted(node)
        return None

    def _noted(self, node: _Node) -> str:
        if node.curve is None or node.segment is not None:
            return ""
        receipt = self._document.curve(node.curve).receipt
        return FLAGGED if receipt.flags else ASSUMED if receipt.assumptions else ""

    def _accessible_text(self, node: _Node) -> str:
        if node.failure is not None or not node.detail:
            return node.text
        noted = noted_text(self._document.curve(node.curve)) if self._noted(node) and node.curve else ""
        return ", ".join(part for part in (node.text, node.detail, noted) if part)

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        node = self._node(index)
        if role != Qt.ItemDataRole.EditRole or not str(value).strip() or not self._can_be_named(node):
            return False
        if node.curve is None:
            self._document.rename_electrolyte(node.row, str(value))
        else:
            self._document.rename_curve(node.curve, str(value))
        return True

    def _tool_tip(self, node: _Node) -> str:
        if node.curve is None:
            return node.detail or node.text
        curve = self._document.curve(node.curve)
        lines = [node.detail, curve.source.file, f"SHA-256 {curve.source.sha256}"]
        lines += [*curve.receipt.flags, *curve.receipt.assumptions, noted_text(curve)]
        return "\n".join(line for line in lines if line)


def technique_text(technique: str) -> str:
    """A technique as the field abbreviates it."""
    short = {
        "chronopotentiometry": "E–t",
        "chronoamperometry": "i–t",
        "linear_sweep": "LSV",
        "cyclic_voltammetry": "CV",
        "impedance": "EIS",
        "open_circuit": "OCV",
        "cycling": "E–t, i–t",
    }
    return short.get(technique, technique)

"""The data panel's tree: electrolytes, their curves, and the plating steps of a curve that has several."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from PyQt6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, Qt

from models.curve import Curve
from models.curve_edits import move_curves, rename_curve, rename_electrolyte, show_curves
from models.document import Document
from models.electrolyte import CurveEntry, Electrolyte, electrolyte_text
from models.experiment import Experiment, linked_curves
from models.number_text import number_text
from models.readers.questions import open_questions
from models.receipt_table import asked_text, noted_text
from models.result import Failure
from models.translation import message_text, name_in_words

CURVE_ROLE = Qt.ItemDataRole.UserRole
SEGMENT_ROLE = Qt.ItemDataRole.UserRole + 1
FAILURE_ROLE = Qt.ItemDataRole.UserRole + 2
NOTED_ROLE = Qt.ItemDataRole.UserRole + 3  # what the import left: a tuple of ASKED, FLAGGED, ASSUMED
LINE_ROLE = Qt.ItemDataRole.UserRole + 4  # what a curve is, in one line
PLACE_ROLE = Qt.ItemDataRole.UserRole + 5  # its number among all curves, from which its colour and marker follow
CURVES_TYPE = "application/x-anodescope-curves"
SHOWN_STEPS = 12
PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
CHECKED = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsDropEnabled
ASKED, FLAGGED, ASSUMED = "asked", "flagged", "assumed"


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
    entries: list[CurveEntry] = field(default_factory=list)  # the curves that the row stands for
    flags: Qt.ItemFlag = PLAIN

    def add(self, text: str, curve: str | None = None, segment: int | None = None, detail: str = "") -> _Node:
        node = _Node(text, len(self.children), self, curve, segment, detail)
        self.children.append(node)
        return node

    def below(self) -> Iterator[_Node]:
        """All nodes below this one."""
        for child in self.children:
            yield child
            yield from child.below()


class CurveTree(QAbstractItemModel):
    """A model over the document's series; it changes nothing itself but asks the document to."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._root = _Node("", 0)
        self._entries: dict[str, CurveEntry] = {}
        self._places: dict[str, int] = {}
        document.series_changed.connect(self._rebuild)
        document.failures_changed.connect(self._rebuild)
        self._rebuild()

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._root = _Node("", 0)
        self._entries = {entry.curve: entry for each in self._document.series for entry in each.curves}
        self._places = {curve: place for place, curve in enumerate(self._entries)}
        for electrolyte in self._document.series:
            self._add_curves(self._root.add(electrolyte_text(electrolyte.name)), electrolyte)
        self._add_failures()
        self._note_entries(self._root)
        self.endResetModel()

    def _note_entries(self, node: _Node) -> None:
        """Note what each row stands for and what can be done with it: views ask for it again and again."""
        for child in node.children:
            self._note_entries(child)
            node.entries += child.entries
        if node.curve is not None and node.segment is None:
            node.entries.append(self._entries[node.curve])
        if node.entries and node.parent is not None:
            node.flags |= CHECKED
            node.flags |= Qt.ItemFlag.NoItemFlags if node.parent is self._root else Qt.ItemFlag.ItemIsDragEnabled
        if self._can_be_named(node):
            node.flags |= Qt.ItemFlag.ItemIsEditable

    def _add_curves(self, branch: _Node, electrolyte: Electrolyte) -> None:
        """The curves of linked files stand under their experiment, in the order of the sequence."""
        names = {entry.curve: entry.name for entry in electrolyte.curves}
        linked = {
            curve.identity: experiment
            for experiment in linked_curves([self._document.curve(each) for each in names])
            for curve in experiment.curves
        }
        shown: set[str] = set()
        for identity in names:
            if identity in shown:
                continue
            experiment = linked.get(identity)
            if experiment is None or len(experiment.curves) < 2:
                self._add_curve(branch, identity, names[identity])
                continue
            group = branch.add(self._experiment_text(experiment), detail=self._steps_text(experiment))
            for curve in experiment.curves:
                self._add_curve(group, curve.identity, names[curve.identity])
                shown.add(curve.identity)

    def _add_curve(self, branch: _Node, identity: str, name: str) -> None:
        curve = self._document.curve(identity)
        self._add_platings(branch.add(name, identity, None, self.curve_text(curve)), curve)

    def _experiment_text(self, experiment: Experiment) -> str:
        files = self.tr("{name}: {count} linked files").format(name=experiment.name, count=len(experiment.curves))
        if not experiment.cycles:
            return files
        return f"{files}, {self.tr('{count} cycles').format(count=len(experiment.cycles))}"

    def _steps_text(self, experiment: Experiment) -> str:
        """The steps of an experiment in clock order, each plating with the stripping that follows it."""
        kinds = [step.kind for step in experiment.steps]
        runs = [(name_in_words(kind), len(list(run))) for kind, run in itertools.groupby(kinds)]
        order = " → ".join(kind if count == 1 else f"{count} × {kind}" for kind, count in runs[:SHOWN_STEPS])
        order += " → …" if len(runs) > SHOWN_STEPS else ""
        clock = self.tr("in clock order") if experiment.one_clock else self.tr("in the order of the files")
        return f"{clock}: {order}"

    def _add_failures(self) -> None:
        if self._document.failures:
            branch = self._root.add(self.tr("Not used"))
            for failure in self._document.failures:
                sentence = message_text(failure.message)
                hint = self.tr("Double-click or press Enter to say how the file is to be read.")
                node = branch.add(f"{os.path.basename(failure.file)}: {sentence}", detail=f"{sentence}\n{hint}")
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
            parts.append(current_text(platings[0].current, curve.electrode_area))
        if len(platings) > 1:
            parts.append(self.tr("{count} platings").format(count=len(platings)))
        parts.append(self.tr("{points} points").format(points=curve.points))
        if curve.receipt.encoding not in (None, "ascii", "utf-8"):
            parts.append(str(curve.receipt.encoding))
        return ", ".join(parts)

    def index_of(self, curve: str, segment: int | None = None) -> QModelIndex:
        """The index of a curve, or of one of its plating steps where the tree shows them."""
        leaf = next((node for node in self._root.below() if node.curve == curve and node.segment is None), None)
        if leaf is None:
            return QModelIndex()
        step = next((step for step in leaf.children if step.segment == segment), leaf)
        return self.createIndex(step.row, 0, step)

    def curves_below(self, index: QModelIndex) -> list[str]:
        """The curves at and below an index."""
        return [entry.curve for entry in self._node(index).entries]

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
        return self._node(index).flags if index.isValid() else super().flags(index)

    def _checked(self, node: _Node) -> Qt.CheckState | None:
        """Whether the curves of a row take part."""
        shown = {entry.shown for entry in node.entries}
        if not shown:
            return None
        if len(shown) == 2:
            return Qt.CheckState.PartiallyChecked
        return Qt.CheckState.Checked if shown == {True} else Qt.CheckState.Unchecked

    # dragging curves to another electrolyte

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [CURVES_TYPE]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        curves = dict.fromkeys(curve for index in indexes for curve in self.curves_below(index))
        data = QMimeData()
        data.setData(CURVES_TYPE, "\n".join(curves).encode())
        return data

    def canDropMimeData(
        self, data: QMimeData | None, action: Qt.DropAction, row: int, column: int, parent: QModelIndex
    ) -> bool:
        return data is not None and data.hasFormat(CURVES_TYPE) and self.electrolyte_at(parent) is not None

    def dropMimeData(
        self, data: QMimeData | None, action: Qt.DropAction, row: int, column: int, parent: QModelIndex
    ) -> bool:
        place = self.electrolyte_at(parent)
        if data is None or place is None:
            return False
        curves = bytes(data.data(CURVES_TYPE).data()).decode().split("\n")
        move_curves(self._document, curves, self._document.series[place].name)
        return False  # the tree is made anew by the edit: the view has nothing to take away

    def electrolyte_at(self, index: QModelIndex) -> int | None:
        """The number of the electrolyte at or above a row."""
        node = self._node(index)
        while node.parent is not None and node.parent is not self._root:
            node = node.parent
        return node.row if node.parent is self._root and node.row < len(self._document.series) else None

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
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._checked(node)
        if node.curve is None or node.segment is not None:
            return None
        return {LINE_ROLE: node.detail, PLACE_ROLE: self._places[node.curve]}.get(role)

    def _noted(self, node: _Node) -> tuple[str, ...]:
        """A question goes before a flag; what was assumed is only marked where nothing else is."""
        if node.curve is None or node.segment is not None:
            return ()
        curve = self._document.curve(node.curve)
        marks = [ASKED] if open_questions(curve) else []
        marks += [FLAGGED] if curve.receipt.flags else []
        return tuple(marks) or ((ASSUMED,) if curve.receipt.assumptions else ())

    def _accessible_text(self, node: _Node) -> str:
        if node.failure is not None or not node.detail:
            return node.text
        curve = self._document.curve(node.curve) if self._noted(node) and node.curve else None
        noted = () if curve is None else (asked_text(curve), noted_text(curve))
        return ", ".join(part for part in (node.text, node.detail, *noted) if part)

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        node = self._node(index)
        if role == Qt.ItemDataRole.CheckStateRole:
            show_curves(self._document, self.curves_below(index), Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role != Qt.ItemDataRole.EditRole or not str(value).strip() or not self._can_be_named(node):
            return False
        if node.curve is None:
            rename_electrolyte(self._document, node.row, str(value))
        else:
            rename_curve(self._document, node.curve, str(value))
        return True

    def _note(self, node: _Node) -> str:
        """What a person wrote about the curve or the electrolyte."""
        if node.curve is not None:
            return self._entries[node.curve].note
        is_electrolyte = node.parent is self._root and node.row < len(self._document.series)
        return self._document.series[node.row].note if is_electrolyte else ""

    def _tool_tip(self, node: _Node) -> str:
        if node.curve is None:
            return "\n".join(part for part in (node.detail or node.text, self._note(node)) if part)
        curve = self._document.curve(node.curve)
        lines = [node.detail, self._note(node), curve.source.file, f"SHA-256 {curve.source.sha256}"]
        lines += [message_text(note) for note in (*curve.receipt.flags, *curve.receipt.assumptions)]
        lines += [noted_text(curve), asked_text(curve)]
        return "\n".join(line for line in lines if line)


def current_text(current: float, area: float | None) -> str:
    """A current in A as its density where the area (m²) is known: ``−1 mA cm⁻²``."""
    if area is None:
        return f"{number_text(current * 1e3, 3)} mA"
    return f"{number_text(current / area * 0.1, 3)} mA cm⁻²"


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

"""The command palette: a few letters of what a person wants, in either language, find it among all there is to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QSortFilterProxyModel, Qt
from PyQt6.QtGui import QAction, QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PyQt6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QLineEdit, QTreeView, QVBoxLayout, QWidget

from models.language import all_languages
from ui.actions import plain_text
from ui.copied_table import make_copyable
from ui.once import open_and_forget

if TYPE_CHECKING:
    from ui.main_window import MainWindow

ACTION_ROLE = Qt.ItemDataRole.UserRole
NAMES_ROLE = Qt.ItemDataRole.UserRole + 1
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def closeness(wanted: str, name: str) -> float:
    """How well a few letters fit a name: 0 not at all; more for letters that stand together and begin words."""
    wanted, name = wanted.lower().replace(" ", ""), name.lower()
    if not wanted:
        return 1.0
    score, place = 0.0, -1
    for letter in wanted:
        found = name.find(letter, place + 1)
        if found < 0:
            return 0.0
        starts_word = found == 0 or not name[found - 1].isalnum()
        score += 1.0 + (2.0 if found == place + 1 else 0.0) + (1.5 if starts_word else 0.0)
        place = found
    return score / (len(wanted) + 0.05 * len(name))


class _Closest(QSortFilterProxyModel):
    """The actions whose names fit, the best first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.wanted = ""
        self.setDynamicSortFilter(True)
        self.sort(0)

    def look_for(self, wanted: str) -> None:
        """Take other letters."""
        self.beginResetModel()
        self.wanted = wanted
        self.endResetModel()
        self.invalidate()

    def _score(self, row: int) -> float:
        source = self.sourceModel()
        assert source is not None
        return max(closeness(self.wanted, name) for name in source.index(row, 0).data(NAMES_ROLE))

    def filterAcceptsRow(self, row: int, parent: object) -> bool:
        return self._score(row) > 0

    def lessThan(self, left: object, right: object) -> bool:
        first, second = self._score(left.row()), self._score(right.row())  # type: ignore[attr-defined]
        return first > second or (first == second and left.row() < right.row())  # type: ignore[attr-defined]


class CommandPalette(QDialog):
    """A line to type into, and what fits below; Enter does it."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Commands"))
        self.model = QStandardItemModel(self)
        for action in actions:
            self._add(action)
        self.closest = _Closest(self)
        self.closest.setSourceModel(self.model)
        self.line = QLineEdit()
        self.line.setPlaceholderText(self.tr("A few letters of what you want to do"))
        self.line.setAccessibleName(self.tr("Search for a command"))
        self.line.installEventFilter(self)
        self.view = self._made_view()
        layout = QVBoxLayout(self)
        layout.addWidget(self.line)
        layout.addWidget(self.view)
        self.line.textChanged.connect(self._look_for)
        self.view.activated.connect(self.do_chosen)
        self.line.returnPressed.connect(self.do_chosen)
        self._look_for("")
        self.line.setFocus()
        self.resize(560, 420)

    def _add(self, action: QAction) -> None:
        text = plain_text(action)
        item = QStandardItem(text)
        item.setData(action, ACTION_ROLE)
        item.setData([text, *all_languages(text)], NAMES_ROLE)
        key = QStandardItem(action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        key.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for cell in (item, key):
            cell.setEditable(False)
            cell.setEnabled(action.isEnabled())
        self.model.appendRow([item, key])

    def _made_view(self) -> QTreeView:
        view = QTreeView()
        view.setModel(self.closest)
        view.setHeaderHidden(True)
        view.setRootIsDecorated(False)
        make_copyable(view)
        view.setAllColumnsShowFocus(True)
        view.setUniformRowHeights(True)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setAccessibleName(self.tr("Commands"))
        header = view.header()
        assert header is not None
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        return view

    def _look_for(self, text: str) -> None:
        self.closest.look_for(text)
        enabled = (row for row in range(self.closest.rowCount()) if self.closest.index(row, 0).flags() & _CAN)
        self.view.setCurrentIndex(self.closest.index(next(enabled, 0), 0))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """The keys that move in the list work while one types."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self.view.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def do_chosen(self) -> None:
        """Close, and do what is chosen."""
        index = self.view.currentIndex().siblingAtColumn(0)
        if index.isValid() and index.flags() & _CAN:
            action: QAction = index.data(ACTION_ROLE)
            self.accept()
            action.trigger()


_CAN = Qt.ItemFlag.ItemIsEnabled


def show_palette(window: MainWindow) -> None:
    """Offer everything that can be done in a window, to be found by a few letters."""
    open_and_forget(CommandPalette(window.actions_by_name.values(), window))

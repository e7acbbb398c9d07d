"""Any table, tree or list as tab-separated text in the clipboard, as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QAbstractItemModel, QCoreApplication, QModelIndex, Qt
from PyQt6.QtGui import QAction, QGuiApplication, QKeySequence
from PyQt6.QtWidgets import QAbstractItemView, QListView, QTableView, QTreeView

SPREADSHEET_BREAKS = {ord("\t"): " ", ord("\n"): " "}
COPIED_HIDDEN = "copied_hidden"  # a property of a table whose hidden columns are copied too


def table_text(view: QAbstractItemView) -> str:
    """Headings and rows of a table, rows of a tree or list, without what is hidden."""
    model = view.model()
    assert model is not None
    if isinstance(view, QTableView):
        return "\n".join("\t".join(map(_cell, row)) for row in _table_rows(view, model))
    return "\n".join("\t".join(map(_cell, row)) for row in _tree_rows(view, model, QModelIndex(), 0))


def _table_rows(view: QTableView, model: QAbstractItemModel) -> Iterator[list[object]]:
    hidden_too = bool(view.property(COPIED_HIDDEN))
    columns = [column for column in range(model.columnCount()) if hidden_too or not view.isColumnHidden(column)]
    rows = [row for row in range(model.rowCount()) if not view.isRowHidden(row)]
    beside = {row: model.headerData(row, Qt.Orientation.Vertical) for row in rows}
    has_words = any(text is not None and str(text) != str(row + 1) for row, text in beside.items())
    yield [*([""] if has_words else []), *(model.headerData(column, Qt.Orientation.Horizontal) for column in columns)]
    for row in rows:
        yield [*([beside[row]] if has_words else []), *(model.index(row, column).data() for column in columns)]


def _tree_rows(
    view: QAbstractItemView, model: QAbstractItemModel, parent: QModelIndex, level: int
) -> Iterator[list[object]]:
    """Each level of a tree stands one cell farther to the right."""
    for row in range(model.rowCount(parent)):
        if isinstance(view, QTreeView) and view.isRowHidden(row, parent):
            continue
        if isinstance(view, QListView) and view.isRowHidden(row):
            continue
        index = model.index(row, 0, parent)
        yield [*([""] * level), *(index.siblingAtColumn(column).data() for column in range(model.columnCount(parent)))]
        yield from _tree_rows(view, model, index, level + 1)


def make_copyable(view: QAbstractItemView, text: Callable[[], str] | None = None) -> None:
    """Let Ctrl+C and the context menu copy all of a table, tree or list.

    Parameters
    ----------
    text : callable, optional
        What is copied where that is not everything that is shown.
    """

    def copy() -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(table_text(view) if text is None else text())

    words = QT_TRANSLATE_NOOP("CopiedTable", "Copy table"), QT_TRANSLATE_NOOP("CopiedTable", "Copy list")
    action = QAction(QCoreApplication.translate("CopiedTable", words[not isinstance(view, QTableView)]), view)
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(copy)
    view.addAction(action)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)


def _cell(value: object) -> str:
    return "" if value is None else str(value).translate(SPREADSHEET_BREAKS)

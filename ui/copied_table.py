"""Any table as tab-separated text in the clipboard, as it is shown."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication, Qt
from PyQt6.QtGui import QAction, QGuiApplication, QKeySequence
from PyQt6.QtWidgets import QTableView

SPREADSHEET_BREAKS = {ord("\t"): " ", ord("\n"): " "}


def table_text(view: QTableView) -> str:
    """Headings and rows of a table, without the columns that are hidden."""
    model = view.model()
    assert model is not None
    columns = [column for column in range(model.columnCount()) if not view.isColumnHidden(column)]
    rows = [[model.headerData(column, Qt.Orientation.Horizontal) for column in columns]]
    rows += [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]
    return "\n".join("\t".join(_cell(value) for value in row) for row in rows)


def make_copyable(view: QTableView) -> None:
    """Let Ctrl+C and the context menu copy all of a table."""

    def copy() -> None:
        clipboard = QGuiApplication.clipboard()
        assert clipboard is not None
        clipboard.setText(table_text(view))

    action = QAction(QCoreApplication.translate("CopiedTable", "Copy table"), view)
    action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(copy)
    view.addAction(action)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)


def _cell(value: object) -> str:
    return "" if value is None else str(value).translate(SPREADSHEET_BREAKS)

"""How tests drive the import dialog."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PyQt6 import sip
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from models.curve import Curve
from models.document import Document
from ui.import_dialog import ImportDialog

TIME = 0.5 * np.arange(60)
POTENTIAL = -0.08 + 0.001 * np.arange(60)
ROWS = [f"{t:.1f},{e:.4f},-0.196" for t, e in zip(TIME, POTENTIAL, strict=True)]


def chinese_table(folder: Path) -> Path:
    """A file with Chinese headings, in the encoding of an old lab PC."""
    path = folder / "电池 1.csv"
    path.write_bytes(("时间,电位,电流\n" + "\n".join(ROWS) + "\n").encode("gb18030"))
    return path


def looked(qtbot: QtBot, dialog: ImportDialog) -> None:
    """Wait until the dialog has looked at the file."""
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)


def choose(box: QComboBox, data: object) -> None:
    """Walk to an entry with the arrow keys, as a person would."""
    rows = [box.itemData(row) for row in range(box.count())]
    wanted, now = rows.index(data), box.currentIndex()
    box.setFocus()
    for _ in range(abs(wanted - now)):
        QTest.keyClick(box, Qt.Key.Key_Down if wanted > now else Qt.Key.Key_Up)


def pick(qtbot: QtBot, dialog: ImportDialog, row: int, column: int, data: object) -> None:
    """Click a cell, walk its list, press Enter."""
    view = dialog.columns_view
    viewport = view.viewport()
    assert viewport is not None
    place = view.visualRect(dialog.columns.index(row, column)).center()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    box = next(each for each in viewport.findChildren(QComboBox) if each.isVisible())
    popup = box.view()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    rows = [box.itemData(each) for each in range(box.count())]
    wanted, now = rows.index(data), popup.currentIndex().row()
    for _ in range(abs(wanted - now)):
        QTest.keyClick(popup, Qt.Key.Key_Down if wanted > now else Qt.Key.Key_Up)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    looked(qtbot, dialog)


def type_name(dialog: ImportDialog, name: str) -> None:
    """Type the name of a recipe."""
    line = dialog.recipes.names.lineEdit()
    assert line is not None
    line.setFocus()
    QTest.keyClicks(line, name)
    QTest.keyClick(line, Qt.Key.Key_Return)


def curves(document: Document) -> list[Curve]:
    """The curves in the order of the tree."""
    return [document.curve(entry.curve) for each in document.series for entry in each.curves]


def imported(qtbot: QtBot, dialog: ImportDialog) -> None:
    """Import, and wait until the dialog is gone."""
    qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sip.isdeleted(dialog) or not dialog.isVisible(), timeout=20_000)

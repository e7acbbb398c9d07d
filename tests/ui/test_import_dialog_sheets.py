"""The import dialog on a workbook: its sheets are a choice, each shown at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from models.document import Document
from models.import_tables import HOLDS, UNIT
from tests.instruments import writers_cyclers as writers
from tests.models.test_workbook_preview import SHEETS
from tests.ui.test_import_dialog import (
    OpenDialog,
    choose,
    curves,
    document,
    imported,
    looked,
    open_dialog,
    pick,
)

__all__ = ["document", "open_dialog"]  # fixtures


@pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")  # what popups are told offscreen
@pytest.mark.parametrize("write", [writers.workbook, writers.open_document])
def test_a_sheet_is_chosen_seen_and_imported(
    open_dialog: OpenDialog, qtbot: QtBot, document: Document, tmp_path: Path, write: object
) -> None:
    path = tmp_path / "book.bin"
    path.write_bytes(write(SHEETS))  # type: ignore[operator]
    dialog = open_dialog(path)
    form = dialog.form
    assert form.sheet.isVisible()
    assert not form.encoding.isVisible()
    assert form.sheet.currentText() == "all recordings (found)"
    assert dialog.rows.index(0, 0).data() == "time / s"
    assert dialog.ok.isEnabled()
    choose(form.sheet, "two")
    looked(qtbot, dialog)
    assert dialog.rows.index(0, 0).data() == "run 7"
    assert not dialog.ok.isEnabled()
    assert dialog.look.with_guesses
    pick(qtbot, dialog, 1, HOLDS, "potential")
    pick(qtbot, dialog, 1, UNIT, "mV")
    pick(qtbot, dialog, 0, UNIT, "s")
    assert dialog.missing.text() == "Nothing is missing."
    imported(qtbot, dialog)
    (curve,) = curves(document)
    assert curve.columns["potential"][0] == pytest.approx(-0.05)
    assert curve.metadata["sheet"] == "two"


def test_a_text_has_no_sheets(open_dialog: OpenDialog, tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text("time / s,potential / V\n" + "".join(f"{each},-0.1\n" for each in range(9)))
    form = open_dialog(path).form
    assert not form.sheet.isVisible()
    assert form.encoding.isVisible()

"""The sheets of a workbook can be looked into and chosen, whatever program wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from models.import_draft import ImportDraft, first_look, missing, shown_by, with_curve
from models.import_process import FileImporter
from models.readers import read_file
from models.readers.choices import ColumnChoice, ImportChoices
from models.readers.preview import preview
from models.readers.problem import ReadError
from tests.instruments import writers_cyclers as writers

PLAIN = [["time / s", "potential / V", "current / mA"],
         *([10.0 * row, -0.05 - 0.001 * row, -0.196] for row in range(20))]  # fmt: skip
NAMELESS = [["run 7"], *([10.0 * row, -50.0 - row] for row in range(20))]
SHEETS: Mapping[str, list[list[object]]] = {"note": [["hello"]], "one": PLAIN, "two": NAMELESS}


def refusal(path: Path, choices: ImportChoices | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        read_file(path, choices)
    return caught.value.message.code


@pytest.fixture(params=[writers.workbook, writers.open_document], ids=["xlsx", "ods"])
def workbook(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "book.bin"
    path.write_bytes(request.param(SHEETS))
    return path


def test_the_sheets_are_named_and_the_first_recording_is_shown(workbook: Path) -> None:
    shown = preview(workbook)
    assert shown.problem is None
    assert (shown.sheets, shown.sheet) == (("note", "one", "two"), "one")
    assert (shown.header_line, shown.first_row) == (1, 2)
    assert shown.rows[1] == ("0", "-0.05", "-0.196")
    assert [(column.quantity, column.unit) for column in shown.columns] == [
        ("time", "s"), ("potential", "V"), ("current", "mA"),
    ]  # fmt: skip


def test_a_chosen_sheet_without_names_is_guessed_and_read_as_a_person_says(workbook: Path) -> None:
    draft = ImportDraft(workbook).choosing(sheet="two")
    look = with_curve(draft, first_look(draft), read_file)
    assert look.preview.sheet == "two"
    assert [column.quantity_origin for column in look.columns] == ["guess", "guess"]
    assert missing(draft, look)
    done = draft.saying(0, "time", "min").saying(1, "potential", "mV")
    look = with_curve(done, first_look(done), read_file)
    assert missing(done, look) == ()
    assert look.curve is not None
    np.testing.assert_allclose(look.curve.columns["time"], 600.0 * np.arange(20))
    np.testing.assert_allclose(look.curve.columns["potential"][0], -0.05)
    assert look.curve.metadata["sheet"] == "two"


def test_another_sheet_forgets_what_was_said_of_columns(workbook: Path) -> None:
    draft = ImportDraft(workbook).saying(0, "time", "min")
    assert draft.choosing(sheet="two").said == {}


def test_stated_columns_that_the_sheet_lacks_are_refused(workbook: Path) -> None:
    choices = ImportChoices(sheet="one", columns=(ColumnChoice(0, "time", "s"), ColumnChoice(7, "current", "A")))
    assert refusal(workbook, choices) == "BAD_CHOICE"
    assert refusal(workbook, ImportChoices(sheet="one", header_line=90)) == "BAD_CHOICE"
    assert preview(workbook, ImportChoices(sheet="three")).problem is not None


def test_a_child_looks_into_a_workbook(workbook: Path) -> None:
    with FileImporter(1) as importer:
        there = shown_by(importer, lambda: None)(workbook, ImportChoices())
        cut = workbook.with_name("cut.bin")
        cut.write_bytes(workbook.read_bytes()[:-200])
        damaged = shown_by(importer, lambda: None)(cut, ImportChoices())
    assert there == preview(workbook)
    assert damaged.problem is not None


def test_an_open_document_with_more_cells_than_there_is_memory_is_refused(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
    row = '<table:table-row x=">" table:number-rows-repeated="1000000">{}</table:table-row>'
    path = tmp_path / "bomb.ods"
    path.write_bytes(writers.open_document(SHEETS, extra=row.format(cell)))
    assert refusal(path) == "TOO_LARGE"
    path.write_bytes(writers.open_document(SHEETS, extra=row.format(cell + "<!-- <table:table-row> -->")))
    assert refusal(path) == "NOT_RECOGNISED"
    padding = row.format('<table:table-cell table:number-columns-repeated="16000"/>')  # every program writes such
    path.write_bytes(writers.open_document(SHEETS, extra=padding))
    assert [curve.points for curve in read_file(path).curves] == [20]

"""Figures that stay in the project: kept, renamed, deleted by edits, and there again when it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester

from models.curve_edits import remove_curves
from models.document import Document
from models.edit import Edit, Values
from models.figure.kept import delete_figures, keep_figure, rename_figure
from models.figure.kept_list import KeptFigures
from models.figure.model import FigureModel, KeptFigure
from models.project.content import Content, Push, replayed
from models.project.entries import figure_from
from tests.figure_project import candidates_of, project
from tests.project_hand import Window, described


@pytest.fixture
def document(qapp: object) -> Iterator[Document]:
    made = project("platings")
    yield made
    made.close()


def figure(document: Document, title: str = "E–t", **choices: object) -> FigureModel:
    shown = tuple(each.shown for each in candidates_of(document, "electrocrystallization", "nucleation_spike"))
    return FigureModel(title, shown, **choices)  # type: ignore[arg-type]


def names(document: Document) -> list[str]:
    return [each.model.title for each in document.figures]


def test_keeping_renaming_and_deleting_are_undo_steps(document: Document) -> None:
    first = keep_figure(document, figure(document))
    second = keep_figure(document, figure(document, "i–t"))
    assert keep_figure(document, figure(document, journal="ACS"), first) == first
    rename_figure(document, second, "  last ")
    rename_figure(document, second, " ")
    assert (names(document), document.figures[0].model.journal) == (["E–t", "last"], "ACS")
    delete_figures(document, [first])
    assert names(document) == ["last"]
    seen = []
    for _ in range(5):
        document.undo_stack.undo()
        seen.append(names(document))
    assert seen == [["E–t", "last"], ["E–t", "i–t"], ["E–t", "i–t"], ["E–t"], []]
    for _ in range(5):
        document.undo_stack.redo()
    assert names(document) == ["last"]


def test_what_changes_nothing_is_no_undo_step(document: Document) -> None:
    kept = keep_figure(document, figure(document))
    count = document.undo_stack.count()
    keep_figure(document, figure(document), kept)
    rename_figure(document, kept, "E–t")
    delete_figures(document, ["another"])
    assert document.undo_stack.count() == count


def test_kept_figures_come_back_with_the_project_and_from_its_journal(tmp_path: Path, qapp: object) -> None:
    window = Window(tmp_path / "home")
    file = tmp_path / "a.anode"
    keep_figure(window.document, FigureModel("saved", journal="ACS", inset=True))
    window.save(file)
    keep_figure(window.document, FigureModel("in the journal"))
    before = described(window.project.content())
    window.crash()
    again = Window(tmp_path / "home").recover()
    assert described(again.project.content()) == before
    assert again.document.figures[0].model == FigureModel("saved", journal="ACS", inset=True)
    assert names(again.document) == ["saved", "in the journal"]
    again.close()
    opened = Window(tmp_path / "other").open(file)
    assert names(opened.document) == ["saved", "in the journal"]
    opened.project.new()
    assert names(opened.document) == []
    opened.close()


def test_a_replay_takes_the_figures_of_an_edit() -> None:
    kept = (KeptFigure("1", FigureModel("a")),)
    edit = Edit("x", "Keep", Values(figures=()), Values(figures=kept))
    assert replayed(Content(), [Push(0, edit)]).figures == kept
    other = Edit("y", "Note", Values(failures=()), Values(failures=()))
    assert replayed(Content(), [Push(0, edit), Push(1, other)]).figures == kept


@pytest.mark.parametrize(
    "entry",
    [
        None,
        [],
        {"shown": []},
        {"identity": 3, "shown": []},
        {"identity": "1", "shown": [{"step": 2, "method": "m", "subject": []}]},
        {"identity": "1", "shown": [{"step": "s", "method": "m", "subject": [["a", "b"]]}]},
        {"identity": "1", "shown": [{"step": "s", "method": "m", "subject": [["a"]]}]},
        {"identity": "1", "views": "x"},
    ],
)
def test_what_is_no_figure_is_refused(entry: object) -> None:
    with pytest.raises(ValueError, match="no figure"):
        figure_from(entry)


def test_the_list_follows_the_document_and_says_what_is_missing(document: Document) -> None:
    model = KeptFigures(document)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    kept = keep_figure(document, replace(figure(document), journal="RSC"))
    assert model.index(0).data() == "E–t · 2 curves · RSC"
    assert model.setData(model.index(0), "Fig. 5")
    assert not model.setData(model.index(0), "")
    assert model.index(0).data(Qt.ItemDataRole.EditRole) == "Fig. 5"
    remove_curves(document, [document.series[0].curves[0].curve])
    assert model.index(0).data() == "Fig. 5 · 2 curves · RSC · 1 not in the project any more"
    assert (model.row_of(kept), model.row_of("another")) == (0, -1)
    tester.deleteLater()

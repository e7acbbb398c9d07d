from __future__ import annotations

import dataclasses

import pytest
from PyQt6.QtCore import QAbstractItemModel, Qt
from PyQt6.QtTest import QAbstractItemModelTester

from fitting.messages import Message
from models.curve_tree import CURVE_ROLE, SEGMENT_ROLE, CurveTree
from models.document import Document
from models.edit import Values
from models.electrocrystallization import QUANTITIES
from models.parameter_table import VALUE, ParameterTable
from models.result import Failure
from models.result_table import ResultTable
from models.spike_table import SpikeTable
from models.steps import step_named
from tests.curves import content_of, plating_curve, rest_curve
from tests.models.test_document import wait_until

STEP = step_named("electrocrystallization")
assert STEP is not None


def strict(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_the_tree_shows_electrolytes_curves_and_platings(document: Document) -> None:
    tree = CurveTree(document)
    tester = strict(tree)
    document.add_files([content_of(plating_curve(platings=3)), content_of(rest_curve())])
    electrolyte = tree.index(0, 0)
    curve = tree.index(0, 0, electrolyte)
    assert electrolyte.data() == "1 M LiTFSI"
    assert curve.data() == "cell A"
    assert [tree.index(row, 0, curve).data() for row in range(tree.rowCount(curve))] == [
        "Plating 1",
        "Plating 2",
        "Plating 3",
    ]
    assert tree.index(2, 0, curve).data(SEGMENT_ROLE) == 2
    assert tree.index_of(curve.data(CURVE_ROLE), 1).data() == "Plating 2"
    tester.deleteLater()


def test_renaming_in_the_tree_is_one_undo_step(document: Document) -> None:
    tree = CurveTree(document)
    tester = strict(tree)
    document.add_files([content_of(plating_curve())])
    assert tree.setData(tree.index(0, 0, tree.index(0, 0)), "cell 9")
    assert tree.index(0, 0, tree.index(0, 0)).data() == "cell 9"
    assert not tree.setData(tree.index(0, 0, tree.index(0, 0)), "  ")
    document.undo_stack.undo()
    assert tree.index(0, 0, tree.index(0, 0)).data() == "cell A"
    tester.deleteLater()


def test_a_value_typed_into_the_inputs_is_in_the_unit_beside_it(document: Document) -> None:
    assert STEP is not None
    document.add_files([content_of(plating_curve())])
    analysis = document.analyses(STEP)[0]
    table = ParameterTable(document, ("area", "temperature", "rule"))
    tester = strict(table)
    table.show(analysis)
    assert table.setData(table.index(0, VALUE), "0.5")
    assert analysis.state.settings["area"] == pytest.approx(5e-5)
    assert table.setData(table.index(0, VALUE), "50 mm^2")
    assert analysis.state.settings["area"] == pytest.approx(5e-5)
    assert table.setData(table.index(1, VALUE), "30")
    assert analysis.state.settings["temperature"] == pytest.approx(303.15)
    assert table.setData(table.index(0, VALUE), "")
    assert "area" not in analysis.state.settings
    assert table.index(0, 3).data() == "file"
    tester.deleteLater()


def test_a_bad_value_pushes_nothing_and_says_why(document: Document) -> None:
    assert STEP is not None
    document.add_files([content_of(plating_curve())])
    analysis = document.analyses(STEP)[0]
    table = ParameterTable(document, ("area",))
    table.show(analysis)
    refused = []
    table.refused.connect(refused.append)
    before = document.undo_stack.count()
    assert not table.setData(table.index(0, VALUE), "3 V")
    assert document.undo_stack.count() == before
    assert [message.code for message in refused] == ["UNIT_UNKNOWN"]


def test_results_show_a_dash_where_nothing_could_be_determined(document: Document) -> None:
    table = ResultTable(QUANTITIES)
    tester = strict(table)
    assert {table.index(row, 1).data() for row in range(table.rowCount())} == {"—"}
    tester.deleteLater()


def test_results_show_the_value_with_its_error_in_the_display_unit(document: Document) -> None:
    assert STEP is not None
    document.add_files([content_of(plating_curve())])
    analysis = document.analyses(STEP)[0]
    wait_until(lambda: analysis.result is not None)
    table = ResultTable(QUANTITIES)
    table.show(analysis.result)
    row = [quantity.name for quantity in QUANTITIES].index("spike_potential")
    assert analysis.result is not None
    value = analysis.result.outcome.quantities["spike_potential"].value
    assert value is not None
    shown = table.index(row, 1).data().partition(" ±")[0].replace("−", "-")
    assert float(shown) == pytest.approx(1e3 * value, abs=0.5)
    assert table.index(row, 2).data() == "mV"


def test_the_spike_table_has_a_row_per_plating_and_follows_the_judgement(document: Document) -> None:
    assert STEP is not None
    table = SpikeTable(document, STEP)
    tester = strict(table)
    document.add_files([content_of(plating_curve(platings=2))])
    assert [table.index(row, 0).data() for row in range(table.rowCount())] == ["cell A #1", "cell A #2"]
    analysis = table.analyses[1]
    wait_until(lambda: all(each.result is not None for each in table.analyses))
    document.edit(analysis, analysis.state.with_settings({"judgement": "absent"}), "judge")
    wait_until(lambda: table.index(1, 2).data() == "absent")
    assert table.index(0, 2).data() == "present"
    assert table.headerData(0, Qt.Orientation.Horizontal) == "Plating step"
    tester.deleteLater()


def test_linked_files_stand_together_under_their_experiment(document: Document) -> None:
    tree = CurveTree(document)
    tester = strict(tree)
    plating = plating_curve("S1_04_CP", platings=2)
    sources = (("S1_01_OCV", rest_curve("S1_01_OCV")), ("S1_04_CP", plating))
    document.add_files(
        [
            content_of(
                dataclasses.replace(curve, metadata={}, source=dataclasses.replace(curve.source, file=f"{name}.mpr"))
            )
            for name, curve in reversed(sources)
        ]
    )
    electrolyte = tree.index(0, 0)
    experiment = tree.index(0, 0, electrolyte)
    assert experiment.data() == "S1: 2 linked files"
    assert [tree.index(row, 0, experiment).data() for row in range(2)] == ["S1_01_OCV", "S1_04_CP"]
    assert tree.index_of(plating.identity, 1).data() == "Plating 2"
    assert len(tree.curves_below(experiment)) == 2
    assert not tree.setData(experiment, "another name")
    tester.deleteLater()


def test_the_tree_stands_when_everything_goes_and_a_file_was_not_used(document: Document) -> None:
    tree = CurveTree(document)
    tester = strict(tree)
    document.add_files([content_of(plating_curve())])
    bad = (Failure("bad.txt", Message("BAD", "It is bad.")),)
    document.restore(Values((), failures=bad), (), 0, ())
    assert tree.rowCount() == 1 and "It is bad" in tree.index(0, 0, tree.index(0, 0)).data()
    document.restore(Values((), failures=()), (), 0, ())
    assert tree.rowCount() == 0
    tester.deleteLater()

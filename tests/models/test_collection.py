from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QAbstractItemModelTester

from models.collection import Collection
from models.comparison_choices import OUTCOME, OUTCOMES, QUANTITY, ColumnChoices, MethodChoices
from models.curve_edits import move_curves
from models.document import Document
from models.gathered import Column
from models.gathered_table import SERIES, GatheredTable
from models.steps import STEPS, step_named
from tests.curves import content_of, plating_curve, rest_curve
from tests.models.test_document import wait_until

STEP = step_named("electrocrystallization")
assert STEP is not None
SPIKE = STEP.method("nucleation_spike")
assert SPIKE is not None


def filled(document: Document) -> Collection:
    document.add_files(
        [
            content_of(plating_curve("a", platings=2)),
            content_of(plating_curve("b", electrolyte="6 M")),
            content_of(rest_curve()),
        ]
    )
    collection = Collection(document)
    collection.follow()
    return collection


def test_only_methods_that_can_use_a_curve_are_offered(document: Document) -> None:
    offered = {method.name: count for _, method, count in filled(document).candidates()}
    assert offered["nucleation_spike"] == 2
    assert "marcus_calculator" not in offered
    assert "bruce_vincent" not in offered


def test_nothing_takes_part_before_it_is_worked_with_or_chosen(document: Document) -> None:
    collection = filled(document)
    assert not collection.takes_part(STEP, SPIKE)
    assert collection.results() == ()
    collection.let_take_part(STEP, SPIKE, True)
    wait_until(lambda: len(collection.results()) == 3)
    assert collection.takes_part(STEP, SPIKE)
    collection.let_take_part(STEP, SPIKE, False)
    assert collection.results() == ()


def test_arriving_results_are_told_once_in_a_while(document: Document) -> None:
    collection = filled(document)
    told: list[int] = []
    collection.changed.connect(lambda: told.append(len(collection.results())))
    collection.let_take_part(STEP, SPIKE, True)
    wait_until(lambda: bool(told) and told[-1] == 3)
    assert collection.table().electrolytes == ("1 M LiTFSI", "6 M", "Electrolyte not stated")


def test_the_table_shows_numbers_and_takes_the_series(document: Document) -> None:
    collection = filled(document)
    collection.let_take_part(STEP, SPIKE, True)
    wait_until(lambda: len(collection.results()) == 3)
    shown = GatheredTable(document)
    tester = QAbstractItemModelTester(shown, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table = collection.table()
    columns = [column for column in table.cells if column.quantity.name in ("spike_potential", "critical_radius")]
    shown.show(table, columns)
    assert shown.headerData(2, Qt.Orientation.Horizontal) == "spike potential / mV"
    assert shown.index(0, 2).data().startswith("−")
    assert shown.index(2, 2).data() == "—"
    assert "cell A" not in shown.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert "a #1" in shown.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert not shown.setData(shown.index(0, 0), "x")
    assert shown.setData(shown.index(0, SERIES), "DME ")
    assert document.series[0].series == "DME"
    document.undo_stack.undo()
    assert document.series[0].series == ""
    del tester


def test_a_curve_that_moves_takes_its_numbers_along(document: Document) -> None:
    collection = filled(document)
    collection.let_take_part(STEP, SPIKE, True)
    wait_until(lambda: len(collection.results()) == 3)
    moved = document.series[1].curves[0].curve
    move_curves(document, [moved], "1 M LiTFSI")
    table = collection.table()
    (first, *_), column = next(iter(table.cells.values())), next(iter(table.cells))
    assert first is not None
    assert {result.title for result in first.results} == {"a #1", "b"}
    assert column.step == "electrocrystallization"


def test_methods_are_ticked_and_their_curves_analysed(document: Document) -> None:
    collection = filled(document)
    choices = MethodChoices(collection)
    tester = QAbstractItemModelTester(choices, QAbstractItemModelTester.FailureReportingMode.Fatal)
    choices.follow()
    rows = {choices.index(row).data(): choices.index(row) for row in range(choices.rowCount())}
    spike = rows["Nucleation spike (curves: 2)"]
    assert spike.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert choices.setData(spike, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert spike.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    wait_until(lambda: len(collection.results()) == 3)
    del tester


def test_a_quantity_is_compared_or_an_outcome_but_not_both() -> None:
    columns = [
        Column(step.name, method.name, quantity)
        for step in STEPS
        for method in step.methods
        for quantity in method.quantities
        if method.name in ("nucleation_spike", "coulombic_efficiency")
    ]
    choices = ColumnChoices()
    tester = QAbstractItemModelTester(choices, QAbstractItemModelTester.FailureReportingMode.Fatal)
    choices.show(columns)
    assert [column.quantity.name for column in choices.chosen(QUANTITY)] == ["nucleation_overpotential"]
    assert {column.quantity.name for column in choices.chosen(OUTCOME)} == set(OUTCOMES)
    place = next(row for row, column in enumerate(columns) if column.quantity.name == "nucleation_overpotential")
    ticked, role = choices.index(place, OUTCOME), Qt.ItemDataRole.CheckStateRole
    assert choices.setData(ticked, Qt.CheckState.Checked.value, role)
    assert choices.chosen(QUANTITY) == ()
    assert choices.chosen(OUTCOME)[0] is columns[place]
    assert choices.setData(ticked, Qt.CheckState.Unchecked.value, role)
    assert columns[place] not in (*choices.chosen(QUANTITY), *choices.chosen(OUTCOME))
    del tester

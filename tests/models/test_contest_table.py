from __future__ import annotations

import numpy as np
from PyQt6.QtCore import Qt

from fitting.outcome import Axis, ModelScore, Outcome, Panel, Trace
from models.charge_transfer import POLARIZATION
from models.contest_table import RESIDUAL_ROLE, ContestTable

SCORES = (ModelScore("marcus_hush", -20.0, 0.9995), ModelScore("butler_volmer", 3.0, 0.0005))
X = np.arange(4.0)
LEFT = Trace("marcus_hush", X, np.array([0.1, -0.1, 0.2, 0.0]), "points")


def contest(**table: tuple[float | str | None, ...]) -> ContestTable:
    shown = ContestTable(POLARIZATION)
    panel = Panel(Axis("E", "V", "mV"), Axis("MH", "1", "1"), (LEFT,))
    shown.show(Outcome(model_comparison=SCORES, table=table, panels=(panel,)))
    return shown


def rows(table: ContestTable) -> list[list[str]]:
    columns = [column for column in range(table.columnCount()) if column != table.residual_column]
    headings = [str(table.headerData(column, Qt.Orientation.Horizontal)) for column in columns]
    return [headings, *([table.index(row, c).data() for c in columns] for row in range(table.rowCount()))]


def test_models_stand_side_by_side_in_the_order_of_their_scores() -> None:
    table = contest(
        model=("butler_volmer", "marcus_hush"),
        aicc=(3.0, -20.0),
        exchange_current_density=(90.0, 100.0),
        exchange_current_relative_error=(0.1, 0.01),
        transfer_coefficient=(0.45, 0.5),
        transfer_coefficient_error=(0.01, None),
        marcus_reorganization_energy=(None, 0.4),
        marcus_reorganization_energy_error=(None, 0.02),
        chidsey_reorganization_energy=(None, None),
    )
    assert rows(table) == [
        ["Model", "ΔAICc", "Weight", "j⁰ / mA cm⁻²", "α", "λ(Marcus) / eV"],
        ["Marcus–Hush", "0.0", "1.000", "10.00 ± 0.10", "0.5", "0.400 ± 0.020"],
        ["Butler–Volmer", "23.0", "< 0.001", "9.00 ± 0.90", "0.450 ± 0.010", "—"],
    ]


def test_residuals_are_there_to_be_drawn() -> None:
    table = contest()
    index = table.index(0, table.residual_column)
    x, y = index.data(RESIDUAL_ROLE)
    assert (list(x), list(y)) == (list(LEFT.x), list(LEFT.y))
    assert table.index(1, table.residual_column).data(RESIDUAL_ROLE) is None
    assert table.headerData(table.residual_column, Qt.Orientation.Horizontal) == "Residual"


def test_a_table_of_other_things_is_no_column_of_the_contest() -> None:
    assert rows(contest(cycle=(1.0, 2.0, 3.0)))[0] == ["Model", "ΔAICc", "Weight"]
    assert contest().models == ("marcus_hush", "butler_volmer")


def test_without_a_contest_there_is_nothing() -> None:
    table = ContestTable(POLARIZATION)
    table.show(Outcome())
    assert table.rowCount() == 0

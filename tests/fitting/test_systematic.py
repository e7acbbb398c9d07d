"""The budget beside the intervals: how far a number moves with what it depends on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fitting.charge_transfer import polarization
from fitting.electrocrystallization.current_transient import current_transient
from fitting.mass_transfer import SandCell, cottrell, microdisk_transient
from fitting.outcome import Estimate
from fitting.synthetic import (
    current_transient_curve,
    microdisk_transient_curve,
    planar_step_curve,
    polarization_curve,
)
from fitting.systematic import systematic_budget
from models.steps import STEPS


def _disk(source: str, by: float) -> dict[str, Estimate]:
    columns = microdisk_transient_curve(noise="clean").columns
    given = {"electrode_radius": 12.5e-6, "concentration": 1000.0}
    given[source] *= by
    return dict(microdisk_transient(*columns.values(), **given).quantities)


def _planar(source: str, by: float) -> dict[str, Estimate]:
    given = {"area": 1e-5, "concentration": 1000.0}
    given[source] *= by
    return dict(cottrell(*planar_step_curve(noise="clean").columns.values(), **given).quantities)


def _sweep(source: str, by: float) -> dict[str, Estimate]:
    columns = polarization_curve(noise="clean", points=101).columns
    return dict(
        polarization(columns["potential"], columns["current"], area=4.9e-10 * by, series_resistance=0.0).quantities
    )


def _nuclei(source: str, by: float) -> dict[str, Estimate]:
    columns = current_transient_curve(noise="clean").columns
    area, concentration = 1e-6, 1000.0
    density = columns["current"] / (area * (by if source == "area" else 1.0))
    return dict(
        current_transient(
            columns["time"], density, concentration * (by if source == "concentration" else 1.0)
        ).quantities
    )


def _sand(source: str, by: float) -> dict[str, Estimate]:
    given: dict[str, Any] = {"area": 1e-4, "concentration": 1000.0, "transference_number": 0.35}
    given[source] *= by
    cell = SandCell(**given)
    tau = Estimate(480.0, "s", 1.0, (478.0, 482.0))
    return {"diffusion_coefficient": cell.estimate(tau, cell.density(-7.35e-4) or 0.0)}


CASES: dict[str, Callable[[str, float], dict[str, Estimate]]] = {
    "microdisk_transient": _disk,
    "cottrell": _planar,
    "polarization": _sweep,
    "current_transient": _nuclei,
    "sand": _sand,
}


@pytest.mark.parametrize("method", CASES)
def test_a_number_moves_by_what_the_budget_says(method: str) -> None:
    read = CASES[method]
    plain = read("area" if method != "microdisk_transient" else "electrode_radius", 1.0)
    budget = [one for one in systematic_budget(method, plain) if not one.unit and one.source != "cell_to_cell_scatter"]
    assert budget
    for one in budget:
        moved = read(one.source, 1 + one.size)[one.quantity].value / plain[one.quantity].value
        assert abs(moved - 1) == pytest.approx(one.effect, rel=0.1), one


def test_only_numbers_with_a_value_have_a_budget() -> None:
    assert systematic_budget("cottrell", {"diffusion_coefficient": Estimate(None, "m^2/s")}) == ()
    assert systematic_budget("ranking", {}) == ()


def test_every_line_is_of_a_quantity_that_its_method_gives() -> None:
    for step in STEPS:
        for method in step.methods:
            everything = {one.name: Estimate(1.0, one.unit) for one in method.quantities}
            names = {one.quantity for one in systematic_budget(method.name, everything)}
            assert names <= set(everything)
            for one in systematic_budget(method.name, everything):
                assert one.message.code == "SYSTEMATIC" and "±" in one.message.text

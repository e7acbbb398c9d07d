"""Every code that an analysis can say, and that no other test reaches, has a curve or a call that gives it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import fitting
from fitting.charge_transfer import kinetics_series, polarization, tafel
from fitting.charge_transfer.rate_law_fit import fit_rate_law
from fitting.combined import combined_estimate
from fitting.critical_nucleus import mass_transfer_coefficient_cylinder
from fitting.critical_nucleus.equations import melting_radius
from fitting.cyclic_stability import current_dependence
from fitting.cyclic_stability.reservoir import cycles_to_exhaustion, cycles_to_retention, reservoir_efficiency
from fitting.cyclic_stability.survival import compared_lives, log_rank
from fitting.decisive_step import OperatingPoint, polarization_shares, ranking
from fitting.electrocrystallization import nucleation_spike
from fitting.electrocrystallization.current_transient import current_transient
from fitting.electrocrystallization.marks import SpikeMarks
from fitting.marcus_calculator import marcus_calculator, marcus_transfer_coefficient
from fitting.marcus_hush import marcus_hush_chidsey_current, marcus_hush_current
from fitting.mass_transfer import (
    PolarizedCell,
    bruce_vincent,
    cottrell,
    cottrell_current,
    depletion_overpotential,
    disk_current_ratio,
    fit_sand,
    microdisk_transient,
)
from fitting.mass_transfer.consistency import consistency
from fitting.mass_transfer.sand_cell import SandCell
from fitting.messages import FitError
from fitting.outcome import Estimate, Outcome
from fitting.self_corrosion import corrosion_law
from fitting.self_corrosion.similarity import similarity
from fitting.synthetic import (
    PolarizationRecord,
    chronopotentiogram,
    current_transient_curve,
    noisy,
    polarization_record,
    sand_transition,
)
from fitting.synthetic.polarization_curve import polarization_curve

_CODE = re.compile("[A-Z_]{4,}")
AREA = 4.9e-10
KNOWN_REST = {"series_resistance": 0.0, "equilibrium_potential": 0.0}
FAR = {"exchange_current_density": 1e-2, "first_potential": -0.6, "last_potential": -0.5, "noise_floor": 1e-9}
Answer = Callable[[], Outcome | object]


def _spike(given: dict[str, object] | None = None, **curve: float | str | None) -> Outcome:
    columns = chronopotentiogram(**curve).columns
    return nucleation_spike(columns["time"], columns["potential"], columns["current"], **(given or {}))


def _two_minima() -> Outcome:
    columns = chronopotentiogram(self_smoothing_rise=0.0, noise_level=1e-4).columns
    second = 0.06 * np.exp(-(((columns["time"] - 60) / 8) ** 2))
    return nucleation_spike(columns["time"], columns["potential"] - second, columns["current"])


def _contest(given: dict[str, object] | None = None, **curve: float | str) -> Outcome:
    columns = polarization_curve(area=AREA, **curve).columns
    return polarization(columns["potential"], columns["current"], area=AREA, **(given or {}))


def _line(given: dict[str, object] | None = None, **curve: float | str) -> Outcome:
    columns = polarization_curve(area=AREA, **curve).columns
    return tafel(columns["potential"], columns["current"] / AREA, **(given or {}))


def _nuclei(given: dict[str, object] | None = None, **curve: float | str) -> Outcome:
    columns = current_transient_curve(**curve).columns
    return current_transient(columns["time"], columns["current"] / 1e-6, 1000.0, **(given or {}))


def _sand(**curve: float | str) -> Outcome:
    return fit_sand(*sand_transition(**curve).columns.values())


def _planar(time: np.ndarray, factor: Callable[[np.ndarray], np.ndarray]) -> Outcome:
    current = cottrell_current(time, 3e-10, 1000.0, 1e-5)
    noise = 2e-3 * float(cottrell_current(4.0, 3e-10, 1000.0, 1e-5))
    return cottrell(*noisy(time, -factor(time) * current, "white", noise, 0), 1e-5, 1000.0, step_time=0.0)


def _beating_disk() -> Outcome:
    time = np.arange(0.1, 60, 0.1)
    current = -1e-8 * disk_current_ratio(3e-10 * time / (12.5e-6) ** 2) * (1 + 0.2 * np.cos(time / 4))
    return microdisk_transient(time, current, 12.5e-6, concentration=1000.0)


def _disk(factor: Callable[[np.ndarray], np.ndarray], **given: object) -> Outcome:
    time = np.geomspace(0.01, 100.0, 300)
    current = -1e-8 * disk_current_ratio(3e-10 * time / (12.5e-6) ** 2) * factor(time)
    return microdisk_transient(time, current, 12.5e-6, **({"concentration": 1000.0} | given))


def _cell(change: Callable[[PolarizationRecord], dict[str, object]], polarization: float = 0.01) -> Outcome:
    record = polarization_record(sampling_interval=20.0)
    current = record.current.columns
    given = {"before": tuple(record.before.columns.values()), "after": tuple(record.after.columns.values())}
    return bruce_vincent(polarization, record=(current["time"], current["current"]), **(given | change(record)))


def _bent(record: PolarizationRecord) -> dict[str, object]:
    frequency, real, imaginary = record.before.columns.values()
    return {"before": (frequency, real * (1 + 0.1 * np.sin(2 * np.log(frequency))), imaginary)}


def _compared(**errors: float) -> Outcome:
    cell = SandCell(-50.0, None, 1000.0, 0.35)
    return consistency(3e-10, 1e3, cell, **{f"{name}_standard_error": one for name, one in errors.items()})


def _ranked(values: np.ndarray, outcome: np.ndarray, series: list[str], pairs: int = 1) -> Outcome:
    return ranking({f"quantity_{one}": values for one in range(pairs)}, {"cycles": outcome}, series)


POINT = OperatingPoint(
    current_density=-10.0,
    exchange_current_density=15.0,
    diffusion_coefficient=3e-10,
    concentration=1000.0,
    transference_number=0.4,
    thickness=2e-4,
)
HOURS = 3600 * np.array([0.0, 1.0, 2.0, 4.0, 8.0, 16.0])

REACHED: dict[str, Answer] = {
    # 1.4
    "CONSTANT_FITTED": lambda: _planar(np.arange(0.02, 30.0, 0.02), lambda t: 1 + 0.05 * np.sqrt(t)),
    "SHORT_WINDOW": lambda: _planar(np.arange(1.0, 6.0, 0.01), lambda t: 1.0 + 0 * t),
    "TRANSITION_BEYOND_RECORD": lambda: _sand(duration=460.0, current_density=-7.35, noise_level=1e-5),
    "NOT_A_DISK": _beating_disk,
    # 2.4
    "LAMBDA_NOT_POSITIVE": lambda: marcus_transfer_coefficient(-0.05, 0.0),
    "REORGANIZATION_ENERGY_TOO_SMALL": lambda: marcus_hush_chidsey_current(-0.05, 1.0, 1e-3),
    "OHMIC_DROP": lambda: _line({"series_resistance": 5e-4}, series_resistance=5e-4 / AREA),
    "FAR_EXTRAPOLATION": lambda: _line(KNOWN_REST, **FAR),
    "EXCHANGE_CURRENT_EXTRAPOLATED": lambda: _contest(KNOWN_REST, **FAR),
    "CURRENT_NEAR_LIMIT": lambda: _contest({"series_resistance": 0.0, "limiting_current": -1e-5}),
    "ENERGY_BOUND_ONLY": lambda: _contest(
        {"series_resistance": 0.0, "models": ("marcus_hush",)},
        law="marcus_hush",
        reorganization_energy=4.0,
        first_potential=-0.05,
        last_potential=0.05,
        relative_noise=0.02,
    ),
    "NO_EQUILIBRIUM": lambda: _contest(equilibrium_potential=0.3, last_potential=0.1),
    "NOT_EXPONENTIAL": lambda: kinetics_series(np.arange(1.0, 31.0), 10 + 0.5 * np.arange(30)),
    # 3.1
    "TIME_TOO_SHORT": lambda: mass_transfer_coefficient_cylinder(1e-10, 1e-6, 1e-3),
    "ABOVE_MELTING": lambda: melting_radius(460.0),
    "RATE_UNBOUNDED": lambda: _nuclei(nucleation_rate=1e4),
    "REGIME_UNSURE": lambda: _nuclei(nucleation_rate=110.0, noise_level=5e-5),
    "BACKGROUND_CURRENT": lambda: _nuclei(offset=30.0),
    "DIFFUSION_NOT_POSITIVE": lambda: _nuclei({"known_diffusion_coefficient": -1.0}),
    "UNKNOWN_BACKGROUND": lambda: _nuclei({"background": "linear"}),
    # 3.4
    "NOISY": lambda: _spike(noise_level=3e-3),
    "EDGE": lambda: _spike({"picked": SpikeMarks(spike=0.5)}),
    "TWO_ELECTRODE": lambda: _spike(plateau_potential=-0.3),
    "DEPLETION": lambda: _spike(sand_time=1100.0, self_smoothing_rise=0.0),
    "SEVERAL_SPIKES": _two_minima,
    "WEAK_MINIMUM": lambda: _spike(
        spike_amplitude=0.0019, rise_time=5.0, decay_time=30.0, self_smoothing_rise=0.0, noise_level=1e-4
    ),
    "PLATEAU_BELOW_SPIKE": lambda: _spike(spike_amplitude=0.08, self_smoothing_rise=0.12, noise_level=1e-4),
    "SPIKE_ABOVE_EQUILIBRIUM": lambda: _spike({"picked": SpikeMarks(spike=0.5)}, charging_time=4.0),
    "UNKNOWN_RULE": lambda: _spike({"rule": "deepest"}),
    # 4
    "SCATTER_ASSUMED": lambda: corrosion_law(HOURS[:3], np.array([0.5, 0.45, 0.41]), law="linear_parabolic"),
    "LITTLE_LOSS": lambda: corrosion_law(HOURS, 0.5 - 0.02 * HOURS / HOURS[-1], charge_error=np.full(6, 1e-4)),
    # of inputs, step by step
    "CHARGING_COVERS_ALL": lambda: _disk(np.ones_like, charging_time=10.0),
    "TIME_NOT_POSITIVE": lambda: disk_current_ratio(-1.0),
    "UNKNOWN_ELECTROLYTE": lambda: _disk(np.ones_like, electrolyte="ternary"),
    "NO_DECAY": lambda: _disk(lambda t: t),
    "STRUCTURED_RESIDUALS": lambda: _disk(lambda t: 1 + 0.005 * np.sin(4 * np.log(t))),
    "SPECTRUM_MISSED": lambda: _cell(_bent),
    "CURRENT_AND_SPECTRA_DISAGREE": lambda: _cell(lambda record: {}, 0.0112),
    "NO_STEADY_RESISTANCE": lambda: _cell(lambda record: {"after": None, "initial_current": 2.78e-5}),
    "TOO_FEW_FREQUENCIES": lambda: _cell(
        lambda record: {"before": tuple(one[:3] for one in record.before.columns.values())}
    ),
    "DIFFUSION_TIME_NOT_POSITIVE": lambda: PolarizedCell(60.0, 300.0, 0.35, 0.0),
    "RESISTANCE_NOT_POSITIVE": lambda: PolarizedCell(-60.0, 300.0, 0.35, 200.0),
    "TRANSFER_COEFFICIENT_OUT_OF_RANGE": lambda: depletion_overpotential(1.0, 10.0, -50.0, 10.0, 1.5),
    "INCONSISTENT": lambda: _compared(diffusion_coefficient=1e-12, transference_number=1e-3, sand_time=1.0),
    "NOT_DECIDED": lambda: _compared(diffusion_coefficient=3e-10, transference_number=0.3, sand_time=900.0),
    "REORGANIZATION_ENERGY_NOT_POSITIVE": lambda: marcus_hush_current(-0.05, 1.0, -0.4),
    "WINDOW_MIDDLE": lambda: marcus_calculator(transfer_coefficient=0.4, potential_difference=-0.08),
    "NOT_CONVERGED": lambda: fit_rate_law(np.linspace(-0.2, 0.2, 50), np.zeros(50), np.ones(50)),
    "NO_MINIMUM": lambda: _spike({"judgement": "present"}, spike_amplitude=0.0, self_smoothing_rise=0.0, noise="clean"),
    "TOO_FEW_CURVES": lambda: similarity([]),
    "CHARGE_NOT_POSITIVE": lambda: reservoir_efficiency(-1.0, 1.0, 10, 0.5),
    "EFFICIENCY_NOT_BELOW_ONE": lambda: cycles_to_retention(1.001),
    "EXCESS_NEGATIVE": lambda: cycles_to_exhaustion(0.99, -1.0),
    "SHAPE_NOT_DECIDED": lambda: current_dependence(np.array([1.0, 3, 10, 30]), np.array([60.0, 75, 58, 71])),
    "SINGLE_CELLS": lambda: compared_lives({"a": (np.array([100.0, 120]), None), "b": (np.array([90.0]), None)}),
    "TOO_FEW_GROUPS": lambda: log_rank({"a": (np.array([100.0, 120]), None)}),
    "MIXED_UNITS": lambda: combined_estimate([Estimate(1.0, "s"), Estimate(1.0, "V")]),
    "NO_VALUE": lambda: combined_estimate([]),
    "CONCENTRATION_WITHOUT_KINETICS": lambda: polarization_shares(replace(POINT, exchange_current_density=None)),
    "NO_COMPARISON_WITHIN_SERIES": lambda: _ranked(np.arange(4.0), np.arange(4.0), list("abcd")),
    "ORDER_NOT_ESTABLISHED": lambda: _ranked(np.arange(4.0), np.arange(4.0), list("aabb"), 2),
    "SAMPLED_PROBABILITY": lambda: _ranked(np.arange(40.0), np.arange(40.0) % 7, ["a"] * 40),
    "TOO_MANY_PAIRS": lambda: _ranked(np.arange(5.0), np.arange(5.0), ["a"] * 5, 4),
}


def _codes(answer: Answer) -> list[str]:
    try:
        found = answer()
    except FitError as refused:
        return [refused.message.code]
    return [one.code for one in found.warnings]


@pytest.mark.parametrize("code", REACHED)
def test_a_code_is_reached(code: str) -> None:
    assert code in _codes(REACHED[code])


def _declared() -> Iterator[str]:
    """Codes of the sentences that an analysis says; those of simulations left out."""
    root = Path(fitting.__file__).parent
    for file in root.rglob("*.py"):
        if "synthetic" in file.parts:
            continue
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and call.args and isinstance(call.func, ast.Name):
                code = call.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str) and _CODE.fullmatch(code.value):
                    yield code.value


# What ERROR and WARN of PHYSICS 1.4, 2.4, 3.1, 3.4, 4 and 5 are called.
_PHYSICS = """
    NO_CURRENT CONCENTRATION_NOT_POSITIVE DIFFUSION_COEFFICIENT_NOT_POSITIVE TRANSFERENCE_NUMBER_OUT_OF_RANGE
    ELECTRONS_BELOW_ONE RADIUS_NOT_POSITIVE NO_TRANSITION_FOUND SAND_TIME_NOT_POSITIVE NO_TRANSITION_POSSIBLE MICRO
    CONVECTION FINITE_CELL SURFACE_MOVES DEPOSIT_GROWTH LARGE_POLARIZATION INITIAL_CURRENT_LATE ERROR_AMPLIFIED
    TRANSFERENCE_NUMBER_OUTSIDE RESISTANCE_CHANGED
    ALPHA_IS_HALF POTENTIAL_IS_STANDARD SIGNS_OPPOSITE INVERTED_REGION ALPHA_OUT_OF_RANGE TEMPERATURE_NOT_POSITIVE
    TOO_FEW_POINTS BRANCH_NOT_MONOTONE CURRENT_BELOW_NOISE ALPHA_NEAR_HALF OHMIC_DROP OHMIC_DROP_LARGE
    CURRENT_NEAR_LIMIT NARROW_WINDOW RESISTANCE_UNKNOWN FAR_EXTRAPOLATION EXCHANGE_CURRENT_EXTRAPOLATED
    TIME_TOO_SHORT EARLY_CYLINDER MELTING_EXPONENT OVERPOTENTIAL_NOT_NEGATIVE CHAINED_EQUATIONS ONLY_PRODUCT
    DIFFUSION_DISAGREES TIME_NOT_INCREASING CURRENT_REVERSED CURRENT_NOT_CONSTANT NO_CROSSING SHORT_RECORD
    TWO_ELECTRODE UNDERSAMPLED MAINS_ALIAS NOISY EDGE DEPLETION STRUCTURED_RESIDUAL SEVERAL_SPIKES
    NOT_STRIPPING TOO_FEW_RESTS REST_NEGATIVE NO_REPLICATES CENSORED CONSUMED ALL_CONSUMED MORE_THAN_PLATED
    NOT_DECREASING CUT_OFF INITIAL_CHARGE_MISSING LAW_NOT_DECIDED
    PLATED_CHARGE_NOT_POSITIVE EFFICIENCY_TOO_LARGE FEW_CYCLES FORMATION_IN_AVERAGE UNITS_MIXED CYCLE_GAPS ABOVE_ONE
    RESERVOIR_EXHAUSTED
"""
PHYSICS = _PHYSICS.split()


def test_every_code_of_physics_is_said_somewhere() -> None:
    root = Path(fitting.__file__).parent
    source = "\n".join(file.read_text(encoding="utf-8") for file in root.rglob("*.py"))
    assert [code for code in PHYSICS if f'"{code}"' not in source] == []


def test_every_code_is_reached_by_a_test() -> None:
    tests = "\n".join(
        file.read_text(encoding="utf-8").replace("'", '"')
        for file in Path(__file__).parents[1].rglob("test_*.py")
        if file.name != Path(__file__).name
    )
    assert sorted(code for code in {*PHYSICS, *_declared()} if f'"{code}"' not in tests and code not in REACHED) == []


def test_the_table_holds_no_code_that_is_gone() -> None:
    assert set(REACHED) - set(_declared()) == set()

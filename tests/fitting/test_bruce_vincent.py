"""Bruce and Vincent's formula, the polarised cell, and the joint fit of current and spectra."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from fitting.mass_transfer import (
    BruceVincent,
    PolarizedCell,
    bruce_vincent,
    bruce_vincent_number,
    error_amplification,
    watanabe_number,
)
from fitting.mass_transfer.polarized_cell import relaxation_roots
from fitting.messages import FitError
from fitting.synthetic import PolarizationRecord, SyntheticCurve, polarization_record

CELL = PolarizedCell(60.0, 300.0, 0.35, 200.0, 1e-5, 0.9)
NUMBERS = {"initial_current": 0.01 / 360, "initial_resistance": 300.0, "bulk_resistance": 60.0}
STEADY = {"steady_current": 0.01 / (60 / 0.35 + 310), "steady_resistance": 310.0}


def _columns(spectrum: SyntheticCurve) -> tuple[np.ndarray, ...]:
    return tuple(spectrum.columns.values())


def _read(record: PolarizationRecord, polarization: float = 0.01, **settings: object) -> BruceVincent:
    columns = record.current.columns["time"], record.current.columns["current"]
    given = {"record": columns, "before": _columns(record.before), "after": _columns(record.after)} | settings
    return bruce_vincent(polarization, **given)


def _codes(found: BruceVincent) -> set[str]:
    return {warning.code for warning in found.warnings}


def test_the_formula_gives_back_the_number_of_an_ideal_cell() -> None:
    found = bruce_vincent(0.01, **NUMBERS, **STEADY).quantities["transference_number"]
    assert found.value == pytest.approx(0.35, rel=1e-12)
    assert found.rule == "bruce_vincent_current_fraction"


def test_watanabe_scales_with_the_bulk_resistances() -> None:
    known = 2e-5, 1e-5, 0.01, 100.0, 120.0
    assert watanabe_number(*known, 50.0, 55.0) == pytest.approx(1.1 * bruce_vincent_number(*known), rel=1e-14)


@pytest.mark.parametrize("ratio", [0.5, 5.0])
def test_an_error_of_the_initial_current_grows_as_stated(ratio: float) -> None:
    first, steady = 0.01 / (60 + 60 * ratio), 0.01 / (60 / 0.35 + 60 * ratio)
    above, below = (bruce_vincent_number(first * (1 + h), steady, 0.01, 60 * ratio, 60 * ratio) for h in (1e-6, -1e-6))
    slope = (np.log(above) - np.log(below)) / 2e-6
    assert slope == pytest.approx(error_amplification(60 * ratio, 60.0), rel=1e-5)


def test_errors_of_the_numbers_are_carried_to_the_result() -> None:
    found = bruce_vincent(0.01, **NUMBERS, **STEADY, errors={"initial_current": 0.01 * NUMBERS["initial_current"]})
    assert found.quantities["transference_number"].standard_error == pytest.approx(0.35 * 6 * 0.01, rel=1e-3)
    assert "NO_ERRORS_GIVEN" in _codes(bruce_vincent(0.01, **NUMBERS, **STEADY))


def test_roots_of_the_relaxation_solve_their_equation() -> None:
    for ratio in (1e-3, 1.0, 50.0):
        root = relaxation_roots(ratio, 14)
        assert np.sin(root) + ratio * root * np.cos(root) == pytest.approx(np.zeros(14), abs=1e-10 * (1 + ratio))
        assert (np.diff(root) > 0).all()


def test_the_relaxation_starts_and_ends_where_resistances_say() -> None:
    start, end = CELL.current([0.0, 1e5], 0.01)
    assert start == pytest.approx(0.01 / 360, rel=1e-14)
    assert end == pytest.approx(0.01 / (300 + 60 / 0.35), rel=1e-12)
    seam = CELL.current(np.array([0.03 - 1e-9, 0.03 + 1e-9]) * 200.0, 0.01)
    assert seam[0] == pytest.approx(seam[1], rel=1e-8)


def _diffusing(cell: PolarizedCell, change: object) -> np.ndarray:
    """Return the current of the cell at 20, 200, 900 s from finite volumes, its interfaces changing."""
    count = 200
    x = 1 / count

    def current(t: float, c: np.ndarray) -> float:
        # voltage of diffusion: R_d times the concentration at the electrode, half a volume beyond the first
        drop = (0.01 - cell.diffusion_resistance * c[0]) / (
            cell.instant_resistance + change(t) + cell.diffusion_resistance * x / 2
        )
        return float(drop)

    def slope(t: float, c: np.ndarray) -> np.ndarray:
        flux = np.empty(count + 1)
        flux[0] = current(t, c)
        flux[1:-1] = (c[:-1] - c[1:]) / x
        flux[-1] = c[-1] / (x / 2)
        return (flux[:-1] - flux[1:]) / x / cell.diffusion_time

    times = [20.0, 200.0, 900.0]
    solved = solve_ivp(slope, (0, 900), np.zeros(count), "BDF", t_eval=times, rtol=1e-7, atol=1e-12)
    return np.array([current(t, c) for t, c in zip(times, solved.y.T, strict=True)])


@pytest.mark.parametrize("growth", [0.0, 30.0])
def test_the_current_is_that_of_diffusing_salt(growth: float) -> None:
    cell = PolarizedCell(60.0, 100.0, 0.35, 200.0)
    time = np.geomspace(1.0, 900.0, 400)
    change = growth * time / 900
    given = cell.drifting_current(time, 0.01, change) if growth else cell.current(time, 0.01)
    expected = _diffusing(cell, lambda t: growth * t / 900)
    assert np.interp([20.0, 200.0, 900.0], time, given) == pytest.approx(expected, rel=3e-4)


def test_the_impedance_ends_where_resistances_say() -> None:
    fast, slow = CELL.impedance([1e12, 1e-9])
    assert fast == pytest.approx(60.0, rel=1e-3)
    assert slow.real == pytest.approx(300 + 60 / 0.35, rel=1e-6)


def test_current_and_impedance_are_one_cell() -> None:
    """Talbot's inversion of dV / (s Z(s)) without the double layer is the relaxation."""
    cell = PolarizedCell(60.0, 300.0, 0.35, 200.0)
    angle = (np.arange(12) + 0.5) * np.pi / 12
    for time in (3.0, 150.0):
        cotangent = 1 / np.tan(0.6407 * angle)
        s = 24 / time * (0.5017 * angle * cotangent - 0.6122 + 0.2645j * angle)
        slope = 24 / time * (0.5017 * cotangent - 0.5017 * 0.6407 * angle / np.sin(0.6407 * angle) ** 2 + 0.2645j)
        x = np.sqrt(s * cell.diffusion_time)
        image = 0.01 / s / (cell.instant_resistance + cell.diffusion_resistance * np.tanh(x) / x)
        inverse = float((2 / 24 * np.sum(np.exp(s * time) * image * slope)).imag)
        assert inverse == pytest.approx(float(cell.current(time, 0.01)), rel=1e-8)


@pytest.mark.parametrize("growth", [0.0, 0.08])
def test_the_joint_fit_holds_the_truth(growth: float) -> None:
    held, widths = 0, []
    for seed in range(2):
        record = polarization_record(
            seed=seed,
            noise="typical",
            resistance_growth=growth,
            sampling_interval=20.0,
            last_frequency=1e-2,
            frequencies=30,
        )
        found = _read(record)
        for name, truth in record.truth.items():
            one = found.quantities[name]
            held += abs(one.value - truth) <= 3 * one.standard_error
        widths.append(found.quantities["transference_number"].standard_error)
        assert found.verdicts["interface"] == ("changes" if growth else "steady")
    assert held >= 11
    assert max(widths) < 2e-3


def test_a_plating_record_keeps_its_sign() -> None:
    record = polarization_record(polarization=-0.01, sampling_interval=20.0)
    found = _read(record, -0.01)
    assert found.quantities["steady_current"].value == pytest.approx(record.truth["steady_current"], rel=1e-3)
    assert found.quantities["steady_current"].value < 0 < found.quantities["transference_number"].value
    assert "SIGNS_DIFFER" not in _codes(found)
    assert "SIGNS_DIFFER" in _codes(_read(record, 0.01))


def test_the_first_sample_would_mislead_where_the_spectrum_does_not() -> None:
    record = polarization_record(noise="clean", sampling_interval=10.0)
    current = record.current.columns["current"]
    first = bruce_vincent_number(current[0], current[-1], 0.01, 300.0, 300.0)
    assert first > 0.37
    found = _read(record, initial_resistance=300.0, steady_resistance=300.0, bulk_resistance=60.0)
    assert found.quantities["transference_number"].value == pytest.approx(0.35, abs=1e-3)


def test_an_electrolyte_that_has_changed_is_read_by_watanabe() -> None:
    before, after = (polarization_record(bulk_resistance=one) for one in (60.0, 66.0))
    found = _read(before, after=_columns(after.before))
    assert found.quantities["transference_number"].rule == "watanabe_current_fraction"
    assert "BULK_RESISTANCE_CHANGED" in _codes(found)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"polarization": 0.05}, "LARGE_POLARIZATION"),
        ({"initial_current": 0.97 * 0.01 / 360}, "INITIAL_CURRENT_LATE"),
        ({"bulk_resistance": 50.0, "initial_current": None}, "ERROR_AMPLIFIED"),
        ({"steady_resistance": 20.0}, "RESISTANCE_CHANGED"),
        ({"steady_current": 2.95e-5}, "TRANSFERENCE_NUMBER_OUTSIDE"),
    ],
)
def test_doubtful_numbers_are_warned_of(changes: dict[str, float | None], code: str) -> None:
    given = {"polarization": 0.01, **NUMBERS, **STEADY} | changes
    scale = given["polarization"] / 0.01
    for name in ("initial_current", "steady_current"):
        given[name] = given[name] * scale if given[name] is not None else None
    assert code in _codes(bruce_vincent(given.pop("polarization"), **given))
    assert code not in _codes(bruce_vincent(0.01, **NUMBERS, **STEADY))


def test_a_record_that_is_not_steady_is_warned_of() -> None:
    assert "NOT_STEADY" in _codes(_read(polarization_record(duration=60.0)))
    assert "NOT_STEADY" not in _codes(_read(polarization_record(sampling_interval=10.0)))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"polarization": 0.0}, "NO_POLARIZATION"),
        ({"initial_resistance": None}, "NUMBERS_MISSING"),
        ({"initial_resistance": 0.0}, "NUMBER_NOT_POSITIVE"),
        ({"initial_resistance": 400.0}, "DROP_EXCEEDS_POLARIZATION"),
    ],
)
def test_what_gives_no_number_is_refused(given: dict[str, float | None], code: str) -> None:
    known = {"polarization": 0.01, **NUMBERS, **STEADY} | given
    with pytest.raises(FitError) as refused:
        bruce_vincent(known.pop("polarization"), **known)
    assert refused.value.message.code == code


def test_noise_is_no_spectrum_of_a_cell() -> None:
    record = polarization_record(sampling_interval=20.0)
    random = np.random.default_rng(0).normal(100.0, 60.0, (2, 57))
    with pytest.raises(FitError) as refused:
        _read(record, before=(_columns(record.before)[0], *random))
    assert refused.value.message.code == "SPECTRUM_NOT_OF_A_CELL"


def test_current_and_spectra_of_different_cells_give_no_number() -> None:
    record = polarization_record(sampling_interval=20.0)
    with pytest.raises(FitError) as refused:
        _read(record, 0.05)
    assert refused.value.message.code == "NO_ONE_CELL"


@pytest.mark.parametrize("number", [0.0, 1.2])
def test_a_cell_without_a_steady_current_is_refused(number: float) -> None:
    with pytest.raises(FitError, match="transference number"):
        PolarizedCell(60.0, 300.0, number, 200.0)

import numpy as np
import pytest

from fitting.charge_transfer.kinetics_series import kinetics_series
from fitting.messages import FitError
from fitting.synthetic.kinetics_series import kinetics_series_curve


def test_the_first_stable_cycle_is_that_of_the_formula() -> None:
    cycle = np.arange(1, 16)
    # j0 from 4 to 10 with n_s = 2: 1 + 2 ln(0.6 / 0.05) = 5.970
    j0 = 10 - 6 * np.exp(-(cycle - 1) / 2)
    found = kinetics_series(cycle, j0)
    assert found.quantities["first_stable_cycle"].value == pytest.approx(1 + 2 * np.log(12), rel=1e-5)
    assert found.quantities["limiting_exchange_current_density"].value == pytest.approx(10.0, rel=1e-6)
    assert found.verdicts["approach"] == "exponential"


def test_at_the_first_stable_cycle_five_percent_are_left() -> None:
    curve = kinetics_series_curve(relative_scatter=1e-9, transfer_coefficient_scatter=1e-9, cycles=25)
    stable = kinetics_series(*curve.columns.values()).quantities["first_stable_cycle"].value
    left = abs(4.0 / 10.0 - 1) * np.exp(-(stable - 1) / 1.5)
    assert left == pytest.approx(0.05, rel=1e-4)


def test_truth_lies_within_the_intervals() -> None:
    names = ("first_stable_cycle", "limiting_exchange_current_density", "limiting_transfer_coefficient")
    names = (*names, "stabilization_cycles")
    inside = 0
    for seed in range(20):
        curve = kinetics_series_curve(seed=seed)
        found = kinetics_series(*curve.columns.values()).quantities
        inside += sum(found[name].interval[0] <= curve.truth[name] <= found[name].interval[1] for name in names)
    assert inside >= 71  # of 80


def test_one_bad_cycle_does_not_move_the_limit() -> None:
    curve = kinetics_series_curve(glitches=1, seed=3)
    limit = kinetics_series(*curve.columns.values()).quantities["limiting_exchange_current_density"]
    assert limit.value == pytest.approx(10.0, rel=0.03)


def test_a_constant_series_is_stable_from_its_first_cycle() -> None:
    random = np.random.default_rng(0)
    found = kinetics_series(np.arange(1, 21), 10 * np.exp(random.normal(0, 0.02, 20)))
    assert found.verdicts["approach"] == "constant"
    assert found.quantities["first_stable_cycle"].value == 1.0
    assert "stabilization_cycles" not in found.quantities


def test_a_series_that_jumps_is_read_by_median_and_band() -> None:
    j0 = np.array([5.0, 5.1, 4.9, 5.0, 10.0, 10.1, 9.9, 10.0, 10.05, 9.95, 10.0, 10.02])
    found = kinetics_series(np.arange(1, 6), j0[2:7])
    assert "FEW_CYCLES" in [one.code for one in found.warnings]
    short = found.quantities["first_stable_cycle"]
    assert short.value == 3.0  # the third of these five


def test_a_series_still_changing_has_only_a_bound() -> None:
    cycle = np.arange(1, 11)
    found = kinetics_series(cycle, 10 - 8 * np.exp(-(cycle - 1) / 12.0))
    estimate = found.quantities["first_stable_cycle"]
    assert estimate.value is None and estimate.bound == ("above", 10.0)
    assert "NOT_YET_STABLE" in [one.code for one in found.warnings]


def test_the_unit_of_the_current_does_not_matter() -> None:
    curve = kinetics_series_curve(seed=5)
    cycle, j0, alpha = curve.columns.values()
    small, large = (kinetics_series(cycle, scale * j0, alpha).quantities for scale in (1.0, 1e4))
    assert large["first_stable_cycle"].value == pytest.approx(small["first_stable_cycle"].value, rel=1e-6)


def test_a_badly_known_cycle_weighs_little() -> None:
    cycle = np.arange(1, 16)
    j0 = 10 - 6 * np.exp(-(cycle - 1) / 2.0)
    j0[9] *= 1.1
    errors = np.full(15, 0.1)
    errors[9] = 5.0
    limit = kinetics_series(cycle, j0, exchange_current_density_error=errors)
    assert limit.quantities["limiting_exchange_current_density"].value == pytest.approx(10.0, rel=2e-3)


@pytest.mark.parametrize(
    ("cycle", "j0", "code"),
    [
        ([1, 2], [1.0, 2.0], "TOO_FEW_CYCLES"),
        ([1, 2, 2, 3], [1.0, 2.0, 2.0, 2.0], "CYCLES_NOT_INCREASING"),
        ([1, 2, 3], [1.0, -2.0, 2.0], "NOT_POSITIVE"),
        ([1, 2, 3], [1.0, 2.0], "LENGTHS_DIFFER"),
    ],
)
def test_what_is_no_series_is_refused(cycle: list[int], j0: list[float], code: str) -> None:
    with pytest.raises(FitError) as caught:
        kinetics_series(cycle, j0)
    assert caught.value.message.code == code


def test_missing_cycles_are_told() -> None:
    curve = kinetics_series_curve(cycles=12)
    keep = np.r_[0:5, 7:12]
    found = kinetics_series(*(column[keep] for column in curve.columns.values()))
    assert "CYCLES_MISSING" in [one.code for one in found.warnings]


@pytest.mark.parametrize(
    "course", [lambda n: 10 + 0.5 * n, lambda n: 10 * np.exp(0.05 * n), lambda n: np.where(n < 15, 5.0, 9.0)]
)
def test_a_series_that_goes_elsewhere_is_no_constant(course: object) -> None:
    found = kinetics_series(np.arange(1.0, 31.0), course(np.arange(1.0, 31.0)))
    assert found.verdicts["approach"] == "irregular"
    assert "NOT_EXPONENTIAL" in [one.code for one in found.warnings]

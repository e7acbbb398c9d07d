import numpy as np
import pytest

from fitting.charge_transfer.allen_hickling import allen_hickling
from fitting.messages import FitError
from fitting.synthetic.polarization_curve import polarization_curve

AREA = 4.9e-10


@pytest.mark.parametrize("window", [(-0.03, -0.001), (0.001, 0.03), (-0.05, 0.05), (-0.2, -0.1)])
def test_it_is_exact_on_butler_volmer_in_any_window(window: tuple[float, float]) -> None:
    columns = polarization_curve(noise="clean", transfer_coefficient=0.37).columns
    found = allen_hickling(columns["potential"], columns["current"] / AREA, window=window, series_resistance=0.0)
    assert found.quantities["transfer_coefficient"].value == pytest.approx(0.37, rel=1e-9)
    assert found.quantities["exchange_current_density"].value == pytest.approx(100.0, rel=1e-9)


def test_on_marcus_it_gives_the_differential_alpha_at_the_middle_of_the_window() -> None:
    columns = polarization_curve(law="marcus_hush", noise="clean", reorganization_energy=0.4).columns
    found = allen_hickling(
        columns["potential"], columns["current"] / AREA, window=(-0.12, -0.06), series_resistance=0.0
    )
    # review Eq 3: 1/2 + eta / (2 lambda) at -90 mV
    assert found.quantities["transfer_coefficient"].value == pytest.approx(0.5 - 0.09 / 0.8, abs=1e-3)
    assert found.quantities["window_middle"].value == pytest.approx(-0.09)


def test_at_another_temperature_it_is_exact_too() -> None:
    columns = polarization_curve(noise="clean", transfer_coefficient=0.45, temperature=330.0).columns
    found = allen_hickling(
        columns["potential"], columns["current"] / AREA, window=(-0.1, -0.01), series_resistance=0.0, temperature=330.0
    )
    assert found.quantities["transfer_coefficient"].value == pytest.approx(0.45, rel=1e-9)


@pytest.mark.parametrize("resistance", [0.0, 3e5])
def test_truth_lies_within_the_intervals(resistance: float) -> None:
    inside = 0
    for seed in range(10):
        columns = polarization_curve(
            seed=seed, exchange_current_density=50.0, transfer_coefficient=0.42, series_resistance=resistance
        ).columns
        found = allen_hickling(
            columns["potential"],
            columns["current"] / AREA,
            columns["time"],
            window=(-0.1, -0.02),
            series_resistance=resistance * AREA,
            effort="live",
        ).quantities
        inside += found["transfer_coefficient"].interval[0] <= 0.42 <= found["transfer_coefficient"].interval[1]
        inside += found["exchange_current_density"].interval[0] <= 50.0 <= found["exchange_current_density"].interval[1]
    assert inside >= 16  # of 20


def test_without_a_window_it_takes_the_plating_branch() -> None:
    columns = polarization_curve(seed=3).columns
    found = allen_hickling(columns["potential"], columns["current"] / AREA, series_resistance=0.0)
    assert found.verdicts["branch"] == "cathodic"
    assert found.quantities["window_start"].value == pytest.approx(-0.2, abs=2e-3)


def test_an_equilibrium_potential_that_is_off_shows_in_the_interval() -> None:
    columns = polarization_curve(noise="clean").columns
    shifted = columns["potential"] + 2e-3
    found = allen_hickling(
        shifted,
        columns["current"] / AREA,
        window=(-0.1, -0.02),
        series_resistance=0.0,
        equilibrium_potential_standard_error=2e-3,
    )
    low, high = found.quantities["exchange_current_density"].interval
    assert low < 100.0 < high
    assert found.quantities["exchange_current_density"].standard_error > 1.0


def test_j0_scales_with_the_current_and_alpha_does_not() -> None:
    columns = polarization_curve(noise="clean").columns
    E, j = columns["potential"], columns["current"] / AREA
    once, tenfold = (allen_hickling(E, scale * j, series_resistance=0.0).quantities for scale in (1.0, 10.0))
    ratio = tenfold["exchange_current_density"].value / once["exchange_current_density"].value
    assert ratio == pytest.approx(10.0, rel=1e-8)
    assert tenfold["transfer_coefficient"].value == pytest.approx(once["transfer_coefficient"].value, rel=1e-8)


def test_pictures_hold_finite_numbers() -> None:
    columns = polarization_curve(seed=4).columns
    found = allen_hickling(columns["potential"], columns["current"] / AREA, window=(-0.1, 0.1), series_resistance=0.0)
    for panel in found.panels:
        for trace in panel.traces:
            assert np.isfinite(trace.x).all() and np.isfinite(trace.y).all()


def test_a_negative_resistance_is_refused() -> None:
    columns = polarization_curve(seed=4).columns
    with pytest.raises(FitError, match="0 or more"):
        allen_hickling(columns["potential"], columns["current"] / AREA, series_resistance=-1.0)


def test_lithium_in_ten_percent_fec_reads_as_published() -> None:
    # Boyle 2020, Fig 4a, digitised in DiffEC (MIT): 100 to 250 mV gave alpha 0.200 and j0 36.9 mA/cm2.
    E = [-0.240555791, -0.210276485, -0.181428974, -0.151142615, -0.120835097, -0.090506418, -0.060149527]
    j = [235.8028336, 192.4481433, 153.5587293, 122.5279857, 91.36593726, 63.66805293, 40.53620963]
    found = allen_hickling(E, -10 * np.array(j), window=(-0.25, -0.1), equilibrium_potential=0.0)
    assert found.quantities["transfer_coefficient"].value == pytest.approx(0.200, abs=1e-3)
    assert found.quantities["exchange_current_density"].value == pytest.approx(369.0, rel=3e-3)
    assert "RESISTANCE_UNKNOWN" in [one.code for one in found.warnings]

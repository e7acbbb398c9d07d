import numpy as np
import pytest

from fitting.charge_transfer.tafel import tafel
from fitting.messages import FitError
from fitting.synthetic.polarization_curve import polarization_curve

AREA, THERMAL = 4.9e-10, 0.025692579
E = np.linspace(-0.2, 0.2, 161)


def _straight(alpha: float = 0.4, j0: float = 50.0) -> np.ndarray:
    """Both directions, each alone: what Tafel believes."""
    return np.where(E < 0, -j0 * np.exp(-alpha * E / THERMAL), j0 * np.exp((1 - alpha) * E / THERMAL))


@pytest.mark.parametrize("window", [(-0.19, -0.12), (0.12, 0.19)])
def test_a_straight_line_gives_its_own_numbers_on_either_branch(window: tuple[float, float]) -> None:
    found = tafel(E, _straight(), window=window, series_resistance=0.0, equilibrium_potential=0.0)
    assert found.fit is not None
    assert found.fit.values[1] == pytest.approx(0.4, rel=1e-6)
    assert np.exp(found.fit.values[0]) == pytest.approx(50.0, rel=1e-5)
    assert found.verdicts["branch"] == ("cathodic" if window[0] < 0 else "anodic")


def test_the_bias_of_the_back_reaction_is_the_measured_one_and_is_said() -> None:
    # PHYSICS 2.2: 60 to 120 mV on Butler-Volmer: alpha +0.036, ln j0 -0.16
    columns = polarization_curve(noise="clean").columns
    found = tafel(columns["potential"], columns["current"] / AREA, window=(-0.12, -0.06), series_resistance=0.0)
    message = next(one for one in found.warnings if one.code == "BACK_REACTION")
    assert message.arguments["alpha"] == pytest.approx(0.036, abs=0.003)
    assert found.quantities["transfer_coefficient"].value - 0.5 == pytest.approx(0.036, abs=0.005)
    low, high = found.quantities["transfer_coefficient"].interval
    assert low < 0.5 < high


def test_from_118_millivolts_on_the_back_reaction_is_not_mentioned() -> None:
    columns = polarization_curve(noise="clean").columns
    far = tafel(columns["potential"], columns["current"] / AREA, window=(-0.2, -0.119), series_resistance=0.0)
    near = tafel(columns["potential"], columns["current"] / AREA, window=(-0.2, -0.11), series_resistance=0.0)
    assert "BACK_REACTION" not in [one.code for one in far.warnings]
    assert "BACK_REACTION" in [one.code for one in near.warnings]


def test_the_intercept_overestimates_on_marcus_and_the_curve_is_called_curved() -> None:
    columns = polarization_curve(law="marcus_hush", noise="clean").columns
    found = tafel(columns["potential"], columns["current"] / AREA, window=(-0.2, -0.12), series_resistance=0.0)
    assert found.quantities["exchange_current_density"].value == pytest.approx(178.0, rel=0.03)  # 78 % too large
    assert "CURVED_BRANCH" in [one.code for one in found.warnings]


def test_an_ohmic_drop_is_solved_for() -> None:
    curve = polarization_curve(noise="clean", series_resistance=3e4, transfer_coefficient=0.42)
    columns = curve.columns
    given = (columns["potential"], columns["current"] / AREA)
    known = tafel(*given, window=(-0.16, -0.12), series_resistance=3e4 * AREA)
    assert known.quantities["transfer_coefficient"].value == pytest.approx(0.42, abs=0.01)
    unknown = tafel(*given, window=(-0.2, -0.12))
    assert "RESISTANCE_UNKNOWN" in [one.code for one in unknown.warnings]
    assert unknown.quantities["transfer_coefficient"].value < 0.4


def test_noise_in_a_large_ohmic_drop_does_not_bend_the_line() -> None:
    values = []
    for seed in range(6):
        columns = polarization_curve(noise="white", relative_noise=0.05, series_resistance=3e5, seed=seed).columns
        found = tafel(
            columns["potential"], columns["current"] / AREA, window=(-0.12, -0.06), series_resistance=3e5 * AREA
        )
        assert found.fit is not None
        values.append(found.quantities["transfer_coefficient"].value)
    clean = polarization_curve(noise="clean", series_resistance=3e5).columns
    truth = tafel(clean["potential"], clean["current"] / AREA, window=(-0.12, -0.06), series_resistance=3e5 * AREA)
    expected = truth.quantities["transfer_coefficient"].value
    assert np.mean(values) == pytest.approx(expected, abs=3 * np.std(values) / np.sqrt(6) + 1e-3)


def test_the_window_is_always_with_the_numbers_and_the_map_holds_many() -> None:
    columns = polarization_curve(seed=1).columns
    found = tafel(columns["potential"], columns["current"] / AREA, series_resistance=0.0)
    assert found.quantities["window_end"].value == pytest.approx(-0.1183, abs=1e-3)
    assert found.quantities["window_start"].value == pytest.approx(-0.2, abs=2e-3)
    assert len(set(map(len, found.table.values()))) == 1
    assert len(found.table["window_start"]) > 10
    near, far = found.table["transfer_coefficient"][0], found.table["transfer_coefficient"][-1]
    assert far > near + 0.05  # the windows near equilibrium are the biased ones


def test_a_narrow_window_and_a_far_extrapolation_are_told() -> None:
    columns = polarization_curve(seed=1).columns
    found = tafel(columns["potential"], columns["current"] / AREA, window=(-0.16, -0.12), series_resistance=0.0)
    assert "NARROW_WINDOW" in [one.code for one in found.warnings]


def test_an_uncertain_resistance_widens_the_interval() -> None:
    columns = polarization_curve(series_resistance=2e4, seed=2).columns
    given = (columns["potential"], columns["current"] / AREA)
    sure = tafel(*given, window=(-0.18, -0.12), series_resistance=2e4 * AREA)
    unsure = tafel(
        *given, window=(-0.18, -0.12), series_resistance=2e4 * AREA, series_resistance_standard_error=6e3 * AREA
    )
    wide, narrow = (one.quantities["transfer_coefficient"].standard_error for one in (unsure, sure))
    assert wide > 1.5 * narrow


@pytest.mark.parametrize(
    ("window", "code"), [((-0.1, 0.1), "WINDOW_CROSSES_EQUILIBRIUM"), ((-0.9, -0.8), "TOO_FEW_POINTS")]
)
def test_a_window_that_cannot_be_is_refused(window: tuple[float, float], code: str) -> None:
    with pytest.raises(FitError) as caught:
        tafel(E, _straight(), window=window)
    assert caught.value.message.code == code


def test_magnitudes_get_the_sign_of_their_side() -> None:
    found = tafel(E, np.abs(_straight()), window=(-0.19, -0.12), series_resistance=0.0, equilibrium_potential=0.0)
    assert found.quantities["transfer_coefficient"].value == pytest.approx(0.4, rel=1e-6)
    assert "SIGN_RESTORED" in [one.code for one in found.warnings]

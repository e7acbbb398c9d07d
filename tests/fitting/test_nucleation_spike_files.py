"""The spike on real Li||Cu files: their reference values were computed by independent readers."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from fitting.electrocrystallization import NucleationSpike, nucleation_spike

LOOPS = (0, 235, 1221, 2191, 3142, 4083, 5015, 5938, 6852, 7761, 8675, 9584)
SPIKES = {
    "A4-01_0.1mAcm2": (2.64, -89.5),
    "A5-01_1mAcm2": (0.57, -176.3),
    "S01_1mAcm2_0.5mAhcm2_SEI12s": (1.32, -160.1),
    "S02_1mAcm2_0.5mAhcm2_SEI60s": (0.26, -144.3),
    "S03_1mAcm2_0.5mAhcm2_SEI1800s": (0.14, -171.8),
    "old2.2V_1mAcm2": (0.43, -196.3),
    "S08_1mAcm2_10uAhcm2": (0.073, -186.6),
}


def _columns(folder: Path, name: str, step: str = "04_CP") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    from galvani.BioLogic import MPRfile

    with (folder / "biologic_mpr" / f"LiCu_{name}_{step}.mpr").open("rb") as file:
        data = MPRfile(file).data
    names = data.dtype.names
    potential = next(one for one in ("Ewe/V", "<Ewe>/V") if one in names)
    current = next(one for one in ("I/mA", "<I>/mA") if one in names)
    return data["time/s"].astype(float), data[potential].astype(float), data[current].astype(float) * 1e-3


@pytest.mark.parametrize("name", SPIKES)
def test_the_spike_is_the_recorded_sample(instrument_data: Path, name: str) -> None:
    time, potential, current = _columns(instrument_data, name)
    spike = nucleation_spike(time, potential, current)
    when, level = SPIKES[name]
    assert spike.verdicts["spike"] == "present"
    assert spike.quantities["spike_time"].value == pytest.approx(when, abs=0.006)
    assert spike.quantities["spike_potential"].value * 1e3 == pytest.approx(level, abs=0.1)
    elapsed = time - time[0]
    sample = int(np.argmin(np.abs(elapsed - spike.quantities["spike_time"].value)))
    assert elapsed[sample] == pytest.approx(spike.quantities["spike_time"].value, abs=1e-9)


def test_s08_has_a_crest_and_a_growing_overpotential(instrument_data: Path) -> None:
    spike = nucleation_spike(*_columns(instrument_data, "S08_1mAcm2_10uAhcm2"))
    assert spike.verdicts["plateau_trend"] == "self_smoothing"
    assert spike.quantities["crest_time"].value == pytest.approx(0.4, abs=0.1)
    assert spike.quantities["crest_potential"].value * 1e3 == pytest.approx(-82.4, abs=0.2)


def _platings(folder: Path, **more: object) -> list[NucleationSpike]:
    time, potential, current = _columns(folder, "S20_10cycles")
    return [nucleation_spike(time[a:b], potential[a:b], current[a:b], **more) for a, b in pairwise(LOOPS)]


def test_the_spike_of_s20_fades_over_five_platings(instrument_data: Path) -> None:
    found = _platings(instrument_data)
    assert [one.verdicts["spike"] for one in found] == ["present"] * 5 + ["absent"] * 6
    # The reference is the lowest of a running median of seven samples: two recording steps above the lowest sample.
    for one, level in zip(found, (-176.4, -89.4, -82.2, -79.0, -77.6), strict=False):
        assert one.quantities["spike_potential"].value * 1e3 == pytest.approx(level, abs=2.2)


def test_the_median_rule_gives_the_reference_of_s20(instrument_data: Path) -> None:
    found = _platings(instrument_data, rule="smoothed_minimum")
    for one, level in zip(found, (-176.4, -89.4, -82.2, -79.0, -77.6), strict=False):
        assert one.quantities["spike_potential"].value * 1e3 == pytest.approx(level, abs=0.1)


def test_a_monotone_curve_has_no_spike(instrument_data: Path) -> None:
    assert nucleation_spike(*_columns(instrument_data, "S20_10cycles", "07_CP")).verdicts["spike"] == "absent"


def test_a_soft_short_is_not_readable_and_says_why(instrument_data: Path) -> None:
    spike = nucleation_spike(*_columns(instrument_data, "A6-01_10mAcm2"))
    assert spike.verdicts["spike"] == "not_readable"
    assert not spike.quantities
    assert {"JUMP_HIDES_SPIKE", "NOT_FIRST_DESCENT"} <= {warning.code for warning in spike.warnings}


def test_a_cell_without_lithium_is_told(instrument_data: Path) -> None:
    spike = nucleation_spike(*_columns(instrument_data, "S22_Cu-LFP", "02_CP"))
    assert "NOT_VERSUS_LITHIUM" in {warning.code for warning in spike.warnings}


@pytest.mark.parametrize("name", list(SPIKES)[:6])
def test_thinned_shifted_and_noisy_files_keep_their_spike(instrument_data: Path, name: str) -> None:
    time, potential, current = _columns(instrument_data, name)
    plain = nucleation_spike(time, potential, current).quantities["spike_time"].value
    half = nucleation_spike(time[::2], potential[::2], current[::2])
    random = np.random.default_rng(1)
    shaken = nucleation_spike(time, potential + random.normal(0, 5e-4, time.size), current)
    for one in (half, shaken):
        assert one.verdicts["spike"] == "present"
        assert one.quantities["spike_time"].value == pytest.approx(plain, rel=0.25)

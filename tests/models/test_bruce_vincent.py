"""The transference number of Bruce and Vincent through the application."""

import json
from pathlib import Path

import numpy as np
import pytest

from fitting.synthetic import PolarizationRecord, polarization_record
from models.analyze import analyze_contents
from models.mass_transfer import METHODS
from models.mass_transfer.bruce_vincent import BRUCE_VINCENT
from models.outputs import results_as_json
from models.readers import FileContent, read_file
from models.recipe import given_settings
from models.result import Failure, Result
from models.step import Step

STEP = Step("mass_transfer", "Mass transfer", "", METHODS)


def _file(folder: Path, name: str, headings: str, *columns: np.ndarray) -> FileContent:
    file = folder / f"{name}.csv"
    np.savetxt(file, np.column_stack(columns), delimiter=",", header=headings, comments="", fmt="%.10g")
    return read_file(file)


def _files(folder: Path, record: PolarizationRecord, names: tuple[str, str] = ("a", "b")) -> list[FileContent]:
    time, current = record.current.columns["time"], record.current.columns["current"]
    headings = "frequency / Hz,impedance real / ohm,impedance imaginary / ohm"
    return [
        _file(folder, "polarization", "time / s,current / uA", time, 1e6 * current),
        _file(folder, names[0], headings, *record.before.columns.values()),
        _file(folder, names[1], headings, *record.after.columns.values()),
    ]


def _analyzed(contents: list[FileContent], *texts: str) -> tuple[list[Result], list[Failure]]:
    found = analyze_contents(STEP, BRUCE_VINCENT, contents, given_settings(BRUCE_VINCENT, texts))
    json.dumps(results_as_json(*found), allow_nan=False)
    return found


def test_current_and_spectra_are_fitted_together(tmp_path: Path) -> None:
    record = polarization_record(sampling_interval=10.0, resistance_growth=0.05)
    ((result,), failures) = _analyzed(_files(tmp_path, record), "polarization=10 mV", "thickness=500 um")
    assert not failures
    assert [part.curve.name for part in result.subject] == ["polarization", "a", "b"]
    found = result.outcome.quantities
    for name, truth in record.truth.items():
        assert abs(found[name].value - truth) <= 4 * found[name].standard_error
    assert found["diffusion_coefficient"].value == pytest.approx((500e-6) ** 2 / 800, rel=0.02)
    assert set(found) == {one.name for one in BRUCE_VINCENT.quantities}
    assert len(result.outcome.panels) == 3


def test_names_tell_before_from_after(tmp_path: Path) -> None:
    record = polarization_record(sampling_interval=20.0, resistance_growth=0.2)
    contents = _files(tmp_path, record, ("EIS before", "EIS after"))
    ((result,), _) = _analyzed([contents[2], contents[0], contents[1]], "polarization=10 mV")
    found = result.outcome.quantities
    assert found["initial_resistance"].value == pytest.approx(300.0, rel=0.02)
    assert found["steady_resistance"].value > 340.0


def test_numbers_alone_need_no_file() -> None:
    ((result,), failures) = _analyzed(
        [],
        "polarization=10 mV",
        "initial_current=27.7778 uA",
        "steady_current=21.2121 uA",
        "initial_resistance=300 ohm",
        "steady_resistance=300 ohm",
        "bulk_resistance=60 ohm",
        "initial_current_standard_error=0.1 uA",
    )
    assert not failures
    number = result.outcome.quantities["transference_number"]
    assert number.value == pytest.approx(0.35, abs=1e-4)
    assert number.standard_error == pytest.approx(0.35 * 6 * 0.1 / 27.7778, rel=0.01)
    assert result.outcome.quantities["error_amplification"].value == pytest.approx(-6.0)


def test_a_current_alone_asks_for_the_resistances(tmp_path: Path) -> None:
    contents = _files(tmp_path, polarization_record(sampling_interval=20.0))[:1]
    results, (failure,) = _analyzed(contents, "polarization=10 mV")
    assert not results
    assert failure.message.code == "NUMBERS_MISSING"
    assert "initial_resistance" in failure.message.text
    given = "polarization=10 mV", "initial_resistance=300 ohm", "bulk_resistance=60 ohm"
    ((result,), _) = _analyzed(contents, *given)
    assert result.outcome.quantities["transference_number"].value == pytest.approx(0.35, abs=2e-3)


def test_the_polarization_is_taken_from_a_file_that_records_it(tmp_path: Path) -> None:
    record = polarization_record(sampling_interval=20.0, polarization=-0.01)
    time, current = record.current.columns["time"], record.current.columns["current"]
    headings = "time / s,current / uA,potential / V"
    step = _file(tmp_path, "step", headings, time, 1e6 * current, np.full(time.size, -0.01))
    ((result,), _) = _analyzed([step, *_files(tmp_path, record)[1:]])
    assert result.recipe["polarization"].origin == "file"
    assert result.outcome.quantities["transference_number"].value == pytest.approx(0.35, abs=3e-3)


def test_without_a_polarization_there_is_a_sentence(tmp_path: Path) -> None:
    results, (failure,) = _analyzed(_files(tmp_path, polarization_record(sampling_interval=20.0)))
    assert not results
    assert failure.message.code == "MISSING_SETTING"
    assert "polarization" in failure.message.text


def test_two_polarizations_with_spectra_are_not_guessed_apart(tmp_path: Path) -> None:
    contents = _files(tmp_path, polarization_record(sampling_interval=20.0))
    again = _file(tmp_path, "second", "time / s,current / uA", np.arange(1.0, 60), np.full(59, 3.0))
    results, (failure,) = _analyzed([*contents, again], "polarization=10 mV")
    assert not results
    assert failure.message.code == "SEVERAL_POLARIZATIONS"

from __future__ import annotations

from pathlib import Path

import pytest

from models.readers import ReadError, read_file
from models.readers.questions import open_questions
from tests.instruments import writers
from tests.receipts import said

SETTINGS = """EC-LAB SETTING FILE

Number of linked techniques : 2

Electrode material : copper
Reference electrode : Li/Li+ (0.000 V)
Electrolyte : 4 M LiFSI in DME
Electrode surface area : {area}

Technique : 1
Open Circuit Voltage
tR (h:m:s)          0:01:0.0000

Technique : 2
Chronopotentiometry
Is                  -196.000
unit Is             µA
E range min (V)     -1.000
"""
COLUMNS = {"time/s": [0.1 * row for row in range(30)], "Ewe/V": [-0.1 - 0.001 * row for row in range(30)],
           "I/mA": [-0.196] * 30}  # fmt: skip


def test_settings_are_no_data_and_say_what_they_set(tmp_path: Path) -> None:
    path = tmp_path / "cell.mps"
    text = "EC-LAB SETTING FILE\r\n\r\nNumber of linked techniques : 2\r\n\r\nTechnique : 1\r\nOpen Circuit Voltage\r\n"
    path.write_text(text + "tR (h:m:s) 0:01\r\n\r\nTechnique : 2\r\nModulo Bat\r\n", encoding="cp1252", newline="")
    with pytest.raises(ReadError) as refused:
        read_file(path)
    assert refused.value.message.code == "SETTINGS_ONLY"
    assert "Open Circuit Voltage, Modulo Bat" in str(refused.value)


@pytest.mark.parametrize("name", ["LiCu_S03.mps", "LiCu_S20_10cycles.mps"])
def test_real_settings_are_told_from_data(instrument_data: Path, name: str) -> None:
    with pytest.raises(ReadError, match="Chronopotentiometry") as refused:
        read_file(instrument_data / "biologic_mps" / name)
    assert refused.value.message.code == "SETTINGS_ONLY"


def beside(folder: Path, area: str = "0.196 cm²") -> None:
    (folder / "cell µ.mps").write_bytes(SETTINGS.format(area=area).replace("\n", "\r\n").encode("cp1252"))


@pytest.mark.parametrize("kind", ["mpr", "mpt", "txt"])
def test_settings_beside_a_recording_say_what_it_does_not(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"cell µ_02_CP_C01.{kind}"
    path.write_bytes(
        {
            "mpr": lambda: writers.mpr(COLUMNS, area=0.001),
            "mpt": lambda: writers.eclab_mpt(COLUMNS, area="0.001 cm²"),
            "txt": lambda: writers.eclab_export(COLUMNS),
        }[kind]()
    )
    (alone,) = read_file(path).curves
    assert alone.electrode_area is None and "reference" in open_questions(alone)
    beside(tmp_path)
    (curve,) = read_file(path).curves
    assert curve.electrode_area == pytest.approx(1.96e-5) and open_questions(curve) == ()
    assert curve.metadata["electrolyte"] == "4 M LiFSI in DME"
    assert "Is -196.000; unit Is µA; E range min (V) -1.000" in curve.metadata["technique_settings"]
    assert curve.metadata["technique"] == "Chronopotentiometry" and curve.technique == "chronopotentiometry"
    assert "cell µ.mps" in said(curve.receipt.assumptions) and "0.196 cm²" in said(curve.receipt.assumptions)


def test_what_the_recording_says_itself_goes_before_its_settings(tmp_path: Path) -> None:
    path = tmp_path / "cell µ_02_CP.mpt"
    path.write_bytes(writers.eclab_mpt(COLUMNS, area="1.130 cm²"))
    beside(tmp_path)
    assert read_file(path).curves[0].electrode_area == pytest.approx(1.13e-4)


def test_a_default_area_in_the_settings_is_not_believed_either(tmp_path: Path) -> None:
    path = tmp_path / "cell µ_02_CP.txt"
    path.write_bytes(writers.eclab_export(COLUMNS))
    beside(tmp_path, area="0.001 cm²")
    assert read_file(path).curves[0].electrode_area is None


def test_settings_of_another_experiment_are_left_alone_and_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "cell µ_01_CP.txt"
    path.write_bytes(writers.eclab_export(COLUMNS))
    beside(tmp_path)
    (curve,) = read_file(path).curves
    assert curve.electrode_area is None and "technique_settings" not in curve.metadata
    assert [flag.code for flag in curve.receipt.flags if "SETTINGS" in flag.code] == ["SETTINGS_DO_NOT_FIT"]

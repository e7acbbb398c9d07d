from __future__ import annotations

from pathlib import Path

import pytest

from models.readers import ReadError, read_file


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

from __future__ import annotations

from pathlib import Path

import pytest

from models.electrocrystallization import NUCLEATION_SPIKE
from models.recipe import SettingProblem, given_settings, table_texts


def test_a_setting_is_converted_to_si() -> None:
    given = given_settings(
        NUCLEATION_SPIKE, ["area=0.196 cm^2", "current=-0.196 mA", "temperature=25 degC", "window_start=1.5 min"]
    )
    assert given["area"] == pytest.approx(1.96e-5, rel=1e-15)
    assert given["current"] == pytest.approx(-1.96e-4, rel=1e-15)
    assert given["temperature"] == pytest.approx(298.15, rel=1e-15)
    assert given["window_start"] == 90.0


def test_a_minus_sign_may_be_typographic() -> None:
    assert given_settings(NUCLEATION_SPIKE, ["current=−2 uA"])["current"] == pytest.approx(-2e-6)


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("area=0.196", "UNIT_MISSING", 'area="0.196 m^2"'),
        ("area=0.196 V", "UNIT_UNKNOWN", "cm^2"),
        ("area=0.196 furlong", "UNIT_UNKNOWN", "furlong"),
        ("area=large", "BAD_VALUE", "large"),
        ("area=-1 cm^2", "OUT_OF_BOUNDS", "area"),
        ("temperature=1e999 K", "OUT_OF_BOUNDS", "temperature"),
        ("size=1 m", "UNKNOWN_SETTING", "size"),
        ("rule=best", "BAD_VALUE", "spike_minimum"),
        ("area", "BAD_VALUE", "NAME=VALUE"),
    ],
)
def test_a_bad_setting_is_refused_in_one_sentence_that_names_it(text: str, code: str, word: str) -> None:
    with pytest.raises(SettingProblem) as refused:
        given_settings(NUCLEATION_SPIKE, [text])
    assert refused.value.message.code == code
    assert word in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_table_gives_settings_per_file(tmp_path: Path) -> None:
    table = tmp_path / "cells.csv"
    table.write_text("file,area / cm^2,current (mA)\na.mpr,0.196,-0.2\nb.mpr,,-0.4\n", encoding="utf-8")
    settings = {file: given_settings(NUCLEATION_SPIKE, texts) for file, texts in table_texts(table).items()}
    assert settings["a.mpr"] == {"area": pytest.approx(1.96e-5), "current": pytest.approx(-2e-4)}
    assert settings["b.mpr"] == {"current": pytest.approx(-4e-4)}


def test_a_table_without_the_column_file_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "cells.csv"
    table.write_text("name,area / cm^2\na.mpr,0.196\n", encoding="utf-8")
    with pytest.raises(SettingProblem, match="no column named file"):
        table_texts(table)

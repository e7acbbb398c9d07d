"""Journal presets: what ships is whole, what a person edits is used or refused in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fitting.messages import DataProblem
from models.figure import journal as journal_module
from models.figure.journal import ORDER, Journal, journal_named, journals, read_journal, write_own_copy
from models.recipe import SettingProblem


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own" / "journals"
    monkeypatch.setattr(journal_module, "own_folder", lambda: folder)
    return folder


def written(own: Path, **entry: Any) -> Path:
    own.mkdir(parents=True, exist_ok=True)
    path = own / "mine.json"
    path.write_text(json.dumps(entry), encoding="utf-8")
    return path


def test_the_presets_ship_in_their_order_and_name_their_guesses() -> None:
    found, problems = journals()
    assert tuple(found) == ORDER and problems == []
    for journal in found.values():
        assert journal.source and set(journal.guesses) <= set(journal.as_json())
        assert Journal.from_json(json.loads(json.dumps(journal.as_json())), "") == journal
    assert found["ACS"].widths_mm == {"single": 82.55, "double": 177.8}
    assert "widths_mm" in found["Wiley-VCH"].guesses and "widths_mm" in found["Nature"].guesses


def test_a_person_s_own_preset_is_used_and_one_of_the_same_name_replaces_ours(own: Path) -> None:
    written(own, name="Nature", widths_mm={"single": 90.0}, font_pt=6.5)
    found, problems = journals()
    assert problems == []
    assert found["Nature"].font_pt == 6.5 and found["Nature"].widths_mm == {"single": 90.0}
    assert tuple(found) == ORDER


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ({"widths_mm": {"single": 85}}, "name"),
        ({"name": "Mine"}, "widths_mm"),
        ({"name": "Mine", "widths_mm": {}}, "widths_mm"),
        ({"name": "Mine", "widths_mm": {"single": "wide"}}, "widths_mm"),
        ({"name": "Mine", "widths_mm": {"single": 85}, "font_pt": -1}, "font_pt"),
        ({"name": "Mine", "widths_mm": {"single": 85}, "font_pt": True}, "font_pt"),
        ({"name": "Mine", "widths_mm": {"single": 85}, "label_units": "comma"}, "label_units"),
        ({"name": "Mine", "widths_mm": {"single": 85}, "formats": ["docx"]}, "formats"),
        ({"name": "Mine", "widths_mm": {"single": 85}, "families": []}, "families"),
        ({"name": "Mine", "widths_mm": {"single": 85}, "colour": "grey"}, "colour"),
    ],
)
def test_a_preset_that_cannot_be_used_is_one_sentence_and_costs_no_other(
    own: Path, entry: dict[str, Any], named: str
) -> None:
    written(own, **entry)
    found, (problem,) = journals()
    assert tuple(found) == ORDER
    assert problem.code == "BAD_JOURNAL" and f"“{named}”" in problem.text and "mine.json" in problem.text


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff\xfe", b"{" * 100_000, b'{"name": "A"'])
def test_a_file_that_is_no_preset_is_one_sentence(own: Path, content: bytes) -> None:
    own.mkdir(parents=True)
    (own / "broken.json").write_bytes(content)
    with pytest.raises(DataProblem, match=r"broken\.json is not used"):
        read_journal(own / "broken.json")


def test_an_own_copy_is_the_preset_under_a_name_of_its_own(own: Path) -> None:
    acs = journal_named("acs")
    first, second = write_own_copy(acs), write_own_copy(acs)
    assert first.parent == own and first != second
    names = [read_journal(path).name for path in (first, second)]
    assert names == ["ACS (own)", "ACS (own 2)"]
    assert replace(read_journal(first), name="ACS") == acs


def test_an_unknown_name_names_the_others() -> None:
    with pytest.raises(SettingProblem, match="no journal preset Cell; there are Anodescope, ACS"):
        journal_named("Cell")


def test_a_figure_is_never_higher_than_the_page() -> None:
    nature = journal_named("Nature")
    assert nature.height_of(89.0) == pytest.approx(0.85 * 89, abs=0.05)
    assert nature.height_of(89.0, 1, 8) == nature.max_height_mm
    assert nature.height_of(183.0) == 100.0

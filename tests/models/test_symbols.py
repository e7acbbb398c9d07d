from __future__ import annotations

import pytest

from models.steps import STEPS
from models.symbols import known_pieces, symbol_pieces


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("E_pl / V", ["pl"]),
        ("R_e,ss / Ω", ["e,ss"]),
        ("E_sp − E_pl", ["sp", "pl"]),
        ("τ/τ_pred", ["pred"]),
        ("n_s(α)", ["s"]),
        ("j⁰_∞ / mA cm⁻²", ["∞"]),
        ("t / s", []),
    ],
)
def test_what_follows_the_sign_stands_lower(text: str, lowered: list[str]) -> None:
    assert [part for part, is_index in symbol_pieces(text) if is_index] == lowered
    assert [part for part, is_index in known_pieces(text) if is_index] == lowered


def test_no_symbol_keeps_its_sign() -> None:
    symbols = {q.symbol for step in STEPS for method in step.methods for q in (*method.settings, *method.quantities)}
    assert [symbol for symbol in symbols if "_" in "".join(part for part, _ in symbol_pieces(symbol))] == []


def test_names_of_files_stay_as_they_are() -> None:
    for text in ("LiCu_S20_10cycles_04_CP.mpr", "my_E_sp.csv", "E_sp.csv", "a_b"):
        assert known_pieces(text) == [(text, False)] or "".join(part for part, _ in known_pieces(text)) == text
        assert not any(is_index for _, is_index in known_pieces(text))

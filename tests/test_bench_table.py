"""The table of the benchmarks says what a run found."""

from __future__ import annotations

from tests.bench.table import BEGIN, END, amount, written

_COMMON = {"name": "load", "unit": "s", "goal": 1.0}
ROW = {**_COMMON, "value": 0.0123, "peer": "pandas", "peer_value": 0.02, "ratio": 0.615, "holds": True}
ALONE = {**_COMMON, "unit": "B", "value": 1.6, "goal": 1.5, "peer": None, "peer_value": None, "holds": False}


def test_a_value_has_the_unit_that_suits_it() -> None:
    assert [amount(*each) for each in ((2.5, "s"), (0.0123, "s"), (4.2e-6, "s"), (1.46e9, "B"), (0.013, "1"))] == [
        "2.5 s", "12.3 ms", "4.2 µs", "1.46 GB", "0.013",
    ]  # fmt: skip


def test_the_rows_take_the_place_of_those_before_and_the_words_stay() -> None:
    page = written(f"Words\n{BEGIN}\n| before |\n{END}\nmore\n", [ROW, ALONE])
    assert "| load | 12.3 ms | pandas | 20 ms | 0.615 | ≤ 1 | holds |" in page
    assert "| load | 1.6 B |  |  |  | ≤ 1.5 B | **short** |" in page
    assert "before" not in page
    assert page.startswith("Words\n")
    assert page.endswith("more\n")

"""Every equation against vectors that others computed with 45 digits, where they lie beside the project."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fitting.oracle import EQUATIONS, vectors
from tests.fitting.vectors import complaint, equations, run

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "physics" / "vectors.json"


@pytest.mark.skipif(not VECTORS.exists(), reason="the folder with the test vectors is not there")
def test_every_vector_holds() -> None:
    held, total, failed = run(VECTORS)
    assert failed == []
    assert held == total > 200


@pytest.mark.parametrize("equation", EQUATIONS)
def test_random_inputs_give_what_45_digits_give(equation: str) -> None:
    known = equations()
    drawn = vectors(equation, 2, seed=5)
    assert [(one["inputs"], complaint(one, known)) for one in drawn if complaint(one, known)] == []


def test_an_input_that_an_equation_does_not_know_fails_that_vector_alone() -> None:
    vector = {"eq": "aicc", "inputs": {"rss": "2", "colour": 3}, "output": {"aicc": "1"}, "rtol": 1}
    assert "TypeError" in str(complaint(vector, equations()))


def test_a_wrong_number_is_named() -> None:
    right = {"eq": "aicc", "inputs": {"rss": "2", "n": 10, "p": 1}, "output": {"aicc": "-10.38009"}, "rtol": 1e-6}
    assert complaint(right, equations()) is None
    wrong = complaint({**right, "output": {"aicc": "-10.3"}}, equations())
    assert wrong is not None
    assert wrong.startswith("aicc = -10.380")


def test_an_unknown_equation_and_a_missing_output_are_failures() -> None:
    vector = {"eq": "no_such_thing", "inputs": {}, "output": {"x": 1}, "rtol": 0.1}
    assert complaint(vector, equations()) == "no such equation"
    assert complaint({**vector, "eq": "aicc", "inputs": {"rss": 1, "n": 9, "p": 1}}, equations()) is not None


def test_an_expected_error_has_to_come_and_no_other_may(tmp_path: Path) -> None:
    demanded = {"eq": "aicc", "id": "a", "inputs": {"rss": 1, "n": 2, "p": 1}, "output": {"expect": "error"}, "rtol": 0}
    surprising = {**demanded, "id": "b", "output": {"aicc": 1}}
    idle = {**demanded, "id": "c", "inputs": {"rss": 1, "n": 20, "p": 1}}
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps({"vectors": [demanded, surprising, idle]}), encoding="utf-8")
    held, total, failed = run(file)
    assert (held, total) == (1, 3)
    assert [line.partition(":")[0] for line in failed] == ["b", "c"]

"""Sentences about data: their numbers, the sentences within them, and problems that carry them."""

from __future__ import annotations

import pickle

import pytest

from fitting.messages import DataProblem, FitError, Message

WHY = Message("WHY", "{count} rows lack a time", {"count": 3})
ALSO = Message("ALSO", "no unit is stated")


def test_a_sentence_names_its_values() -> None:
    assert Message("A", "Only {count} of {all:.1f} s.", {"count": 4, "all": 2.0}).text == "Only 4 of 2.0 s."


def test_sentences_within_a_sentence_stand_where_it_says() -> None:
    message = Message("A", "the sheet {name} was refused: {parts}.", {"name": "{odd}"}, parts=(WHY, ALSO))
    assert message.text == "the sheet {odd} was refused: 3 rows lack a time; no unit is stated."


@pytest.mark.parametrize("kind", [DataProblem, FitError])
def test_a_problem_crosses_a_process_border_whole(kind: type[DataProblem]) -> None:
    problem = kind("A", "refused after {count}: {parts}", 2.5, (WHY,), count=1)
    there = pickle.loads(pickle.dumps(problem))
    assert type(there) is kind
    assert there.message == problem.message
    assert str(there) == "refused after 1: 3 rows lack a time"

"""Values go through JSON unchanged, and nothing but values of the declared types comes back."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from fitting.messages import Message
from fitting.outcome import Estimate, Trace
from models.curve import Receipt, Source
from models.plain import as_plain, from_plain


def through_json(kind, value):
    return from_plain(kind, json.loads(json.dumps(as_plain(value), allow_nan=False)))


@pytest.mark.parametrize(
    "value",
    [
        Source("S03.mpr", "ab" * 32, 10, "biologic_mpr", 2),
        Estimate(0.1 + 0.2, "s", None, (0.1, math.inf), bound=("above", 1e-300)),
        Message("A", "{count:.2f} of {parts}", {"count": 1.5, "word": "µ"}, 2.0, (Message("B", "b"),)),
        Receipt("utf-8", rows_skipped=(3, 5), flags=(Message("C", "c {n}", {"n": 3}),), choices={"sign": "flip"}),
    ],
)
def test_a_value_goes_through_json_unchanged(value) -> None:
    again = through_json(type(value), value)
    assert again == value
    assert type(again) is type(value)


def test_an_array_comes_back_bit_for_bit() -> None:
    x = np.array([0.1, -0.0, np.nan, np.inf, 5e-324])
    trace = through_json(Trace, Trace("fit", x, x, error=x))
    assert trace.x.tobytes() == x.tobytes()
    assert not trace.x.flags.writeable


def test_a_number_is_not_taken_for_a_word_nor_a_whole_number_for_a_real_one() -> None:
    message = through_json(Message, Message("A", "a", {"count": 3, "share": 3.0, "word": "3"}))
    assert [type(each) for each in message.arguments.values()] == [int, float, str]


def test_what_a_newer_version_added_is_passed_over_and_what_is_missing_takes_its_default() -> None:
    entry = {"file": "a", "sha256": "b", "size": 1, "reader": "r", "hue": "blue"}
    assert from_plain(Source, entry) == Source("a", "b", 1, "r")


@pytest.mark.parametrize(
    "entry",
    [
        None,
        [],
        {"file": "a"},
        {"file": 3, "sha256": "b", "size": 1, "reader": "r"},
        {"file": "a", "sha256": "b", "size": True, "reader": "r"},
        {"file": "a", "sha256": "b", "size": 1.5, "reader": "r"},
    ],
)
def test_json_of_another_type_is_refused(entry) -> None:
    with pytest.raises(ValueError, match=r"instead of|without"):
        from_plain(Source, entry)


@pytest.mark.parametrize(
    "template", ["{a.__class__}", "{a[0]}", "{a:>999999999}", "{a!r}", "{a:{b}}", "{b}", "{", "{a:d}"]
)
def test_a_template_that_does_more_than_name_its_arguments_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_plain(Message, {"code": "X", "template": template, "arguments": {"a": 1.5}, "value": None, "parts": []})


def test_an_array_that_unpacks_to_more_than_it_says_is_refused() -> None:
    entry = as_plain(np.zeros(1000))
    with pytest.raises(ValueError, match=r"."):
        from_plain(Trace, {"label": "a", "x": {**entry, "shape": [10]}, "y": entry})


def test_json_without_end_is_refused() -> None:
    entry: dict = {"code": "A", "template": "a", "arguments": {}, "value": None, "parts": []}
    for _ in range(100):
        entry = {**entry, "parts": [entry]}
    with pytest.raises(ValueError, match="deep"):
        from_plain(Message, entry)

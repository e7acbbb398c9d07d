"""What was found in a curve is kept while the curve lives, and no longer."""

from __future__ import annotations

import gc
import weakref

import pytest

from fitting.messages import FitError
from models.once_per_curve import once_per_curve
from models.step import Method
from tests.curves import plating_curve


def test_a_curve_is_looked_at_once_and_let_go() -> None:
    curve, looked = plating_curve(), []
    for _ in range(3):
        assert once_per_curve("count", curve, lambda: looked.append(1) or len(looked)) == 1
    assert once_per_curve("count", plating_curve(), lambda: 7) == 7
    gone = weakref.ref(curve)
    del curve
    gc.collect()
    assert gone() is None


def test_a_problem_is_raised_again_and_does_not_hold_the_curve() -> None:
    curve, looked = plating_curve(), []

    def find() -> int:
        looked.append(curve.name)
        raise FitError("NOTHING", "{name} has nothing.", name=curve.name)

    for _ in range(2):
        with pytest.raises(FitError, match="has nothing"):
            once_per_curve("nothing", curve, find)
    assert len(looked) == 1


def test_a_given_setting_is_looked_at_every_time() -> None:
    asked = []
    method = Method(
        "m", "M", "s", (), (), lambda *_: {}, lambda *_: None, lambda curve, given: asked.append(given) or [None]
    )  # type: ignore[arg-type, return-value]
    curve = plating_curve()
    for given in ({}, {}, {"current": 1.0}, {"current": 2.0}):
        method.subjects([curve], given)
    assert asked == [{}, {"current": 1.0}, {"current": 2.0}]

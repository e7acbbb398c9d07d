"""Every kind of simulated experiment can be asked for by its declared parameters."""

import numpy as np
import pytest

from fitting.messages import FitError
from fitting.synthetic import GENERATORS, Generator
from models.steps import step_named

NAMES = [generator.name for generator in GENERATORS]


@pytest.mark.parametrize("generator", GENERATORS, ids=NAMES)
def test_its_defaults_are_allowed_and_make_curves_with_a_truth(generator: Generator) -> None:
    defaults = {one.name: one.default for one in generator.settings}
    assert all(one.accepts(one.default) for one in generator.settings if one.default is not None)
    for made, same in zip(generator.made(), generator.made(defaults), strict=True):
        assert made.curve.truth
        for name, column in made.curve.columns.items():
            assert np.isfinite(column).all() and column.size >= 2
            np.testing.assert_array_equal(column, same.curve.columns[name])


@pytest.mark.parametrize("generator", GENERATORS, ids=NAMES)
def test_the_method_that_reads_it_takes_what_it_knows_and_gives_what_is_true(generator: Generator) -> None:
    method = step_named(generator.step).method(generator.method)
    settings, quantities = {one.name for one in method.settings}, {one.name for one in method.quantities}
    for made in generator.made():
        assert set(made.given) <= settings
        assert set(made.curve.truth) & quantities


@pytest.mark.parametrize("generator", [one for one in GENERATORS if "noise" in {s.name for s in one.settings}])
@pytest.mark.parametrize("noise", ["clean", "typical", "hard"])
def test_it_makes_every_kind_of_noise(generator: Generator, noise: str) -> None:
    first, other = generator.made({"noise": noise})[0], generator.made({"noise": noise, "seed": 7.0})[0]
    name = list(first.curve.columns)[-1] if "potential" not in first.curve.columns else "potential"
    column = "current" if generator.method in ("polarization", "current_transient") else name
    same = np.array_equal(first.curve.columns[column], other.curve.columns[column])
    assert same == (noise == "clean" and generator.name != "stripping")  # cells scatter without noise


def test_words_and_whole_numbers_reach_the_function() -> None:
    sweep = next(one for one in GENERATORS if one.name == "polarization_curve")
    (there,), (and_back,) = sweep.made({"points": 21.0}), sweep.made({"points": 21.0, "return_sweep": "yes"})
    assert there.curve.columns["potential"].size == 21
    assert and_back.curve.columns["potential"].size == 41


@pytest.mark.parametrize(
    ("values", "code"), [({"colour": 1.0}, "UNKNOWN_PARAMETER"), ({"current_density": 1.0}, "OUT_OF_BOUNDS")]
)
def test_what_it_cannot_take_is_refused(values: dict[str, float], code: str) -> None:
    sand = next(one for one in GENERATORS if one.name == "sand_transition")
    with pytest.raises(FitError) as refused:
        sand.made(values)
    assert refused.value.message.code == code


def test_each_law_of_corrosion_loses_the_share_that_was_asked_for() -> None:
    stripping = next(one for one in GENERATORS if one.name == "stripping")
    for law in ("linear", "parabolic", "logarithmic", "exponential"):
        made = stripping.made({"law": law, "lost_share": 0.3, "cell_scatter": 0.0, "noise": "clean"})
        charges = [one.curve.truth["residual_charge"] for one in made]
        assert charges[-1] == pytest.approx(0.7 * charges[0], rel=1e-9)

"""A number that was read off curves has an interval, and the interval a method."""

from __future__ import annotations

import pytest

from fitting.synthetic import GENERATORS, Generator
from models.teaching import recovered

# What a person or the law sets, and what is searched for rather than measured.
SET = {
    "cottrell": {"cottrell_window_start", "cottrell_window_end"},
    "polarization": {"transfer_coefficient", "series_resistance"},  # of a law with alpha = 1/2, at a known resistance
    "tafel": {"window_start", "window_end", "window_middle"},
    "allen_hickling": {"window_start", "window_end", "window_middle"},
    "stripping": {"replicate_distance"},  # without replicates: what noise alone would make
}


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda one: one.name)
def test_every_number_has_an_interval_and_its_method(generator: Generator) -> None:
    for result in recovered(generator, {})[0]:
        bare = {
            name
            for name, estimate in result.outcome.quantities.items()
            if estimate.value is not None and (estimate.interval is None or not estimate.interval_method)
        }
        assert bare <= SET.get(generator.method, set())

"""Results made by hand, with arrays that need no fit, for the tests of figures and report."""

from __future__ import annotations

import numpy as np

from fitting.electrocrystallization import NucleationSpike, SpikeMarks
from fitting.messages import Message
from fitting.outcome import Estimate
from models.curve import Curve, Receipt, Segment, Source
from models.result import RecipeEntry, Result
from models.subject import Part
from tests.receipts import note

SPIKE = 40.0
WARNING = Message("UNDERSAMPLED", "Only {count} samples before the spike.", {"count": 4}, 4.0)


def potential_at(time):
    """A noise-free plating curve: fall from 2.5 V, spike at 40 s, relaxation, slow growth."""
    shape = np.exp(-2 * np.log((time + 1e-9) / SPIKE) ** 2)
    risen = -np.expm1(-time / 3.0)
    return 2.5 * np.exp(-time / 3.0) - risen * (0.03 + 0.05 * shape - 0.02 * np.expm1(-time / 800.0))


def spike_outcome(time, potential, **changes):
    fields = {
        "quantities": {
            "spike_time": Estimate(SPIKE, "s", 0.4, (39.2, 40.8), 0.95, "bootstrap", "spike_minimum"),
            "spike_potential": Estimate(-0.0801, "V", 2e-4, (-0.0805, -0.0797), 0.95, "delta", "spike_minimum"),
            "critical_radius": Estimate(8.8e-9, "m", 1e-10, (8.6e-9, 9.0e-9), 0.95, "delta", "eq7"),
            "self_smoothing_time": Estimate(None, "s", rule="t95", bound=("above", 1800.0)),
        },
        "verdicts": {"spike": "present", "plateau_trend": "self_smoothing"},
        "warnings": (WARNING,),
        "marks": SpikeMarks(12.0, SPIKE, 180.0, 2000.0),
        "fit_time": time[time > 15],
        "fit_potential": potential[time > 15],
        "residual_time": time[time > 15],
        "residual": 5e-4 * np.sin(time[time > 15]),
        "noise": 5e-4,
    }
    return NucleationSpike(**(fields | changes))


def plating_result(name="S03", count=3000, platings=1, **changes):
    """The first result of a file; see `plating_results`."""
    return plating_results(name, count, platings, **changes)[0]


def plating_results(name="S20", count=3000, platings=11, metadata=None, potential=None, **changes):
    """One result per plating of a file; changes go to the outcome."""
    time = np.concatenate([np.linspace(0, 100, count // 2, endpoint=False), np.linspace(100, 3600, count - count // 2)])
    values = potential_at(time) if potential is None else potential
    curve = Curve(
        name,
        "chronopotentiometry",
        {
            "time": np.concatenate([time + 100 + 5000 * number for number in range(platings)]),
            "potential": np.tile(values, platings),
            "current": np.full(count * platings, -2e-4),
        },
        tuple(Segment(number * count, (number + 1) * count, "plating", -2e-4) for number in range(platings)),
        Source(f"/data/{name}.mpr", "ab" * 32, 123_456, "biologic_mpr"),
        Receipt(columns_taken=("Ewe/V -> potential / V",), rows_read=count * platings, flags=(note("time goes back"),)),
        {"electrolyte": "1 M LiTFSI DOL/DME"} if metadata is None else metadata,
    )
    recipe = {
        "current": RecipeEntry(-2e-4, "A", "file"),
        "area": RecipeEntry(None, "m^2", "automatic"),
        "temperature": RecipeEntry(298.15, "K", "default"),
        "equilibrium_potential": RecipeEntry(0.0, "V", "default"),
        "rule": RecipeEntry("spike_minimum", "1", "given"),
        "window_start": RecipeEntry(0.0, "s", "automatic"),
        "window_end": RecipeEntry(3600.0, "s", "automatic"),
    }
    outcome = spike_outcome(time, potential_at(time), **changes)
    return [
        Result("electrocrystallization", "nucleation_spike", (Part(curve, number),), recipe, outcome)
        for number in range(platings)
    ]

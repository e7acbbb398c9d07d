"""How near efficiencies and the number of stable cycles come to the limit of their noise (PHYSICS 8)."""

from __future__ import annotations

import numpy as np

from fitting.cyclic_stability import coulombic_efficiency, reservoir_average, reservoir_protocol
from fitting.outcome import Estimate
from fitting.synthetic.cycling import cycling_series, reservoir_cycling
from tests.accuracy.rows import Row

EFFICIENCY, SCATTER, CYCLES = 0.985, 0.002, 119
MEDIAN_COST = 1.25  # a median's standard error over that of the mean, which is the limit
RESERVOIR = {"reservoir": 10.0, "cycled": 1.0, "cycles": 10, "efficiency": 0.98}


def _plateau(seed: int) -> Estimate:
    series = cycling_series(cycles=CYCLES, efficiency=EFFICIENCY, scatter=SCATTER, seed=seed)
    found = coulombic_efficiency(series.plated_charge, series.stripped_charge)
    return found.quantities["average_coulombic_efficiency"]


def _reservoir(seed: int) -> Estimate:
    charges, _ = reservoir_cycling(**RESERVOIR, seed=seed)
    found = reservoir_protocol(charges)
    outcome = reservoir_average(found.reservoir, found.cycled, found.cycles, found.final)
    return outcome.quantities["average_coulombic_efficiency"]


def _reservoir_limit() -> float:
    whole = RESERVOIR["cycles"] * RESERVOIR["cycled"] + RESERVOIR["reservoir"]
    lost = (1 - RESERVOIR["efficiency"]) * RESERVOIR["cycles"] * RESERVOIR["cycled"]
    final = RESERVOIR["efficiency"] * RESERVOIR["reservoir"] - lost
    return 1e-3 * float(np.hypot(np.hypot(final, RESERVOIR["efficiency"] * RESERVOIR["reservoir"]), lost)) / whole


def rows() -> list[Row]:
    """Return the plateau's efficiency, and that of a reservoir."""
    limit = SCATTER / (CYCLES - 20) ** 0.5
    return [
        Row("efficiency_plateau_white", "1", EFFICIENCY, limit, MEDIAN_COST * 1.1, _plateau, (0.90, 0.98)),
        Row("efficiency_reservoir_white", "1", RESERVOIR["efficiency"], _reservoir_limit(), 1.1, _reservoir),
    ]

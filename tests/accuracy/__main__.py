"""How near the nucleation spike's times come to the limit of their noise: python -m tests.accuracy [NAME ...]."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from fitting.electrocrystallization import nucleation_spike
from fitting.synthetic import chronopotentiogram

# One standard deviation of the Cramer-Rao limit / s: dt 0.5 s, 0.3 mV, 900 s (PHYSICS 8).
LIMITS = {("induction_period", 22): 0.0143, ("self_smoothing_time", 22): 2.26}
LIMITS |= {("induction_period", 3): 0.0139, ("self_smoothing_time", 3): 17.6}
GOALS = {"white": 1.2, "typical": 1.5}


def rows(names: list[str], count: int) -> list[dict[str, object]]:
    """Return one row per quantity, rise and noise: RMSE in limits, against the goal."""
    found: list[dict[str, object]] = []
    for rise in (22, 3):
        for noise, goal in GOALS.items():
            wanted = [name for name in ("induction_period", "self_smoothing_time") if _asked(names, name, rise, noise)]
            errors: dict[str, list[float]] = {name: [] for name in wanted}
            for seed in range(count if wanted else 0):
                curve = chronopotentiogram(
                    noise=noise, seed=seed, self_smoothing_rise=1e-3 * rise, rise_time=6.0, decay_time=12.0
                )
                columns = (curve.columns[name] for name in ("time", "potential", "current"))
                quantities = nucleation_spike(*columns).quantities
                for name in wanted:
                    if name in quantities and quantities[name].value is not None:
                        errors[name].append(quantities[name].value - curve.truth[name])
            for name in wanted:
                limit, value = LIMITS[name, rise], float(np.sqrt(np.mean(np.square(errors[name]))))
                found.append(
                    {
                        "name": f"{name}_{rise}mV_{noise}",
                        "value": value,
                        "unit": "s",
                        "peer": "Cramer-Rao limit",
                        "peer_value": limit,
                        "ratio": value / limit,
                        "goal": goal,
                        "holds": value / limit <= goal,
                    }
                )
    return found


def _asked(names: list[str], name: str, rise: int, noise: str) -> bool:
    return not names or any(one in f"{name}_{rise}mV_{noise}" for one in names)


def main() -> None:
    """Print the rows, and write them where asked."""
    arguments = argparse.ArgumentParser(prog="tests.accuracy", description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME")
    arguments.add_argument("--json", metavar="OUT")
    arguments.add_argument("--count", type=int, default=100)
    given = arguments.parse_args()
    table = rows(given.names, given.count)
    for row in table:
        print(
            f"{row['name']:36s} {row['value']:9.4g} s  {row['ratio']:5.2f} x limit, goal {row['goal']}: {row['holds']}"
        )
    if given.json == "-":
        print(json.dumps(table, indent=1))
    elif given.json:
        Path(given.json).write_text(json.dumps(table, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

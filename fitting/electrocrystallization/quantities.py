"""From features to the quantities of CONTRACT."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fitting.critical_nucleus import critical_radius
from fitting.electrocrystallization.features import Feature, difference
from fitting.electrocrystallization.fitted_model import RelaxationFit
from fitting.electrocrystallization.reading import Reading
from fitting.outcome import Estimate, ModelScore

UNITS = {
    "spike_time": "s",
    "spike_potential": "V",
    "nucleation_overpotential": "V",
    "spike_overpotential": "V",
    "plateau_potential": "V",
    "induction_period": "s",
    "self_smoothing_time": "s",
    "self_smoothing_rise": "V",
    "induction_to_self_smoothing_ratio": "1",
    "critical_radius": "m",
    "crest_time": "s",
    "crest_potential": "V",
}


def derived_features(reading: Reading, onset: float, equilibrium_potential: float) -> dict[str, Feature]:
    """Return the quantities as features, from independent base features.

    Parameters
    ----------
    reading : Reading
    onset : float
        Current on / s from the first sample.
    equilibrium_potential : float
        V.
    """
    base = reading.features
    found = {"plateau_potential": base["plateau_potential"]}
    if "spike_time" not in base:
        return found
    spike, potential = base["spike_time"], base["spike_potential"]
    found |= {
        "spike_time": spike.shifted(-onset),
        "spike_potential": potential,
        "spike_overpotential": potential.shifted(-equilibrium_potential),
        "nucleation_overpotential": difference(potential, base["plateau_potential"], potential.rule),
    }
    if "start" in base:
        found["induction_period"] = difference(spike, base["start"], base["start"].rule)
    if "crest_time" in base:
        found |= {
            "crest_time": base["crest_time"].shifted(-onset),
            "crest_potential": base["crest_potential"],
            "self_smoothing_rise": difference(base["crest_potential"], base["plateau_potential"], "crest_to_plateau"),
        }
    if "done_time" in base:
        found["self_smoothing_time"] = difference(base["done_time"], spike, base["done_time"].rule)
    return found


def estimates(
    features: Mapping[str, Feature], interfacial_tension: float, trend: str, longest: float | None
) -> dict[str, Estimate]:
    """Return the quantities of CONTRACT that can be determined, in its order.

    Parameters
    ----------
    features : mapping
        As from `derived_features`.
    interfacial_tension : float
        J/m^2, for the critical radius.
    trend : str
        Self-smoothing is given only where the overpotential grows.
    longest : float or None
        What the self-smoothing time exceeds / s, where the overpotential still grows when the step ends.
    """
    kept = dict(features)
    if trend != "self_smoothing":
        kept.pop("self_smoothing_time", None)
        kept.pop("induction_to_self_smoothing_ratio", None)
    if not _has_crest(kept):
        kept.pop("crest_time", None)
        kept.pop("crest_potential", None)
    if trend == "falling":
        kept.pop("self_smoothing_rise", None)
    if "induction_period" in kept and "self_smoothing_time" in kept and "induction_to_self_smoothing_ratio" not in kept:
        kept["induction_to_self_smoothing_ratio"] = _ratio(kept["induction_period"], kept["self_smoothing_time"])
    if "nucleation_overpotential" in kept and kept["nucleation_overpotential"].value >= 0:
        del kept["nucleation_overpotential"]
    if "nucleation_overpotential" in kept:
        radius = _radius(kept["nucleation_overpotential"], interfacial_tension)
        if radius is not None:
            kept["critical_radius"] = radius
    usable = {name: one for name, one in kept.items() if np.isfinite(one.value)}
    found = {name: usable[name].estimate(unit) for name, unit in UNITS.items() if name in usable}
    if "self_smoothing_time" not in kept and longest is not None:
        found["self_smoothing_time"] = Estimate(None, "s", rule="rise_95_percent", bound=("above", longest))
    return found


def _has_crest(features: Mapping[str, Feature]) -> bool:
    """Whether the least overpotential stands out from the plateau: if not, noise or drift alone put it where it is."""
    rise, crest = features.get("self_smoothing_rise"), features.get("crest_time")
    return crest is not None and (crest.rule == "picked" or rise is None or rise.value > 2 * rise.error)


def _ratio(left: Feature, right: Feature) -> Feature:
    value = left.value / right.value
    error = abs(value) * float(np.hypot(left.error / max(left.value, 1e-300), right.error / right.value))
    low = max(left.interval[0], 0.0) / max(right.interval[1], 1e-300)
    high = left.interval[1] / right.interval[0] if right.interval[0] > 0 else value + 1.96 * error
    interval = (max(low, value - 1.96 * error), min(high, value + 1.96 * error)) if error > 0 else (value, value)
    interval = min(interval[0], value), max(interval[1], value)
    return Feature(value, error, interval, "propagation" if left.method != right.method else left.method, right.rule)


def _radius(overpotential: Feature, interfacial_tension: float) -> Feature | None:
    """Return r_c; None where the nucleation overpotential is not negative, interval included."""
    low, high = overpotential.interval
    if overpotential.value >= 0 or high >= 0:
        return None
    value = critical_radius(overpotential.value, interfacial_tension)
    ends = critical_radius(low, interfacial_tension), critical_radius(high, interfacial_tension)
    error = value * overpotential.error / abs(overpotential.value)
    return Feature(value, error, ends, overpotential.method, "spike_minus_plateau")


def model_scores(found: RelaxationFit) -> tuple[ModelScore, ...]:
    """Return AICc and weight of self-smoothing, depletion, and both, where they competed."""
    if not found.scores:
        return ()
    best = min(score for _name, score in found.scores)
    likelihood = {name: float(np.exp(-0.5 * min(score - best, 700.0))) for name, score in found.scores}
    total = sum(likelihood.values())
    return tuple(ModelScore(name, score, likelihood[name] / total) for name, score in found.scores)

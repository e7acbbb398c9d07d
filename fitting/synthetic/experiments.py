"""The curves of whole experiments with scalar parameters: what a form can ask for (PHYSICS 10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

import numpy as np

from fitting.messages import FitError
from fitting.synthetic.chronopotentiogram import chronopotentiogram
from fitting.synthetic.current_transient import current_transient_curve
from fitting.synthetic.cycling import cycling_record, cycling_series, reservoir_cycling
from fitting.synthetic.generator import Made, Values
from fitting.synthetic.kinetics_series import kinetics_series_curve
from fitting.synthetic.microdisk import microdisk_transient_curve
from fitting.synthetic.noise import SyntheticCurve
from fitting.synthetic.planar_step import planar_step_curve
from fitting.synthetic.polarization_curve import polarization_curve
from fitting.synthetic.polarized_cell import polarization_record
from fitting.synthetic.sand_transition import sand_series, sand_transition
from fitting.synthetic.stripping import stripping_after_rests


def _single(
    technique: str, function: Callable[..., SyntheticCurve], known: tuple[str, ...] = ()
) -> Callable[..., tuple[Made, ...]]:
    """Return the experiment of one curve; `known` are parameters that an experimenter knows."""

    @wraps(function)
    def experiment(**values: float | str) -> tuple[Made, ...]:
        defaults = function.__kwdefaults__ or {}
        given: Values = {name: values.get(name, defaults[name]) for name in known}
        return (Made("", technique, function(**values), given),)

    return experiment


chronopotentiogram_experiment = _single("chronopotentiometry", chronopotentiogram)
sand_experiment = _single(
    "chronopotentiometry", sand_transition, ("area", "concentration", "transference_number", "current_density")
)
microdisk_experiment = _single(
    "chronoamperometry",
    microdisk_transient_curve,
    ("electrode_radius", "concentration", "transference_number", "electrolyte"),
)
planar_step_experiment = _single("chronoamperometry", planar_step_curve, ("area", "concentration"))
current_transient_experiment = _single("chronoamperometry", current_transient_curve, ("area", "concentration"))
polarization_experiment = _single("linear_sweep", polarization_curve, ("area", "series_resistance", "temperature"))
kinetics_experiment = _single("other", kinetics_series_curve)


@wraps(polarization_record)
def bruce_vincent_experiment(**values: float | str) -> tuple[Made, ...]:
    """Return the current, and the spectra before and after."""
    record = polarization_record(**values)  # type: ignore[arg-type]
    defaults = polarization_record.__kwdefaults__ or {}
    given: Values = {"polarization": values.get("polarization", defaults["polarization"])}
    return (
        Made("current", "chronoamperometry", record.current, given),
        Made("spectrum before", "impedance", record.before),
        Made("spectrum after", "impedance", record.after),
    )


def sand_series_experiment(
    *,
    lowest_current_density: float = 5.0,
    highest_current_density: float = 40.0,
    curves: int = 4,
    concentration: float = 1000.0,
    diffusion_coefficient: float = 1.5e-12,
    transference_number: float = 0.35,
    exchange_current_density: float = 1.0,
    noise: str = "white",
    noise_level: float = 0.3e-3,
    seed: int = 0,
) -> tuple[Made, ...]:
    """Return curves through Sand's transition at current densities that are spaced geometrically."""
    if not 0 < lowest_current_density < highest_current_density or curves < 2:
        raise FitError("RANGE_EMPTY", "A series needs two current densities or more, the lowest first.")
    densities = tuple(float(-one) for one in np.geomspace(lowest_current_density, highest_current_density, curves))
    known = {"concentration": concentration, "transference_number": transference_number}
    given, slope = {**known, "area": 1e-4}, {"sand_slope": -2.0}
    made = sand_series(
        densities,
        seed=seed,
        diffusion_coefficient=diffusion_coefficient,
        exchange_current_density=exchange_current_density,
        noise=noise,
        noise_level=noise_level,
        **known,
    )
    return tuple(
        Made(f"{abs(density) / 10:.3g} mA/cm²", "chronopotentiometry", _with_truth(curve, slope), given)
        for density, curve in zip(densities, made, strict=True)
    )


def stripping_experiment(
    *,
    rests: int = 6,
    longest_rest: float = 16 * 3600.0,
    law: str = "linear",
    initial_charge: float = 0.5,
    lost_share: float = 0.4,
    time_constant: float = 1800.0,
    cell_scatter: float = 0.02,
    noise: str = "white",
    noise_level: float = 20e-6,
    seed: int = 0,
) -> tuple[Made, ...]:
    """Return the stripping of one cell per rest; the first does not rest, the others are spaced geometrically."""
    if rests < 2 or not 0 < lost_share < 1 or longest_rest <= 0:
        raise FitError("RANGE_EMPTY", "A series needs two rests or more, and loses a share of its charge.")
    times = np.concatenate([[0.0], longest_rest / 2.0 ** np.arange(rests - 2, -1, -1)])
    rate = _rate_constant(law, initial_charge, lost_share, longest_rest, time_constant)
    made, law_truth = stripping_after_rests(
        times, law=law, initial_charge=initial_charge, rate_constant=rate, time_constant=time_constant,
        cell_scatter=cell_scatter, noise=noise, noise_level=noise_level, seed=seed,
    )  # fmt: skip
    return tuple(
        Made(f"{rest / 3600:.3g} h", "chronoamperometry", _with_truth(curve, law_truth), {"rest_time": float(rest)})
        for rest, curve in zip(times, made, strict=True)
    )


def _with_truth(curve: SyntheticCurve, series: Mapping[str, float]) -> SyntheticCurve:
    """Return a curve of a series with what is true of the whole series."""
    return SyntheticCurve(curve.columns, {**curve.truth, **series})


def _rate_constant(law: str, charge: float, share: float, longest: float, constant: float) -> float:
    """Return the constant of a law that takes a share of the charge in the longest rest."""
    course = {
        "linear": longest,
        "parabolic": longest**0.5,
        "logarithmic": float(np.log1p(longest / constant)),
        "exponential": longest,
    }
    lost = float(-np.log1p(-share)) if law == "exponential" else charge * share
    return float(lost / course.get(law, longest))


def cycling_experiment(
    *,
    cycles: int = 60,
    efficiency: float = 0.985,
    first_efficiency: float = 0.90,
    formation: float = 4.0,
    stable_cycles: int | None = None,
    failure: str = "none",
    charge: float = 0.36,
    scatter: float = 0.002,
    glitches: int = 0,
    current: float = 0.2e-3,
    sampling_interval: float = 60.0,
    noise_level: float = 1e-7,
    seed: int = 0,
) -> tuple[Made, ...]:
    """Return the record of a cell that forms, is stable, and fails."""
    series = cycling_series(
        cycles=cycles, efficiency=efficiency, first_efficiency=first_efficiency, formation=formation,
        stable_cycles=stable_cycles, failure=failure, charge=charge, scatter=scatter, glitches=glitches, seed=seed,
    )  # fmt: skip
    record = cycling_record(
        series, current=current, sampling_interval=sampling_interval, noise_level=noise_level, seed=seed
    )
    return (Made("", "cycling", record),)


@wraps(reservoir_cycling)
def reservoir_experiment(**values: float | str) -> tuple[Made, ...]:
    """Return the record of a reservoir protocol at constant current."""
    charges, truth = reservoir_cycling(**values)  # type: ignore[arg-type]
    current = 0.2e-3  # A
    ends = np.cumsum(np.abs(charges) / current)
    starts = np.concatenate([[0.0], ends[:-1]])
    time = np.concatenate([np.linspace(a, b, 30) + 1e-3 * k for k, (a, b) in enumerate(zip(starts, ends, strict=True))])
    flowing = np.repeat(current * np.sign(charges), 30)
    columns = {"time": time, "potential": 0.03 * np.sign(flowing), "current": flowing}
    return (Made("", "cycling", SyntheticCurve(columns, truth)),)

"""Curves with a known truth, for tests, the first-run example and the teaching pane (PHYSICS 10)."""

from __future__ import annotations

from fitting.synthetic.chronopotentiogram import chronopotentiogram
from fitting.synthetic.current_transient import current_transient_curve
from fitting.synthetic.cycling import cycling_record, cycling_series, reservoir_cycling
from fitting.synthetic.generator import Generator, Made
from fitting.synthetic.generators import GENERATORS
from fitting.synthetic.kinetics_series import kinetics_series_curve
from fitting.synthetic.microdisk import microdisk_transient_curve
from fitting.synthetic.noise import NOISE_KINDS, SyntheticCurve, noisy
from fitting.synthetic.planar_step import planar_step_curve
from fitting.synthetic.polarization_curve import RATE_LAWS, polarization_curve
from fitting.synthetic.polarized_cell import PolarizationRecord, polarization_record
from fitting.synthetic.sand_transition import sand_series, sand_transition
from fitting.synthetic.stripping import stripping_after_rests, stripping_transient

__all__ = [
    "GENERATORS",
    "NOISE_KINDS",
    "RATE_LAWS",
    "Generator",
    "Made",
    "PolarizationRecord",
    "SyntheticCurve",
    "chronopotentiogram",
    "current_transient_curve",
    "cycling_record",
    "cycling_series",
    "kinetics_series_curve",
    "microdisk_transient_curve",
    "noisy",
    "planar_step_curve",
    "polarization_curve",
    "polarization_record",
    "reservoir_cycling",
    "sand_series",
    "sand_transition",
    "stripping_after_rests",
    "stripping_transient",
]

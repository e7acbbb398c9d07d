"""Curves with a known truth, for tests, the first-run example and the teaching pane (PHYSICS 10)."""

from __future__ import annotations

from fitting.synthetic.chronopotentiogram import chronopotentiogram
from fitting.synthetic.current_transient import current_transient_curve
from fitting.synthetic.cycling import cycling_record, cycling_series, reservoir_cycling
from fitting.synthetic.microdisk import microdisk_transient_curve
from fitting.synthetic.noise import NOISE_KINDS, SyntheticCurve, noisy
from fitting.synthetic.polarization_curve import RATE_LAWS, polarization_curve
from fitting.synthetic.polarized_cell import PolarizationRecord, polarization_record
from fitting.synthetic.sand_transition import sand_series, sand_transition
from fitting.synthetic.stripping import stripping_after_rests, stripping_transient

__all__ = [
    "NOISE_KINDS",
    "RATE_LAWS",
    "PolarizationRecord",
    "SyntheticCurve",
    "chronopotentiogram",
    "current_transient_curve",
    "cycling_record",
    "cycling_series",
    "microdisk_transient_curve",
    "noisy",
    "polarization_curve",
    "polarization_record",
    "reservoir_cycling",
    "sand_series",
    "sand_transition",
    "stripping_after_rests",
    "stripping_transient",
]

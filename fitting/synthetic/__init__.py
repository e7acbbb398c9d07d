"""Curves with a known truth, for tests, the first-run example and the teaching pane (PHYSICS 10)."""

from __future__ import annotations

from fitting.synthetic.chronopotentiogram import chronopotentiogram
from fitting.synthetic.current_transient import current_transient_curve
from fitting.synthetic.microdisk import microdisk_transient_curve
from fitting.synthetic.noise import NOISE_KINDS, SyntheticCurve, noisy

__all__ = [
    "NOISE_KINDS",
    "SyntheticCurve",
    "chronopotentiogram",
    "current_transient_curve",
    "microdisk_transient_curve",
    "noisy",
]

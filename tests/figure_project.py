"""A document with every kind of curve that the review's figures need, in two electrolytes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from fitting.synthetic import polarization_curve
from fitting.synthetic.stripping import stripping_transient
from models.curve import Curve, Receipt, Segment, Source
from models.document import Document
from models.figure.source import Candidate, candidates
from models.steps import step_named
from tests.curves import content_of, plating_curve

AREA = 4.9e-10  # m^2
ELECTROLYTES = ("1 M LiPF6 EC/DEC", "6 M LiTFSI DME")
RESTS = (0.0, 6.0, 24.0, 72.0)  # h
CYCLES = 6


def _curve(name: str, technique: str, columns: dict[str, np.ndarray], kind: str, electrolyte: str) -> Curve:
    size = len(columns["potential"])
    digest = hashlib.sha256(f"{name} {electrolyte}".encode()).hexdigest()
    source = Source(f"{name}.mpt", digest, 1, "eclab_text")
    return Curve(name, technique, columns, (Segment(0, size, kind),), source, Receipt(), {"electrolyte": electrolyte})


def sweep(number: int, electrolyte: str, limit: float) -> Curve:
    """The slow sweep of one cycle: j⁰ approaches its limit."""
    j0 = limit * (1 - 0.6 * np.exp(-number / 1.5))
    made = polarization_curve(
        area=AREA, points=121, sweep_rate=0.013, exchange_current_density=float(j0), transfer_coefficient=0.42,
        seed=number,
    )  # fmt: skip
    columns = {**made.columns, "cycle": np.full(len(made.columns["potential"]), float(number + 1))}
    name = f"{electrolyte} cycle {number + 1}"
    return replace(_curve(name, "linear_sweep", columns, "sweep", electrolyte), electrode_area=AREA)


def stripping(rest: float, electrolyte: str, lost: float) -> Curve:
    """The stripping after one rest: the charge falls with its root."""
    charge = 0.5 - lost * np.sqrt(rest)
    columns = dict(stripping_transient(charge=charge, seed=int(rest), sampling_interval=1.0).columns)
    columns.setdefault("potential", np.full(len(columns["time"]), 0.5))
    columns["rest_time"] = np.full(len(columns["time"]), 3600.0 * rest)
    return _curve(f"{electrolyte} after {rest:g} h", "chronoamperometry", columns, "hold", electrolyte)


def project(*kinds: str) -> Document:
    """A document with curves of some kinds, ``sweeps``, ``platings``, ``strippings``; all of them by default."""
    kinds = kinds or ("sweeps", "platings", "strippings")
    document = Document()
    curves: list[Curve] = []
    for place, electrolyte in enumerate(ELECTROLYTES):
        if "platings" in kinds:
            curves.append(plating_curve(f"plating {place}", seed=place + 1, electrolyte=electrolyte))
        if "strippings" in kinds:
            curves += [stripping(rest, electrolyte, 0.02 + 0.02 * place) for rest in RESTS]
        if "sweeps" in kinds:
            curves += [sweep(number, electrolyte, 60.0 + 40.0 * place) for number in range(CYCLES)]
    document.add_files([content_of(curve) for curve in curves])
    return document


def candidates_of(document: Document, step: str, method: str) -> tuple[Candidate, ...]:
    """Every analysis that a method can make of a document."""
    found = step_named(step)
    assert found is not None
    chosen = found.method(method)
    assert chosen is not None
    return candidates(document, found, chosen)

"""Which technique a recording is: by its own name where it has one, otherwise by what was controlled."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from models.curve import Array
from models.segmentation import GALVANOSTATIC, POTENTIOSTATIC, RESTED, RESTING, Controls, current_levels

# Names as EC-Lab and CHI write them, in lower case. "" means: judge by what was controlled.
_NAMES: dict[str, str] = {
    "open circuit voltage": "open_circuit",
    "special open circuit voltage": "open_circuit",
    "open circuit potential - time": "open_circuit",
    "chronopotentiometry": "chronopotentiometry",
    "constant current": "chronopotentiometry",
    "chronopotentiometry with current ramp": "chronopotentiometry",
    "chronoamperometry": "chronoamperometry",
    "chronoamperometry / chronocoulometry": "chronoamperometry",
    "constant voltage": "chronoamperometry",
    "amperometric i-t curve": "chronoamperometry",
    "bulk electrolysis with coulometry": "chronoamperometry",
    "large amplitude sinusoidal voltammetry": "other",
    "chronocoulometry": "chronoamperometry",
    "multi-potential steps": "chronoamperometry",
    "multi-current steps": "chronopotentiometry",
    "differential pulse voltammetry": "other",
    "normal pulse voltammetry": "other",
    "square wave voltammetry": "other",
    "a.c. voltammetry": "other",
    "staircase voltammetry": "linear_sweep",
    "tafel plot": "linear_sweep",
    "linear polarization": "linear_sweep",
    "linear sweep voltammetry": "linear_sweep",
    "cyclic voltammetry": "cyclic_voltammetry",
    "cyclic voltammetry advanced": "cyclic_voltammetry",
    "potentio electrochemical impedance spectroscopy": "impedance",
    "galvano electrochemical impedance spectroscopy": "impedance",
    "staircase potentio electrochemical impedance spectroscopy": "impedance",
    "staircase galvano electrochemical impedance spectroscopy": "impedance",
    "a.c. impedance": "impedance",
    "impedance - time": "impedance",
    "impedance - potential": "impedance",
    "imp - a.c. impedance": "impedance",
    "galvanostatic cycling with potential limitation": "cycling",
    "galvanostatic cycling with potential limitation 2": "cycling",
    "galvanostatic cycling with potential limitation 5": "cycling",
    "galvanostatic cycling with potential limitation 6": "cycling",
    "battery capacity determination": "cycling",
    "modulo bat": "",
}

_STEADY = 0.9  # of the rows
_SAME_POTENTIAL = 2e-3  # V
_SAME_CURRENT = 0.1  # relative
_SAME_LEVEL = 0.01  # relative: a set current
_POTENTIAL_STEP = 5e-3  # V
_FEW_LEVELS, _LASTING = 6, 3  # levels; rows


def named_technique(name: str | None) -> str | None:
    """Return the technique that an instrument's own name means; None where it does not decide."""
    return _NAMES.get((name or "").strip().lower()) or None


def judged_technique(columns: Mapping[str, Array], controls: Controls | None = None) -> str:
    """Judge the technique by what was controlled: the file's control mode if it has one, else the columns."""
    if controls is not None and controls.mode is not None and len(controls.mode):
        return _by_mode(columns, controls)
    if "frequency" in columns and "impedance_real" in columns:
        return "impedance"
    columns = {name: column for name, column in columns.items() if np.any(np.isfinite(column))}
    potential, current = columns.get("potential"), columns.get("current", columns.get("current_density"))
    if potential is None:
        return "chronoamperometry" if current is not None and "time" in columns else "other"
    if current is None:
        return "open_circuit" if "time" in columns else "other"
    if not np.any(np.abs(current) > 0.0):
        return "open_circuit"
    if _is_held(potential) and not _is_set(current, potential):
        return "chronoamperometry"
    if _is_constant_by_sign(current):
        return _galvanostatic(current)
    if "time" not in columns:
        return _sweep(potential) or "other"
    return _sweep(potential, columns["time"]) or _mixed(potential, current)


def _by_mode(columns: Mapping[str, Array], controls: Controls) -> str:
    assert controls.mode is not None
    mode = controls.mode
    if np.all(mode == RESTED):
        return "open_circuit"
    if np.any(mode == POTENTIOSTATIC):
        if np.any(mode == GALVANOSTATIC):
            return "cycling"
        set_potential, count = controls.set_potential, controls.count or len(mode)
        held = set_potential is None or len(np.unique(set_potential[np.isfinite(set_potential)])) < 0.1 * count + 2
        return "chronoamperometry" if held else _sweep(columns.get("potential", mode), columns.get("time")) or "other"
    set_current = controls.between(controls.set_current, 0, controls.count or len(mode))
    if set_current is None:
        set_current = columns.get("current")
    return "chronopotentiometry" if set_current is None else _galvanostatic(set_current)


def _galvanostatic(current: Array) -> str:
    """One direction of current is a chronopotentiogram, both are a cycling record."""
    level = current_levels(current)
    return "cycling" if np.any(level > 0) and np.any(level < 0) else "chronopotentiometry"


def _steady_share(values: Array, within: float) -> float:
    return float(np.mean(np.abs(values - np.nanmedian(values)) <= within))


def _is_held(potential: Array) -> bool:
    """Does the potential sit on one level, or on a few lasting ones with steps between them?"""
    known = potential[np.isfinite(potential)]
    if _steady_share(known, _SAME_POTENTIAL) >= _STEADY:
        return True
    stretches = np.split(known, np.flatnonzero(np.abs(np.diff(known)) > _POTENTIAL_STEP) + 1)
    lasting = [part for part in stretches if len(part) >= _LASTING]
    rows = sum(len(part) * _steady_share(part, _SAME_POTENTIAL) for part in lasting)
    return len(lasting) <= _FEW_LEVELS and rows >= _STEADY * len(known)


def _is_set(current: Array, potential: Array) -> bool:
    """Does the current, wherever it flows, sit on set levels: one per direction, or several while the potential moves?

    Rows at rest decide nothing, however many; a row beside one may have been caught while the current was switched.
    """
    known = np.isfinite(current) & np.isfinite(potential)
    flows = known & (np.abs(current) > RESTING * float(np.max(np.abs(current[known]), initial=0.0)))
    beside = flows & ~(np.append(flows[1:], False) & np.insert(flows[:-1], 0, False))
    parts = [flows & (current < 0.0), flows & (current > 0.0)]
    return all(_is_on_levels(current[part], potential[part], beside[part]) for part in parts if np.any(part))


def _is_on_levels(current: Array, potential: Array, beside: npt.NDArray[np.bool_]) -> bool:
    """Is a current of one direction one level within 1 %, or, if the potential moves, a few lasting ones?"""
    size = np.abs(current)
    usual = float(np.median(size))
    steady = np.abs(size - usual) <= _SAME_LEVEL * usual
    if np.all(steady | (beside & (size < usual))):
        return True
    if np.sum(np.abs(potential - np.median(potential)) > _SAME_POTENTIAL) < _LASTING:
        return False
    ordered = np.sort(size)
    levels = np.split(ordered, np.flatnonzero(np.diff(ordered) > _SAME_LEVEL * ordered[1:]) + 1)
    tight = [len(one) >= _LASTING and one[-1] - one[0] <= 2.0 * _SAME_LEVEL * one[-1] for one in levels]
    return len(levels) <= _FEW_LEVELS and all(tight)


def _is_constant_by_sign(current: Array) -> bool:
    """Is the current, apart from rests, one or a few lasting levels?"""
    level = current_levels(current)
    flowing = current[level != 0]
    if len(flowing) == 0:
        return False
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.abs(np.diff(flowing)) <= 0.02 * np.abs(flowing[1:])
    by_sign = [current[level == sign] for sign in (-1, 1) if np.any(level == sign)]
    near = [_steady_share(part, _SAME_CURRENT * abs(float(np.median(part)))) for part in by_sign]
    return min(near) >= _STEADY or (len(steps) > 20 and float(np.mean(steps)) >= 0.98 and _few_levels(flowing))


def _few_levels(current: Array) -> bool:
    rounded = np.unique(np.round(current / np.max(np.abs(current)), 2))
    return len(rounded) <= max(6, 0.01 * len(current))


def _sweep(potential: Array, time: Array | None = None) -> str | None:
    """Does the potential run at one rate? Then one direction is a linear sweep, both are a cyclic voltammogram."""
    if len(potential) < 10:
        return None
    if not np.any(np.isfinite(potential)):
        return None
    steps = np.diff(potential)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.abs(steps if time is None else steps / np.diff(time))
    rate = rate[np.isfinite(rate)]
    usual = float(np.median(rate)) if len(rate) else 0.0
    if usual == 0.0 or float(np.mean(np.abs(rate - usual) < 0.5 * usual)) < 0.8:
        return None
    span = float(np.nanmax(potential) - np.nanmin(potential))
    travelled = float(np.nansum(np.abs(steps)))
    return "linear_sweep" if travelled < 1.2 * span else "cyclic_voltammetry"


def _mixed(potential: Array, current: Array) -> str:
    level = current_levels(current)
    return "cycling" if np.any(level > 0) and np.any(level < 0) else "other"

"""A polarization curve as the contest of rate laws reads it: signs, branches, sweeps, size (PHYSICS 2.2, 2.4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.messages import FitError, Message

Array = npt.NDArray[np.float64]

CURRENT_SIGNS = ("automatic", "signed", "magnitude")
PRIOR_ERROR = 5e-3  # V: how far the equilibrium potential may lie from where it seems to be
_LEAST = 5  # points
_MANY, _BINS = 1000, 600  # points beyond which neighbours are averaged, and to about how many
_SMOOTH = 20  # points from which on second differences are noise, not curvature
_CLEAR = 10e-3  # V from equilibrium, where a sign means something
_FALL = 0.7  # of the greatest current of a branch: what falls below it afterwards is a peak


@dataclass(frozen=True, eq=False)
class PolarizationRecord:
    """Points of one curve, in the order of recording.

    Parameters
    ----------
    potential, current : (n,) array
        V, A (or A/m^2); plating below zero.
    place : (n,) array
        Of each point in the record, in sampling steps.
    step : float or None
        Sampling step / s; None without a clock.
    direction : (n,) array
        Of the sweep, +1 or -1; zeros unless both occur.
    rest : float
        Where the current seems to vanish / V.
    crosses : bool
        Whether it does so within the record.
    warnings : tuple of Message
    """

    potential: Array
    current: Array
    place: Array
    step: float | None
    direction: Array
    rest: float
    crosses: bool
    warnings: tuple[Message, ...]

    @property
    def restored(self) -> bool:
        """Whether the record held magnitudes and got its signs back."""
        return any(one.code == "SIGN_RESTORED" for one in self.warnings)


def polarization_record(
    potential: npt.ArrayLike,
    current: npt.ArrayLike,
    time: npt.ArrayLike | None,
    equilibrium_potential: float | None,
    window: tuple[float | None, float | None],
    current_sign: str,
) -> PolarizationRecord:
    """Return the points of a curve that a fit can use.

    Parameters
    ----------
    potential, current : (n,) array
        V, A.
    time : (n,) array, optional
        s.
    equilibrium_potential : float, optional
        V; without it, where the current changes sign, else 0.
    window : (float or None, float or None)
        Potentials to use / V.
    current_sign : str
        ``signed`` | ``magnitude`` | ``automatic`` (magnitudes where no current is negative on both sides of the
        equilibrium potential).

    Raises
    ------
    FitError
        ``LENGTHS_DIFFER``, ``TOO_FEW_POINTS``, ``UNKNOWN_CURRENT_SIGN``, ``SIGNS_OPPOSITE``, ``CURRENT_BELOW_NOISE``,
        ``BRANCH_NOT_MONOTONE``.
    """
    if current_sign not in CURRENT_SIGNS:
        raise FitError("UNKNOWN_CURRENT_SIGN", "The sign of the current is automatic, signed or magnitude.")
    E, i, place, step = _usable(potential, current, time, window)
    i, restored = _signed(E, i, equilibrium_potential, current_sign)
    _check_signal(i)
    crossing = _crossing(E, i)
    rest = crossing if equilibrium_potential is None else equilibrium_potential
    rest = 0.0 if rest is None else rest
    _check_signs(E - rest, i)
    direction = _direction(E)
    if E.size > _MANY:
        size = int(np.ceil(E.size / _BINS))
        E, i, place, direction = _averaged(E, i, place / size, direction, size)
        step = None if step is None else size * step
    for way in np.unique(direction):
        _check_monotone(E[direction == way], i[direction == way], rest)
    warnings = (*restored, *_branch_warnings(E - rest))
    return PolarizationRecord(E, i, place, step, direction, rest, crossing is not None, warnings)


def _usable(
    potential: npt.ArrayLike,
    current: npt.ArrayLike,
    time: npt.ArrayLike | None,
    window: tuple[float | None, float | None],
) -> tuple[Array, Array, Array, float | None]:
    E, i = np.asarray(potential, dtype=np.float64).ravel(), np.asarray(current, dtype=np.float64).ravel()
    when = np.arange(E.size, dtype=np.float64) if time is None else np.asarray(time, dtype=np.float64).ravel()
    if not E.size == i.size == when.size:
        text = "The columns differ in length: {potential} potentials, {current} currents, {time} times."
        raise FitError("LENGTHS_DIFFER", text, potential=E.size, current=i.size, time=when.size)
    start, end = window
    used = np.isfinite(E) & np.isfinite(i) & np.isfinite(when)
    used &= ((-np.inf if start is None else start) <= E) & ((np.inf if end is None else end) >= E)
    if used.sum() < _LEAST:
        text = "The range has {count} points; it takes {least}: choose a wider one."
        raise FitError("TOO_FEW_POINTS", text, int(used.sum()), count=int(used.sum()), least=_LEAST)
    steps = np.diff(when[used])
    step, mean = float(np.median(steps)), float(np.mean(steps))
    step = mean if abs(mean - step) < 0.01 * step else step  # clocks round, their mean does not
    if not step > 0:
        return E[used], i[used], np.arange(E.size, dtype=np.float64)[used], None
    return E[used], i[used], (when - when[used][0])[used] / step, None if time is None else step


def _signed(E: Array, i: Array, rest: float | None, current_sign: str) -> tuple[Array, tuple[Message, ...]]:
    """Return currents with the sign of their overpotential where the record holds magnitudes, and says so."""
    side = E - (0.0 if rest is None else rest)
    both = bool((side < -_CLEAR).any() and (side > _CLEAR).any())
    one = bool((side < _CLEAR).all())
    magnitudes = bool((i >= 0).all()) and (one or (both and _grows(side, i)))
    if current_sign == "signed" or (current_sign == "automatic" and not magnitudes):
        return i, ()
    text = "The currents are magnitudes: those below {rest:.1f} mV were given the sign of plating."
    flag = Message("SIGN_RESTORED", text, {"rest": 0.0 if rest is None else 1e3 * rest}, float((side < 0).sum()))
    return np.where(side < 0, -np.abs(i), np.abs(i)), (flag,)


def _grows(side: Array, i: Array) -> bool:
    """Whether plating currents grow away from equilibrium, as magnitudes do."""
    below = side < 0
    return bool(np.sum((side[below] - side[below].mean()) * i[below]) < 0)


def _crossing(E: Array, i: Array) -> float | None:
    """Return where the current changes sign / V, the middle of all such places."""
    change = np.flatnonzero(i[:-1] * i[1:] < 0)
    exact = E[i == 0]
    found = E[change] - i[change] * (E[change + 1] - E[change]) / (i[change + 1] - i[change])
    places = np.concatenate([found, exact])
    return float(np.median(places)) if places.size else None


def _check_signal(i: Array) -> None:
    noise = 1.4826 * float(np.median(np.abs(np.diff(i, 2)))) / np.sqrt(6) if i.size >= _SMOOTH else 0.0
    largest = float(np.percentile(np.abs(i), 95))
    if not largest > 3 * noise or largest == 0:
        text = "The current does not rise above its noise: it is {ratio:.2g} times as large at the most."
        raise FitError("CURRENT_BELOW_NOISE", text, largest, ratio=largest / noise if noise > 0 else 0.0)


def _check_signs(side: Array, i: Array) -> None:
    clear = (np.abs(side) > _CLEAR) & (i != 0)
    if clear.any() and float(np.mean(side[clear] * i[clear] > 0)) < 0.5:
        text = (
            "Current and overpotential have opposite signs in most points: plating needs both below zero; "
            "change the sign of the current or correct the equilibrium potential."
        )
        raise FitError("SIGNS_OPPOSITE", text)


def _direction(E: Array) -> Array:
    """Return the direction of the sweep at each point; zeros where there is only one, or no sweep at all."""
    way = np.sign(np.gradient(E))
    for k in range(1, way.size):
        if way[k] == 0:
            way[k] = way[k - 1]
    turns = int(np.sum(way[1:] * way[:-1] < 0))
    share = float(np.mean(way > 0))
    if not 0.15 < share < 0.85 or turns > 0.1 * E.size:
        return np.zeros_like(E)
    return np.where(way > 0, 1.0, -1.0)


def _averaged(E: Array, i: Array, place: Array, direction: Array, size: int) -> tuple[Array, Array, Array, Array]:
    """Return means of so many neighbours of one sweep: there are more points than a fit needs."""
    sweep = np.concatenate([[0], np.cumsum(np.diff(direction) != 0)])
    start = np.concatenate([[0], np.flatnonzero(np.diff(sweep)) + 1])
    within = np.arange(E.size) - start[sweep]
    _, group = np.unique(sweep * E.size + within // size, return_inverse=True)
    count = np.bincount(group)
    full = count > 0.5 * size
    E, i, place, direction = (np.bincount(group, one)[full] / count[full] for one in (E, i, place, direction))
    return E, i, place, direction


def _check_monotone(E: Array, i: Array, rest: float) -> None:
    for sign in (-1.0, 1.0):
        side = sign * (E - rest) > _CLEAR
        if side.sum() < _LEAST:
            continue
        order = np.argsort(np.abs(E[side] - rest), kind="stable")
        size = sign * i[side][order]
        groups = np.array_split(size, min(max(size.size // 8, _LEAST), 20))
        level = np.array([float(np.median(group)) for group in groups])
        peak = int(np.argmax(level))
        noise = 1.4826 * float(np.median(np.abs(np.diff(size, 2)))) / np.sqrt(6) if size.size >= _SMOOTH else 0.0
        if level[-1] < _FALL * level[peak] and level[peak] - level[-1] > 6 * noise:
            at = float(E[side][order][min(sum(g.size for g in groups[: peak + 1]), size.size) - 1])
            text = (
                "The current passes a maximum near {at:.3f} V and falls: mass transfer or a changing surface, not "
                "charge transfer alone; choose a range that ends before it."
            )
            raise FitError("BRANCH_NOT_MONOTONE", text, at, at=at)


def _branch_warnings(side: Array) -> list[Message]:
    warnings = []
    below, above = bool((side < -_CLEAR).any()), bool((side > _CLEAR).any())
    if not (below and above):
        text = (
            "The curve has one branch only: a transfer coefficient and a reorganization energy bend it alike; "
            "record both branches."
        )
        warnings.append(Message("ONE_BRANCH", text))
    reach = float(np.abs(side).max())
    if reach < 0.06:
        text = "The curve reaches {reach:.0f} mV only: below 60 mV every rate law is nearly a straight line."
        warnings.append(Message("WINDOW_NARROW", text, {"reach": 1e3 * reach}, reach))
    return warnings

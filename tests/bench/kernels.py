"""How fast and how exact the numerical core answers (SPEED 3 and 4)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np
from scipy.integrate import quad
from scipy.optimize import curve_fit, least_squares

from fitting.charge_transfer import polarization
from fitting.charge_transfer.rate_law_fit import fit_rate_law
from fitting.live import live_fit
from fitting.marcus_hush import marcus_hush_chidsey_current, zeng_rate
from fitting.mass_transfer import cottrell, fit_sand, microdisk_transient
from fitting.outcome import Outcome
from fitting.synthetic import microdisk_transient_curve, planar_step_curve, polarization_curve, sand_transition
from tests.bench.peers import peer
from tests.bench.rows import Figure, Row

_POTENTIALS = np.linspace(-0.4, 0.4, 500)
_SWEEP = np.linspace(-0.3, 0.3, 10_000)
_START = (8.0, 0.5, 0.0)
_RESAMPLED_BY_THE_POOL = 8  # of 1000: a whole run of the peer takes many minutes
_KERNEL_ENERGIES, _KERNEL_REACH = (0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 2.0), 0.8  # eV, V
Pair = tuple[Callable[[], object], Callable[[], object] | None]


def _mhc() -> Pair:
    def slow() -> object:
        f = 96485.33212331 / (8.31446261815324 * 298.15)

        def rate(eta: float) -> float:
            def integrand(x: float) -> float:
                return float(np.exp(-((x - f * eta) ** 2) / (4 * f * 0.4)) / (2 * np.cosh(x / 2)))

            return quad(integrand, -60.0, 60.0)[0]

        return [2 * np.sinh(f * eta / 2) * rate(eta) for eta in _POTENTIALS]

    return lambda: marcus_hush_chidsey_current(_POTENTIALS, 1.0, 0.4), slow


def _exact(E: np.ndarray, size: float, energy: float, rest: float) -> np.ndarray:
    return marcus_hush_chidsey_current(E - rest, size, energy)


def _zeng(E: np.ndarray, size: float, energy: float, rest: float) -> np.ndarray:
    eta = E - rest
    back = zeng_rate(-eta, energy)
    return size * (zeng_rate(eta, energy) - back) / float(zeng_rate(0.0, energy))


def _sweep() -> tuple[np.ndarray, np.ndarray]:
    current = _exact(_SWEEP, 10.0, 0.4, 2e-3)
    deviation = 0.01 * np.abs(current) + 1e-3
    return current + deviation * np.random.default_rng(0).normal(size=current.size), deviation


def _fit_against_exact() -> Pair:
    current, deviation = _sweep()
    sweep = Path(tempfile.mkdtemp()) / "sweep.npz"
    np.savez(sweep, potential=_SWEEP, current=current, deviation=deviation)
    ask = peer("lmfit_mhc", sweep, *_START)
    ours = fit_rate_law(_SWEEP, current, deviation)
    found = (ours.exchange_current, ours.reorganization_energy, ours.equilibrium_potential)
    if not np.allclose(ask()["found"], found, rtol=1e-6):
        raise RuntimeError("the peer finds another minimum")
    return lambda: fit_rate_law(_SWEEP, current, deviation), ask


def _fit_against_zeng() -> Pair:
    current, deviation = _sweep()
    return (
        lambda: fit_rate_law(_SWEEP, current, deviation),
        lambda: curve_fit(_zeng, _SWEEP, current, _START, deviation),
    )


def _refit(current: np.ndarray, deviation: np.ndarray) -> np.ndarray:
    """One resample of the peer: the same law and integral at every point."""

    def residual(p: np.ndarray) -> np.ndarray:
        return (_exact(_SWEEP, *p) - current) / deviation

    answer: np.ndarray = least_squares(residual, [10.0, 0.4, 2e-3], x_scale=[10.0, 0.4, 0.01]).x
    return answer


def _bootstrap() -> Pair:
    current, deviation = _sweep()
    fitted = _exact(_SWEEP, 10.0, 0.4, 2e-3)
    residual = (current - fitted) / deviation
    random = np.random.default_rng(1)
    drawn = [fitted + deviation * random.choice(residual, residual.size) for _ in range(_RESAMPLED_BY_THE_POOL)]
    pool = ProcessPoolExecutor(2, get_context("spawn"))
    list(pool.map(partial(_refit, deviation=deviation), drawn[:2]))  # its start does not count

    def peer() -> object:
        return list(pool.map(partial(_refit, deviation=deviation), drawn))

    return lambda: fit_rate_law(_SWEEP, current, deviation, resamples=1000), peer


def _kernel_error() -> float:
    """Return the largest relative error of the current against 40 digits, over energies and potentials."""
    import mpmath as mp

    from tests.fitting.oracle import EQUATIONS

    oracle, worst = EQUATIONS["mhc_current"][0], 0.0
    for energy in _KERNEL_ENERGIES:
        for eta in (1e-4, 0.05, 0.2, 0.45, _KERNEL_REACH):
            given = {"eta": mp.mpf(eta), "j0": mp.mpf(1), "lam_eV": mp.mpf(energy), "T": mp.mpf("298.15")}
            exact = oracle(given)["j"]
            found = mp.mpf(float(marcus_hush_chidsey_current(eta, 1.0, energy)))
            worst = max(worst, float(abs(found / exact - 1)))
    return worst


def _frozen(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    for column in columns.values():
        column.flags.writeable = False
    return columns


def _live(outcome: Outcome, columns: dict[str, np.ndarray], window: tuple[float, float]) -> Pair:
    refit = outcome.refit
    assert refit is not None
    x, y = (columns[name] for name in refit.columns)
    live_fit(refit, x, y, window)
    return lambda: live_fit(refit, x, y, window), None


def _live_sweep(points: int) -> Pair:
    made = polarization_curve(law="marcus_hush_chidsey", points=points, series_resistance=5e4)
    columns = _frozen(dict(made.columns))
    found = polarization(columns["potential"], columns["current"], columns["time"], area=4.9e-10, series_resistance=5e4)
    return _live(found, columns, (-0.18, 0.15))


def _live_sand(points: int) -> Pair:
    made = sand_transition(duration=600.0, current_density=-7.35, sampling_interval=600.0 / points)
    columns = _frozen(dict(made.columns))
    return _live(fit_sand(*columns.values()), columns, (30.0, 570.0))


def _live_disk(points: int) -> Pair:
    columns = _frozen(dict(microdisk_transient_curve(points=points).columns))
    found = microdisk_transient(*columns.values(), 12.5e-6, concentration=1000.0, step_time=0.0)
    return _live(found, columns, (0.05, 150.0))


def _live_planar(points: int) -> Pair:
    columns = _frozen(dict(planar_step_curve(sampling_interval=30.0 / points).columns))
    return _live(cottrell(*columns.values(), 1e-5, 1000.0), columns, (0.1, 25.0))


def _contest() -> Pair:
    made = polarization_curve(law="marcus_hush_chidsey").columns
    return lambda: polarization(made["potential"], made["current"], made["time"], area=4.9e-10), None


def _same_speed() -> float:
    """Return how much longer a live fit takes on a million points than on ten thousand."""
    times = []
    for points in (10_000, 1_000_000):
        run = _live_disk(points)[0]
        rounds = []
        for _ in range(15):
            began = perf_counter()
            run()
            rounds.append(perf_counter() - began)
        times.append(float(np.median(rounds)))
    return times[1] / times[0]


ROWS = (
    Row("mhc_500", "scipy.integrate.quad", 0.01, _mhc, rounds=3),
    Row("fit_mhc_10k", "lmfit, same integral", 0.01, _fit_against_exact, rounds=9),
    Row("fit_mhc_10k_closed_form", "curve_fit, Zeng's form", 1.0, _fit_against_zeng),
    Figure("kernel_mhc_error", "1", 1e-12, _kernel_error),
    Row("bootstrap_1000", "a pool of 2, same model", 0.05, _bootstrap, rounds=1, share=_RESAMPLED_BY_THE_POOL / 1000),
    Row("polarization_contest", "", 1.0, _contest, rounds=3),
    Row("live_polarization_1e6", "", 0.002, partial(_live_sweep, 1_000_000), rounds=30),
    Row("live_sand_1e5", "", 0.002, partial(_live_sand, 100_000), rounds=30),
    Row("live_microdisk_1e6", "", 0.002, partial(_live_disk, 1_000_000), rounds=30),
    Row("live_cottrell_1e6", "", 0.002, partial(_live_planar, 1_000_000), rounds=30),
    Figure("live_1e6_over_1e4", "1", 1.5, _same_speed),
)

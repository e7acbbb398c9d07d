"""How fast the numerical core answers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.integrate import quad

from fitting.marcus_hush import marcus_hush_chidsey_current
from tests.bench.rows import Row

_POTENTIALS = np.linspace(-0.4, 0.4, 500)


def _mhc() -> tuple[Callable[[], object], Callable[[], object]]:
    def slow() -> object:
        f = 96485.33212331 / (8.31446261815324 * 298.15)

        def rate(eta: float) -> float:
            def integrand(x: float) -> float:
                return float(np.exp(-((x - f * eta) ** 2) / (4 * f * 0.4)) / (2 * np.cosh(x / 2)))

            return quad(integrand, -60.0, 60.0)[0]

        return [2 * np.sinh(f * eta / 2) * rate(eta) for eta in _POTENTIALS]

    return lambda: marcus_hush_chidsey_current(_POTENTIALS, 1.0, 0.4), slow


ROWS = (Row("mhc_500", "scipy.integrate.quad", 0.01, _mhc, rounds=3),)

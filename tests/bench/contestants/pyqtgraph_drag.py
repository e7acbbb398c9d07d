"""pyqtgraph with a region and scipy's curve_fit of Zeng's closed form: the time per move until painted.

Arguments: number of points, `p95` or `median`.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pyqtgraph
from PyQt6.QtWidgets import QApplication
from scipy.optimize import curve_fit
from scipy.special import erfc
from serving import percentile, serve

F = 96485.33212331 / (8.31446261815324 * 298.15)
MOVES = 12


def rate(eta: np.ndarray, energy: float) -> np.ndarray:
    """One-way rate after Zeng et al. 2014."""
    reduced, size = F * eta, F * energy
    root = np.sqrt(size)
    argument = (size - np.sqrt(1 + root + reduced**2)) / (2 * root)
    return np.sqrt(np.pi * size) / (1 + np.exp(-reduced)) * erfc(argument)


def current(potential: np.ndarray, size: float, energy: float, rest: float) -> np.ndarray:
    """Net current, normalised to the exchange current."""
    eta = potential - rest
    return size * (rate(eta, energy) - rate(-eta, energy)) / rate(np.zeros(1), energy)[0]


def main() -> None:
    """Show the curve with a region; at every line move the region and refit."""
    points, answer = int(float(sys.argv[1])), sys.argv[2]
    application = QApplication([])
    potential = np.linspace(-0.3, 0.3, points)
    measured = current(potential, 1e-5, 0.4, 0.0)
    measured += (0.01 * np.abs(measured) + 1e-9) * np.random.default_rng(0).normal(size=points)
    plot = pyqtgraph.PlotWidget()
    plot.resize(1200, 800)
    data = plot.plot(potential, measured, pen="k")
    data.setDownsampling(auto=True, method="peak")
    data.setClipToView(True)
    fit = plot.plot(pen="r")
    region = pyqtgraph.LinearRegionItem((-0.29, 0.29))
    plot.addItem(region)
    guess = [1e-5, 0.4, 0.0]

    def refit() -> None:
        low, high = region.getRegion()
        inside = (potential >= low) & (potential <= high)
        found, _ = curve_fit(current, potential[inside], measured[inside], guess)
        guess[:] = found
        shown = np.linspace(low, high, 400)
        fit.setData(shown, current(shown, *found))

    region.sigRegionChanged.connect(refit)
    plot.show()
    application.processEvents()

    def drag() -> float:
        times = []
        for number in range(MOVES):
            began = time.perf_counter()
            region.setRegion((-0.29, 0.29 - 0.005 * min(number, MOVES - number) - 0.001))
            application.processEvents()
            times.append(time.perf_counter() - began)
        return percentile(times, 0.95 if answer == "p95" else 0.5)

    serve(drag)


if __name__ == "__main__":
    main()

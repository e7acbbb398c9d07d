"""One impedance spectrum of a symmetric lithium cell: electrolyte, interfaces, diffusion (PHYSICS 1.2, 7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fitting.least_squares import LeastSquaresFit, fit_least_squares
from fitting.messages import FitError

Array = npt.NDArray[np.float64]
ComplexArray = npt.NDArray[np.complex128]
Spectrum = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]  # frequency / Hz, real and imaginary part / ohm

_FEWEST = 8
_ROBUST = 4.0
_USELESS = 0.15  # of |Z|; a circuit that misses the data by so much says nothing about them
_EXPONENT = 0.4, 1.1


@dataclass(frozen=True, eq=False)
class SpectrumFit:
    """The circuit R_e + R_i/(1 + (j w R_i C)^phi) + R_d tanh(x)/x in a spectrum.

    Parameters
    ----------
    angular_frequency, impedance : (n,) array
        rad/s, ohm.
    fit : LeastSquaresFit
        Of ln R_e, ln R_i, ln C, phi, ln R_d, ln L^2/4D.
    deviation : float
        Standard deviation of a part of Z from the fit, as a share of \\|Z\\|.
    """

    angular_frequency: Array
    impedance: ComplexArray
    fit: LeastSquaresFit
    deviation: float

    @property
    def resistances(self) -> tuple[float, float]:
        """R_e and R_i / ohm."""
        return float(np.exp(self.fit.values[0])), float(np.exp(self.fit.values[1]))

    @property
    def resistance_errors(self) -> tuple[float, float]:
        """Standard errors of R_e and R_i / ohm."""
        bulk, interfacial = np.array(self.resistances) * self.fit.standard_errors[:2]
        return float(bulk), float(interfacial)


def circuit(omega: Array, values: Array) -> ComplexArray:
    """Return Z / ohm of the six parameters of a `SpectrumFit`.

    Parameters
    ----------
    omega : (n,) array
        rad/s.
    values : (6,) array
    """
    bulk, interfacial, capacitance, _, diffusive, span = np.exp(values)
    x = np.sqrt(1j * omega * span)
    arc = interfacial / (1 + (1j * omega * interfacial * capacitance) ** values[3])
    result: ComplexArray = bulk + arc + diffusive * np.tanh(x) / x
    return result


def parts(impedance: ComplexArray, size: Array) -> Array:
    """Return real and imaginary part one after the other, as shares of a size.

    Parameters
    ----------
    impedance : (n,) array
    size : (n,) array
    """
    return np.concatenate([impedance.real / size, impedance.imag / size])


def fit_spectrum(spectrum: Spectrum) -> SpectrumFit:
    """Return the circuit of a symmetric cell in a spectrum.

    Parameters
    ----------
    spectrum : (frequency, real, imaginary)
        Hz, ohm, ohm.

    Raises
    ------
    FitError
        ``TOO_FEW_FREQUENCIES``, ``SPECTRUM_NOT_OF_A_CELL``.
    """
    omega, impedance = _usable(spectrum)
    size = np.abs(impedance)
    target = parts(impedance, size)
    low, high = _bounds(omega, impedance)
    scale = 0.01
    starts = _starts(omega, impedance)
    for _ in range(3):
        spread = scale

        def residual(values: Array, spread: float = spread) -> Array:
            return (parts(circuit(omega, values), size) - target) / spread

        def slopes(values: Array, spread: float = spread) -> Array:
            steps = 1e-6 * np.eye(values.size)
            pairs = [(parts(circuit(omega, values + h), size), parts(circuit(omega, values - h), size)) for h in steps]
            return np.stack([(above - below) / 2e-6 for above, below in pairs], axis=1) / spread

        fit = fit_least_squares(residual, starts, low, high, slopes, scale=_ROBUST)
        starts = [fit.values]
        scale = spread * max(1.4826 * float(np.median(np.abs(fit.residual))), 1e-9)
    deviation = float(np.sqrt(np.mean((fit.residual * spread) ** 2)))
    if deviation > _USELESS:
        raise _not_of_a_cell(deviation)
    return SpectrumFit(omega, impedance, fit, max(scale, 1e-7))


def _usable(spectrum: Spectrum) -> tuple[Array, ComplexArray]:
    """Return w / rad/s, falling, and Z / ohm of what is finite and not the inductance of cables."""
    frequency, real, imaginary = (np.asarray(one, dtype=np.float64).ravel() for one in spectrum)
    good = np.isfinite(frequency) & np.isfinite(real) & np.isfinite(imaginary) & (frequency > 0)
    omega, impedance = 2 * np.pi * frequency[good], real[good] + 1j * imaginary[good]
    order = np.argsort(-omega)
    omega, impedance = omega[order], impedance[order]
    inductive = np.cumprod(impedance.imag > 0).astype(bool) & (omega > np.median(omega))  # cables, at high frequency
    omega, impedance = omega[~inductive], impedance[~inductive]
    if omega.size < _FEWEST:
        raise FitError(
            "TOO_FEW_FREQUENCIES",
            "The spectrum has {count} usable frequencies; it takes at least {least}.",
            omega.size,
            count=omega.size,
            least=_FEWEST,
        )
    if not np.median(impedance.real) > 0:
        raise _not_of_a_cell(1.0)
    return omega, impedance


def _not_of_a_cell(deviation: float) -> FitError:
    return FitError(
        "SPECTRUM_NOT_OF_A_CELL",
        "The spectrum is not that of a symmetric lithium cell (electrolyte, one arc, diffusion): the circuit misses it "
        "by {deviation:.0f} %. Give the resistances as numbers instead.",
        deviation,
        deviation=100 * deviation,
    )


def _starts(omega: Array, impedance: ComplexArray) -> list[Array]:
    """Return circuits that share the resistance between arc and diffusion in several ways."""
    real = impedance.real
    least, most = max(float(real.min()), 1e-3 * float(np.abs(real).max())), float(real.max())
    span = max(most - least, 0.05 * most)
    starts = []
    for share in (0.3, 0.6, 0.9):
        cross = least + share * span
        inside = real < cross
        peak = int(np.argmax(np.where(inside, -impedance.imag, -np.inf)))
        interfacial = share * span
        capacitance = 1 / (omega[peak] * interfacial)
        for slow in (0.5, 20.0):
            logs = np.log([least, interfacial, capacitance, 1.0, (1 - share) * span, slow / omega[-1]])
            logs[3] = 0.9
            starts.append(logs)
    return starts


def _bounds(omega: Array, impedance: ComplexArray) -> tuple[Array, Array]:
    size = float(np.abs(impedance).max())
    low = np.log([1e-5 * size, 1e-5 * size, 1e-5 / (omega[0] * size), 1.0, 1e-5 * size, 1e-3 / omega[0]])
    high = np.log([3 * size, 10 * size, 1e8 / (omega[-1] * size), 1.0, 30 * size, 1e3 / omega[-1]])
    low[3], high[3] = _EXPONENT
    return low, high

"""The joint fit of a polarization's current and the spectra before and after it (PHYSICS 1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from fitting.confidence import block_bootstrap_covariance, runs_probability
from fitting.least_squares import LeastSquaresFit
from fitting.mains import fitted_with_mains
from fitting.mass_transfer.cell_spectrum import SpectrumFit, circuit, parts
from fitting.mass_transfer.polarized_cell import PolarizedCell
from fitting.mass_transfer.transient_record import Transient, log_binned

Array = npt.NDArray[np.float64]
ComplexArray = npt.NDArray[np.complex128]

MOST_POINTS = 5_000
_ROUGH = 120  # points of a first look
_DRIFT = 2.5  # standard errors by which the interfaces' resistance must have changed to count as changed
_STRUCTURED = 0.01
_TAIL = 15.0  # time constants of charging after which nothing of it is left
# Order of the parameters: ln R_e, logit t+, ln L^2/4D, ln R_0; ln C and phi of each spectrum; then ln R_ss / R_0 and
# ln of its time constant where it changes.
_BULK, _NUMBER, _SPAN, _FIRST, _ARCS = 0, 1, 2, 3, 4


@dataclass(frozen=True, eq=False)
class PolarizationFit:
    """One cell in a current and its spectra.

    Parameters
    ----------
    fit : LeastSquaresFit
    covariance : (p, p) array
        Of the parameters, widened where residuals are coloured.
    time, current, fitted : (n,) array
        Of the polarization, magnitudes.
    drifts : bool
        Whether the interfaces' resistance changes.
    excess : float
        By how much the spectra are missed more than by their own fits: a ratio of deviations.
    structured : bool
        Whether the current's residuals have a structure.
    spectra : tuple of (n,) arrays
        The fitted impedance at each spectrum's frequencies / ohm.
    noise : (m,) array
        Standard deviation of every row of the fit.
    mains : tuple of float
        Frequencies at which lines of the mains were fitted / Hz.
    """

    fit: LeastSquaresFit
    covariance: Array
    time: Array
    current: Array
    fitted: Array
    drifts: bool
    excess: float
    structured: bool
    spectra: tuple[ComplexArray, ...]
    noise: Array
    mains: tuple[float, ...] = ()

    @property
    def count(self) -> int:
        """How many parameters, those of mains left out."""
        return _ARCS + 2 * len(self.spectra) + 2 * self.drifts

    @property
    def determined(self) -> bool:
        """Whether R_e, t+, L^2/4D and R_0 lie inside their bounds."""
        return not bool(self.fit.at_bound[:_ARCS].any())

    def steady_resistance(self, values: Array) -> float:
        """Return R_ss / ohm."""
        change = values[_ARCS + 2 * len(self.spectra)] if self.drifts else 0.0
        return float(np.exp(values[_FIRST] + change))


@dataclass(frozen=True, eq=False)
class _Model:
    """The prediction of record and spectra."""

    time: Array
    polarization: float
    spectra: Sequence[SpectrumFit]
    drifts: bool

    @property
    def groups(self) -> list[slice]:
        """Where the record and each spectrum stand in the data."""
        ends = np.cumsum([self.time.size, *(2 * one.impedance.size for one in self.spectra)])
        return [slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True)]

    @property
    def count(self) -> int:
        return _ARCS + 2 * len(self.spectra) + 2 * self.drifts

    def current(self, values: Array) -> Array:
        cell = self.cell(values)
        if not self.drifts:
            return cell.current(self.time, self.polarization)
        change, rate = cell.interfacial_resistance * np.expm1(values[-2]), np.exp(-values[-1])
        grown = change * np.expm1(-self.time * rate) / np.expm1(-self.time[-1] * rate)
        return cell.drifting_current(self.time, self.polarization, grown)

    def cell(self, values: Array) -> PolarizedCell:
        number = 1 / (1 + np.exp(-values[_NUMBER]))
        bulk, first, span = (float(np.exp(values[one])) for one in (_BULK, _FIRST, _SPAN))
        return PolarizedCell(bulk, first, float(number), span)

    def impedance(self, index: int, values: Array) -> ComplexArray:
        """Return Z / ohm of one spectrum."""
        arc = values[_ARCS + 2 * index : _ARCS + 2 * index + 2]
        first = values[_FIRST] + (values[-2] if self.drifts and index == 1 else 0.0)
        # ln R_d = ln R_e - logit t+
        six = np.array([values[_BULK], first, arc[0], arc[1], values[_BULK] - values[_NUMBER], values[_SPAN]])
        return circuit(self.spectra[index].angular_frequency, six)

    def spectrum(self, index: int, values: Array) -> Array:
        """Return both parts of one spectrum as shares of the measured size."""
        return parts(self.impedance(index, values), np.abs(self.spectra[index].impedance))

    def __call__(self, values: Array) -> Array:
        values = values[: self.count]
        return np.concatenate(
            [self.current(values), *(self.spectrum(index, values) for index in range(len(self.spectra)))]
        )


def changed(before: SpectrumFit, after: SpectrumFit, which: int) -> float:
    """Return by how many standard errors ln R_e (0) or ln R_i (1) differs between two spectra.

    Parameters
    ----------
    before, after : SpectrumFit
    which : int
    """
    error = np.hypot(before.fit.standard_errors[which], after.fit.standard_errors[which])
    return float((after.fit.values[which] - before.fit.values[which]) / max(error, 1e-9))


def fit_polarization(record: Transient, polarization: float, spectra: Sequence[SpectrumFit]) -> PolarizationFit:
    """Return the cell that explains current and spectra together.

    Parameters
    ----------
    record : Transient
        After the step.
    polarization : float
        Magnitude / V.
    spectra : sequence of SpectrumFit
        Before, or before and after.
    """
    drifts = len(spectra) == 2 and abs(changed(spectra[0], spectra[1], 1)) > _DRIFT
    bulk, interfacial = spectra[0].resistances
    charging = bulk * interfacial / (bulk + interfacial) * float(np.exp(spectra[0].fit.values[2]))
    kept = record.time > _TAIL * charging
    t, i, spread = log_binned(record.time[kept], record.current[kept], record.noise, MOST_POINTS)
    model = _Model(t, polarization, spectra, drifts)
    rough_time, rough, rough_spread = log_binned(t, i, float(spread.max()), _ROUGH)
    few = replace(model, time=rough_time)
    start = _fitted(few, rough, rough_spread, _starts(few, rough), rounds=1)[0].values[: model.count]
    fit, noise, mains = _fitted(model, i, spread, [start])
    structured = runs_probability(fit.residual[: t.size]) < _STRUCTURED
    covariance = fit.covariance
    if structured:
        wide = block_bootstrap_covariance(fit.jacobian, fit.residual)
        covariance = covariance * max(float(wide[_NUMBER, _NUMBER] / max(covariance[_NUMBER, _NUMBER], 1e-300)), 1.0)
    excess = max(
        float(np.sqrt(np.mean((fit.residual[group] * noise[group]) ** 2))) / max(one.deviation, 1e-6)
        for group, one in zip(model.groups[1:], spectra, strict=True)
    )
    values = fit.values[: model.count]
    fitted, impedances = model.current(values), tuple(model.impedance(one, values) for one in range(len(spectra)))
    return PolarizationFit(fit, covariance, t, i, fitted, drifts, excess, structured, impedances, noise, mains)


def _fitted(
    model: _Model, i: Array, spread: Array, starts: list[Array], rounds: int = 3
) -> tuple[LeastSquaresFit, Array, tuple[float, ...]]:
    """Return the fit with each group weighted by its own noise, that noise, and the mains' lines / Hz."""
    spectra = model.spectra
    data = np.concatenate([i, *(parts(one.impedance, np.abs(one.impedance)) for one in spectra)])
    noise = np.concatenate([spread, *(np.full(2 * one.impedance.size, one.deviation) for one in spectra)])
    low, high = _bounds(model, model.time)
    for _ in range(rounds):
        fit, mains = fitted_with_mains(model, data, noise, model.time, starts, low, high, np.ones(model.count))
        starts, scale = [fit.values[: model.count]], np.ones(data.size)
        for group in model.groups:
            used = fit.residual[group].size
            # robust; each group spends about three parameters on itself
            spent = np.sqrt(used / max(used - 3, 1))
            scale[group] = max(1.4826 * float(np.median(np.abs(fit.residual[group]))) * spent, 1e-6)
        if np.abs(np.log(scale)).max() < 0.1:
            break
        noise = noise * scale
    return fit, noise, mains


def _bounds(model: _Model, t: Array) -> tuple[Array, Array]:
    first = model.spectra[0].fit.values
    low = [first[0] - 3, -7.0, np.log(t[-1]) - 14, first[1] - 3]
    high = [first[0] + 3, 9.0, np.log(t[-1]) + 4, first[1] + 3]
    for one in model.spectra:
        low += [one.fit.values[2] - 5, 0.4]
        high += [one.fit.values[2] + 5, 1.1]
    if model.drifts:
        low += [-2.0, np.log(t[-1] / 300)]
        high += [2.0, np.log(10 * t[-1])]
    return np.array(low), np.array(high)


def _starts(model: _Model, i: Array) -> list[Array]:
    """Return starts from the spectra and the last current, with several diffusion times."""
    spectra = model.spectra
    bulk, interfacial = spectra[0].resistances
    last = float(np.median(i[-max(i.size // 10, 3) :]))
    steady = max(model.polarization / max(last, 1e-12) - bulk - spectra[-1].resistances[1], 1e-2 * bulk)
    logit = np.clip(np.log(bulk / steady), -6.0, 6.0)
    arcs = [value for one in spectra for value in one.fit.values[2:4]]
    drift = [changed_size(spectra), float(np.log(model.time[-1] / 3))] if model.drifts else []
    spans = [spectra[0].fit.values[5], np.log(model.time[-1] / 30), np.log(model.time[-1] / 3)]
    return [np.array([np.log(bulk), logit, span, np.log(interfacial), *arcs, *drift]) for span in spans]


def changed_size(spectra: Sequence[SpectrumFit]) -> float:
    """Return ln R_ss / R_0 of two spectra.

    Parameters
    ----------
    spectra : sequence of SpectrumFit
        Before and after.
    """
    return float(spectra[1].fit.values[1] - spectra[0].fit.values[1])

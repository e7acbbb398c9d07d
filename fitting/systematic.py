"""What rules the error of a number in a real cell, beside the noise that its interval holds (PHYSICS 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fitting.messages import Message
from fitting.outcome import Estimate


@dataclass(frozen=True)
class Systematic:
    """An error that no repeat of the same curve would show.

    Parameters
    ----------
    quantity : str
        What it moves.
    source : str
        Where it comes from: a setting's name, or a word.
    size : float
        How well that is usually known: a share of itself, or in `unit`.
    effect : float
        By how much the quantity moves then: a share of itself, or in `unit`.
    unit : str
        Empty for shares.
    """

    quantity: str
    source: str
    size: float
    effect: float
    unit: str = ""

    @property
    def message(self) -> Message:
        """One line of the budget."""
        names = {"quantity": self.quantity, "other_quantity": self.source}
        if self.unit:
            text = "{quantity}: ± {effect:.2g} {unit} from {other_quantity}"
            return Message("SYSTEMATIC", text, {**names, "effect": self.effect, "unit": self.unit}, self.effect)
        text = "{quantity}: ± {effect:.2g} % from {other_quantity}, if that is known to {size:.2g} %"
        numbers = {"effect": 100 * self.effect, "size": 100 * self.size}
        return Message("SYSTEMATIC", text, {**names, **numbers}, self.effect)


def _shares(source: str, size: float, **powers: float) -> tuple[Systematic, ...]:
    """Return what an error of a source does to quantities that go with a power of it."""
    return tuple(Systematic(name, source, size, size * abs(power)) for name, power in powers.items())


_RADIUS, _AREA, _CONCENTRATION, _NUMBER, _CELLS, _REFERENCE = 0.01, 0.02, 0.01, 0.03, 0.03, 1.5e-3
_LEVELS = ("spike_potential", "spike_overpotential", "plateau_potential", "crest_potential", "self_smoothing_rise")

# Of every method that reads curves: its numbers against what else they depend on.
_BUDGETS: Mapping[str, tuple[Systematic, ...]] = {
    "sand": (
        *_shares("area", _AREA, diffusion_coefficient=-2),
        *_shares("concentration", _CONCENTRATION, diffusion_coefficient=-2),
        # 1 - t+ of t+ = 0.35 known to 3 % of itself
        Systematic("diffusion_coefficient", "transference_number", _NUMBER, 2 * _NUMBER * 0.35 / 0.65),
    ),
    "microdisk_transient": (
        *_shares("electrode_radius", _RADIUS, diffusion_coefficient=2, amplitude_diffusion_coefficient=-1),
        *_shares("concentration", _CONCENTRATION, amplitude_diffusion_coefficient=-1),
    ),
    "cottrell": (
        *_shares("area", _AREA, diffusion_coefficient=-2),
        *_shares("concentration", _CONCENTRATION, diffusion_coefficient=-2),
    ),
    "bruce_vincent": (
        *_shares("cell_to_cell_scatter", _CELLS, transference_number=1),
        *_shares("thickness", _AREA, diffusion_coefficient=2),
    ),
    "polarization": (
        *_shares("area", _AREA, exchange_current_density=-1, charge_transfer_resistance=1),
        *_shares("cell_to_cell_scatter", _CELLS, exchange_current_density=1),
        Systematic("equilibrium_potential", "reference_drift", _REFERENCE, _REFERENCE, "V"),
    ),
    "tafel": _shares("area", _AREA, exchange_current_density=-1),
    "allen_hickling": _shares("area", _AREA, exchange_current_density=-1),
    "nucleation_spike": tuple(
        Systematic(name, "reference_drift", _REFERENCE, _REFERENCE, "V") for name in _LEVELS
    ),
    "current_transient": (
        *_shares("area", _AREA, diffusion_coefficient=-2, nuclei_density=2),
        *_shares("concentration", _CONCENTRATION, diffusion_coefficient=-2),
    ),
    "stripping": (
        *_shares("cell_to_cell_scatter", _CELLS, residual_charge=1, initial_charge=1),
        *_shares("area", _AREA, initial_current_density=-1, thickness_rate=-1),
    ),
    "coulombic_efficiency": _shares("charge_accuracy", 0.001, average_coulombic_efficiency=1),
}  # fmt: skip


def systematic_budget(method: str, quantities: Mapping[str, Estimate]) -> tuple[Systematic, ...]:
    """Return the errors that the intervals of a method's numbers do not hold, for those that have a value.

    Parameters
    ----------
    method : str
    quantities : mapping of str to Estimate
    """
    known = {name for name, one in quantities.items() if one.value is not None}
    return tuple(one for one in _BUDGETS.get(method, ()) if one.quantity in known)

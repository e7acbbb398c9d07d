"""The picture of the Marcus calculator: alpha against E - E0 in both conventions, and the point that is asked about."""

from __future__ import annotations

import numpy as np

from fitting.outcome import Axis, Panel, Trace

_POTENTIAL = Axis("E − E⁰", "V", "mV")
_ALPHA = Axis("α", "1", "1")
_NARROWEST = 0.1  # V, half of the range of potentials
_WIDER = 1.6  # times the potential that is asked about


def marcus_panel(
    transfer_coefficient: float, potential_difference: float, reorganization_energy: float, alpha_error: float = 0.0
) -> Panel:
    """Return alpha = 1/2 + (E - E0)/(2 lambda) and its integrated form, up to the inverted region.

    Parameters
    ----------
    transfer_coefficient, potential_difference, reorganization_energy : float
        The point; V, eV.
    alpha_error : float
        Half of its error bar.
    """
    reach = max(_WIDER * abs(potential_difference), _NARROWEST)
    inside = min(reach, reorganization_energy)
    potential = np.linspace(-inside, inside, 81)
    return Panel(
        _POTENTIAL,
        _ALPHA,
        (
            Trace("Eq 3", potential, 0.5 + potential / (2 * reorganization_energy), "fit"),
            Trace("in a rate law", potential, 0.5 + potential / (4 * reorganization_energy), "classic"),
            Trace("one half", np.array([-reach, reach]), np.full(2, 0.5), "level"),
            Trace(
                "here",
                np.array([potential_difference]),
                np.array([transfer_coefficient]),
                "mark",
                np.array([alpha_error]) if alpha_error > 0 else None,
            ),
        ),
        "α against E",
    )

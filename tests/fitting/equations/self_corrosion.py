"""Equations of self-corrosion."""

from __future__ import annotations

from collections.abc import Mapping

from fitting.self_corrosion.corrosion_laws import LAWS


def _corrosion_laws(
    t: float, Q0: float, k_lin: float, k_par: float, k_exp: float, k_log: float, tau_log: float
) -> Mapping[str, float]:
    constants = {"linear": k_lin, "parabolic": k_par, "exponential": k_exp, "logarithmic": k_log}
    charges = {law: float(LAWS[law].charge(t, Q0, k, tau_log)) for law, k in constants.items()}
    currents = {f"j_{law}": float(LAWS[law].current(t, Q0, k, tau_log)) for law, k in constants.items()}
    return charges | currents


EQUATIONS = {"corrosion_laws": _corrosion_laws}

"""Which numbers a warning is about, by its code; one that is about all of them stands below the table alone."""

from __future__ import annotations

_J0 = ("exchange_current_density", "exchange_current", "limiting_exchange_current_density")
_ALPHA = ("transfer_coefficient",)
_LAMBDA = ("reorganization_energy", "reorganization_energy_integrated")
_SMOOTHING = ("self_smoothing_time", "self_smoothing_rise", "induction_to_self_smoothing_ratio")
_SPIKE = ("spike_time", "spike_potential", "nucleation_overpotential", "spike_overpotential")
_D = ("diffusion_coefficient",)
_CORROSION = ("corrosion_rate", "half_life")

PLACES: dict[str, tuple[str, ...]] = {
    "ABOVE_ONE": ("average_coulombic_efficiency",),
    "ALPHA_NEAR_HALF": _LAMBDA,
    "ALPHA_OUT_OF_RANGE": _ALPHA,
    "AREA_UNKNOWN": ("exchange_current",),
    "BACK_REACTION": (*_J0, *_ALPHA),
    "BASELINE_FITTED": _D,
    "CENSORED": ("residual_charge", *_CORROSION),
    "CHARGING_LEFT_OUT": _D,
    "CLASSIC_READING_BIAS": ("tangent_sand_time", "steepest_slope_sand_time"),
    "CONCENTRATION_UNKNOWN": _D,
    "CONSUMED": ("residual_charge",),
    "CONVECTION": _D,
    "CONVENTION": _LAMBDA,
    "CURVED_BRANCH": (*_J0, *_ALPHA),
    "CUT_OFF": ("residual_charge",),
    "DEPLETION": _SMOOTHING,
    "DEPOSIT_GROWTH": _D,
    "DIFFUSION_DISAGREES": _D,
    "DOUBLE_LAYER_ASSUMED": ("residual_charge", "initial_current_density"),
    "EDGE": _SPIKE,
    "ENERGY_BOUND_ONLY": _LAMBDA,
    "ENERGY_DEPENDS_ON_MODEL": _LAMBDA,
    "ENERGY_NOT_IDENTIFIED": _LAMBDA,
    "EQUILIBRIUM_ASSUMED": (*_J0, "equilibrium_potential"),
    "EXCHANGE_CURRENT_EXTRAPOLATED": _J0,
    "EXCHANGE_CURRENT_OPEN": (*_J0, "charge_transfer_resistance"),
    "FAR_EXTRAPOLATION": _J0,
    "FORMATION_IN_AVERAGE": ("average_coulombic_efficiency",),
    "INITIAL_CHARGE_MISSING": ("initial_charge",),
    "LAW_NOT_DECIDED": _CORROSION,
    "LITTLE_LOSS": _CORROSION,
    "MELTING_EXPONENT": ("melting_temperature",),
    "MELTS_BELOW_CELL": ("melting_temperature",),
    "MICRO": ("sand_time", *_D),
    "MORE_THAN_PLATED": ("residual_charge",),
    "NO_AREA": ("exchange_current",),
    "NO_CROSSING": ("induction_period", "induction_to_self_smoothing_ratio"),
    "NOT_A_MINIMUM": _SPIKE,
    "NOT_YET_STABLE": ("first_stable_cycle", "stabilized_cycles"),
    "OHMIC_DROP_LARGE": (*_J0, *_ALPHA),
    "ONE_BRANCH": (*_J0, *_ALPHA, *_LAMBDA),
    "ONSET_HIDDEN": ("induction_period",),
    "PLATEAU_BELOW_SPIKE": ("nucleation_overpotential", "plateau_potential"),
    "RATE_UNBOUNDED": ("nucleation_rate",),
    "RESERVOIR_EXHAUSTED": ("average_coulombic_efficiency",),
    "RESISTANCE_UNKNOWN": (*_J0, *_ALPHA, *_LAMBDA),
    "SHORT_RECORD": ("plateau_potential", *_SMOOTHING),
    "SPIKE_ABOVE_EQUILIBRIUM": _SPIKE,
    "STILL_STABLE": ("stabilized_cycles",),
    "SURFACE_MOVES": _D,
    "TRANSFERENCE_NUMBER_OUTSIDE": ("transference_number",),
    "TRANSITION_BEYOND_RECORD": ("sand_time",),
    "TRANSITION_NOT_CERTAIN": ("sand_time",),
    "TWO_ELECTRODE": ("plateau_potential", "spike_potential", "spike_overpotential"),
    "UNDERSAMPLED": ("spike_time", "induction_period"),
    "WEAK_MINIMUM": _SPIKE,
    "WINDOW_MIDDLE": _LAMBDA,
}


def concerned(code: str) -> tuple[str, ...]:
    """The quantities that a warning is about; nothing where it is about all."""
    return PLACES.get(code, ())

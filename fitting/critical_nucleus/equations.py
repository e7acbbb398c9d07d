"""The equations of a nucleus as pure functions: the review's Eq 4 to 7, corrected (PHYSICS 3.1)."""

from __future__ import annotations

from math import isfinite, log, pi, sqrt

import numpy as np

from fitting.constants import (
    BOLTZMANN,
    FARADAY,
    GAS,
    LITHIUM_DENSITY,
    LITHIUM_FUSION_ENTHALPY,
    LITHIUM_INTERFACIAL_TENSION,
    LITHIUM_MELTING_TEMPERATURE,
    LITHIUM_MOLAR_MASS,
)
from fitting.messages import FitError

# Nodes and shape of the optimised Talbot contour; 28 nodes give 13 digits.
# Trefethen, Weideman and Schmelzer, BIT Numer. Math. 46 (2006) 653.
_CONTOUR_NODES = 28


def critical_radius(
    overpotential: float,
    interfacial_tension: float = LITHIUM_INTERFACIAL_TENSION,
    molar_mass: float = LITHIUM_MOLAR_MASS,
    density: float = LITHIUM_DENSITY,
    electrons: int = 1,
) -> float:
    """Return the critical radius of a nucleus, r_c = -2 sigma M / (n F rho eta), in m.

    An index to order electrolytes by, not a size that anyone has seen: real nucleation is heterogeneous.

    Parameters
    ----------
    overpotential : float
        Of crystallization / V, negative while plating.
    interfacial_tension : float
        J/m^2.
    molar_mass, density : float
        kg/mol, kg/m^3.
    electrons : int
        Per ion.

    Raises
    ------
    FitError
        ``OVERPOTENTIAL_NOT_NEGATIVE`` for an overpotential of zero or more, ``NOT_POSITIVE`` for a tension, mass,
        density or number of electrons that is not above zero.

    Notes
    -----
    The review's Eq 7, with the sign of eta made explicit.
    """
    _below_zero(overpotential)
    above_zero(interfacial_tension=interfacial_tension, molar_mass=molar_mass, density=density, electrons=electrons)
    return -2 * interfacial_tension * molar_mass / (electrons * FARADAY * density * overpotential)


def nucleation_barrier(
    overpotential: float,
    interfacial_tension: float = LITHIUM_INTERFACIAL_TENSION,
    molar_mass: float = LITHIUM_MOLAR_MASS,
    density: float = LITHIUM_DENSITY,
    electrons: int = 1,
) -> float:
    """Return the barrier to homogeneous nucleation, dG* = 16 pi sigma^3 V_m^2 / (3 n^2 F^2 eta^2), in J.

    A wall that lithium wets lowers it by the wetting factor, which nobody knows: an upper bound.
    Parameters and errors as `critical_radius`.
    """
    radius = critical_radius(overpotential, interfacial_tension, molar_mass, density, electrons)
    return 4 * pi / 3 * interfacial_tension * radius**2


def critical_atoms(
    overpotential: float,
    interfacial_tension: float = LITHIUM_INTERFACIAL_TENSION,
    molar_mass: float = LITHIUM_MOLAR_MASS,
    density: float = LITHIUM_DENSITY,
    electrons: int = 1,
) -> float:
    """Return the atoms in a sphere of the critical radius, N = 4 pi r_c^3 rho N_A / (3 M).

    Parameters and errors as `critical_radius`.
    """
    radius = critical_radius(overpotential, interfacial_tension, molar_mass, density, electrons)
    return 4 * pi / 3 * radius**3 * density / molar_mass * GAS / BOLTZMANN


def melting_exponent(
    radius: float,
    interfacial_tension: float = LITHIUM_INTERFACIAL_TENSION,
    molar_mass: float = LITHIUM_MOLAR_MASS,
    density: float = LITHIUM_DENSITY,
    fusion_enthalpy: float = LITHIUM_FUSION_ENTHALPY,
) -> float:
    """Return the exponent of Gibbs-Thomson, 2 sigma V_m / (dH_fus r); from 0.5 on the equation means nothing.

    Parameters
    ----------
    radius : float
        m.
    interfacial_tension, molar_mass, density, fusion_enthalpy : float
        J/m^2, kg/mol, kg/m^3, J/mol.

    Raises
    ------
    FitError
        ``NOT_POSITIVE``.
    """
    above_zero(radius=radius, interfacial_tension=interfacial_tension, molar_mass=molar_mass, density=density)
    above_zero(fusion_enthalpy=fusion_enthalpy)
    return 2 * interfacial_tension * molar_mass / (density * fusion_enthalpy * radius)


def melting_temperature(
    radius: float,
    interfacial_tension: float = LITHIUM_INTERFACIAL_TENSION,
    molar_mass: float = LITHIUM_MOLAR_MASS,
    density: float = LITHIUM_DENSITY,
    fusion_enthalpy: float = LITHIUM_FUSION_ENTHALPY,
    bulk_melting_temperature: float = LITHIUM_MELTING_TEMPERATURE,
    *,
    linear: bool = False,
) -> float:
    """Return the melting temperature of a small sphere, T_m = T_inf exp(-2 sigma V_m / (dH_fus r)), in K.

    Parameters
    ----------
    radius, interfacial_tension, molar_mass, density, fusion_enthalpy : float
        As `melting_exponent`.
    bulk_melting_temperature : float
        T_inf / K.
    linear : bool
        T_inf (1 - x) in place of T_inf exp(-x): what Gibbs-Thomson says to first order.

    Raises
    ------
    FitError
        ``NOT_POSITIVE``.

    Notes
    -----
    The review's Eq 6; valid for an exponent well below 0.5 (lithium: a radius above 8 nm).
    """
    above_zero(bulk_melting_temperature=bulk_melting_temperature)
    exponent = melting_exponent(radius, interfacial_tension, molar_mass, density, fusion_enthalpy)
    return bulk_melting_temperature * (1 - exponent if linear else float(np.exp(-exponent)))


def melting_radius(
    temperature: float,
    interfacial_tension: float = LITHIUM_INTERFACIAL_TENSION,
    molar_mass: float = LITHIUM_MOLAR_MASS,
    density: float = LITHIUM_DENSITY,
    fusion_enthalpy: float = LITHIUM_FUSION_ENTHALPY,
    bulk_melting_temperature: float = LITHIUM_MELTING_TEMPERATURE,
) -> float:
    """Return the radius of the sphere that melts at a temperature, r = 2 sigma V_m / (dH_fus ln(T_inf/T)), in m.

    Parameters
    ----------
    temperature : float
        K, below the bulk melting temperature. The others as `melting_temperature`.

    Raises
    ------
    FitError
        ``NOT_POSITIVE``, ``ABOVE_MELTING`` for a temperature that no radius lowers the melting point to.
    """
    above_zero(temperature=temperature, bulk_melting_temperature=bulk_melting_temperature)
    if not temperature < bulk_melting_temperature:
        raise FitError(
            "ABOVE_MELTING",
            "No radius melts at {temperature:.5g} K, at or above the melting point of the bulk, {bulk:.5g} K.",
            temperature,
            temperature=temperature,
            bulk=bulk_melting_temperature,
        )
    unit_exponent = melting_exponent(1.0, interfacial_tension, molar_mass, density, fusion_enthalpy)
    return unit_exponent / log(bulk_melting_temperature / temperature)


def mass_transfer_coefficient_disk(diffusion_coefficient: float, radius: float) -> float:
    """Return the steady mass-transfer coefficient of a disk, m_0 = 4 D / (pi r), in m/s.

    The review's Eq 4, which it prints as that of a sphere.

    Parameters
    ----------
    diffusion_coefficient, radius : float
        m^2/s, m.

    Raises
    ------
    FitError
        ``NOT_POSITIVE``.
    """
    above_zero(diffusion_coefficient=diffusion_coefficient, radius=radius)
    return 4 * diffusion_coefficient / (pi * radius)


def mass_transfer_coefficient_hemisphere(diffusion_coefficient: float, radius: float) -> float:
    """Return the steady mass-transfer coefficient of a hemisphere, m_0 = D / r, in m/s; errors as the disk's."""
    above_zero(diffusion_coefficient=diffusion_coefficient, radius=radius)
    return diffusion_coefficient / radius


def cylinder_time(diffusion_coefficient: float, radius: float, time: float) -> float:
    """Return the dimensionless time of a cylinder, tau = 4 D t / r^2; ``NOT_POSITIVE`` as the disk's."""
    above_zero(diffusion_coefficient=diffusion_coefficient, radius=radius, time=time)
    return 4 * diffusion_coefficient * time / radius**2


def mass_transfer_coefficient_cylinder(
    diffusion_coefficient: float, radius: float, time: float, form: str = "exact"
) -> float:
    """Return the mass-transfer coefficient of a cylinder (a whisker) at a time, in m/s.

    ``bard``: 2 D / (r ln tau), the review's Eq 5 with its misprint "ln r" mended; ``szabo``: within 1.2 % at all
    times; ``exact``: Jaeger's cylinder, D/r times the inverse Laplace transform of K1(sqrt s) / (sqrt s K0(sqrt s)).

    Parameters
    ----------
    diffusion_coefficient, radius, time : float
        m^2/s, m, s.
    form : str

    Raises
    ------
    FitError
        ``NOT_POSITIVE``; ``TIME_TOO_SHORT`` for tau <= 1, where Eq 5 is negative or infinite.

    Notes
    -----
    Bard and Faulkner, Electrochemical Methods, 5.3; Szabo et al., J. Electroanal. Chem. 217 (1987) 417;
    Jaeger, Proc. Roy. Soc. Edinburgh A 61 (1942) 223.
    """
    tau = cylinder_time(diffusion_coefficient, radius, time)
    if tau <= 1:
        raise FitError(
            "TIME_TOO_SHORT",
            "4Dt/r² is {tau:.3g}: Eq 5 of a cylinder needs more than 1, and more than 50 to be near; "
            "take a later time or a smaller radius.",
            tau,
            tau=tau,
        )
    if form == "bard":
        shape = 2 / log(tau)
    elif form == "szabo":
        shape = 2 * float(np.exp(-0.05 * sqrt(pi * tau))) / sqrt(pi * tau) + 1 / log(5.2945 + 0.7493 * sqrt(tau))
    else:
        shape = _cylinder_flux(tau / 4)
    return diffusion_coefficient / radius * shape


def _cylinder_flux(theta: float) -> float:
    """Return the dimensionless flux into a cylinder at theta = D t / r^2, by quadrature on Talbot's contour."""
    from scipy.special import kve  # start-up: not at import

    n = _CONTOUR_NODES
    angle = (np.arange(1, n, 2) / n) * pi
    cotangent = 1 / np.tan(0.6407 * angle)
    z = n * (0.5017 * angle * cotangent - 0.6122 + 0.2645j * angle)
    slope = n * (0.5017 * cotangent - 0.5017 * 0.6407 * angle / np.sin(0.6407 * angle) ** 2 + 0.2645j)
    root = np.sqrt(z / theta)
    transform = kve(1, root) / (root * kve(0, root))
    return float(2 / n * np.sum(np.exp(z) * transform * slope).imag / theta)


def _below_zero(overpotential: float) -> None:
    if not (isfinite(overpotential) and overpotential < 0):
        raise FitError(
            "OVERPOTENTIAL_NOT_NEGATIVE",
            "The overpotential is {overpotential:.3g} mV; a nucleus of lithium grows only below zero: check the sign.",
            overpotential if isfinite(overpotential) else None,
            overpotential=1e3 * overpotential,
        )


def above_zero(**values: float) -> None:
    """Raise ``NOT_POSITIVE`` for the first of the named values that is not above zero."""
    for name, value in values.items():
        if not (isfinite(value) and value > 0):
            raise FitError(
                "NOT_POSITIVE",
                "The {name} is {number:.3g}; it must be above zero.",
                value if isfinite(value) else None,
                name=name.replace("_", " "),
                number=value,
            )

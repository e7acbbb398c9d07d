"""Constants of nature, lithium's properties, and the one sign convention.

Sign convention (IUPAC): potentials are against Li/Li+; overpotential = potential - equilibrium potential.
Plating has overpotential < 0 and current < 0; stripping has current > 0.
"The overpotential grows" means that its magnitude grows: the potential goes down while plating.
"""

from __future__ import annotations

# Exact since the 2019 redefinition of the SI (CODATA 2018).
FARADAY = 96485.33212331  # C/mol
GAS = 8.31446261815324  # J/(mol K)
BOLTZMANN = 1.380649e-23  # J/K
ELEMENTARY_CHARGE = 1.602176634e-19  # C

STANDARD_TEMPERATURE = 298.15  # K

# Lithium: CRC Handbook of Chemistry and Physics; the interfacial tension is the review's (spread 0.3 to 0.6).
LITHIUM_MOLAR_MASS = 6.94e-3  # kg/mol
LITHIUM_DENSITY = 534.0  # kg/m^3
LITHIUM_MOLAR_VOLUME = LITHIUM_MOLAR_MASS / LITHIUM_DENSITY  # m^3/mol
LITHIUM_INTERFACIAL_TENSION = 0.45  # J/m^2
LITHIUM_MELTING_TEMPERATURE = 453.65  # K
LITHIUM_FUSION_ENTHALPY = 3000.0  # J/mol


def thermal_voltage(temperature: float = STANDARD_TEMPERATURE) -> float:
    """Return RT/F in V for a temperature in K."""
    return GAS * temperature / FARADAY

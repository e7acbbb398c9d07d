"""What a Sand time says of the salt in a given cell, and when the equation does not hold (PHYSICS 1.2, 1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, pi, sqrt

from fitting.constants import FARADAY, LITHIUM_MOLAR_VOLUME
from fitting.mass_transfer.sand import diffusion_coefficient_from_sand_time
from fitting.mass_transfer.surface_concentration import diffusion_coefficient_from_transition, diffusion_length
from fitting.mass_transfer.transition_supply import Supply, supply_of
from fitting.messages import Message
from fitting.outcome import Estimate

_EDGE = 1e-3  # D tau / a^2 from which a plane is the wrong form: 6 % in tau
_SHARED = 1 / 20  # D tau / L^2 from which the other electrode is felt: 0.2 % in tau
_STILL = 60.0  # s for which free liquid stands still
_THIN = 1e-3  # m, in which liquid does not stir
_GROWN = 0.05  # of the depth of depletion
_MICRO_AREA = 1e-6  # m^2, below which an electrode without a stated radius is taken for a disk in the open


@dataclass(frozen=True)
class SandCell:
    """The cell and electrolyte of a Sand experiment; what is not known is None.

    Parameters
    ----------
    current_density : float, optional
        A/m^2, below zero; else from current and area.
    area : float, optional
        m^2; that of a hemisphere or disk follows from its radius.
    concentration : float, optional
        Of the salt / mol/m^3.
    transference_number : float, optional
        Of the cation; 0 with excess of supporting electrolyte.
    geometry : str
        ``planar`` | ``slab`` | ``hemisphere`` | ``disk``.
    thickness, electrode_radius : float, optional
        m.
    """

    current_density: float | None = None
    area: float | None = None
    concentration: float | None = None
    transference_number: float | None = None
    geometry: str = "planar"
    thickness: float | None = None
    electrode_radius: float | None = None

    @property
    def length(self) -> float:
        """`diffusion_length` / m.

        Raises
        ------
        FitError
            As `diffusion_length`.
        """
        return diffusion_length(self.geometry, self.thickness, self.electrode_radius)

    def density(self, current: float | None) -> float | None:
        """Return the current density / A/m^2 for a measured current / A, None if area and radius are unknown."""
        if self.current_density is not None:
            return self.current_density
        area = self.area
        if area is None and self.electrode_radius is not None and self.geometry != "slab":
            area = (2 if self.geometry == "hemisphere" else 1) * pi * self.electrode_radius**2
        return None if current is None or not area else current / area

    def missing(self, density: float | None) -> list[str]:
        """Return the settings without which there is no diffusion coefficient."""
        return [
            name
            for name, value in (
                ("area", density),
                ("concentration", self.concentration),
                ("transference_number", self.transference_number),
            )
            if value is None
        ]

    def supply(self, density: float | None) -> Supply | None:
        """Return how the surface is supplied, None where it is a plane, or taken for one for want of numbers."""
        if self.geometry == "planar" or self.missing(density) or density is None:
            return None
        assert self.concentration is not None and self.transference_number is not None
        return supply_of(self.geometry, self.length, self.concentration, density, self.transference_number)

    def diffusion_coefficient(self, sand_time: float, density: float) -> float:
        """Return D of the salt / m^2/s.

        Raises
        ------
        FitError
            As `diffusion_coefficient_from_transition`.
        """
        assert self.concentration is not None and self.transference_number is not None
        known = self.concentration, density, self.transference_number
        return diffusion_coefficient_from_transition(sand_time, self.geometry, self.length, *known)

    def estimate(self, sand_time: Estimate, density: float) -> Estimate:
        """Return D of the salt with the interval of the Sand time carried over."""
        assert sand_time.value is not None and sand_time.standard_error is not None and sand_time.interval is not None
        value = self.diffusion_coefficient(sand_time.value, density)
        step = 1e-4
        near = self.diffusion_coefficient(sand_time.value * exp(step), density)
        order = log(near / value) / step
        low, high = (self.diffusion_coefficient(end, density) for end in sand_time.interval)
        error = value * order * sand_time.standard_error / sand_time.value
        method = sand_time.interval_method
        return Estimate(value, "m^2/s", error, (low, high), interval_method=method, rule=f"salt_{self.geometry}")

    def warnings(self, sand_time: float, density: float | None) -> list[Message]:
        """Return what is to be said about a Sand time in this cell."""
        found = []
        if sand_time > _STILL and (self.thickness is None or self.thickness > _THIN) and self.geometry != "slab":
            text = (
                "The Sand time is {sand_time:.3g} s; free liquid convects after about a minute. Unless a separator or "
                "gel holds it still, use a larger current density."
            )
            found.append(Message("CONVECTION", text, {"sand_time": sand_time}, sand_time))
        if self.geometry != "planar" and (missing := self.missing(density)):
            text = (
                "Without {names} the transition is fitted as at a plane, though the geometry is {geometry}: the Sand "
                "time may be off by a few per cent."
            )
            numbers = {"names": ", ".join(missing), "geometry": self.geometry}
            found.append(Message("PLANAR_TRANSITION", text, numbers, float(len(missing))))
        if self.missing(density) or density is None:
            return found
        coefficient = self.diffusion_coefficient(sand_time, density)
        assert self.concentration is not None and self.transference_number is not None
        planar = diffusion_coefficient_from_sand_time(sand_time, self.concentration, density, self.transference_number)
        found += self._of_plane(planar * sand_time) if self.geometry == "planar" else []
        return found + self._of_growth(abs(density) * sand_time, sqrt(coefficient * sand_time))

    def _of_plane(self, depth_squared: float) -> list[Message]:
        found = []
        radius = self.electrode_radius
        if radius is None and self.area is not None and self.area < _MICRO_AREA:
            radius = sqrt(self.area / pi)
        if radius is not None and (ratio := depth_squared / radius**2) > _EDGE:
            text = (
                "Dτ/a² is {ratio:.2g}: salt also comes in from the side of an electrode so small, and the planar "
                "equation is wrong by 6 % at 0.001. Choose the geometry disk or hemisphere."
            )
            found.append(Message("MICRO", text, {"ratio": ratio}, ratio))
        if self.thickness is not None and (ratio := depth_squared / self.thickness**2) > _SHARED:
            text = (
                "Dτ/L² is {ratio:.2g}: depletion reaches the other electrode, and the planar equation no longer "
                "holds above 0.05. Choose the geometry slab."
            )
            found.append(Message("FINITE_CELL", text, {"ratio": ratio}, ratio))
        return found

    def _of_growth(self, charge_density: float, depth: float) -> list[Message]:
        grown = charge_density * LITHIUM_MOLAR_VOLUME / FARADAY
        share = grown / (depth if self.geometry in ("planar", "slab") else min(depth, self.length))
        if share < _GROWN:
            return []
        text = (
            "By the Sand time a compact deposit is {share:.0f} % as thick as the depleted layer: the surface has moved "
            "and its area may have grown."
        )
        return [Message("DEPOSIT_GROWTH", text, {"share": 100 * share}, share)]

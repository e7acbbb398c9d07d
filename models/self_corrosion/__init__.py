"""Self-corrosion as the application knows it: settings, quantities, and the way to `fitting`."""

from __future__ import annotations

from models.self_corrosion.stripping import STRIPPING

METHODS = (STRIPPING,)

__all__ = ["METHODS", "STRIPPING"]

"""Decimation per pixel column, as the figures and the canvas use it; the report uses the same."""

from __future__ import annotations

from models.decimation import decimated

__all__ = ["decimated"]

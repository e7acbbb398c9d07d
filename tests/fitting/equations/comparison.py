"""Equations of model choice and units."""

from __future__ import annotations

from collections.abc import Mapping

from fitting.model_choice import aicc


def _aicc(rss: float, n: int, p: int) -> Mapping[str, float]:
    return {"aicc": aicc(rss, n, p)}


EQUATIONS = {"aicc": _aicc}

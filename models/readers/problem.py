"""Why a file cannot be used."""

from __future__ import annotations

from fitting.messages import DataProblem


class ReadError(DataProblem):
    """The file cannot be used; one sentence says why and what helps."""

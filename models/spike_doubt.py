"""How doubtful an automatic reading of a spike is: what a person should look at first."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication

from fitting.electrocrystallization import NucleationSpike
from models.analysis import Analysis
from models.result import Result

CERTAIN, LOOK = 0.5, 1.5  # below the first nobody need look; from the second on it is doubtful
NO_READING, UNREADABLE = 4.0, 3.0
_SAID = {  # what a warning adds
    "SPIKE_ABOVE_EQUILIBRIUM": 2.0, "NOT_A_MINIMUM": 2.0, "PLATEAU_BELOW_SPIKE": 1.5, "WEAK_MINIMUM": 1.5, "EDGE": 1.5,
    "SEVERAL_SPIKES": 1.0, "UNDERSAMPLED": 0.8, "NOISY": 0.8, "STRUCTURED_RESIDUAL": 0.6, "ONSET_HIDDEN": 0.4,
}  # fmt: skip
_RIVAL = 2.0  # times the prominence of the next minimum against that of the largest
_ERROR = 3.0  # times the relative error of the spike's time, at most one


def doubt(result: Result | None) -> float:
    """How doubtful a reading is, zero for none; what has no reading is the most doubtful."""
    if result is None or not isinstance(result.outcome, NucleationSpike):
        return NO_READING
    outcome = result.outcome
    score = UNREADABLE if outcome.verdicts.get("spike") == "not_readable" else 0.0
    score += sum(_SAID.get(warning.code, 0.0) for warning in outcome.warnings)
    if outcome.verdicts.get("spike") != "present":
        return score
    prominences = sorted((candidate.prominence for candidate in outcome.candidates), reverse=True)
    if len(prominences) > 1 and prominences[0] > 0:
        share = prominences[1] / prominences[0]
        score += _RIVAL * max(share - 0.25, 0.0)
    time = outcome.quantities.get("spike_time")
    if time is not None and time.value and time.standard_error is not None:
        score += min(_ERROR * time.standard_error / abs(time.value), 1.0)
    return score


def doubt_in_words(analysis: Analysis) -> str:
    """Whether a person should look: nothing once one has."""
    if analysis.state.confirmed or (analysis.result is None and analysis.problem is None):
        return ""
    score = doubt(analysis.result)
    if score < CERTAIN:
        return QCoreApplication.translate("SpikeDoubt", "clear")
    if score < LOOK:
        return QCoreApplication.translate("SpikeDoubt", "look")
    return QCoreApplication.translate("SpikeDoubt", "doubtful")

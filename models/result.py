"""A result: one method, its subject, the full recipe, the outcome. The window, JSON and report all show this."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fitting.messages import DataProblem, Message
from fitting.outcome import Estimate, Outcome
from fitting.systematic import Systematic, systematic_budget
from models.curve import Curve
from models.import_entries import entry_as_json, import_entries, shared_given_entries
from models.recipe_entry import RecipeEntry as RecipeEntry
from models.subject import Subject, subject_title
from models.translation import name_in_words

SCHEMA = 1


@dataclass(frozen=True, eq=False)
class Result:
    """The outcome of one method on its subject: a segment of a curve, several curves, or none for a calculator.

    Parameters
    ----------
    confirmed : bool
        Whether a person has looked at it and agreed; marks that nobody agreed with are drawn hollow.
    """

    step: str
    method: str
    subject: Subject
    recipe: Mapping[str, RecipeEntry]
    outcome: Outcome
    confirmed: bool = False

    @property
    def title(self) -> str:
        """Name of the curve, with the number of its plating step where it has several; the method of a calculator."""
        return subject_title(self.subject) or name_in_words(self.method)

    @property
    def curves(self) -> tuple[Curve, ...]:
        """The curves of the subject, each once."""
        return tuple(dict.fromkeys(part.curve for part in self.subject))

    @property
    def files(self) -> str:
        """The names of the files it came from."""
        return ", ".join(dict.fromkeys(Path(curve.source.file).name for curve in self.curves))

    @property
    def systematic(self) -> tuple[Systematic, ...]:
        """The errors that its intervals do not hold."""
        return systematic_budget(self.method, self.outcome.quantities)

    def as_json(self) -> dict[str, Any]:
        """The result as CONTRACT.md writes it."""
        return {
            "step": self.step,
            "method": self.method,
            "source": [
                {
                    "file": Path(part.curve.source.file).name,
                    "sha256": part.curve.source.sha256,
                    "curve": part.curve.source.index,
                    "segment": part.segment,
                    "reader": part.curve.source.reader,
                    "import": {name: entry_as_json(each) for name, each in import_entries(part.curve).items()},
                }
                for part in self.subject
            ],
            "recipe": {
                name: {**entry_as_json(entry), "value": _number(entry.value)}
                for name, entry in {**shared_given_entries(self.curves), **self.recipe}.items()
            },
            "quantities": {name: _estimate(value) for name, value in self.outcome.quantities.items()},
            "verdicts": dict(self.outcome.verdicts),
            "model_comparison": [
                {"model": score.model, "aicc": _number(score.aicc), "weight": _number(score.weight)}
                for score in self.outcome.model_comparison
            ],
            "table": {name: [_number(value) for value in column] for name, column in self.outcome.table.items()},
            "warnings": [warning_as_json(warning) for warning in self.outcome.warnings],
            "systematic": [
                {
                    "quantity": one.quantity,
                    "source": one.source,
                    "size": one.size,
                    "effect": one.effect,
                    "unit": one.unit,
                }
                for one in self.systematic
            ],
        }


# What says on the command line what a table leaves open, by the code of the problem.
_COLUMNS = 'columns="time/s,-,current/mA"'
SETTING_OF: Mapping[str, str] = {
    **dict.fromkeys(("MISSING_UNIT", "UNKNOWN_UNIT", "WRONG_UNIT"), _COLUMNS),
    **dict.fromkeys(("NO_HEADINGS", "NO_COLUMNS", "TWO_COLUMNS"), _COLUMNS),
    "AMBIGUOUS_DECIMAL": "decimal=",
}


@dataclass(frozen=True)
class Failure:
    """An input that gave no result."""

    file: str
    message: Message

    def as_json(self) -> dict[str, Any]:
        """The failure as CONTRACT.md writes it; a script learns the setting that helps."""
        text, setting = self.message.text, SETTING_OF.get(self.message.code)
        said = f"{text.rstrip('.')}; setting: {setting}" if setting else text
        return {"file": self.file, "code": self.message.code, "message": said}

    @classmethod
    def of(cls, file: str, problem: DataProblem) -> Failure:
        """A failure from a problem of the data."""
        return cls(file, problem.message)


def warning_as_json(warning: Message) -> dict[str, Any]:
    """A warning as CONTRACT.md writes it."""
    return {"code": warning.code, "text": warning.text, "value": _number(warning.value)}


def _number(value: float | str | None) -> float | str | None:
    """JSON has no NaN or infinity."""
    if isinstance(value, str) or value is None:
        return value
    number = float(value)
    return number if math.isfinite(number) else None


def _estimate(estimate: Estimate) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "value": _number(estimate.value),
        "unit": estimate.unit,
        "standard_error": _number(estimate.standard_error),
        "interval": None if estimate.interval is None else [_number(end) for end in estimate.interval],
        "level": estimate.level,
        "interval_method": estimate.interval_method,
        "rule": estimate.rule,
    }
    if estimate.bound is not None:
        entry["bound"] = [estimate.bound[0], _number(estimate.bound[1])]
    return entry

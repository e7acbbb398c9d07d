"""What a person chose once for all new curves: the settings that an analysis begins with."""

from __future__ import annotations

from dataclasses import dataclass

from fitting.units import to_si
from models.settings import ELECTRODE_AREA, SPIKE_RULE
from models.step import Method
from models.subject import Subject


@dataclass(frozen=True)
class StandingChoices:
    """The rule of the spike, and the electrode area in cm² (0 where none was chosen)."""

    rule: str
    area: float

    @classmethod
    def read(cls) -> StandingChoices:
        """What is chosen now."""
        return cls(SPIKE_RULE.read(), ELECTRODE_AREA.read())

    def of(self, method: Method, subject: Subject) -> tuple[tuple[str, float | str], ...]:
        """Settings of a new analysis, sorted by name: a rule that is not the default, an area if no file states one."""
        found: dict[str, float | str] = {}
        declared = {setting.name: setting for setting in method.settings}
        if "rule" in declared and self.rule in declared["rule"].choices and self.rule != declared["rule"].default:
            found["rule"] = self.rule
        is_open = bool(subject) and all(part.curve.electrode_area is None for part in subject)
        if "area" in declared and is_open and self.area > 0.0:
            found["area"] = to_si(self.area, "cm^2")
        return tuple(sorted(found.items()))

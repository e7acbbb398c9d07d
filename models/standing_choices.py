"""What a person chose once for all new curves: the settings that an analysis begins with."""

from __future__ import annotations

from fitting.units import to_si
from models.settings import ELECTRODE_AREA, SPIKE_RULE
from models.step import Method
from models.subject import Subject


def standing_choices(method: Method, subject: Subject) -> tuple[tuple[str, float | str], ...]:
    """Settings for a new analysis, sorted by name: a rule other than the default, an area where no file states one."""
    found: dict[str, float | str] = {}
    declared = {setting.name: setting for setting in method.settings}
    if "rule" in declared:
        rule = SPIKE_RULE.read()
        if rule in declared["rule"].choices and rule != declared["rule"].default:
            found["rule"] = rule
    if "area" in declared and subject and all(part.curve.electrode_area is None for part in subject):
        area = ELECTRODE_AREA.read()
        if area > 0.0:
            found["area"] = to_si(area, "cm^2")
    return tuple(sorted(found.items()))

"""What a receipt says: every flag and assumption is a message; those that several readers make stand here."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fitting.messages import Message
from models.readers.problem import in_one_line

Rows = npt.NDArray[np.int64]

SIGN_NOT_STATED = "SIGN_NOT_STATED"
CUT_LINE, NUL_TAIL = "LAST_LINE_CUT", "NUL_TAIL"  # the end of the file was left out


def remark(code: str, template: str, /, *parts: Message, **arguments: float | int | str) -> Message:
    """A sentence for a receipt, with no more than a line of the file's own words."""
    return Message(code, template, in_one_line(arguments), parts=parts)


def shown_lines(lines: Rows) -> str:
    """The first few line numbers, as text."""
    return ", ".join(str(int(line)) for line in lines[:5]) + (" ..." if len(lines) > 5 else "")


def unreadable(name: str, lines: Rows) -> tuple[Message, ...]:
    """In which lines a column holds no number; nothing where every cell is one."""
    if len(lines) == 0:
        return ()
    template = "{name}: {count} values are missing or no numbers (line {lines})"
    return (remark("UNREADABLE_CELLS", template, name=name, count=len(lines), lines=shown_lines(lines)),)


def missing(name: str, values: npt.NDArray[np.float64]) -> tuple[Message, ...]:
    """How many values a column lacks; nothing where it has all."""
    count = int(np.count_nonzero(np.isnan(values)))
    template = "{name}: {count} values are missing or no numbers"
    return (remark("MISSING_VALUES", template, name=name, count=count),) if count else ()


def no_numbers(name: str, values: npt.NDArray[np.float64]) -> tuple[Message, ...]:
    """How many values of a column are no numbers; nothing where all are."""
    if np.isfinite(values.sum()):
        return ()
    count = int(np.count_nonzero(np.isnan(values)))
    return (remark("NO_NUMBERS", "{name}: {count} values are no numbers", name=name, count=count),) if count else ()


def technique_judged(technique: str) -> Message:
    """The technique was not stated."""
    words = technique.replace("_", " ")
    return remark("TECHNIQUE_JUDGED", "technique judged by what was controlled: {technique}", technique=words)


def impedance_computed(magnitude: str, phase: str) -> Message:
    """The file gives the impedance in polar form."""
    template = "impedance computed from {magnitude} and {phase}"
    return remark("IMPEDANCE_COMPUTED", template, magnitude=magnitude, phase=phase)


def default_area(area: float, unit: str) -> Message:
    """Nobody typed the area that stands in the file."""
    template = "electrode area {area:.3f} {unit} is the instrument's untouched default and is not used; setting: area="
    return remark("ELECTRODE_AREA_DEFAULT", template, area=area, unit=unit)


def sign_not_stated() -> Message:
    """Nothing in the file tells which sign its currents have."""
    template = (
        "the file does not state the sign convention of its current: the numbers are used as they are, plating "
        "negative; setting: sign="
    )
    return remark(SIGN_NOT_STATED, template)


def time_of_steps(name: str) -> Message:
    """The file counts the time anew in every step."""
    template = "time is the time in the steps ({name}) one after the other, without pauses between"
    return remark("TIME_OF_STEPS", template, name=name)


def columns_stated() -> Message:
    """A person said what the columns hold."""
    return remark("COLUMNS_STATED", "what the columns hold, and their units, were stated by you")


def header_line_stated(line: int) -> Message:
    """A person said where the column names stand."""
    return remark("HEADER_LINE_STATED", "header line stated by you: {line}", line=line)

"""What the columns of a battery cycler's table are called: Neware, Landt, Arbin, Maccor, Novonix, BDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.readers.columns import ColumnMeaning, in_unit

TIMES = ("time", "step_time", "any_time")  # since the start, since the start of the step, one of the two
CONTROLS = ("step", "state")
QUANTITIES = ("potential", "current", "capacity", "charge_capacity", "discharge_capacity", "cycle")

_NAMES: dict[str, tuple[str, ...]] = {
    "time": ("test time", "testtime", "test", "total time", "cumulative time", "run time", "elapsed time", "总时间",
             "测试时间", "累计时间"),
    "step_time": ("step time", "steptime", "relative time", "相对时间", "工步时间", "步次时间"),
    "any_time": ("time", "record time", "时间"),
    "clock": ("date time", "datetime", "date", "dpt time", "absolute time", "date and time", "date time iso string",
              "realtime", "real time", "system time", "timestamp", "绝对时间", "系统时间", "日期", "日期时间"),
    "potential": ("voltage", "volts", "mvolts", "volt", "potential", "cell voltage", "电压"),
    "current": ("current", "cur", "amps", "mamps", "电流"),
    "capacity": ("capacity", "cap", "amp hr", "mamp hr", "容量"),
    "charge_capacity": ("charge capacity", "chg cap", "charging capacity", "capacitance chg", "chg capacity",
                        "cap chg", "充电容量"),
    "discharge_capacity": ("discharge capacity", "dchg cap", "discharging capacity", "capacitance dchg",
                           "dchg capacity", "cap dchg", "放电容量"),
    "cycle": ("cycle", "cycle index", "cycle number", "cycle id", "cycle no", "cycle count", "cyc", "cycle c",
              "循环号", "循环序号", "循环"),
    "step": ("step number", "step", "step index", "step id", "step no", "工步号", "工步序号", "工步"),
    "state": ("step type", "state", "status", "md", "step name", "step state", "mode", "工步类型", "工步状态",
              "工步名称", "状态"),
    "record": ("rec", "record", "record index", "record id", "record number", "data point", "datapoint", "index",
               "数据序号", "记录序号", "记录号"),
}  # fmt: skip
_ROLES = {name: (role, rank) for role, names in _NAMES.items() for rank, name in enumerate(names)}
_UNIT_IN_NAME = {"volts": "V", "mvolts": "mV", "volt": "V", "amps": "A", "mamps": "mA", "amp hr": "Ah",
                 "mamp hr": "mAh"}  # fmt: skip
_LAST_WORDS = {"s": "s", "second": "s", "v": "V", "volt": "V", "a": "A", "ampere": "A", "ma": "mA", "ah": "Ah",
               "mah": "mAh", "h": "h"}  # fmt: skip
_BRACKETS = re.compile(r"^(.*?)\s*[(\[（]([^()\[\]（）]*)[)\]）]\s*$")
_SLASH = re.compile(r"^([^/]+?)\s*/\s*(\S+)$")


@dataclass(frozen=True)
class Role:
    """What a column is for, and the unit that its heading states ("" where it states none)."""

    name: str
    unit: str = ""
    rank: int = 0


def heading_role(heading: str) -> Role | None:
    """Return what a heading of a cycler's table means, or None."""
    text = heading.strip(" \t\ufeff\"'")
    found = _ROLES.get(_words(text))
    if found and _words(text) != "test":
        return Role(found[0], _UNIT_IN_NAME.get(_words(text), ""), found[1])
    name, unit = _split(text)
    words = _words(name)
    if words not in _ROLES or (words == "test" and not unit):
        return None
    role, rank = _ROLES[words]
    if role == "step" and unit:
        role = "step_time"  # Maccor: "Step" counts, "Step (Sec)" is a time
    return Role(role, "" if ":" in unit else unit, rank)


def choose_roles(headings: Sequence[str]) -> dict[str, tuple[int, Role]]:
    """Return the column of each role; of several the one with the usual name, and of those the first."""
    chosen: dict[str, tuple[int, Role]] = {}
    for position, heading in enumerate(headings):
        role = heading_role(heading)
        if role is not None and (role.name not in chosen or role.rank < chosen[role.name][1].rank):
            chosen[role.name] = (position, role)
    return chosen


def is_cycler_table(roles: dict[str, tuple[int, Role]]) -> bool:
    """Return whether these columns make a cycler's record: voltage, current, a time, and steps or cycles."""
    timed = any(name in roles for name in (*TIMES, "clock"))
    return timed and {"potential", "current"} <= set(roles) and bool({"step", "state", "cycle", "record"} & set(roles))


def quantity_meaning(heading: str, role: Role) -> ColumnMeaning:
    """Return how the numbers of a quantity become SI.

    Raises
    ------
    ReadError
        ``MISSING_UNIT``, ``UNKNOWN_UNIT`` or ``WRONG_UNIT``: a unit is never guessed.
    """
    if role.name == "cycle":
        return ColumnMeaning("cycle")
    return in_unit("time" if role.name in TIMES else role.name, heading, role.unit)


def _words(name: str) -> str:
    return re.sub(r"[\s_.#-]+", " ", name).strip().lower()


def _split(text: str) -> tuple[str, str]:
    """Split ``Chg. Cap.(Ah)``, ``Voltage/V`` or ``voltage_V`` into name and unit."""
    match = _BRACKETS.match(text) or _SLASH.match(text)
    if match:
        return match[1].strip(), match[2].strip()
    name, mark, last = text.rpartition("_")
    if mark and last.lower() in _LAST_WORDS:
        return name, _LAST_WORDS[last.lower()]
    return text, ""

"""Text for a workbook: never a formula, never cut in silence, every character kept or escaped as the format asks."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_TEXT = 32_767  # what a cell holds, in UTF-16 code units
LONGEST_TITLE = 31  # of a sheet

_NOT_IN_XML = "\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff"
_ESCAPED = re.compile(rf"_x[0-9A-Fa-f]{{4}}_|[{_NOT_IN_XML}]")
_UNIT = re.compile(r"_x005F_x[0-9A-Fa-f]{4}_|_x[0-9A-Fa-f]{4}_|.", re.DOTALL)
_FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]|[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_RESERVED_TITLES = {"history"}


def escaped(text: str) -> str:
    """Return the text as a workbook stores it: what XML cannot hold becomes ``_xHHHH_``, as Excel itself writes it."""
    return _ESCAPED.sub(lambda match: _code(match[0]), text)


def pieces(text: str) -> list[str]:
    """Return escaped text in pieces that each fit into a cell; no character or escape is torn apart."""
    whole = escaped(text)
    if _length(whole) <= LONGEST_TEXT:
        return [whole]
    parts: list[list[str]] = [[]]
    room = LONGEST_TEXT
    for unit in _UNIT.findall(whole):
        room -= _length(unit)
        if room < 0:
            parts.append([])
            room = LONGEST_TEXT - _length(unit)
        parts[-1].append(unit)
    return ["".join(part) for part in parts]


def sheet_titles(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return a valid and unique sheet title for every name, in order; a long name keeps its end, the step's number."""
    used = {title.casefold() for title in taken} | _RESERVED_TITLES
    titles = []
    for name in names:
        plain = _FORBIDDEN_IN_TITLE.sub("_", name).strip().strip("'").strip() or "curve"
        title, number = _shortened(plain, LONGEST_TITLE), 2
        while title.casefold() in used:
            ending = f" ({number})"
            title, number = _shortened(plain, LONGEST_TITLE - len(ending)) + ending, number + 1
        used.add(title.casefold())
        titles.append(title)
    return titles


def _code(match: str) -> str:
    return f"_x005F{match}" if len(match) > 1 else f"_x{ord(match):04X}_"


def _length(text: str) -> int:
    """Length as Excel counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _shortened(text: str, longest: int) -> str:
    if _length(text) <= longest:
        return text
    head, tail = text, text[-9:]
    while _length(tail) > longest // 2:
        tail = tail[1:]
    while _length(head) + 1 + _length(tail) > longest:
        head = head[:-1]
    return f"{head.rstrip()}…{tail.lstrip()}"

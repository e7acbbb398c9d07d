"""What a journal will look at, measured on the figure that is saved: size, lettering, lines, fonts, resolution."""

from __future__ import annotations

from dataclasses import dataclass

from fitting.messages import Message
from models.figure.journal import Journal
from ui.figures.export import RASTER
from ui.figures.overlaps import covered_by_legend, outside, overlapping, words_of
from ui.figures.printed import Printed, printed
from ui.figures.render import MM_PER_INCH
from ui.figures.sheet import Sheet
from ui.figures.style import LAST_FAMILY, chinese_family

Numbers = dict[str, float | int | str]

_HAIR = 1e-6  # pt; sums of binary fractions
_SAME_WIDTH = 0.05  # mm


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Parameters
    ----------
    holds : bool or None
        None where the journal says nothing about it.
    message : Message
        What was found, with its numbers.
    """

    holds: bool | None
    message: Message


def checked(sheet: Sheet, journal: Journal, ending: str, dpi: float) -> tuple[Check, ...]:
    """Everything that was looked at, in the order in which it is shown.

    Parameters
    ----------
    ending : str
        The format that it is saved in.
    dpi : float
        Dots per inch, of a raster format.
    """
    found = printed(sheet)
    return (
        _size(sheet, journal, ending, dpi),
        _height(sheet, journal),
        _letters(found, journal),
        _raised(found, journal),
        _lines(found, journal),
        _families(found, ending),
        _resolution(journal, ending, dpi),
        _format(journal, ending),
        _room(sheet),
    )


def _size(sheet: Sheet, journal: Journal, ending: str, dpi: float) -> Check:
    width, height = (float(each) * MM_PER_INCH for each in sheet.figure.get_size_inches())
    if ending in RASTER:  # whole pixels
        width, height = (int(each / MM_PER_INCH * dpi + 1e-9) / dpi * MM_PER_INCH for each in (width, height))
    numbers: Numbers = {"width": width, "height": height, "journal": journal.name}
    wanted = sheet.style.width_mm
    if any(abs(wanted - each) < _SAME_WIDTH for each in journal.widths_mm.values()):
        text = "{width:.2f} × {height:.2f} mm, a width of {journal}"
        return Check(True, Message("FIGURE_WIDTH", text, numbers, width))
    widths = ", ".join(f"{each:g}" for each in journal.widths_mm.values())
    text = "{width:.2f} × {height:.2f} mm; {journal} prints widths of {widths} mm"
    return Check(False, Message("FIGURE_WIDTH", text, {**numbers, "widths": widths}, width))


def _height(sheet: Sheet, journal: Journal) -> Check:
    most, height = journal.max_height_mm, sheet.style.height_mm
    if most is None:
        text = "{journal} states no greatest height"
        return Check(None, Message("FIGURE_HEIGHT", text, {"journal": journal.name}, height))
    text = "Height {height:.1f} mm, at most {most:g} mm"
    return Check(height <= most + _HAIR, Message("FIGURE_HEIGHT", text, {"height": height, "most": most}, height))


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


def _letters(found: Printed, journal: Journal) -> Check:
    low, high = min(found.sizes, default=0.0), max(found.sizes, default=0.0)
    numbers: Numbers = {"range": _range(low, high), "journal": journal.name}
    least, most = journal.smallest_pt, journal.largest_pt
    if least is None and most is None:
        text = "Lettering {range} pt; {journal} states no limits"
        return Check(None, Message("FIGURE_LETTERING", text, numbers, low))
    holds = (least is None or low >= least - _HAIR) and (most is None or high <= most + _HAIR)
    if most is None:
        text = "Lettering {range} pt, at least {least:g} pt"
        return Check(holds, Message("FIGURE_LETTERING", text, {**numbers, "least": least or 0.0}, low))
    text = "Lettering {range} pt, {least:g} to {most:g} pt"
    return Check(holds, Message("FIGURE_LETTERING", text, {**numbers, "least": least or 0.0, "most": most}, low))


def _raised(found: Printed, journal: Journal) -> Check:
    least = journal.smallest_raised_pt
    if not found.raised_sizes:
        return Check(True if least else None, Message("FIGURE_RAISED", "No smaller raised or lowered signs"))
    low = min(found.raised_sizes)
    numbers: Numbers = {"low": low, "least": least or 0.0, "journal": journal.name}
    if least is None:
        text = "Raised and lowered signs {low:.1f} pt; {journal} states no limit"
        return Check(None, Message("FIGURE_RAISED", text, numbers, low))
    text = "Raised and lowered signs {low:.1f} pt, at least {least:g} pt"
    return Check(low >= least - _HAIR, Message("FIGURE_RAISED", text, numbers, low))


def _lines(found: Printed, journal: Journal) -> Check:
    low, high = min(found.line_widths, default=0.0), max(found.line_widths, default=0.0)
    numbers: Numbers = {"range": _range(low, high), "journal": journal.name}
    least, most = journal.thinnest_pt, journal.thickest_pt
    if least is None and most is None:
        text = "Lines {range} pt; {journal} states no limits"
        return Check(None, Message("FIGURE_LINES", text, numbers, low))
    holds = (least is None or low >= least - _HAIR) and (most is None or high <= most + _HAIR)
    if most is None:
        text = "Lines {range} pt, at least {least:g} pt"
        return Check(holds, Message("FIGURE_LINES", text, {**numbers, "least": least or 0.0}, low))
    text = "Lines {range} pt, {least:g} to {most:g} pt"
    return Check(holds, Message("FIGURE_LINES", text, {**numbers, "least": least or 0.0, "most": most}, low))


def _families(found: Printed, ending: str) -> Check:
    names = ", ".join(sorted(found.families))
    if found.missing:
        text = "No installed family has the letters {letters}: they are printed as boxes"
        return Check(False, Message("FIGURE_FONTS", text, {"letters": found.missing}))
    if ending in RASTER:
        text = "One family, {names}; its letters are pixels in this format"
    elif ending == "svg":
        text = "One family, {names}, as text that can be edited"
    else:
        text = "One family, {names}, embedded as text that can be edited"
    if ending == "eps" and chinese_family() in found.families:  # see `export.figure_bytes`
        text = "{names}, as outlines: Chinese in an EPS is no text that can be edited; a PDF keeps it as text"
        return Check(None, Message("FIGURE_FONTS", text, {"names": names}))
    beside = found.families & {chinese_family(), LAST_FAMILY}
    holds = len(found.families) == 1 or (chinese_family() in beside and len(found.families - beside) <= 1)
    if len(found.families) > 1:
        text = "{names}: Latin letters, Chinese and raised signs" if holds else "More than one family: {names}"
    return Check(None if ending in RASTER and holds else holds, Message("FIGURE_FONTS", text, {"names": names}))


def _resolution(journal: Journal, ending: str, dpi: float) -> Check:
    numbers: Numbers = {"dpi": dpi, "least": journal.least_dpi or 0.0}
    if ending not in RASTER:
        return Check(True, Message("FIGURE_DPI", "Lines, no pixels: sharp at any size"))
    if journal.least_dpi is None:
        return Check(None, Message("FIGURE_DPI", "{dpi:g} dpi", numbers, dpi))
    return Check(dpi >= journal.least_dpi, Message("FIGURE_DPI", "{dpi:g} dpi, at least {least:g} dpi", numbers, dpi))


def _format(journal: Journal, ending: str) -> Check:
    names = ", ".join(each.upper() for each in journal.formats)
    numbers: Numbers = {"format": ending.upper(), "journal": journal.name, "names": names}
    if ending in journal.formats:
        return Check(True, Message("FIGURE_KIND", "{format} is a format of {journal}", numbers))
    return Check(False, Message("FIGURE_KIND", "{journal} takes {names}, not {format}", numbers))


def _room(sheet: Sheet) -> Check:
    words = words_of(sheet)
    cut = outside(sheet, words)
    if cut:
        return Check(
            False, Message("FIGURE_CUT", "“{text}” reaches over the edge: make the figure larger", {"text": cut})
        )
    pair = overlapping(sheet, words)
    if pair is not None:
        numbers = {"first": pair[0], "second": pair[1]}
        return Check(
            False, Message("FIGURE_OVERLAP", "“{first}” and “{second}” overlap: make the figure larger", numbers)
        )
    if covered_by_legend(sheet):
        return Check(False, Message("FIGURE_LEGEND", "The legend covers a curve: set it above the axes"))
    return Check(True, Message("FIGURE_ROOM", "Every word is on the page, and none covers another"))

"""A figure as a short Python file and its data: matplotlib and numpy alone draw it again."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from pprint import pformat
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis as MatplotlibAxis
from matplotlib.figure import Figure

from fitting.outcome import Axis, Trace
from models.figure.content import DrawnPanel
from models.figure.words import axis_word
from models.panels import axis_unit, displayed
from models.whole_file import make_folder, safe_file_name, write_whole
from ui.figures.axes_ticks import LEANING
from ui.figures.sheet import Call, Sheet
from ui.figures.style import with_settings

_INLINE = 2  # points; more of them stand in a file
_WIDTH = 110

_HEAD = '''"""{title}: drawn from the data beside this file by matplotlib and numpy alone.

Exported by Anodescope. Run it as: python {name}.py [FILE.pdf | .svg | .eps | .png | .tiff]
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.figure import Figure

matplotlib.rcParams.update(
{settings}
)
DATA = Path(__file__).resolve().parent / {folder!r}
TICKS = {ticks}


def table(name):
    """The columns of a file whose first row names quantity / unit."""
    return np.loadtxt(DATA / name, delimiter=",", skiprows=1, unpack=True, ndmin=2, encoding="utf-8")


def dress(axes):
    """Ticks inwards, on all four sides."""
    axes.tick_params(which="major", length={major}, **TICKS)
    axes.tick_params(which="minor", length={minor}, **TICKS)


def set_ticks(axis, places, texts, between, **leaning):
    """Ticks with a number or a word, and those without."""
    axis.set_ticks(places, texts, **leaning)
    axis.set_ticks(between, [""] * len(between), minor=True)


figure = Figure(figsize=({width} / 25.4, {height} / 25.4))
'''
_TAIL = """
target = sys.argv[1] if len(sys.argv) > 1 else {target!r}
figure.savefig(target, dpi={dpi:g})
"""


@dataclass(frozen=True)
class Script:
    """A Python file and the data files that stand in a folder beside it, by name."""

    text: str
    folder: str
    tables: Mapping[str, bytes]


def save_script(path: Path, sheet: Sheet, title: str, dpi: float) -> Path:
    """Write a figure as a script with its data; return the path of the script.

    Raises
    ------
    WriteProblem
        If a file cannot be written.
    """
    script = script_of(sheet, path.stem, title, dpi)
    folder = path.with_name(script.folder)
    make_folder(folder)
    for name, content in script.tables.items():
        write_whole(folder / name, content)
    write_whole(path, script.text.encode("utf-8"))
    return path


def script_of(sheet: Sheet, name: str, title: str, dpi: float) -> Script:
    """The script of a figure.

    Parameters
    ----------
    name : str
        Of its file, without ending.
    title : str
        What the figure is called.
    dpi : float
        Dots per inch of PNG and TIFF.
    """
    with with_settings(sheet.style):
        sheet.figure.draw_without_rendering()  # the texts of ticks are made now
        names = {axes: f"axes_{number}" for number, axes in enumerate(sheet.all_axes(), start=1)}
        tables = _Tables()
        body = list(_body(sheet, names, tables))
    size = sheet.style.font_size
    folder = safe_file_name(f"{name} data", "figure data")
    head = _HEAD.format(
        title=title.replace("\\", "/").replace('"', "'") or "A figure",
        name=name.replace("\\", "/").replace('"', "'"),
        settings=pformat(sheet.style.settings(), width=_WIDTH, sort_dicts=False),
        folder=folder,
        ticks=sheet.style.ticks(),
        major=0.45 * size,
        minor=0.25 * size,
        width=sheet.style.width_mm,
        height=sheet.style.height_mm,
    )
    return Script(head + "\n".join(body) + _TAIL.format(target=f"{name}.pdf", dpi=dpi), folder, tables.content)


class _Tables:
    """The data files of a script, one for each trace."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {}
        self._names: dict[int, str] = {}

    def name_of(self, panel: DrawnPanel, trace: Trace) -> str:
        """The file of a trace, written at the first time."""
        if id(trace.y) not in self._names:
            word = safe_file_name(f"{len(self.content) + 1} {trace.label or trace.kind}.csv", "data.csv")
            self._names[id(trace.y)] = word
            self.content[word] = _table(panel, trace)
        return self._names[id(trace.y)]


def _table(panel: DrawnPanel, trace: Trace) -> bytes:
    columns = [displayed(trace.x, panel.x), displayed(trace.y, panel.y)]
    headings = [heading(panel.x), heading(panel.y, panel.is_residual)]
    if trace.error is not None:
        columns.append(np.abs(displayed(trace.y + trace.error, panel.y) - columns[1]))
        headings.append(f"error of {headings[1]}")
    stream = io.BytesIO()
    np.savetxt(stream, np.column_stack(columns), fmt="%.12g", delimiter=",", header=",".join(headings), comments="",
               encoding="utf-8")  # fmt: skip
    return stream.getvalue()


def heading(axis: Axis, is_residual: bool = False) -> str:
    """Heading of a column, as plain tables have it: ``current density / mA cm⁻²``."""
    word = "residual" if is_residual else (axis_word(axis.symbol) or axis.symbol).lower()
    word = "cycle" if word == "cycle number" else word
    unit = axis_unit(axis)
    return f"{word} / {unit}" if unit else word


def _body(sheet: Sheet, names: Mapping[Axes, str], tables: _Tables) -> Iterator[str]:
    for axes in (axes for frame in sheet.frames for axes in frame):
        left, low, wide, high = (round(float(each), 12) for each in axes.get_position().bounds)
        yield f"\n{names[axes]} = figure.add_axes(({left}, {low}, {wide}, {high}))"
        yield from _scales(axes, names[axes])
    yield ""
    for call in sheet.calls:
        yield from _called(call, names, tables)
    for axes in sheet.all_axes():
        yield from _finished(axes, names[axes], sheet.label_places.get(axes))


def _scales(axes: Axes, name: str) -> Iterator[str]:
    yield f"dress({name})"
    yield from (f'{name}.set_{side}scale("log")' for side in "xy" if getattr(axes, f"get_{side}scale")() == "log")


def _called(call: Call, names: Mapping[Axes, str], tables: _Tables) -> Iterator[str]:
    target = "figure" if isinstance(call.target, Figure) else names[call.target]
    options = [f"{name}={_literal(value)}" for name, value in call.options.items() if value is not None]
    arguments = [_literal(each) for each in call.arguments]
    if call.source is not None and len(call.arguments[0]) > _INLINE:
        panel, trace = call.source
        columns = "" if trace.error is None or call.method == "errorbar" else "[:2]"
        arguments = [f"*table({tables.name_of(panel, trace)!r}){columns}"]
    text = f"{target}.{call.method}({', '.join((*arguments, *options))})"
    if call.method == "inset_axes":
        yield f"{names[call.result]} = {text}"
        yield from _scales(call.result, names[call.result])
    else:
        yield text


def _literal(value: Any) -> str:
    """A value as Python writes it."""
    if isinstance(value, np.ndarray):
        return repr([float(each) for each in value])
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, tuple | list):
        inside = ", ".join(_literal(each) for each in value)
        return (
            f"({inside},)"
            if isinstance(value, tuple) and len(value) == 1
            else f"({inside})"
            if isinstance(value, tuple)
            else f"[{inside}]"
        )
    return repr(value)


def _finished(axes: Axes, name: str, label_place: float | None) -> Iterator[str]:
    """Limits, ticks and labels, as the figure has them in the end."""
    yield f"\n{name}.set_xlim{_literal(axes.get_xlim())}"
    yield f"{name}.set_ylim{_literal(axes.get_ylim())}"
    for side, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        places, texts, between = _ticks(axis)
        leans = any(tick.label1.get_rotation() == LEANING["rotation"] for tick in axis.get_major_ticks())
        leaning = f", **{LEANING}" if leans and side == "x" else ""
        yield f"set_ticks({name}.{side}axis, {places}, {texts}, {between}{leaning})"
        if axis.get_offset_text().get_text():
            text = axis.get_offset_text().get_text()
            yield f"{name}.{side}axis.get_major_formatter().set_offset_string({text!r})"
        if axis.label.get_text():
            yield f"{name}.set_{side}label({axis.label.get_text()!r})"
    if not axes.xaxis.get_tick_params().get("labelbottom", True):
        yield f"{name}.tick_params(labelbottom=False)"
    if label_place is not None:
        yield f"{name}.yaxis.set_label_coords({label_place!r}, 0.5)"


def _ticks(axis: MatplotlibAxis) -> tuple[list[float], list[str], list[float]]:
    low, high = sorted(axis.get_view_interval())
    hair = 1e-9 * (high - low)
    major = [tick for tick in axis.get_major_ticks() if low - hair <= tick.get_loc() <= high + hair]
    places = [_rounded(tick.get_loc()) for tick in major]
    between = [_rounded(place) for place in axis.get_minorticklocs() if low <= place <= high]
    return places, [tick.label1.get_text() for tick in major], between


def _rounded(place: float) -> float:
    """A place without the last digits of binary fractions, which nobody wants to read."""
    return float(f"{place:.12g}")

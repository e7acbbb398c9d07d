"""From results to what a figure shows of them: alone, one panel each, or laid over one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fitting.electrocrystallization import NucleationSpike
from fitting.messages import DataProblem
from fitting.outcome import Trace
from fitting.units import si_factor
from models.figure.content import (
    DrawnPanel,
    DrawnTrace,
    FigureContent,
    Frame,
    drawn_trace,
    frame_of,
    same_axes,
)
from models.figure.model import FigureModel
from models.figure.plating import plating_frame
from models.panels import views
from models.result import Result


@dataclass(frozen=True, eq=False)
class Drawable:
    """A result as a figure shows it.

    Parameters
    ----------
    name : str
        What the legend calls it.
    group : str
        Its electrolyte: results of one can share a panel.
    """

    result: Result
    name: str
    group: str = ""


def can_draw(result: Result) -> bool:
    """Whether there is anything to draw of a result."""
    return _is_plating(result) or bool(result.outcome.panels)


def _is_plating(result: Result) -> bool:
    """Whether it is a plating step, be it without any number: its curve is there."""
    return isinstance(result.outcome, NucleationSpike) or result.method == "nucleation_spike"


def view_frames(drawable: Drawable, model: FigureModel) -> list[Frame]:
    """All views of a result as frames."""
    result = drawable.result
    if _is_plating(result):
        return [plating_frame(result, model.x_scale)]
    return [_scaled(frame_of(panels), model.x_scale) for panels in views(result.outcome)]


def figure_content(drawables: Sequence[Drawable], model: FigureModel) -> FigureContent:
    """What a figure shows of some results.

    Raises
    ------
    DataProblem
        ``NOTHING_TO_DRAW``, or ``DIFFERENT_AXES`` where the results cannot stand in one picture.
    """
    usable = [each for each in drawables if can_draw(each.result)]
    if not usable:
        raise DataProblem("NOTHING_TO_DRAW", "There is nothing to draw: choose at least one curve that has a result.")
    names = [each.name for each in usable]
    everything = [view_frames(each, model) for each in usable]
    chosen = [[frames[view] for view in model.views if view < len(frames)] or frames[:1] for frames in everything]
    if len(chosen) == 1:
        frames = chosen[0]
    elif model.arrangement == "apart":
        frames = [_named(frame, name) for name, several in zip(names, chosen, strict=True) for frame in several]
    elif model.arrangement == "by_electrolyte":
        frames = _by_group(chosen, names, [each.group for each in usable])
    else:
        frames = _overlaid_views(chosen, names)
    frames = [_as_asked(frame, model) for frame in frames]
    if model.split:
        frames = [part for frame in frames for part in _split(frame)]
    return FigureContent(tuple(frames), model.columns)


def _overlaid_views(chosen: Sequence[Sequence[Frame]], names: Sequence[str]) -> list[Frame]:
    return [overlaid(several, names) for several in zip(*chosen, strict=False)]


def _by_group(chosen: Sequence[Sequence[Frame]], names: Sequence[str], groups: Sequence[str]) -> list[Frame]:
    """A panel for each electrolyte, with its results laid over one another."""
    frames: list[Frame] = []
    for group in dict.fromkeys(groups):
        places = [place for place, each in enumerate(groups) if each == group]
        of_group = _overlaid_views([chosen[place] for place in places], [names[place] for place in places])
        frames += [_named(frame, group) for frame in of_group] if len(set(groups)) > 1 else of_group
    return frames


def overlaid(frames: Sequence[Frame], names: Sequence[str]) -> Frame:
    """Frames of several results as one, every result in its own colour and dashes.

    Raises
    ------
    DataProblem
        ``DIFFERENT_AXES`` where x or y is another quantity.
    """
    first = [panel for panel in frames[0] if not panel.is_residual]
    merged = []
    for place, panel in enumerate(first):
        others = []
        for frame in frames:
            same = [each for each in frame if not each.is_residual][place : place + 1]
            if not same or not (same_axes(same[0].x, panel.x) and same_axes(same[0].y, panel.y)):
                raise DataProblem(
                    "DIFFERENT_AXES",
                    "These results have different axes and cannot lie over one another: choose “A panel for each "
                    "curve”, or give the area for all or for none.",
                )
            others.append(same[0])
        merged.append(_merged(others, names))
    return tuple(merged)


def _merged(panels: Sequence[DrawnPanel], names: Sequence[str]) -> DrawnPanel:
    numbered = list(enumerate(zip(panels, names, strict=True)))
    traces = [trace for series, (panel, name) in numbered for trace in _data_of_series(panel, series, name)]
    scale = "log" if any(panel.x.scale == "log" for panel in panels) else "linear"
    limits = _around([panel.x_limits for panel in panels], scale)
    if limits is not None:
        levels = [each for each in panels[0].traces if each.label == "equilibrium"]
        traces += [drawn_trace(each, x=np.array(limits)) for each in levels]
    traces += [trace for series, (panel, _) in numbered for trace in _marks_of_series(panel, series)]
    insets = [panel.inset for panel in panels if panel.inset is not None]
    return replace(
        panels[0],
        x=replace(panels[0].x, scale=scale),
        y=max((panel.y for panel in panels), key=lambda axis: si_factor(axis.display_unit)[0]),
        traces=tuple(traces),
        x_limits=limits,
        y_limits=_around([panel.y_limits for panel in panels], "linear"),
        against=panels[0].against if len({panel.against for panel in panels}) == 1 else "",
        heading="",
        inset=max(insets, key=lambda inset: inset[1]) if insets else None,
    )


def _data_of_series(panel: DrawnPanel, series: int, name: str) -> list[DrawnTrace]:
    """What is drawn of one result among others: its data, and the fit of points, which says its law."""
    is_curve = any(trace.kind == "data" for trace in panel.traces)
    found = []
    for trace in panel.traces:
        if trace.kind in ("data", "points") and trace.label != "residual":
            found.append(drawn_trace(trace, label=name, series=series, is_name=True))
        elif trace.kind == "fit" and not is_curve:
            found.append(drawn_trace(trace, label="" if trace.label == "fit" else trace.label, series=series))
    return found


def _marks_of_series(panel: DrawnPanel, series: int) -> list[DrawnTrace]:
    """Marks that say what nothing else does."""
    marks = [trace for trace in panel.traces if trace.kind == "mark" and _is_told(trace)]
    return [drawn_trace(each, label=each.label if series == 0 else "", series=series) for each in marks]


def _is_told(mark: Trace) -> bool:
    sign = getattr(mark, "sign", "")
    return sign == "spike" if sign else mark.label == "consumed"


def _around(limits: Sequence[tuple[float, float] | None], scale: str) -> tuple[float, float] | None:
    """Limits that hold all; none where one of them is free. A log axis cannot begin at zero."""
    known = [each for each in limits if each is not None]
    if len(known) < len(limits) or not known:
        return None
    lows = [low for low, _ in known if scale == "linear" or low > 0]
    return min(lows), max(high for _, high in known)


def _named(frame: Frame, name: str) -> Frame:
    return (replace(frame[0], name=name), *frame[1:])


def _scaled(frame: Frame, scale: str) -> Frame:
    """A frame over time with the scale that a person chose."""
    if scale == "automatic" or (frame[0].x.symbol, frame[0].x.unit) != ("t", "s"):
        return frame
    return tuple(replace(panel, x=replace(panel.x, scale=scale)) for panel in frame)


def _as_asked(frame: Frame, model: FigureModel) -> Frame:
    kept = [panel for place, panel in enumerate(frame) if place == 0 or model.residual or not panel.is_residual]
    return tuple(_panel_as_asked(panel, model) for panel in kept)


def _panel_as_asked(panel: DrawnPanel, model: FigureModel) -> DrawnPanel:
    unwanted = {
        kind for kind, wanted in (("mark", model.marks), ("fit", model.fit), ("classic", model.fit)) if not wanted
    }
    has_inset = model.inset and panel.x.scale == "linear"
    return replace(
        panel,
        traces=tuple(trace for trace in panel.traces if trace.kind not in unwanted),
        inset=panel.inset if has_inset else None,
    )


def _split(frame: Frame) -> list[Frame]:
    """Panels that stand by themselves, each with what its fit leaves."""
    parts: list[list[DrawnPanel]] = []
    for panel in frame:
        if panel.is_residual and parts:
            parts[-1].append(panel)
        else:
            parts.append([panel])
    return [tuple(part) for part in parts]

"""PalmSens sessions (.pssession): JSON in UTF-16 with lower-case keys in old files, CamelCase in new ones.

Every measurement has named arrays. The arrays of one name make a curve: a chronopotentiogram has one set, a cyclic
voltammogram one for each scan (scan1, scan2; on a multi-channel instrument scan1channel1).
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np

from models.curve import Curve
from models.readers.draft import Draft, with_flags
from models.readers.eis_headings import flag_frequencies
from models.readers.palmsens_arrays import Parts, Values, parts_of, take_arrays, values_of
from models.readers.problem import ReadError
from models.readers.remarks import remark
from models.readers.stated_units import note_area, numbered
from models.readers.text_table import decode, looks_binary

NAME = "palmsens"

_MARK = re.compile(r'\s*\{\s*"type"\s*:\s*"PalmSens\.DataFiles\.SessionFile"', re.IGNORECASE)
_TECHNIQUES = {
    "ad": "chronoamperometry", "ca": "chronoamperometry", "cc": "chronoamperometry", "ma": "chronoamperometry",
    "fam": "chronoamperometry", "pot": "chronopotentiometry", "cp": "chronopotentiometry",
    "mp": "chronopotentiometry", "lsp": "chronopotentiometry", "ocp": "open_circuit", "lsv": "linear_sweep",
    "cv": "cyclic_voltammetry", "fcv": "cyclic_voltammetry", "eis": "impedance", "gis": "impedance",
    "fis": "impedance", "fgis": "impedance", "dpv": "other", "swv": "other", "npv": "other", "acv": "other",
    "pad": "other", "mpad": "other",
}  # fmt: skip


def claims(head: bytes, path: Path) -> bool:
    """Return whether the text begins as a PalmSens session does."""
    return not looks_binary(head) and bool(_MARK.match(decode(head[:4000]).text))


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Read all measurements of a session; one that cannot be used is named in the receipts of the others.

    Raises
    ------
    ReadError
        If the text ends early, or no measurement holds usable data.
    """
    decoded = decode(content)
    measurements = [entry for entry in _list(_session(decoded.text), "measurements") if isinstance(entry, dict)]
    curves: list[tuple[str, Curve]] = []
    refused: list[tuple[str, ReadError]] = []
    for measurement in measurements:
        title = _text(measurement, "title")
        try:
            for name, arrays in _parts(measurement).items():
                draft = Draft(encoding=decoded.encoding, flags=list(decoded.flags))
                curves.append((f"{title} {name}".strip(), _curve(draft, measurement, arrays, content, path)))
        except ReadError as error:
            refused.append((title, error))
    if not curves:
        raise refused[0][1] if refused else ReadError("NO_ROWS", "The PalmSens session holds no measurement.")
    template = "the measurement {title} was not read: {parts}"
    notes = [remark("MEASUREMENT_REFUSED", template, problem.message, title=title) for title, problem in refused]
    return numbered(_told_apart([(name, with_flags(curve, *notes)) for name, curve in curves]))


def _session(text: str) -> dict[str, Any]:
    start = len(text) - len(text.lstrip())
    try:
        session, _ = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip("\0 \r\n\t")) - 1 or error.msg.startswith("Unterminated"):
            raise ReadError(
                "TRUNCATED", "The PalmSens session ends in the middle of its data: it was cut. Copy it again."
            ) from None
        raise ReadError(
            "DAMAGED",
            "The PalmSens session is damaged at character {place}: what stands there is no JSON. Copy it again.",
            place=error.pos,
        ) from None
    return session if isinstance(session, dict) else {}


def _entry(entry: Mapping[str, Any], key: str) -> Any:
    """The value of a key, however its letters are written."""
    return next((value for name, value in entry.items() if name.lower() == key), None)


def _list(entry: Mapping[str, Any], key: str) -> list[Any]:
    found = _entry(entry, key)
    return found if isinstance(found, list) else []


def _text(entry: Mapping[str, Any], key: str) -> str:
    found = _entry(entry, key)
    return "" if found is None or isinstance(found, dict | list) else str(found)


def _arrays(holder: Mapping[str, Any]) -> list[Values]:
    """The arrays of the data set of a measurement or of a spectrum."""
    dataset = _entry(holder, "dataset")
    entries = _list(dataset, "values") if isinstance(dataset, dict) else []
    return [values_of(entry) for entry in entries if isinstance(entry, dict)]


def _parts(measurement: Mapping[str, Any]) -> Parts:
    """The arrays that make a curve, by name: of the data set, else of the plots."""
    parts = parts_of(_arrays(measurement))
    for spectrum in _list(measurement, "eisdatalist") if not parts else ():
        if isinstance(spectrum, dict):
            parts |= {_text(spectrum, "title"): arrays for arrays in parts_of(_arrays(spectrum)).values()}
    for plot in _list(measurement, "curves") if not parts else ():
        axes = [_entry(plot, key) for key in ("xaxisdataarray", "yaxisdataarray")] if isinstance(plot, dict) else []
        found = parts_of([values_of(axis) for axis in axes if isinstance(axis, dict)])
        parts |= {_text(plot, "title"): arrays for arrays in found.values()}
    if not parts:
        kind = _text(measurement, "type").rsplit(".", 1)[-1]
        raise ReadError(
            "NO_ROWS",
            "The PalmSens session holds no data arrays for the measurement {title}: it was saved without its data.",
            title=f"{_text(measurement, 'title')}{f' ({kind})' if kind else ''}".strip(),
        )
    return parts


def _told_apart(curves: list[tuple[str, Curve]]) -> list[tuple[str, Curve]]:
    """Number the titles that occur twice."""
    titles = [title for title, _ in curves]
    return [
        (f"{title} ({titles[:place].count(title) + 1})" if title in titles[:place] else title, curve)
        for place, (title, curve) in enumerate(curves)
    ]


def _curve(draft: Draft, measurement: Mapping[str, Any], arrays: list[Values], content: bytes, path: Path) -> Curve:
    settings = _settings(_text(measurement, "method"))
    take_arrays(draft, arrays, _number(settings.get("SCAN_RATE", "")))
    if "frequency" in draft.columns:
        flag_frequencies(draft)
        _flag_other_spectrum(draft, measurement)
    _note_measurement(draft, measurement, settings)
    technique = _TECHNIQUES.get(settings.get("METHOD_ID", "").strip().lower())
    if "frequency" in draft.columns:
        technique = "impedance"
    return draft.curve(content, path, NAME, _text(measurement, "title") or None, technique=technique)


def _settings(method: str) -> dict[str, str]:
    """The lines ``NAME=value`` of the method; of a name that occurs twice, the first."""
    settings: dict[str, str] = {}
    for line in method.splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            settings.setdefault(name.strip(), value.strip())
    return settings


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0.0 else None


def _flag_other_spectrum(draft: Draft, measurement: Mapping[str, Any]) -> None:
    """Say so where the plots of a session show another spectrum than its data."""
    plotted: list[float] = []
    for spectrum in _list(measurement, "eisdatalist"):
        for array in _arrays(spectrum) if isinstance(spectrum, dict) else ():
            if array.kind == 5:
                plotted += array.numbers.tolist()
    if plotted and not np.array_equal(np.array(plotted), draft.columns["frequency"], equal_nan=True):
        draft.flag(
            "OTHER_SPECTRUM",
            "the plots of the session show another spectrum ({plotted} points) than its data set ({points} points); "
            "the data set was taken",
            plotted=len(plotted), points=len(draft.columns["frequency"]),
        )  # fmt: skip


def _note_measurement(draft: Draft, measurement: Mapping[str, Any], settings: Mapping[str, str]) -> None:
    ticks = _text(measurement, "timestamp")
    if re.fullmatch(r"\d{18}", ticks):  # tenths of a microsecond since the year 1
        started = datetime.datetime(1, 1, 1) + datetime.timedelta(microseconds=int(ticks) // 10)
        draft.metadata["started"] = started.isoformat(sep=" ", timespec="milliseconds")
    draft.metadata["instrument"] = _text(measurement, "deviceserial")
    draft.metadata["firmware"] = _text(measurement, "devicefw")
    draft.metadata["comments"] = unquote(settings.get("NOTES", "")).replace("%crlf", " ")
    draft.metadata["method"] = settings.get("METHOD_ID", "")
    draft.metadata["reference_electrode"] = settings.get("REF_ELECTRODE_NAME", "")
    area = _number(settings.get("AREA", ""))
    if area is not None:
        note_area(draft, area)

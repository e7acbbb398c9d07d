"""A content as rows of the project's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.analysis import AnalysisKey
from models.curve import Curve, Source
from models.curve_header import curve_header
from models.electrolyte import curve_identities
from models.plain import as_plain
from models.project.columns import Row, as_text, legible, row_crc
from models.project.content import Content
from models.project.entries import CurveKeys, analysis_key_text, edit_entry, values_entry
from models.project.outcomes import outcome_entry
from models.project.schema import DOCUMENT, READER
from models.result import Result


class Rows:
    """Makes the rows; what is large and has not changed is made once."""

    def __init__(self, keys: CurveKeys) -> None:
        self.keys = keys
        self._results: dict[AnalysisKey, tuple[Result, Row]] = {}

    def source(self, source: Source) -> Row:
        """The row of the file that a curve came from."""
        name = legible(Path(source.file).name)
        path, reader = legible(source.file), source.reader
        return with_crc(source.sha256, name, path, source.size, source.modified, reader, source.program)

    def small_tables(self, content: Content) -> Mapping[str, list[Row]]:
        """The rows of every table that is small enough to be made anew: all but curves, numbers, edits and history."""
        return {
            "electrolyte": [
                with_crc(place, legible(each.name), as_text(as_plain(replace(each, curves=()))))
                for place, each in enumerate(content.series)
            ],
            "entry": list(self._entries(content)),
            "removed": self._removed(content),
            "analysis": [
                with_crc(as_text(analysis_key_text(key)), as_text(state.as_json()))
                for key, state in content.analyses.items()
            ],
            "result": [self._result(key, result) for key, result in content.results.items()],
            "figure": [
                with_crc(each.identity, place, legible(each.model.title), as_text(each.model.as_json()))
                for place, each in enumerate(content.figures)
            ],
            "failure": [
                with_crc(place, legible(each.file), as_text(as_plain(each.message)))
                for place, each in enumerate(content.failures)
            ],
            "schema_doc": [with_crc("tables", DOCUMENT), with_crc("python", READER)],
        }

    def edits(self, content: Content, known: Mapping[int, str]) -> Iterator[Row]:
        """The rows of the undo history that are not known by place and uuid."""
        for place, edit in enumerate(content.edits):
            if known.get(place) != edit.uuid:
                yield with_crc(place, edit.uuid, legible(edit.text), as_text(edit_entry(edit, self.keys)))

    def point(self, number: int, saved: str, reason: str, content: Content) -> Row:
        """The row of a history point."""
        return with_crc(number, saved, reason, as_text(values_entry(content.all_values(), self.keys)))

    def _entries(self, content: Content) -> Iterator[Row]:
        place = 0
        for number, electrolyte in enumerate(content.series):
            for entry in electrolyte.curves:
                key = self.keys(content.curves[entry.curve])
                yield with_crc(place, number, entry.curve, key, legible(entry.name), as_text(as_plain(entry)))
                place += 1

    def _removed(self, content: Content) -> list[Row]:
        here = set(curve_identities(content.series))
        return [
            with_crc(identity, self.keys(curve)) for identity, curve in content.curves.items() if identity not in here
        ]

    def _result(self, key: AnalysisKey, result: Result) -> Row:
        known = self._results.get(key)
        if known is None or known[0] is not result:
            row = with_crc(as_text(analysis_key_text(key)), as_text(result.as_json()), as_text(outcome_entry(result)))
            known = self._results[key] = (result, row)
        return known[1]


def curve_row(key: str, curve: Curve) -> Row:
    """The row of a curve."""
    return with_crc(key, curve.identity, curve.source.sha256, as_text(curve_header(curve)))


def with_crc(*values: Any) -> Row:
    """A row with the CRC of its values behind them."""
    return (*values, row_crc(values))

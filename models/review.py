"""The review's Tables 2 to 4, analysed: what they support and what they do not. The body of the command ``review``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from fitting.cyclic_stability.current_dependence import current_dependence
from fitting.decisive_step import AUTHORS_ORDER, ranking
from fitting.messages import DataProblem, FitError, Message
from fitting.units import UnknownUnit, to_si
from models import __version__
from models import review_facts as facts
from models.curve import Curve
from models.decisive_step.comparison import Comparison, comparison_of
from models.decisive_step.ranking import RANKING, ranked
from models.import_process import read_or_failure
from models.readers.columns import split_heading
from models.recipe import SettingProblem
from models.result import SCHEMA, Failure, RecipeEntry, Result, warning_as_json
from models.subject import Part
from models.translation import message_text

SHIPPED = Path(__file__).resolve().parent.parent / "resources" / "review"
_POWER = re.compile(r"10\s*\^?\s*[-−]?(\d+)")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_LOW_CURRENT = 2.0  # A/m^2: the 0.2 mA/cm2 that Tables 2 and 4 share


@dataclass(frozen=True, eq=False)
class TableReview:
    """What one table says: its own results, or what is known without its cells."""

    table: int
    file: Path | None
    results: tuple[Result, ...]
    notes: tuple[Message, ...]

    def as_json(self) -> dict[str, Any]:
        """The table for ``review --json``; its results stand beside it."""
        return {
            "table": self.table,
            "shipped": False,
            "given": None if self.file is None else self.file.name,
            "notes": [warning_as_json(note) for note in self.notes],
        }


@dataclass(frozen=True, eq=False)
class Review:
    """All tables, and what could not be read."""

    tables: tuple[TableReview, ...]
    failures: tuple[Failure, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The review as CONTRACT.md writes results, with the tables and the authors' claim beside them."""
        return {
            "program": "Anodescope",
            "version": __version__,
            "schema": SCHEMA,
            "review": facts.SOURCE,
            "claim": {
                "order": AUTHORS_ORDER,
                "label": "the authors' claim",
                "verdict": "not_established",
                "text": facts.authors_claim().text,
            },
            "tables": [table.as_json() for table in self.tables],
            "results": [result.as_json() for table in self.tables for result in table.results],
            "errors": [{**failure.as_json(), "file": Path(failure.file).name} for failure in self.failures],
        }

    def as_text(self) -> str:
        """The review for people."""
        lines = [facts.SOURCE, message_text(facts.authors_claim())]
        for table in self.tables:
            lines += ["", facts.NAMES[table.table] + (f" ({table.file.name})" if table.file else "")]
            lines += [f"  {message_text(note)}" for note in table.notes]
            for result in table.results:
                lines += [f"  {line}" for line in _result_lines(result)]
        return "\n".join(lines) + "\n"


def reviewed(folder: Path | None = None) -> Review:
    """Analyse what is known of the tables, and every ``table_N.csv`` that lies in the folder.

    Parameters
    ----------
    folder : Path, optional
        Without it the program's own folder, which ships no table.

    Raises
    ------
    SettingProblem
        ``NO_TABLES`` for a folder that has none of them.
    """
    if folder is not None and not any((folder / f"table_{table}.csv").is_file() for table in facts.NAMES):
        text = "There is no table_2.csv, table_3.csv or table_4.csv in {folder}."
        raise SettingProblem("NO_TABLES", text, folder=str(folder))
    given: dict[int, tuple[Path, Curve]] = {}
    failures = []
    for table in facts.NAMES:
        path = (folder or SHIPPED) / f"table_{table}.csv"
        if not path.is_file():
            continue
        content = read_or_failure(path)
        if isinstance(content, Failure):
            failures.append(content)
        else:
            given[table] = (path, content.curves[0])
    makers = {2: _table_2, 3: _table_3, 4: _table_4}
    tables = []
    for table, make in makers.items():
        try:
            tables.append(make(*given.get(table, (None, None))))
        except DataProblem as problem:
            failures.append(Failure.of(str(given[table][0]), problem))
            tables.append(make(None, None))
    return Review((*tables[:2], _compared(tables[2], given)), tuple(failures))


def _table_2(path: Path | None, curve: Curve | None) -> TableReview:
    if curve is None:
        return TableReview(2, None, (), (facts.not_shipped(2), *facts.known_of_table_2()))
    comparison, notes = with_printed_powers(comparison_of(curve), curve)
    return TableReview(2, path, (_ranked(comparison, curve),), tuple(notes))


def _table_3(path: Path | None, curve: Curve | None) -> TableReview:
    if curve is not None:
        return TableReview(3, path, (_ranked(comparison_of(curve), curve),), (facts.known_of_table_3(),))
    ratios = [sqrt(_ratio(low) * _ratio(high)) for low, high, _ in facts.TABLE_3]
    answer = ranking(
        {"induction_to_self_smoothing_ratio": np.array(ratios)},
        {"coulombic_efficiency": np.array([efficiency for _, _, efficiency in facts.TABLE_3])},
        ["Table 3"] * len(ratios),
    )
    result = Result("decisive_step", RANKING.name, (), RANKING.recipe((), {}), answer)
    return TableReview(3, None, (result,), (facts.not_shipped(3), facts.known_of_table_3()))


def _table_4(path: Path | None, curve: Curve | None) -> TableReview:
    if curve is None:
        return TableReview(4, None, (), (facts.not_shipped(4), *facts.known_of_table_4()))
    results = []
    comparison = comparison_of(curve)
    current, cycles = _currents_and_cycles(comparison, curve)
    for name in dict.fromkeys(comparison.electrolytes):
        member = np.isfinite(current) & np.isfinite(cycles)
        member &= np.array([each == name for each in comparison.electrolytes])
        recipe = {"electrolyte": RecipeEntry(name, "1", "file")}
        answer = current_dependence(current[member], cycles[member])
        results.append(Result("cyclic_stability", "current_dependence", (Part(curve),), recipe, answer))
    return TableReview(4, path, tuple(results), facts.known_of_table_4()[1:])


def _compared(fourth: TableReview, given: dict[int, tuple[Path, Curve]]) -> TableReview:
    """Table 4 with the cycles that Table 2 has otherwise."""
    if not {2, 4} <= set(given):
        return replace(fourth, notes=(*fourth.notes, *facts.disagreements()))
    try:
        second = comparison_of(given[2][1])
        cycles = next(values for name, values in second.outcomes(None).items() if "cycle" in name.lower())
        lasting = dict(zip(second.electrolytes, cycles, strict=True))
        table = comparison_of(given[4][1])
        current, found = _currents_and_cycles(table, given[4][1])
    except (DataProblem, StopIteration):
        return fourth
    notes = [
        facts.disagreement(name, float(lasting[name]), float(count))
        for name, density, count in zip(table.electrolytes, current, found, strict=True)
        if name in lasting and abs(density / _LOW_CURRENT - 1) < 1e-6 and abs(lasting[name] - count) > 0
    ]
    return replace(fourth, notes=(*fourth.notes, *notes))


def with_printed_powers(comparison: Comparison, curve: Curve) -> tuple[Comparison, list[Message]]:
    """D with the powers of ten that its group's heading prints, and a warning where one group's power stands alone.

    ``D x10^6`` means that 10^6 D stands in the table: D = number × 10^-6 cm²/s; so does ``x10^-6``.
    """
    headers = next((cells for name, cells in curve.table.items() if name.lower() == "d header"), None)
    if headers is None or "D" not in comparison.numbers:
        return comparison, []
    found = [_POWER.search(cell.translate(_SUPERSCRIPTS)) for cell in headers]
    powers = [None if match is None else int(match[1]) for match in found]
    scale = np.array([np.nan if power is None else 10.0**-power for power in powers])
    groups = dict(zip(comparison.series, powers, strict=True))
    usual = Counter(power for power in groups.values() if power is not None).most_common(1)
    notes = []
    for name, power in groups.items():
        if usual and power is not None and power != usual[0][0]:
            text = (
                "D of series {series} is headed x10^{power} where most are headed x10^{usual}: a likely misprint, "
                "taken as printed. Ranks within the series do not depend on it, pooled ones do."
            )
            notes.append(Message("HEADER_TYPO", text, {"series": name, "power": power, "usual": usual[0][0]}, power))
    return replace(comparison, numbers={**comparison.numbers, "D": comparison.numbers["D"] * scale}), notes


def _ranked(comparison: Comparison, curve: Curve) -> Result:
    subject = (Part(curve),)
    recipe = RANKING.recipe(subject, {})
    return Result("decisive_step", RANKING.name, subject, recipe, ranked(comparison, recipe))


def _currents_and_cycles(comparison: Comparison, curve: Curve) -> tuple[Any, Any]:
    """Current densities in A/m^2, and cycles.

    Raises
    ------
    FitError
        ``NO_CURRENT_DENSITY``, ``NO_OUTCOME``.
    """
    heading = next((name for name in curve.table if split_heading(name)[0].lower() == "current density"), "")
    try:
        factor = to_si(1.0, split_heading(heading)[1] or "?")
    except UnknownUnit:
        text = 'A table of cycles against current density needs a column headed "current density / mA/cm^2".'
        raise FitError("NO_CURRENT_DENSITY", text) from None
    cycles = next(iter(comparison.outcomes(None).values()))
    return comparison.named("current density")["current density"] * factor, cycles


def _ratio(text: str) -> float:
    left, right = text.split(":")
    return float(left) / float(right)


def _result_lines(result: Result) -> Sequence[str]:
    table = result.outcome.table
    lines = []
    if result.method == RANKING.name:
        for place, quantity in enumerate(table["quantity"]):
            row = {name: column[place] for name, column in table.items()}
            lines.append(
                f"{quantity} – {row['outcome']}: n {row['count']:.0f}, pooled {_signed(row['pooled_correlation'])} "
                f"(p {row['pooled_probability']:.2g}), within series {_signed(row['within_series_correlation'])} "
                f"(p {row['within_series_probability']:.2g}, at best {row['smallest_probability']:.2g}): "
                f"{row['verdict']}"
            )
    else:
        verdicts = ", ".join(f"{name} {word}" for name, word in result.outcome.verdicts.items())
        lines.append(f"{result.recipe['electrolyte'].value}: {verdicts}")
    return [*lines, *(message_text(warning) for warning in result.outcome.warnings)]


def _signed(value: float | str | None) -> str:
    return "—" if value is None else f"{value:+.2f}"

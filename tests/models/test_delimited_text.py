"""Delimited text of any origin: the truth, or a sentence that names what to state; never a guess."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.readers import ReadError, read_file
from models.readers.choices import (
    ColumnChoice,
    ImportChoices,
    ImportRecipe,
    checked,
    choices_from_json,
    chosen,
    recipes_as_text,
    recipes_from_text,
)
from models.readers.preview import preview
from models.readers.questions import named_reference
from tests.models.test_readers_formats import curve_of, refusal
from tests.receipts import said

# a table as somebody may have written it, and what it holds


@dataclass(frozen=True)
class Table:
    """How a table is dressed: time, potential and current under headings of some language."""

    names: tuple[str, str, str]
    units: tuple[str, str, str]
    delimiter: str
    decimal: str
    encoding: str
    newline: str
    preamble: tuple[str, ...]
    dress: str  # "slash" | "round" | "square" | "line" | "none"
    rows: tuple[tuple[float, float, float], ...]
    noise: bool = False

    def content(self) -> bytes:
        """The bytes of the file."""
        shown = {"slash": "{} / {}", "round": "{} ({})", "square": "{} [{}]", "line": "{}", "none": "{}"}[self.dress]
        headings = [shown.format(name, unit) for name, unit in zip(self.names, self.units, strict=True)]
        lines = [*self.preamble, self.delimiter.join(headings)]
        lines += [self.delimiter.join(self.units)] if self.dress == "line" else []
        rows = [self.delimiter.join(self._cell(number) for number in row) for row in self.rows]
        if self.noise:
            rows.insert(len(rows) // 2, self.delimiter.join(["paused", "by", "user"]))
        return (self.newline.join([*lines, *rows]) + self.newline).encode(self.encoding)

    def _cell(self, number: float) -> str:
        return f"{number:.6f}".replace(".", self.decimal)

    def truth(self) -> dict[str, list[float]]:
        """SI values."""
        factors = {"s": 1.0, "min": 60.0, "h": 3600.0, "V": 1.0, "mV": 1e-3, "A": 1.0, "mA": 1e-3, "µA": 1e-6}
        columns = zip(("time", "potential", "current"), self.units, zip(*self.rows, strict=True), strict=True)
        return {name: [round(value, 6) * factors[unit] for value in values] for name, unit, values in columns}


LANGUAGES = {
    ("time", "potential", "current"): ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"),
    ("Elapsed Time", "Voltage", "Current"): ("utf-8", "cp1252", "utf-16"),
    ("t", "E", "I"): ("utf-8", "cp1252", "utf-16"),
    ("Zeit", "Spannung", "Strom"): ("utf-8", "cp1252", "utf-16"),
    ("Temps", "Tension", "Courant"): ("utf-8", "cp1252"),
    ("tiempo", "potencial", "corriente"): ("utf-8", "cp1252"),
    ("时间", "电压", "电流"): ("utf-8", "utf-8-sig", "gb18030", "utf-16"),
    ("時間", "電位", "電流"): ("utf-8", "shift_jis", "utf-16"),
    ("시간", "전압", "전류"): ("utf-8", "euc_kr"),
    ("Время", "Потенциал", "Ток"): ("utf-8", "cp1251"),
}
MARKS = [
    (",", "."),
    ("\t", "."),
    ("\t", ","),
    (";", "."),
    (";", ","),
    ("|", "."),
    ("|", ","),
    ("   ", "."),
    ("   ", ","),
]
PREAMBLES = [(), ("# a comment",), ("My program 3.2", "", "Operator: Zhang"), ("Area: 0.5", "Rate = 2", "")]
FINITE = st.floats(-1e4, 1e4, allow_nan=False)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Any header language, delimiter, decimal mark, encoding, line end, preamble and place of the units."""
    names = draw(st.sampled_from(sorted(LANGUAGES)))
    delimiter, decimal = draw(st.sampled_from(MARKS))
    encoding = draw(st.sampled_from(LANGUAGES[names]))
    micro = ("µA",) if encoding not in ("shift_jis", "euc_kr", "gb18030") else ()
    units = (
        draw(st.sampled_from(("s", "min", "h"))), draw(st.sampled_from(("V", "mV"))),
        draw(st.sampled_from(("A", "mA", *micro))),
    )  # fmt: skip
    rows = tuple(draw(st.lists(st.tuples(FINITE, FINITE, FINITE), min_size=2, max_size=12)))
    return Table(
        names, units, delimiter, decimal, encoding, draw(st.sampled_from(["\n", "\r\n", "\r"])),
        draw(st.sampled_from(PREAMBLES)), draw(st.sampled_from(["slash", "round", "square", "line", "none"])), rows,
        draw(st.booleans()) and len(rows) > 3,
    )  # fmt: skip


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(table=tables())
def test_any_table_gives_the_truth_or_a_named_problem(tmp_path: Path, table: Table) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(table.content())
    if table.dress == "none":
        with pytest.raises(ReadError) as caught:
            read_file(path)
        assert caught.value.message.code in ("MISSING_UNIT", "NO_COLUMNS")
        columns = tuple(
            ColumnChoice(place, name, unit)
            for place, (name, unit) in enumerate(zip(("time", "potential", "current"), table.units, strict=True))
        )
        found = read_file(path, ImportChoices(columns=columns))
    else:
        found = read_file(path)
    curve = found.curves[0]
    for name, values in table.truth().items():
        np.testing.assert_allclose(curve.columns[name], values, rtol=1e-12, atol=1e-18)
    assert curve.receipt.decimal == table.decimal
    assert len(curve.receipt.rows_skipped) == int(table.noise)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables(), cut=st.floats(0, 1))
def test_a_preview_never_fails_and_marks_its_guesses(tmp_path: Path, table: Table, cut: float) -> None:
    path = tmp_path / "table.txt"
    content = table.content()
    path.write_bytes(content[: int(cut * len(content))])
    preview(path)
    path.write_bytes(content)
    seen = preview(path)
    assert seen.problem is None and seen.decimal == table.decimal
    assert [column.quantity for column in seen.columns] == ["time", "potential", "current"]
    origin = "guess" if table.dress == "none" else "file"
    assert {column.unit_origin for column in seen.columns} == {origin}
    if origin == "file":
        assert [column.unit.replace("u", "µ") for column in seen.columns if column.unit] == list(table.units)


# what is refused


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"1 2 3\n2 3 4\n", "NO_HEADINGS", "what each column holds"),
        (b"My rig\n1;2\n2;3\n", "NO_COLUMNS", '"My rig"'),
        (b"My rig\ntime;potential\n1;2\n2;3\n", "MISSING_UNIT", '"time"'),
        (b"My rig\ntime / s;potential / bananas\n1;2\n2;3\n", "UNKNOWN_UNIT", "bananas"),
        (b"My rig\ntime / V;potential / V\n1;2\n2;3\n", "WRONG_UNIT", "time / V"),
        (b"My rig\ntime / s;potential / V;voltage / V\n1;2;3\n2;3;4\n", "TWO_COLUMNS", "potential / V"),
        (b"My rig\ntime / s;potential / V;current / A\n1;2\n2;3\n", "FIELD_COUNT", "3 columns"),
        (b"My rig\ntime / s;potential / V\n1;2;5\n2;3;6\n", "FIELD_COUNT", "2 columns"),
    ],
)
def test_what_is_not_stated_is_asked_for(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    problem = refusal(tmp_path, content)
    assert problem.message.code == code and words in str(problem)


def test_headings_of_many_kinds_are_understood(tmp_path: Path) -> None:
    for headings in (
        "test_time_second,voltage_volt,current_ampere", "Time [s],Voltage [V],Current [A]", "t/s,E/V,I/A",
        "Time s,Voltage V,Current A", "time / s,potential / V,current / A", "t in s,U in V,I in A",
        "Time (s),E_we / V,<I>/A", "Time (s),Voltage V,Current A",
    ):  # fmt: skip
        curve = curve_of(tmp_path, f"Exported by hand\n\n{headings}\n0,1,2\n1,2,3\n".encode())
        assert curve.columns["current"].tolist() == [2.0, 3.0], headings
        assert curve.metadata["comments"] == "Exported by hand"


@pytest.mark.parametrize(
    ("heading", "reference"),
    [
        ("E / V vs. Li/Li+", "Li/Li⁺"), ("Potential (V vs Li+/Li)", "Li/Li⁺"), ("Ewe vs. SCE / V", "SCE"),
        ("E (V vs. Ag/AgCl)", "Ag/AgCl"), ("Potential vs Li (V)", "Li/Li⁺"), ("E / V (vs. Ag/Ag+)", "Ag/Ag⁺"),
        ("Overpotential / V", "equilibrium"), ("E / V vs. Ref.", ""), ("E / V", ""),
    ],
)  # fmt: skip
def test_a_heading_may_name_the_reference_electrode(tmp_path: Path, heading: str, reference: str) -> None:
    curve = curve_of(tmp_path, f"{heading};I / mA\n0.5;1\n0.4;2\n0.3;3\n".encode())
    assert curve.columns["potential"].tolist() == [0.5, 0.4, 0.3]
    assert named_reference(curve) == reference


def test_beside_a_potential_an_overpotential_is_skipped_by_name(tmp_path: Path) -> None:
    curve = curve_of(tmp_path, b"overpotential / mV;E / V;I / mA\n5;0.5;1\n4;0.4;2\n")
    assert curve.columns["potential"].tolist() == [0.5, 0.4]
    assert curve.receipt.columns_skipped == ("overpotential / mV",) and named_reference(curve) == ""


# choices


def test_a_person_may_state_everything(tmp_path: Path) -> None:
    path = tmp_path / "rig.dat"
    path.write_bytes("Messung 7\nWert1;Wert2;Müll;Wert3\n0,5;0,1;x;2\n1,5;0,2;x;2\n2,5;0,3;x;2\n".encode("cp1252"))
    choices = ImportChoices(
        encoding="cp1252", delimiter=";", decimal=",", header_line=2, sign="flip", electrode_radius=1e-3,
        reference_offset=-3.04, columns=(ColumnChoice(0, "time", "min"), ColumnChoice(1, "potential", "V"),
                                         ColumnChoice(3, "current", "mA")),
    )  # fmt: skip
    curve = read_file(path, choices).curves[0]
    assert curve.columns["time"].tolist() == [30.0, 90.0, 150.0]
    assert curve.columns["potential"].tolist() == pytest.approx([-2.94, -2.84, -2.74])
    assert curve.columns["current"].tolist() == [-2e-3] * 3
    assert curve.sign_convention == "flipped" and [part.kind for part in curve.segments] == ["plating"]
    assert curve.electrode_area == pytest.approx(np.pi * 1e-6)
    assert curve.receipt.columns_skipped == ("Müll",)
    for words in ("encoding stated by you: cp1252", "turned round by you", "-3.04 V added", "radius given by you"):
        assert words in said(curve.receipt.assumptions)
    assert choices_from_json(choices.as_json()) == choices


def test_a_stated_encoding_keeps_the_hash_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Größe / x,time / s,potential / V\n1,2,3\n2,3,4\n".encode("latin-1"))
    plain, stated = read_file(path), read_file(path, ImportChoices(encoding="latin-1"))
    assert stated.sha256 == plain.sha256 == stated.curves[0].source.sha256
    assert stated.curves[0].source.size == path.stat().st_size
    assert stated.curves[0].receipt.encoding == "latin-1"
    with pytest.raises(ReadError, match="no text in utf-8"):
        read_file(path, ImportChoices(encoding="utf-8"))


def test_the_sign_is_turned_round_in_every_column_and_segment(tmp_path: Path) -> None:
    content = b"time / s,potential / V,current / A,charge / C\n" + b"".join(
        b"%d,%d,%d,%d\n" % (row, row % 7, 1 if row < 10 else -1, row) for row in range(20)
    )
    curve = curve_of(tmp_path, content)
    turned = chosen(curve, ImportChoices(sign="flip"))
    assert [part.kind for part in curve.segments] == ["stripping", "plating"]
    assert [part.kind for part in turned.segments] == ["plating", "stripping"]
    assert [part.current for part in turned.segments] == [-1.0, 1.0]
    np.testing.assert_array_equal(turned.columns["charge"], -curve.columns["charge"])
    assert chosen(curve, None) is curve and chosen(curve, ImportChoices()) is curve
    kept = chosen(curve, ImportChoices(sign="as_recorded"))
    assert kept.sign_convention == "plating_negative" and "stated by you" in kept.receipt.assumptions[-1].text


@pytest.mark.parametrize(
    "entry",
    [
        {"sign": "up"}, {"decimal": ";"}, {"delimiter": "x"}, {"electrode_area": -1.0}, {"electrode_area": "1"},
        {"electrode_radius": float("nan")}, {"encoding": "klingon"}, {"encoding": "base64"}, {"encoding": 5},
        {"header_line": -1}, {"header_line": "2"}, {"columns": [[0, "time", "V"]]}, {"columns": [[0, "wealth", "s"]]},
        {"columns": [[0, "time", "s"], [0, "current", "A"]]}, {"columns": "x"}, {"colour": "red"},
        {"delimiter": ",", "decimal": ","}, {"reference_offset": float("inf")},
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(ReadError) as caught:
        choices_from_json(entry)
    assert caught.value.message.code == "BAD_CHOICE"


@given(
    choices=st.builds(
        ImportChoices, encoding=st.sampled_from([None, "utf-8", "gb18030"]),
        delimiter=st.sampled_from([None, "\t", ";"]),
        decimal=st.sampled_from([None, ".", ","]), header_line=st.none() | st.integers(0, 99),
        columns=st.none() | st.just((ColumnChoice(1, "impedance_imaginary", "-ohm"), ColumnChoice(2, "time", "h"))),
        sheet=st.none() | st.text(max_size=9), sign=st.sampled_from([None, "flip", "as_recorded"]),
        electrode_area=st.none() | st.floats(1e-12, 1), reference_offset=st.none() | st.floats(-5, 5),
    ),
    name=st.text(max_size=9),
)  # fmt: skip
@settings(max_examples=60, derandomize=True)
def test_recipes_go_through_json_unchanged(choices: ImportChoices, name: str) -> None:
    assert checked(choices) == choices
    recipe = ImportRecipe(name, "chi_text", choices)
    assert recipes_from_text(recipes_as_text([recipe, replace(recipe, name="b")]))[0] == recipe


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"import_recipes": [{}]}', '{"import_recipes": 5}', "[" * 100_000])
def test_a_damaged_recipe_is_a_sentence(text: str) -> None:
    with pytest.raises(ReadError):
        recipes_from_text(text)

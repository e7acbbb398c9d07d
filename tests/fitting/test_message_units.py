"""Sentences about data: numbers in the units of the window, and words instead of the code's symbols."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import fitting
import models
from fitting.charge_transfer import tafel
from fitting.synthetic.polarization_curve import polarization_curve

# A number with so many digits in a unit that is not the window's is printed as 1.708e-06 V sooner or later.
RAW = re.compile(r"\{\w+:[^}]*[eg]\} ?(A|A/m²|A/m\^2|m|m²/s|m\^2/s|F|C|C/m²|S|mol|ohm|uA|um|uV)\b")
SYMBOLS = re.compile(r"(?<![\w{_/])(j0|i0|alpha|eta|lambda|tau|kappa|sigma|E0|E_eq|R_u|R_ct|D_salt|t_plus)(?![\w}:=])")
MESSAGES = ("Message", "FitError", "DataProblem", "assume", "flag")


def _sentences() -> Iterator[tuple[str, str]]:
    """Every text with a blank in a function that makes messages, and where it stands; docstrings left out."""
    for package in (fitting, models):
        root = Path(package.__file__).parent
        for file in sorted(root.rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
                names = {
                    one.func.id
                    for one in ast.walk(function)
                    if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)
                }
                if not names & set(MESSAGES):
                    continue
                texts = [
                    one for one in ast.walk(function) if isinstance(one, ast.Constant) and isinstance(one.value, str)
                ]
                for text in texts:
                    if text.value != ast.get_docstring(function, clean=False) and text.value.count(" ") > 2:
                        yield f"{file.relative_to(root.parent)}:{text.lineno}", text.value


def test_no_sentence_prints_raw_units_or_the_codes_symbols() -> None:
    found = list(_sentences())
    assert len(found) > 300
    assert [(place, text) for place, text in found if RAW.search(text) or SYMBOLS.search(text)] == []


def test_the_check_finds_what_it_is_for() -> None:
    assert RAW.search("a noise of {noise:.3g} A.")
    assert SYMBOLS.search("an error of it shifts j0.")
    assert not SYMBOLS.search("shifts α by {alpha:+.3f}")


@pytest.mark.parametrize("rest", [0.0, 0.02])
def test_the_equilibrium_of_a_branch_is_said_in_millivolts(rest: float) -> None:
    curve = polarization_curve(noise="white", equilibrium_potential=rest, area=1e-4).columns
    density = curve["current"] / 1e-4
    said = {one.code: one.text for one in tafel(curve["potential"], density, series_resistance=0.0).warnings}
    assert re.search(rf"{1e3 * rest:.0f}\.\d mV", said["EQUILIBRIUM_ASSUMED"].replace("-", ""))
    assert "e-" not in said["EQUILIBRIUM_ASSUMED"]

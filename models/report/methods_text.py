"""A paragraph for a paper's experimental section, in English and Chinese, from the recipes that were used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from models import __version__
from models.language import CHINESE, ENGLISH, LANGUAGES, sentences
from models.number_text import number_text, unit_text
from models.report import words
from models.report.cells import FAINT, PAPER, SECTION, TITLE, Book, print_layout, widths
from models.report.contents import Contents, Group
from models.report.provenance import library_versions
from models.result import RecipeEntry, Result
from models.steps import step_named
from models.translation import spelled

WIDTH = 120.0  # characters of a line
MOST_VALUES = 4  # of a setting that differs from curve to curve; more are given as a range

Speak = Callable[[str], str]

translate = QCoreApplication.translate

_PROGRAM = QT_TRANSLATE_NOOP("Methods", "Data were analysed with Anodescope {version} ({libraries}).")
_GROUP = QT_TRANSLATE_NOOP("Methods", "{step}, {method} ({subject}): {sentence}")
_CALCULATED = QT_TRANSLATE_NOOP("Methods", "from stated numbers")
_CURVES = QT_TRANSLATE_NOOP("Methods", "results: {results}, curves: {curves}, files: {files}")
_RULES = QT_TRANSLATE_NOOP("Methods", "Rules: {rules}.")
_WINDOW = QT_TRANSLATE_NOOP("Methods", "Window: {window} s.")
_INPUTS = QT_TRANSLATE_NOOP("Methods", "Inputs: {inputs}.")
_DEFAULT = QT_TRANSLATE_NOOP("Methods", "{input} (default)")
_RANGE = QT_TRANSLATE_NOOP("Methods", "{low} to {high}")
_INTERVALS = QT_TRANSLATE_NOOP("Methods", "Intervals ({level} %): {methods}.")
_MODELS = QT_TRANSLATE_NOOP("Methods", "These models competed by AICc: {models}.")
_REPEATS = QT_TRANSLATE_NOOP(
    "Methods",
    "Repeats of one electrolyte were combined to a random-effects mean (variance between repeats by Paule and Mandel, "
    "interval by Knapp and Hartung).",
)
_RAW = QT_TRANSLATE_NOOP(
    "Methods",
    "Raw files are identified by SHA-256; the workbook with all recipes can be made again from them.",
)
_COMMA = ", "
_COMMAS = {CHINESE: "、"}


def write_methods(book: Book, sheet: Any, contents: Contents, home: str) -> None:
    """Fill the sheet with the paragraph in both languages."""
    book.put(sheet, 1, 1, translate("Report", "Methods"), TITLE)
    sheet.row_dimensions[1].height = 24
    book.link(sheet, 2, 1, home, home)
    note = translate("Report", "To be pasted and shortened; every number in it is from the recipes of this workbook.")
    book.put(sheet, 3, 1, note, FAINT)
    row = 5
    for language in (ENGLISH, CHINESE):
        text = methods_paragraph(contents, language)
        book.put(sheet, row, 1, LANGUAGES[language], SECTION)
        book.put(sheet, row + 1, 1, text, PAPER)
        wide = sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)
        sheet.row_dimensions[row + 1].height = min(400.0, 15.0 * (2 + wide / WIDTH))
        row += 3
    widths(sheet, (WIDTH,))
    print_layout(sheet)


def methods_paragraph(contents: Contents, language: str) -> str:
    """The paragraph in a language, whatever the window speaks."""
    known = {} if language == ENGLISH else {**sentences(language), _COMMA: _COMMAS[language]}

    def speak(text: str) -> str:
        return known.get(text) or text

    versions = library_versions()
    libraries = speak(_COMMA).join(
        f"{name} {versions[name]}" for name in ("Python", "numpy", "scipy") if name in versions
    )
    said = [speak(_PROGRAM).format(version=__version__, libraries=libraries)]
    for step in contents.steps:
        for group in contents.groups(step):
            if not group.together:
                said += _of_group(contents, group, speak)
    if any(cell is not None and len(cell.results) > 1 for cells in contents.table.cells.values() for cell in cells):
        said.append(speak(_REPEATS))
    if any(result.subject for result in contents.results):
        said.append(speak(_RAW))
    return ("" if language == CHINESE else " ").join(said)


def _of_group(contents: Contents, group: Group, speak: Speak) -> list[str]:
    results = [contents.results[place] for place in group.places]
    step = step_named(group.step)
    method = None if step is None else step.method(group.method)
    if step is None or method is None:
        return []
    curves = {curve.identity for result in results for curve in result.curves}
    files = {curve.source.sha256 for result in results for curve in result.curves}
    subject = speak(_CURVES).format(results=len(results), curves=len(curves), files=len(files))
    said = [
        speak(_GROUP).format(
            step=speak(step.title),
            method=speak(method.title),
            subject=subject if curves else speak(_CALCULATED),
            sentence=speak(method.sentence),
        )
    ]
    estimates = [each for result in results for each in result.outcome.quantities.values()]
    comma = speak(_COMMA)
    rules = dict.fromkeys(speak(spelled(each.rule)) for each in estimates if each.rule)
    said += [speak(_RULES).format(rules=comma.join(rules))] if rules else []
    said += _inputs(results, speak)
    models = dict.fromkeys(score.model for result in results for score in result.outcome.model_comparison)
    said += [speak(_MODELS).format(models=comma.join(speak(spelled(each)) for each in models))] if models else []
    ways = dict.fromkeys(
        each.interval_method for each in estimates if each.interval is not None and each.interval_method
    )
    if ways:
        levels = sorted({100 * each.level for each in estimates if each.interval is not None})
        named = comma.join(speak(words.INTERVALS.get(way, way)) for way in ways)
        said.append(speak(_INTERVALS).format(level=comma.join(number_text(each) for each in levels), methods=named))
    return said


def _inputs(results: Sequence[Result], speak: Speak) -> list[str]:
    """The settings that were used: each value, or their range."""
    found = []
    for name in dict.fromkeys(name for result in results for name in result.recipe):
        entries = [result.recipe[name] for result in results if name in result.recipe]
        entries = [entry for entry in entries if entry.value is not None]
        default = all(entry.origin == "default" for entry in entries)
        silent = name in ("window_start", "window_end") or (default and entries and entries[0].value == "automatic")
        if entries and not silent:
            text = f"{speak(spelled(name))} {_values(results[0], name, entries, speak)}"
            found.append(speak(_DEFAULT).format(input=text) if default else text)
    windows = dict.fromkeys(map(words.window_words, results))
    said = [speak(_INPUTS).format(inputs=speak(_COMMA).join(found))] if found else []
    given = [window for window in windows if any(letter.isdigit() for letter in window)]
    if given:
        shown = given if len(given) <= MOST_VALUES else [*given[:MOST_VALUES], "…"]
        said.append(speak(_WINDOW).format(window=speak(_COMMA).join(shown)))
    return said


def _values(result: Result, name: str, entries: Sequence[RecipeEntry], speak: Speak) -> str:
    setting = words.setting_of(result, name)
    numbers = sorted({float(entry.value) for entry in entries if isinstance(entry.value, (int, float))})
    if not numbers:
        return speak(_COMMA).join(dict.fromkeys(speak(spelled(str(entry.value))) for entry in entries))
    shown = [number_text(number if setting is None else setting.to_display(number)) for number in numbers]
    unit = unit_text(entries[0].unit if setting is None else setting.display_unit)
    shown = list(dict.fromkeys(shown))
    if len(shown) > MOST_VALUES:
        shown = [speak(_RANGE).format(low=shown[0], high=shown[-1])]
    return f"{speak(_COMMA).join(shown)} {unit}".strip()

"""Figures: decimation keeps the picture; marks, verdicts and words are drawn; nothing overlaps or leaves the page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from fitting.electrocrystallization import SpikeMarks
from fitting.messages import DataProblem, Message
from fitting.outcome import Axis
from models.figure.journal import ORDER, journal_named
from models.figure.model import Chosen, FigureModel
from models.figure.pictures import Drawable, figure_content
from models.figure.words import SPIKE_WORDS, VERDICT_WORDS
from tests.plating_results import plating_result
from ui.figures.axis_labels import axis_label
from ui.figures.checks import checked
from ui.figures.colours import VISIONS, as_seen
from ui.figures.decimation import decimated
from ui.figures.export import figure_pixels
from ui.figures.render import rendered_sheet
from ui.figures.sheet import untranslated
from ui.figures.style import style_of

CHINESE = {word: f"字{number}" for number, word in enumerate((*SPIKE_WORDS, *VERDICT_WORDS.values(), "residual"))}


def drawn(result=None, translate=untranslated, confirmed=False, journal="Anodescope", **choices):
    """The sheet of one result."""
    chosen = Chosen(FigureModel(journal=journal, **choices), journal_named(journal))
    content = figure_content([Drawable(replace(result or plating_result(), confirmed=confirmed), "S03")], chosen.model)
    return rendered_sheet(content, style_of(chosen, content), translate)


def labels(sheet, place=0):
    legend = sheet.frames[0][place].get_legend()
    return [text.get_text() for text in legend.get_texts()]


def pixels(x, y, scale, limits):
    figure = Figure(figsize=(8, 4), dpi=100)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xscale(scale)
    axes.plot(x, y, color="black", linewidth=1)
    axes.set_xlim(limits)
    axes.set_ylim(-0.2, 0.2)
    canvas.draw()
    return np.array(canvas.buffer_rgba())[..., 0].astype(int)


def differing(whole, few):
    """Share of the inked pixels that differ by a third of the way from paper to ink, which an eye could see."""
    return np.count_nonzero(np.abs(whole - few) > 85) / np.count_nonzero(whole < 170)


def sampled(kind, count=200_000):
    generator = np.random.default_rng(7)
    if kind == "even":
        time = np.linspace(0, 3600, count)
    elif kind == "harsh":  # 99 % of the points in 100 of 3600 s
        early = np.sort(generator.uniform(0, 100, count * 99 // 100))
        time = np.concatenate([early, np.sort(generator.uniform(100, 3600, count // 100))])
    else:
        time = np.concatenate([[0.0], np.geomspace(1e-3, 3600, count - 1)])
    slow = -0.05 - 0.05 * np.exp(-2 * np.log((time + 1e-9) / 40) ** 2)
    return time, slow + generator.normal(0, 2e-3, len(time))


@pytest.mark.parametrize("gap", [False, True])
@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("kind", ["even", "harsh", "geometric"])
def test_a_decimated_curve_gives_the_picture_of_the_whole(kind, scale, gap):
    time, potential = sampled(kind)
    if gap:
        potential[len(potential) // 2 : len(potential) // 2 + 5000] = np.nan
    limits = (0.01 if scale == "log" else 0.0, 3600.0)
    x, y = decimated(time, potential, 800, limits, scale)
    assert len(x) < 12 * 810
    assert differing(pixels(time, potential, scale, limits), pixels(x, y, scale, limits)) < 0.01


def test_a_part_of_the_curve_is_decimated_for_that_part():
    time, potential = sampled("harsh")
    limits = (20.0, 30.0)
    x, y = decimated(time, potential, 800, limits)
    assert x[0] < 20.0
    assert x[-1] > 30.0
    assert differing(pixels(time, potential, "linear", limits), pixels(x, y, "linear", limits)) < 0.01


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), min_size=0, max_size=400),
    st.integers(1, 40),
    st.sampled_from(["linear", "log"]),
    st.booleans(),
)
def test_decimation_keeps_real_samples_in_order_whatever_comes(values, columns, scale, in_order):
    y = np.array(values, dtype=float)
    x = np.arange(len(y), dtype=float) if in_order else np.roll(y, 1)
    few_x, few_y = decimated(x, y, columns, None, scale)
    pairs = list(zip(x.tolist(), y.tolist(), strict=True))
    remaining = iter(repr(pair) for pair in pairs)
    assert all(repr(pair) in remaining for pair in zip(few_x.tolist(), few_y.tolist(), strict=True))
    usable = np.isfinite(y) & np.isfinite(x) & ((x > 0) | (scale == "linear"))
    if usable.any() and in_order:
        assert few_y[np.isfinite(few_y)].max() == y[usable].max()
        assert few_y[np.isfinite(few_y)].min() == y[usable].min()


def test_a_paper_figure_has_each_mark_with_a_symbol_of_its_own():
    sheet = drawn(residual=False)
    assert labels(sheet) == ["data", "fit", "equilibrium", "onset", "spike", "crest", "plateau"]
    symbols = [line.get_marker() for line in sheet.frames[0][0].lines if line.get_marker() != "None"]
    assert len(symbols) == len(set(symbols)) == 4


def test_a_mark_that_nobody_confirmed_is_hollow():
    automatic = plating_result(automatic_marks=SpikeMarks(12.0, 40.0, 180.0, 2000.0))

    def faces(confirmed):
        lines = drawn(automatic, confirmed=confirmed).frames[0][0].lines
        return {line.get_markerfacecolor() for line in lines if line.get_marker() != "None"}

    assert faces(False) == {"#ffffff"}
    assert "#ffffff" not in faces(True)


@pytest.mark.parametrize(
    ("verdict", "sentence"), [("absent", "No nucleation spike"), ("not_readable", "Spike not readable")]
)
def test_a_verdict_without_a_spike_stands_in_words(verdict, sentence):
    sheet = drawn(plating_result(verdicts={"spike": verdict}))
    assert sheet.frames[0][0].get_legend().get_title().get_text() == sentence


def test_the_words_come_from_the_caller(monkeypatch):
    monkeypatch.setattr("ui.figures.render.chinese_family", lambda: None)
    sheet = drawn(translate=lambda word: CHINESE.get(word, word))
    assert set(labels(sheet)) <= set(CHINESE.values())


def test_a_family_with_chinese_is_asked_for_only_by_chinese_words(monkeypatch):
    monkeypatch.setattr("ui.figures.render.chinese_family", lambda: "DejaVu Serif")
    assert drawn().style.families == ("DejaVu Sans",)
    assert drawn(translate=lambda word: CHINESE.get(word, word)).style.families == ("DejaVu Sans", "DejaVu Serif")


@pytest.mark.parametrize(
    ("names", "units", "label"),
    [
        ("symbols", "solidus", "$\\mathit{E}$ / V vs. Li/Li⁺"),
        ("symbols", "parentheses", "$\\mathit{E}$ (V vs. Li/Li⁺)"),
        ("words", "solidus", "Potential / V vs. Li/Li⁺"),
        ("words", "parentheses", "Potential (V vs. Li/Li⁺)"),
    ],
)
def test_the_labels_follow_the_style(names, units, label):
    assert drawn(label_names=names, label_units=units, residual=False).frames[0][0].get_ylabel() == label


def test_a_family_without_raised_signs_has_them_raised():
    axis = Axis("j⁰", "A/m^2", "mA/cm^2")
    style = style_of(Chosen(FigureModel()))
    assert axis_label(axis, style, untranslated) == "$\\mathit{j}$⁰ / mA cm⁻²"
    plain = replace(style, signs=frozenset(), italic=False)
    assert axis_label(axis, plain, untranslated) == "j$^{0}$ / mA cm$^{−2}$"


def test_a_potential_that_is_not_against_lithium_does_not_say_so():
    foreign = Message("NOT_VERSUS_LITHIUM", "The potentials are not against lithium.")
    assert drawn(plating_result(warnings=(foreign,))).frames[0][0].get_ylabel().endswith("/ V")


def test_the_spike_is_not_hidden_by_the_fall_from_open_circuit():
    low, high = drawn().frames[0][0].get_ylim()
    assert -0.1 < low < -0.08
    assert 0.0 < high < 0.02


def test_a_residual_without_a_fit_is_left_out():
    assert len(drawn(plating_result(residual=None, residual_time=None)).frames[0]) == 1
    assert len(drawn().frames[0]) == 2


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("content", [np.nan, 0.5, -0.05])
def test_a_curve_with_nothing_to_see_is_drawn_all_the_same(content, scale):
    result = plating_result(count=20, potential=np.full(20, content), verdicts={"spike": "not_readable"})
    sheet = drawn(result, x_scale=scale, inset=True)
    assert figure_pixels(sheet.figure, sheet.style, 50).shape == (147, 167, 4)


@pytest.mark.parametrize("journal", ORDER)
@pytest.mark.parametrize("width", ["single", "double"])
def test_every_preset_keeps_its_own_rules_and_nothing_overlaps(journal, width):
    sheet = drawn(x_scale="linear", inset=True, journal=journal, width=width)
    preset = journal_named(journal)
    wrong = [each.message.text for each in checked(sheet, preset, preset.formats[0], preset.dpi) if each.holds is False]
    assert wrong == []


def test_panels_of_one_column_are_aligned_and_lettered():
    results = [Drawable(plating_result(name), name) for name in ("one", "two", "three")]
    chosen = Chosen(FigureModel(arrangement="apart", width="double"), journal_named("ACS"))
    content = figure_content(results, chosen.model)
    sheet = rendered_sheet(content, style_of(chosen, content))
    assert [text.get_text() for text in sheet.figure.texts] == ["(a)", "(b)", "(c)"]
    first, second, third = (frame[0].get_position() for frame in sheet.frames)
    assert first.x0 == third.x0 and first.y1 == second.y1 and first.y0 == second.y0
    assert first.width == pytest.approx(second.width) == pytest.approx(third.width)
    assert labels(sheet) and sheet.frames[1][0].get_legend().get_texts() == []  # said once
    assert {frame[0].get_legend().get_title().get_text() for frame in sheet.frames} == {"one", "two", "three"}


def test_overlaid_curves_differ_in_colour_and_in_dashes():
    results = [Drawable(plating_result(name), name) for name in ("first", "second")]
    model = FigureModel(marks=False, colours="grey")
    sheet = rendered_sheet(figure_content(results, model), style_of(Chosen(model)))
    first, second = (line for line in sheet.frames[0][0].lines if line.get_label() in ("first", "second"))
    assert first.get_color() != second.get_color()
    assert first._dash_pattern != second._dash_pattern


def test_a_long_label_is_set_in_two_lines():
    sheet = drawn(height_mm=46.0, journal="ACS")
    assert sheet.frames[0][0].get_ylabel() == "Potential\n(V vs. Li/Li⁺)"
    assert checked(sheet, journal_named("ACS"), "pdf", 600)[-1].holds


def test_an_unknown_size_is_one_sentence():
    with pytest.raises(DataProblem, match="does not fit on paper"):
        drawn(width_mm=5.0)


def test_a_figure_in_grey_is_grey_and_a_lost_cone_loses_red_against_green():
    pixels = np.array([[[255, 0, 0, 255], [0, 144, 0, 255], [0, 0, 255, 255]]], dtype=np.uint8)
    grey = as_seen(pixels, "grey")
    assert (grey[..., 0] == grey[..., 1]).all() and (grey[..., 1] == grey[..., 2]).all()
    assert as_seen(pixels, "colour") is pixels

    def apart(vision):
        red, green = as_seen(pixels, vision)[0, :2, :3].astype(float)
        return float(np.abs(red - green).sum())

    assert apart("deutan") < 0.5 * apart("colour")
    assert apart("tritan") > 0.5 * apart("colour")
    assert {*VISIONS} == {"colour", "protan", "deutan", "tritan", "grey"}


def test_a_figure_drawn_in_the_background_leaves_no_settings_behind():
    before = dict(matplotlib.rcParams)
    sizes = [{"width_mm": 60.0 + number, "height_mm": 50.0} for number in range(6)]
    result = plating_result(count=200)
    with ThreadPoolExecutor(4) as pool:
        sheets = list(pool.map(lambda size: drawn(result, **size), sizes))
    assert [round(sheet.figure.get_size_inches()[0] * 25.4) for sheet in sheets] == [60, 61, 62, 63, 64, 65]
    assert dict(matplotlib.rcParams) == before

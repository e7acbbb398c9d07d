"""Figures: decimation keeps the picture, exports have the exact size, one font family and live text."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from pypdf import PdfReader

from fitting.messages import DataProblem, Message
from models.whole_file import WriteProblem
from tests.plating_results import plating_result
from ui.figures.decimation import decimated
from ui.figures.electrocrystallization import WORDS, draw, draw_figure, draw_residual
from ui.figures.export import render_png, save_figure
from ui.figures.style import paper_style, screen_style

MM_PER_POINT = 25.4 / 72
CHINESE = {word: f"字{number}" for number, word in enumerate(WORDS)}


def filled(result, style, scale="linear", **options):
    return lambda figure: draw_figure(figure, result, style, scale, **options)


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


@pytest.mark.parametrize(("width", "height"), [(85.0, 75.0), (82.55, 60.0), (175.0, 100.0), (89.0, 61.3)])
def test_a_pdf_has_the_exact_size(tmp_path, width, height):
    style = paper_style()
    path = save_figure(tmp_path / "figure.pdf", filled(plating_result(), style), width, height, style)
    page = PdfReader(path).pages[0].mediabox
    assert float(page.width) * MM_PER_POINT == pytest.approx(width, abs=0.01)
    assert float(page.height) * MM_PER_POINT == pytest.approx(height, abs=0.01)


def test_an_svg_has_the_exact_size_and_its_text_is_text(tmp_path):
    style = paper_style()
    path = save_figure(tmp_path / "figure.svg", filled(plating_result(), style), 85.0, 75.0, style)
    text = path.read_text("utf-8")
    size = re.search(r'<svg[^>]* width="([\d.]+)pt"[^>]*|height="([\d.]+)pt"', text)
    assert size is not None
    assert float(re.search(r'width="([\d.]+)pt"', text)[1]) * MM_PER_POINT == pytest.approx(85.0, abs=0.01)
    assert float(re.search(r'height="([\d.]+)pt"', text)[1]) * MM_PER_POINT == pytest.approx(75.0, abs=0.01)
    for word in ("onset", "spike", "crest", "plateau", "equilibrium"):
        assert f">{word}</text>" in text
    assert "dc:date" not in text


def test_a_png_has_the_exact_size_and_resolution(tmp_path):
    style = paper_style()
    path = save_figure(tmp_path / "figure.png", filled(plating_result(), style), 85.0, 75.0, style, dpi=600)
    with Image.open(path) as image:
        dpi = image.info["dpi"]
        assert dpi == pytest.approx((600, 600), abs=0.1)
        assert image.width / 600 * 25.4 == pytest.approx(85.0, abs=25.4 / 600)
        assert image.height / 600 * 25.4 == pytest.approx(75.0, abs=25.4 / 600)


@pytest.mark.parametrize("changes", [{}, {"verdicts": {"spike": "absent"}}])
def test_the_pdf_embeds_one_family_as_editable_truetype(tmp_path, changes):
    style = paper_style()
    result = plating_result(**changes)
    path = save_figure(tmp_path / "figure.pdf", filled(result, style, "log"), 85.0, 75.0, style)
    page = PdfReader(path).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    families = set()
    for font in fonts:
        assert font["/Subtype"] == "/Type0"
        descendant = font["/DescendantFonts"][0].get_object()
        assert descendant["/Subtype"] == "/CIDFontType2"
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
        families.add(font["/BaseFont"].split("+")[-1].split("-")[0])
    assert len(families) == 1
    text = page.extract_text()
    assert all(word in text for word in ("onset", "spike", "plateau", "vs. Li/Li"))


@pytest.mark.parametrize("ending", ["pdf", "svg", "png"])
def test_the_same_figure_gives_the_same_bytes_in_another_process(tmp_path, ending):
    script = (
        "import sys; from pathlib import Path; from tests.plating_results import plating_result;"
        "from ui.figures.electrocrystallization import draw_figure; from ui.figures.export import save_figure;"
        "from ui.figures.style import paper_style; s = paper_style();"
        "save_figure(Path(sys.argv[1]), lambda f: draw_figure(f, plating_result(), s, 'log'), 85, 75, s, 100)"
    )
    folder = Path(__file__).resolve().parents[2]
    for name in ("one", "two"):
        command = [sys.executable, "-c", script, str(tmp_path / f"{name}.{ending}")]
        subprocess.run(command, check=True, cwd=folder, capture_output=True)
    assert (tmp_path / f"one.{ending}").read_bytes() == (tmp_path / f"two.{ending}").read_bytes()


def test_a_paper_figure_has_no_handles_and_the_screen_draws_its_own_marks():
    result, style = plating_result(), screen_style()
    figure = Figure()
    draw(figure.add_subplot(), result, style)
    assert not {"onset", "spike", "crest", "plateau"} & set(labels(figure))
    figure = Figure()
    draw(figure.add_subplot(), result, style, marks=True)
    assert {"onset", "spike", "crest", "plateau"} <= set(labels(figure))
    symbols = [line.get_marker() for line in figure.axes[0].lines if line.get_marker() != "None"]
    assert len(symbols) == len(set(symbols)) == 4


@pytest.mark.parametrize(
    ("verdict", "sentence"), [("absent", "No nucleation spike"), ("not_readable", "Spike not readable")]
)
def test_a_verdict_without_a_spike_stands_in_words(verdict, sentence):
    figure = Figure()
    draw(figure.add_subplot(), plating_result(verdicts={"spike": verdict}), paper_style())
    assert figure.axes[0].get_legend().get_title().get_text() == sentence


def test_the_words_come_from_the_caller():
    figure = Figure()
    draw(figure.add_subplot(), plating_result(), paper_style(), marks=True, translate=CHINESE.__getitem__)
    assert set(labels(figure)) <= set(CHINESE.values())


def test_the_labels_follow_the_style_and_the_reference():
    style = paper_style()
    assert style.axis_label("E", "V", "Li/Li⁺") == "E / V vs. Li/Li⁺"
    assert replace(style, labels="parentheses").axis_label("t", "s") == "t (s)"
    foreign = Message("NOT_VERSUS_LITHIUM", "The potentials are not against lithium.")
    for warnings, ending in (((), "Li/Li$^{+}$"), ((foreign,), "/ V")):
        figure = Figure()
        draw(figure.add_subplot(), plating_result(warnings=warnings), style)
        assert figure.axes[0].get_ylabel().endswith(ending)


def test_the_spike_is_not_hidden_by_the_fall_from_open_circuit():
    figure = Figure()
    draw(figure.add_subplot(), plating_result(), paper_style())
    low, high = figure.axes[0].get_ylim()
    assert -0.1 < low < -0.08
    assert 0.0 < high < 0.02


def test_a_residual_without_a_fit_says_so():
    figure = Figure()
    draw_residual(figure.add_subplot(), plating_result(residual=None, residual_time=None), paper_style())
    assert [text.get_text() for text in figure.axes[0].texts] == ["No fit to this curve"]


@pytest.mark.parametrize("scale", ["linear", "log"])
@pytest.mark.parametrize("content", [np.nan, 0.5, -0.05])
def test_a_curve_with_nothing_to_see_is_drawn_all_the_same(content, scale):
    result = plating_result(count=20, potential=np.full(20, content), verdicts={"spike": "not_readable"})
    style = paper_style()
    assert render_png(filled(result, style, scale), 85, 75, style, 50).startswith(b"\x89PNG")


def test_nothing_overlaps_or_leaves_the_page():
    for style in (paper_style(), paper_style(double=True), screen_style(dark=True)):
        figure = Figure(figsize=(style.width_mm / 25.4, style.height_mm / 25.4), layout="constrained")
        FigureCanvasAgg(figure)
        draw_figure(figure, plating_result(), style, "log")
        figure.draw_without_rendering()
        page = figure.bbox
        axes = figure.axes[0]
        legend = axes.get_legend().get_window_extent()
        assert legend.y0 >= axes.get_window_extent().y1 - 1
        assert legend.x1 <= page.x1
        assert legend.y1 <= page.y1 + 1
        for part in figure.axes:
            box = part.get_tightbbox()
            assert box.x0 >= -1
            assert box.y0 >= -1
            assert box.x1 <= page.x1 + 1


def test_an_unknown_ending_or_size_is_one_sentence(tmp_path):
    style = paper_style()
    with pytest.raises(DataProblem, match=r"end the name in \.pdf"):
        save_figure(tmp_path / "figure.docx", filled(plating_result(), style), 85, 75, style)
    with pytest.raises(DataProblem, match="does not fit on paper"):
        save_figure(tmp_path / "figure.pdf", filled(plating_result(), style), 5, 75, style)
    with pytest.raises(WriteProblem, match="there is no folder"):
        save_figure(tmp_path / "no" / "figure.pdf", filled(plating_result(), style), 85, 75, style)
    assert list(tmp_path.iterdir()) == []


def test_a_report_picture_is_a_png_of_its_size():
    style = paper_style()
    with Image.open(io.BytesIO(render_png(filled(plating_result(), style), 85, 75, style, dpi=100))) as image:
        assert image.size == (334, 295)


def labels(figure):
    return [text.get_text() for text in figure.axes[0].get_legend().get_texts()]


def test_a_report_drawn_in_the_background_leaves_no_settings_behind():
    before = dict(matplotlib.rcParams)
    styles = [paper_style(), screen_style(dark=True), screen_style(), paper_style(double=True)]
    result = plating_result(count=200)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda style: render_png(filled(result, style), 60, 50, style, 50), styles * 3))
    assert dict(matplotlib.rcParams) == before

"""Saved figures, read back: size, lettering, lines, fonts and resolution are what the checks in the dialog say."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

from fitting.messages import DataProblem
from models.figure.content import FigureContent
from models.figure.journal import FORMATS, Journal, journal_named
from models.figure.model import Chosen, FigureModel
from models.figure.pictures import Drawable, figure_content
from models.whole_file import WriteProblem
from tests.plating_results import plating_result
from ui.figures.checks import checked
from ui.figures.export import figure_bytes, rendered, save_figure
from ui.figures.overlaps import in_words, words_of
from ui.figures.printed import printed
from ui.figures.render import rendered_sheet
from ui.figures.sheet import Sheet, untranslated
from ui.figures.style import FigureStyle, style_of

MM_PER_POINT = 25.4 / 72
SIZES = [(85.0, 75.0), (82.55, 60.0), (177.8, 100.0), (89.0, 61.3)]


def made(
    width: float = 85.0, height: float = 75.0, journal: str = "ACS", **choices: Any
) -> tuple[FigureContent, FigureStyle]:
    model = FigureModel(journal=journal, width="", width_mm=width, height_mm=height, x_scale="linear", **choices)
    content = figure_content([Drawable(plating_result(), "S03")], model)
    return content, style_of(Chosen(model, journal_named(journal)), content)


def sheet_of(**choices: Any) -> Sheet:
    content, style = made(inset=True, **choices)
    return rendered_sheet(content, style)


def saved(ending: str, **choices: Any) -> bytes:
    content, style = made(inset=True, **choices)
    return rendered(ending, content, style, 300)


def holds(code: str, ending: str = "pdf", dpi: float = 1200.0, **choices: Any) -> bool | None:
    """What the checks say of this."""
    preset: Journal = choices.pop("preset", journal_named("ACS"))
    return next(each.holds for each in checked(sheet_of(**choices), preset, ending, dpi) if each.message.code == code)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pdf_svg_and_eps_have_the_exact_size(width: float, height: float) -> None:
    content, style = made(width, height)
    page = PdfReader(io.BytesIO(rendered("pdf", content, style))).pages[0].mediabox
    root = ElementTree.fromstring(rendered("svg", content, style))
    eps = rendered("eps", content, style).decode("latin-1")
    box = re.search(r"%%HiResBoundingBox: ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)", eps)
    assert box is not None
    left, low, right, high = (float(end) for end in box.groups())
    for wide, tall in (
        (float(page.width), float(page.height)),
        (float(root.attrib["width"].removesuffix("pt")), float(root.attrib["height"].removesuffix("pt"))),
        (right - left, high - low),
    ):
        assert wide * MM_PER_POINT == pytest.approx(width, abs=0.01)
        assert tall * MM_PER_POINT == pytest.approx(height, abs=0.01)


@pytest.mark.parametrize("ending", ["png", "tiff"])
@pytest.mark.parametrize("dpi", [300, 600])
def test_png_and_tiff_have_their_size_and_resolution(ending: str, dpi: int) -> None:
    content, style = made(82.55, 60.0)
    with Image.open(io.BytesIO(rendered(ending, content, style, dpi))) as image:
        assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)
        assert image.width / dpi * 25.4 == pytest.approx(82.55, abs=25.4 / dpi)
        assert image.height / dpi * 25.4 == pytest.approx(60.0, abs=25.4 / dpi)
        assert image.mode == "RGB"
        assert ending == "png" or image.info["compression"] == "tiff_lzw"
    assert holds("FIGURE_DPI", ending, dpi) is (dpi >= 1200)


def pdf_operators(content: bytes) -> list[tuple[list[Any], bytes]]:
    reader = PdfReader(io.BytesIO(content))
    page = reader.pages[0]
    operations = ContentStream(page.get_contents(), reader).operations
    for form in (page["/Resources"].get("/XObject") or {}).values():  # markers
        operations += ContentStream(form.get_object(), reader).operations
    return operations


def test_the_pdf_has_the_letters_and_lines_that_the_checks_measured() -> None:
    operators = pdf_operators(saved("pdf"))
    sizes = {round(float(arguments[1]), 3) for arguments, name in operators if name == b"Tf"}
    widths = {round(float(arguments[0]), 3) for arguments, name in operators if name == b"w"}
    found = printed(sheet_of())
    assert {round(size, 3) for size in found.sizes | found.raised_sizes} == sizes
    assert found.line_widths == widths - {0.0} and min(found.line_widths) == 0.5


def test_the_svg_has_the_letters_and_lines_that_the_checks_measured() -> None:
    text = saved("svg").decode()
    sizes = {
        float(size) for size in re.findall(r"font(?:-size)?: ?(?:normal )?(?:bold |italic |oblique )?([\d.]+)px", text)
    }
    widths = {float(width) for width in re.findall(r"stroke-width: ([\d.]+)", text)}
    found = printed(sheet_of())
    assert {round(size, 2) for size in found.sizes | found.raised_sizes} == {round(size, 2) for size in sizes}
    assert found.line_widths - {1.0} <= widths  # 1 is what SVG takes for granted
    families = set(re.findall(r"font-family: '([^']+)'", text))
    assert families == set(found.families) == {"DejaVu Sans"}


def test_the_pdf_embeds_one_family_as_editable_truetype() -> None:
    content, style = made(label_names="symbols")
    page = PdfReader(io.BytesIO(rendered("pdf", content, style))).pages[0]
    families = set()
    for font in (each.get_object() for each in page["/Resources"]["/Font"].values()):
        assert font["/Subtype"] == "/Type0"
        descendant = font["/DescendantFonts"][0].get_object()
        assert descendant["/Subtype"] == "/CIDFontType2"
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()
        families.add(font["/BaseFont"].split("+")[-1].split("-")[0])
    assert len(families) == 1
    text = page.extract_text()
    assert all(word in text for word in ("onset", "spike", "plateau", "vs. Li/Li"))
    assert holds("FIGURE_FONTS") is True


def test_the_svg_s_text_is_text() -> None:
    text = saved("svg").decode()
    assert all(f">{word}</text>" in text for word in ("onset", "spike", "crest", "plateau", "equilibrium"))
    assert "dc:date" not in text


def test_the_eps_embeds_truetype_and_has_no_transparency_to_lose() -> None:
    eps = saved("eps").decode("latin-1")
    assert re.findall(r"/FontType (\d+)", eps) == ["42"] * eps.count("/FontType ") and eps.count("/FontType ") > 0
    assert "(onset)" in eps or "glyphshow" in eps
    if shutil.which("gs"):
        command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=nullpage", "-"]
        subprocess.run(command, input=eps.encode("latin-1"), check=True, capture_output=True)


def test_chinese_words_in_an_eps_are_type_3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.figures.render.chinese_family", lambda: "DejaVu Serif")
    content, style = made()
    sheet = rendered_sheet(content, style, lambda word: "电位" if word == "Potential" else word)
    eps = figure_bytes(sheet.figure, "eps", sheet.style).decode("latin-1")
    assert set(re.findall(r"/FontType (\d+)", eps)) == {"3"}
    monkeypatch.setattr("ui.figures.checks.chinese_family", lambda: "DejaVu Sans")  # this one has the letters
    found = {each.message.code: each for each in checked(sheet_of(), journal_named("ACS"), "eps", 600)}
    assert found["FIGURE_FONTS"].holds is None and "as outlines" in found["FIGURE_FONTS"].message.text


def test_a_word_that_is_cut_is_named_as_people_read_it() -> None:
    content, style = made(label_names="symbols", width=30.0, height=75.0)
    sheet = rendered_sheet(content, style)
    assert in_words(Text(text="LiCu_A4^2")) == "LiCu_A4^2"
    (label,) = {in_words(text) for text in words_of(sheet) if "vs." in text.get_text()}
    assert label.startswith("E") and "Li/Li⁺" in label and not set(label) & set("$\\{}")


def test_a_letter_that_no_family_has_is_told() -> None:
    content, style = made()
    sheet = rendered_sheet(content, style, lambda word: "\U00020000" if word == "data" else word)
    assert printed(sheet).missing == "\U00020000"
    found = {each.message.code: each.holds for each in checked(sheet, journal_named("ACS"), "pdf", 600)}
    assert found["FIGURE_FONTS"] is False


@pytest.mark.parametrize(
    ("code", "changes", "expected"),
    [
        ("FIGURE_WIDTH", {"width": 82.55}, True),
        ("FIGURE_WIDTH", {"width": 84.0}, False),
        ("FIGURE_HEIGHT", {"height": 241.3}, True),
        ("FIGURE_HEIGHT", {"height": 250.0}, False),
        ("FIGURE_KIND", {"ending": "pdf"}, True),
        ("FIGURE_DPI", {"ending": "png", "dpi": 1199.0}, False),
        ("FIGURE_DPI", {"ending": "pdf", "dpi": 72.0}, True),
        ("FIGURE_ROOM", {}, True),
        ("FIGURE_CUT", {"width": 30.0, "height": 75.0}, False),
    ],
)
def test_a_check_tells_good_from_bad(code: str, changes: dict[str, Any], expected: bool) -> None:
    assert holds(code, **changes) is expected


def changed(**entries: Any) -> Journal:
    return Journal.from_json({**journal_named("ACS").as_json(), **entries}, "")


@pytest.mark.parametrize(
    ("code", "entries", "expected"),
    [
        ("FIGURE_LETTERING", {"smallest_pt": 6.0}, True),
        ("FIGURE_LETTERING", {"smallest_pt": 6.5}, False),  # the inset's numbers have 6 pt
        ("FIGURE_LETTERING", {"smallest_pt": None}, None),
        ("FIGURE_LETTERING", {"largest_pt": 6.5}, False),
        ("FIGURE_LINES", {"thinnest_pt": 0.5}, True),
        ("FIGURE_LINES", {"thinnest_pt": 0.6}, False),
        ("FIGURE_LINES", {"thickest_pt": 0.9}, False),
        ("FIGURE_KIND", {"formats": ["tiff"]}, False),
    ],
)
def test_a_check_follows_the_preset(code: str, entries: dict[str, Any], expected: bool | None) -> None:
    assert holds(code, preset=changed(**entries)) is expected


def test_raised_signs_have_a_limit_of_their_own() -> None:
    content, style = made(label_names="symbols")
    sheet = rendered_sheet(content, style)
    for axes in sheet.frames[0]:
        axes.set_ylabel("$E^{2}$")  # 0.7 of 7 pt
    found = {each.message.code: each for each in checked(sheet, changed(smallest_raised_pt=5.0), "pdf", 600)}
    assert found["FIGURE_RAISED"].holds is False and found["FIGURE_RAISED"].message.value == pytest.approx(4.9)


def test_the_same_figure_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tests.ui.test_figure_files import saved;"
        "[(Path(sys.argv[1]) / each).write_bytes(saved(each)) for each in sys.argv[2:]]"
    )
    folder = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", script, str(tmp_path), *FORMATS]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    assert [each for each in FORMATS if (tmp_path / each).read_bytes() != saved(each)] == []


def test_the_raster_is_the_drawing_on_white() -> None:
    with Image.open(io.BytesIO(saved("png"))) as image:
        pixels = np.asarray(image)
    assert (pixels[0] == 255).all() and (pixels[:, 0] == 255).all()
    assert 0.02 < float((pixels.min(axis=-1) < 128).mean()) < 0.3


@pytest.mark.parametrize(
    ("name", "problem", "words"),
    [
        ("figure.docx", DataProblem, r"end the name in \.pdf, \.svg, \.eps, \.png, \.tiff"),
        ("no/figure.pdf", WriteProblem, "there is no folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, name: str, problem: type[DataProblem], words: str
) -> None:
    content, style = made()
    with pytest.raises(problem, match=words):
        save_figure(tmp_path / name, content, style)
    assert list(tmp_path.iterdir()) == []


def test_a_tif_is_a_tiff(tmp_path: Path) -> None:
    content, style = made()
    path = save_figure(tmp_path / "figure.TIF", content, style, 100, untranslated)
    with Image.open(path) as image:
        assert image.format == "TIFF"

"""What a figure prints: every line with its width, every word with its letters, seen by a renderer that only notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.mathtext import MathTextParser
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Transform

from ui.figures.sheet import Sheet
from ui.figures.style import with_settings

_HAIR = 1e-6  # pt; sums of binary fractions


@dataclass(frozen=True)
class Printed:
    """What was found.

    Parameters
    ----------
    line_widths : frozenset of float
        Points.
    sizes, raised_sizes : frozenset of float
        Of letters, in points; of raised and lowered ones.
    families : frozenset of str
        That the letters are of.
    missing : str
        Letters that no family of the figure has.
    """

    line_widths: frozenset[float]
    sizes: frozenset[float]
    raised_sizes: frozenset[float]
    families: frozenset[str]
    missing: str


def printed(sheet: Sheet) -> Printed:
    """Look at everything that a figure prints."""
    with with_settings(sheet.style):
        sheet.figure.draw_without_rendering()  # gives the words of legends their places
        seen = _Noting(sheet.style.families, sheet.figure.dpi)
        sheet.figure.draw(seen)
    return Printed(
        frozenset(seen.line_widths),
        frozenset(seen.sizes),
        frozenset(seen.raised),
        frozenset(seen.families),
        "".join(sorted(seen.missing)),
    )


class _Noting(RendererBase):
    def __init__(self, families: tuple[str, ...], dpi: float) -> None:
        super().__init__()
        self._fonts = [get_font(findfont(FontProperties(family=family))) for family in families]
        self._parser: Any = MathTextParser("path")
        self._dpi = dpi
        self.line_widths: set[float] = set()
        self.sizes: set[float] = set()
        self.raised: set[float] = set()
        self.families: set[str] = set()
        self.missing: set[str] = set()

    def points_to_pixels(self, points: Any) -> Any:
        return points * self._dpi / 72

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None
    ) -> None:  # fmt: skip
        colour = gc.get_rgb()
        if gc.get_linewidth() > 0 and len(colour) > 3 and colour[3] > 0:
            self.line_widths.add(float(gc.get_linewidth()))

    def draw_image(self, gc: GraphicsContextBase, x: float, y: float, im: Any, transform: Any = None) -> None:
        """No figure of ours has one."""

    def draw_text(
        self, gc: GraphicsContextBase, x: float, y: float, s: str, prop: FontProperties, angle: float,
        ismath: bool | str = False, mtext: Text | None = None,
    ) -> None:  # fmt: skip
        size = float(prop.get_size_in_points())
        self.sizes.add(size)
        if ismath:
            for font, glyph_size, *_ in self._parser.parse(s, 72, prop).glyphs:
                self.families.add(font.family_name)
                if glyph_size < size - _HAIR:
                    self.raised.add(round(float(glyph_size), 3))
            return
        for letter in set(s) - set(" \n\t"):
            font = next((each for each in self._fonts if ord(letter) in each.get_charmap()), None)
            if font is None:
                self.missing.add(letter)
            else:
                self.families.add(font.family_name)

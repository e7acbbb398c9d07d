"""Colour sets of figures, and how a figure looks in grey or to people who see colours differently."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]

LIGHT_COLOURS = ("#700000", "#5000f0", "#400d4a", "#be70e6", "#00a388", "#f05000")

# Nothing by colour alone: each mark and each series has its own symbol, each series its own dashes.
MARK_SYMBOLS: Mapping[str, str] = MappingProxyType({"onset": "^", "spike": "v", "crest": "D", "plateau": "s"})
SYMBOLS = "oDsv^P"
DASHES: tuple[Any, ...] = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (5, 1.5, 1.2, 1.5)), (0, (8, 2)), (0, (2.5, 1)))


@dataclass(frozen=True)
class ColourSet:
    """The colours of a figure on white.

    Parameters
    ----------
    series : tuple of str
        One for each curve of several; the one after the last is the first again, with other dashes.
    data, fit, muted : str
        A curve that is alone, the line through it, and reference lines.
    marks : tuple of str
        In the order of `MARK_SYMBOLS`.
    """

    series: tuple[str, ...]
    data: str
    fit: str
    muted: str
    marks: tuple[str, str, str, str]


_ONE, _TWO, _THREE, _FOUR, _FIVE, _SIX = LIGHT_COLOURS
COLOUR_SETS: Mapping[str, ColourSet] = MappingProxyType(
    {
        # At least 3.2:1 on white, and far apart for every kind of colour vision.
        "anodescope": ColourSet(
            (_TWO, _SIX, _FIVE, _ONE, _FOUR, _THREE), "#4d5360", _SIX, "#5c6370", (_TWO, _ONE, _FIVE, _FOUR)
        ),
        # Okabe and Ito, whose set Nature names after Wong; without the yellow, which is hard to see on white.
        "okabe_ito": ColourSet(
            ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9"),
            "#4d4d4d",
            "#D55E00",
            "#666666",
            ("#0072B2", "#000000", "#009E73", "#CC79A7"),
        ),
        "grey": ColourSet(
            ("#000000", "#5f5f5f", "#8c8c8c"),
            "#7a7a7a",
            "#000000",
            "#6b6b6b",
            ("#000000", "#000000", "#4a4a4a", "#4a4a4a"),
        ),
    }
)

# On the dark window: at least 4:1.
DARK_COLOURS = ColourSet(
    ("#d64700", "#ffa3ff", "#d6ff0a", "#57ffab", "#8f57ff", "#008a73"),
    "#c8ccd4",
    "#d64700",
    "#9aa1ae",
    ("#ffa3ff", "#d64700", "#8f57ff", "#008a73"),
)

# Machado, Oliveira and Fernandes 2009 (10.1109/TVCG.2009.113), complete loss of one kind of cones, linear RGB.
_VISIONS: Mapping[str, tuple[tuple[float, float, float], ...]] = MappingProxyType(
    {
        "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
        "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
        "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
        "grey": ((0.2126, 0.7152, 0.0722),) * 3,
    }
)
VISIONS = ("colour", *_VISIONS)


def as_seen(pixels: Pixels, vision: str) -> Pixels:
    """Pixels as one of `VISIONS` shows them.

    Parameters
    ----------
    pixels : (height, width, 4) array
        RGBA.
    """
    if vision == "colour":
        return pixels
    linear = _LINEAR[pixels[..., :3]] @ np.array(_VISIONS[vision], dtype=np.float32).T
    linear = np.clip(linear, 0.0, 1.0)
    shown = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.concatenate([np.rint(255 * shown).astype(np.uint8), pixels[..., 3:]], axis=-1)


_LEVELS = np.arange(256) / 255
_LINEAR = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)

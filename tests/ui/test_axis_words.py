"""What stands at an axis is in the language of the window, or of the figure."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from fitting.outcome import Axis, Outcome, Panel, Trace
from models.language import CHINESE, sentences
from models.panels import axis_in_words, axis_text
from tests.translators import speaking
from ui.figures.axis_labels import axis_label
from ui.figures.style import paper_style
from ui.panels_view import PanelsView

RANK = Axis("rank of exchange_current_density", "1", "1")


@pytest.mark.usefixtures("qapp")
def test_words_are_translated_and_symbols_are_not() -> None:
    assert axis_in_words(RANK) == "rank of exchange current density"
    with speaking(sentences(CHINESE)):
        assert [axis_in_words(Axis(word, "1", "1")) for word in ("cycle", "plating", "n", "j", "CE")] == [
            *("循环", "沉积", "n", "j", "CE"),
        ]
        assert axis_in_words(RANK) == "交换电流密度的秩"
        assert axis_text(Axis("E", "V", "mV")) == "E / mV"


def test_the_canvas_speaks_the_language_of_the_window(qtbot: QtBot) -> None:
    panel = Panel(Axis("plating", "1", "1"), Axis("τ", "s", "s"), (Trace("data", np.arange(3.0), np.ones(3)),))
    view = PanelsView()
    qtbot.addWidget(view)
    with speaking(sentences(CHINESE)):
        view.show_outcome(Outcome(panels=(panel,)), "a", keep_view=False)
    assert view.canvas._furniture.x_label == "沉积"


def test_a_figure_has_its_own_language() -> None:
    known = sentences(CHINESE)
    style = paper_style()
    assert axis_label(RANK, style, lambda text: known.get(text, text)) == "交换电流密度的秩"
    assert axis_label(Axis("factor", "1", "1"), style, lambda text: known.get(text, text)) == "倍数"
    assert axis_label(Axis("factor", "1", "1"), style, lambda text: text) == "factor"

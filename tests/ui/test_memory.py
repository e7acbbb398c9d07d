"""What a window lets go of."""

from __future__ import annotations

import gc
import weakref

from pytestqt.qtbot import QtBot

from models.curve_edits import remove_curves
from tests.curves import plating_curve
from tests.ui.conftest import OpenWindow, settled


def test_the_curves_of_a_project_go_with_it(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(*(plating_curve(f"cell {number}", seed=number) for number in range(4)))
    document = window.document
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        settled(qtbot, window)
    removed = next(iter(document.curves))
    remove_curves(document, [removed])  # its analyses are put aside, for an undo that will not come
    curves = [weakref.ref(curve) for curve in document.curves.values()]
    analyses = [weakref.ref(analysis) for analysis in document.shelf]
    assert len(curves) == 4 and len(analyses) >= 3
    window.projects.project.new()
    qtbot.waitUntil(lambda: not document.curves)
    settled(qtbot, window)

    def held() -> tuple[int, int]:
        gc.collect()
        return tuple(sum(one() is not None for one in ones) for ones in (curves, analyses))  # type: ignore[return-value]

    # What was in view last is there until something else is; tables that follow after a pause let go then
    qtbot.waitUntil(lambda: held()[0] <= 1 and held()[1] == 0, timeout=10_000)

"""The speed of the hand: dragging a fit window with its live fit, pushing a curve; whether what is drawn is right."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.contest import Contestant
from tests.bench.rows import Figure, Row

Pair = tuple[Callable[[], object], Callable[[], object] | None]
FRAME = 1 / 60  # s
DRAGGED = ("1e4", "1e6", "1e7")


def _alone(script: str, *arguments: str, **variables: str) -> Callable[[], Pair]:
    return lambda: (Contestant(script, *arguments, variables=variables).run, None)


def _against(script: str, peer: str, *arguments: str) -> Callable[[], Pair]:
    return lambda: (Contestant(script, *arguments).run, Contestant(peer, *arguments, is_peer=True).run)


def _growth(script: str, few: str, many: str, *arguments: str) -> Callable[[], Pair]:
    """How much longer it takes with many points: the few are the peer of the many."""
    return lambda: (Contestant(script, many, *arguments).run, Contestant(script, few, *arguments).run)


def _pixels(uneven: float, which: str) -> float:
    found = Contestant("our_pixels", repr(uneven), which)
    try:
        return found.run()
    finally:
        found.close()


ROWS: list[Row | Figure] = [
    *(Row(f"drag_{points}", "", 8e-3, _alone("our_drag", points, "p95"), rounds=5) for points in DRAGGED),
    Row(
        "drag_1e6_against_peer", "pyqtgraph region + curve_fit (Zeng)", 1 / 50,
        _against("our_drag", "pyqtgraph_drag", "1e6", "median"), rounds=3,
    ),
    Row("drag_growth", "the same with 1e4 points", 1.5, _growth("our_drag", "1e4", "1e7", "median"), rounds=5),
    Row("drag_window_1x", "", FRAME, _alone("our_drag_spike", "1e6"), rounds=5),
    Row("drag_window_2x", "", FRAME, _alone("our_drag_spike", "1e6", QT_SCALE_FACTOR="2"), rounds=5),
    Row("pan_1e7", "", 1 / 200, _alone("our_pan", "1e7"), rounds=5),
    Row("pan_1e7_against_peer", "pyqtgraph peak", 1 / 100, _against("our_pan", "pyqtgraph_pan", "1e7"), rounds=3),
    Row(
        "pan_1e7_against_empty", "matplotlib's empty axes", 1 / 4,
        lambda: (Contestant("our_pan", "1e7").run, Contestant("matplotlib_empty", is_peer=True).run), rounds=5,
    ),
    Row("pan_growth", "the same with 1e4 points", 1.5, _growth("our_pan", "1e4", "1e7"), rounds=5),
    Figure("pixels_even", "1", 0.01, lambda: _pixels(0.0, "settled")),
    Figure("pixels_uneven", "1", 0.01, lambda: _pixels(0.99, "settled")),
    Figure("pixels_moving_even", "1", 0.01, lambda: _pixels(0.0, "moving")),
    Figure("pixels_moving_uneven", "1", 0.01, lambda: _pixels(0.99, "moving")),
]  # fmt: skip

"""Moving the selected handle by keys: a burst of keys is one gesture."""

from __future__ import annotations

from PyQt6.QtCore import Qt

from ui.curve_canvas.handles import Handles
from ui.curve_canvas.scene import WINDOW_END, WINDOW_START
from ui.curve_canvas.view import View

PAUSE = 600  # ms without a key that end a burst
FAR = 10  # px with Shift

Key = Qt.Key
Modifiers = Qt.KeyboardModifier
MOVES = (Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End)


def move_by_key(view: View, handles: Handles, name: str, key: int, modifiers: Modifiers) -> bool:
    """Move a handle as a key says; whether it moved."""
    low, high = handles.reach(name)
    if key == Key.Key_Home:
        return handles.place(name, low)
    if key == Key.Key_End:
        return handles.place(name, high)
    way = 1 if key == Key.Key_Right else -1
    here = handles.value(name)
    if modifiers & Modifiers.ControlModifier:
        return handles.place(name, handles.neighbour(here, way))
    axis = view.x_axis()
    there = axis.value(axis.pinned(here) + way * (FAR if modifiers & Modifiers.ShiftModifier else 1))
    if name not in (WINDOW_START, WINDOW_END):
        # A mark sits on samples: where they are sparse a pixel is not enough to reach the next one.
        nearest = handles.nearest_sample(there)
        there = nearest if (nearest - here) * way > 0 else handles.neighbour(here, way)
    return handles.place(name, there)


def next_handle(names: tuple[str, ...], selected: str, way: int) -> str:
    """The handle after or before the selected one, round and round."""
    if not names:
        return ""
    if selected not in names:
        return names[0 if way > 0 else -1]
    return names[(names.index(selected) + way) % len(names)]

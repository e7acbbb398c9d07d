"""Every menu entry once: text, key, what it does. Menus and toolbar are made from this table."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from PyQt6.QtGui import QAction, QKeySequence
from PyQt6.QtWidgets import QMainWindow, QMenu, QToolBar

SEPARATOR = ""


class Entry(NamedTuple):
    """One thing a person can do."""

    name: str
    text: str
    key: str
    slot: Callable[[], object]


def plain_text(action: QAction) -> str:
    """What an action is called, without the mark of its underlined key: ``文件(&F)`` is 文件."""
    return re.sub(r"\(&\w\)|&", "", action.text()).rstrip(" …")


def add_actions(
    window: QMainWindow, entries: tuple[Entry, ...], perform: Callable[[Callable[[], object]], object]
) -> dict[str, QAction]:
    """Make the actions of a window; every tool tip shows its key. `perform` is given the slot to do."""
    actions = {}
    for entry in entries:
        action = QAction(entry.text, window)
        action.setObjectName(entry.name)
        action.setIconText(plain_text(action) + (" …" if entry.text.endswith("…") else ""))  # for the toolbar
        if entry.key:
            action.setShortcut(QKeySequence(entry.key))
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{plain_text(action)} ({key})")
        action.triggered.connect(lambda checked=False, slot=entry.slot: perform(slot))
        window.addAction(action)
        actions[entry.name] = action
    return actions


def fill_bar(bar: QMenu | QToolBar, actions: dict[str, QAction], names: tuple[str, ...]) -> None:
    """Put actions into a menu or toolbar, an empty name is a line."""
    for name in names:
        if name == SEPARATOR:
            bar.addSeparator()
        else:
            bar.addAction(actions[name])

"""Every menu entry once: text, key, what it does. Menus and toolbar are made from this table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    head, mark, tail = action.text().partition("(&")
    text = head + tail[2:] if tail[1:2] == ")" else head + mark + tail
    return text.replace("&", "").rstrip(" …")


def add_actions(
    window: QMainWindow, entries: tuple[Entry, ...], perform: Callable[[Callable[[], object]], object]
) -> dict[str, QAction]:
    """Make the actions of a window. `perform` is given the slot to do."""
    actions = {}
    for entry in entries:
        action = QAction(entry.text, window)
        action.setObjectName(entry.name)
        action.setIconText(plain_text(action) + (" …" if entry.text.endswith("…") else ""))  # for the toolbar
        if entry.key:
            action.setShortcut(QKeySequence(entry.key))
        action.triggered.connect(lambda checked=False, slot=entry.slot: perform(slot))
        window.addAction(action)
        actions[entry.name] = action
    return actions


def tell_keys(actions: Iterable[QAction]) -> None:
    """Say in every tool tip which key does the same."""
    for action in actions:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        if key:
            action.setToolTip(f"{plain_text(action)} ({key})")


def fill_bar(bar: QMenu | QToolBar, actions: dict[str, QAction], names: tuple[str, ...]) -> None:
    """Put actions into a menu or toolbar, an empty name is a line."""
    for name in names:
        if name == SEPARATOR:
            bar.addSeparator()
        else:
            bar.addAction(actions[name])

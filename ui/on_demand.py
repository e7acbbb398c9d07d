"""What the menus open, imported only when it is asked for: no dialog is worth a later first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def show_help(window: MainWindow) -> None:
    """The help on the step whose tab is open."""
    from ui.help_window import show_help as show

    show(window)


def show_keys(window: MainWindow) -> None:
    """What the keys do."""
    from ui.help_dialogs import show_keys as show

    show(window, window.actions_by_name.values())


def show_about(window: MainWindow) -> None:
    """What this program is."""
    from ui.about_dialog import show_about as show

    show(window)


def look_for_newer(window: MainWindow) -> None:
    """The page of the newest version, in the browser."""
    from ui.about_dialog import look_for_newer as look

    look(window)


def show_palette(window: MainWindow) -> None:
    """Everything there is to do, found by a few letters."""
    from ui.command_palette import show_palette as show

    show(window)


def show_settings(window: MainWindow) -> None:
    """The settings."""
    from ui.look import show_settings as show

    show(window)


def switch_language() -> None:
    """English or Chinese."""
    from ui.look import switch_language as switch

    switch()


def switch_theme() -> None:
    """Light or dark."""
    from ui.look import switch_theme as switch

    switch()


def start_tour(window: MainWindow) -> None:
    """A few hints on what is where."""
    from ui.tour import start_tour as start

    start(window)

"""What was opened last, files and projects alike: a list that is kept from one start to the next, and its menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QWidget

from ui.remembered import remember, remembered

if TYPE_CHECKING:
    from pathlib import Path

RECENT = "recent"
MOST = 12


def recent_paths() -> list[Path]:
    """What was opened, the latest first."""
    import json
    from pathlib import Path

    try:
        stored = json.loads(remembered(RECENT) or "[]")
    except ValueError:
        return []
    return [Path(each) for each in stored if isinstance(each, str)] if isinstance(stored, list) else []


def remember_recent(paths: Iterable[Path]) -> None:
    """Put what was just opened at the head of the list."""
    import json

    opened = [path.absolute() for path in paths][:MOST]
    kept = [*opened, *(path for path in recent_paths() if path not in opened)][:MOST]
    remember(RECENT, json.dumps([str(path) for path in kept]))


class RecentMenu(QMenu):
    """Made anew whenever it is about to show; what is gone from the disk cannot be chosen."""

    def __init__(self, chosen: Callable[[Path], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.setToolTipsVisible(True)
        self._chosen = chosen
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what was opened last."""
        self.clear()
        for number, path in enumerate(recent_paths(), start=1):
            mark = f"&{number} " if number < 10 else ""
            action = QAction(f"{mark}{path.name}".replace("&&", "&"), self)
            action.setToolTip(str(path))
            action.setEnabled(path.exists())
            action.triggered.connect(lambda checked=False, path=path: self._chosen(path))
            self.addAction(action)
        if self.isEmpty():
            nothing = self.addAction(self.tr("Nothing yet"))
            assert nothing is not None
            nothing.setEnabled(False)
            return
        self.addSeparator()
        forget = self.addAction(self.tr("&Forget this list"))
        assert forget is not None
        forget.triggered.connect(lambda: remember(RECENT, "[]"))

"""What may happen only so often: numbers beside a drag, which nobody reads sixty times a second."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PyQt6.QtCore import QObject, QTimer

INTERVAL = 50  # ms: twenty times a second


class Throttle(QObject):
    """Calls the latest function of each name at once if the last call is long enough ago, else when it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._call)
        self._waiting: dict[str, Callable[[], None]] = {}
        self._last = 0.0

    def call(self, name: str, function: Callable[[], None]) -> None:
        """Call a function now or soon, in place of one of that name that still waits."""
        self._waiting[name] = function
        wait = INTERVAL - 1e3 * (perf_counter() - self._last)
        if wait <= 0:
            self._call()
        elif not self._timer.isActive():
            self._timer.start(round(wait))

    def drop(self) -> None:
        """Forget what waits."""
        self._timer.stop()
        self._waiting.clear()

    def _call(self) -> None:
        self._timer.stop()
        functions, self._waiting = list(self._waiting.values()), {}
        self._last = perf_counter()
        for function in functions:
            function()

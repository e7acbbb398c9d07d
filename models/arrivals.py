"""Files that arrive faster than a window can show them: the first at once, the others in batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject, QTimer

from models.readers import FileContent
from models.result import Failure

PAUSE = 100  # ms between two batches


class Arrivals(QObject):
    """Collects what one import delivers and hands it on, contents and failures apart."""

    def __init__(
        self,
        parent: QObject,
        add_contents: Callable[[Sequence[FileContent]], object],
        add_failures: Callable[[Sequence[Failure]], object],
    ) -> None:
        super().__init__(parent)
        self._add_contents = add_contents
        self._add_failures = add_failures
        self._waiting: list[FileContent | Failure] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._hand_on)

    def take(self, item: FileContent | Failure) -> None:
        """Take one file; what comes within the pause after a batch waits for the next."""
        self._waiting.append(item)
        if not self._timer.isActive():
            self._hand_on()

    def end(self) -> None:
        """Nothing more will come: hand on what waits."""
        self._timer.stop()
        self._hand_on()
        self._timer.stop()
        self.deleteLater()

    def _hand_on(self) -> None:
        waiting, self._waiting = self._waiting, []
        contents = [item for item in waiting if isinstance(item, FileContent)]
        failures = [item for item in waiting if isinstance(item, Failure)]
        if waiting:
            self._timer.start()
        if contents:
            self._add_contents(contents)
        if failures:
            self._add_failures(failures)

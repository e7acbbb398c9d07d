"""Files that arrive faster than a window can show them: the first at once, the others in batches.

Contents and failures go in turns of their own, the last ones too, so that the window can answer in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import QObject, QTimer

from models.readers import FileContent
from models.result import Failure

PAUSE = 100  # ms between two batches


class Arrivals(QObject):
    """Collects what one import delivers and hands it on."""

    def __init__(
        self,
        parent: QObject,
        add_contents: Callable[[Sequence[FileContent]], object],
        add_failures: Callable[[Sequence[Failure]], object],
    ) -> None:
        super().__init__(parent)
        self._add_contents = add_contents
        self._add_failures = add_failures
        self._contents: list[FileContent] = []
        self._failures: list[Failure] = []
        self._over: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._hand_on)

    def take(self, item: FileContent | Failure) -> None:
        """Take one file; what comes within the pause after a batch waits for the next."""
        if isinstance(item, FileContent):
            self._contents.append(item)
        else:
            self._failures.append(item)
        if not self._timer.isActive():
            self._hand_on()

    def end(self, over: Callable[[], object]) -> None:
        """Nothing more will come: hand on what waits, then say that it is over."""
        self._over = over
        self._timer.setInterval(0)
        self._hand_on()

    def _hand_on(self) -> None:
        if self._contents:
            contents, self._contents = self._contents, []
            self._timer.start()
            self._add_contents(contents)
        elif self._failures:
            failures, self._failures = self._failures, []
            self._timer.start()
            self._add_failures(failures)
        elif self._over is not None:
            self._timer.stop()
            self._over()
            self.deleteLater()

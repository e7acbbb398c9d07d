"""matplotlib's settings belong to the whole process: whoever draws holds this lock."""

from __future__ import annotations

import threading

DRAWING = threading.RLock()

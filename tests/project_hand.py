"""Projects as tests drive them: a document with its project, in a folder of its own; a crash; what is there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QCoreApplication

from models.document import Document
from models.electrolyte import curve_identities
from models.project.content import Content
from models.project.entries import CurveKeys, edit_entry, values_entry
from models.project.project import Project
from models.project.reading import Opened
from models.project.saving import Saver, Stamp

EXAMPLES = sorted((Path(__file__).parent / "projects").glob("version-*.anode"))


def wait_until(holds: Callable[[], bool], seconds: float = 30.0) -> None:
    """Let events pass until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited too long"
        QCoreApplication.processEvents()  # tests only: no widget waits here
        time.sleep(0.001)


class Window:
    """What a window has of a project, without the window."""

    def __init__(self, folder: Path, is_recorded: bool = True) -> None:
        self.document = Document()
        self.project = Project(self.document, folder=folder)
        if not is_recorded:
            self.project._history.happened.disconnect()
        self.news: list[str] = []
        self.recovered: list[Any] = []
        self.project.opened_with.connect(lambda news: self.news.extend(each.code for each in news))
        self.layouts: list[Any] = []
        self.project.recovered.connect(self.recovered.append)
        self.project.entered.connect(self.layouts.append)

    def open(self, path: Path) -> Window:
        """Open a project and wait for it."""
        entered: list[object] = []
        self.project.entered.connect(entered.append)
        self.project.opened_with.connect(entered.append)
        self.project.open(path)
        wait_until(lambda: bool(entered))
        return self

    def recover(self) -> Window:
        """Bring back the newest session that was left behind."""
        self.project.recover(self.project.sessions()[0])
        wait_until(lambda: bool(self.recovered or self.news))
        return self

    def save(self, path: Path | None = None) -> None:
        """Save, under a name if one is given, and wait for it."""
        if path is None:
            self.project.save()
        else:
            self.project.save_as(path)
        wait_until(lambda: not self.project.is_saving)

    def close(self) -> None:
        """Close as a person does."""
        left: list[int] = []
        self.project.leave(lambda: left.append(1))
        wait_until(lambda: bool(left))
        self.project.close()
        self.document.close()

    def crash(self) -> None:
        """End without a word: what is on the disk stays as it is."""
        assert self.project.is_durable(20.0)
        place = self.project._place
        if place.journal is not None:
            place.journal.close(is_needed=True)
            place.journal = None
        for lock in (place.session, place.lock):
            if lock is not None:
                lock.release()
        self.project._background.close()
        self.document.close()


def described(content: Content, with_edits: bool = True) -> dict[str, Any]:
    """Everything of a content but what is computed again, to be compared."""
    keys = CurveKeys()
    edits = [(edit.text, edit_entry(edit, keys)) for edit in content.edits]
    touched = [state.as_json() for state in content.analyses.values() if state.is_touched]
    entry = values_entry(content.all_values(), keys)
    entry["analyses"] = sorted(touched, key=json.dumps)
    here = set(curve_identities(content.series))
    entry["curves"] = {each: key for each, key in entry.get("curves", {}).items() if with_edits or each in here}
    return entry | ({"edits": edits, "index": content.index} if with_edits else {})


def saved_again(opened: Opened, content: Content | None = None) -> None:
    """Save over the file that was opened."""
    stamp = Stamp.of(opened.path, opened.revision, opened.meta["save"])
    Saver(opened.keys).save(opened.path, content or opened.content, stamp)

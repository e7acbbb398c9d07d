"""What a disk may hold after a power cut: images made of a record of everything that was written, by two models.

``ordered``: names come and go in the order in which they did, all that was done before a flush of anything is there
(as a journaling file system does it); of what was written to a file after its last flush, blocks of 4 KiB are there or
not, by chance. ``strict``: a name is there for sure only after its folder was flushed; before that each coming, going
and renaming happened or not, by chance, on its own.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BLOCK = 4096
MODELS = ("ordered", "strict")


@dataclass(frozen=True)
class Event:
    """One call: kind (c create, t truncate, w write, s flush, r rename, l link, u unlink, d folder, = mark)."""

    kind: str
    one: str
    two: str
    offset: int
    data: bytes


def read_record(content: bytes) -> list[Event]:
    """The events that the library wrote down."""
    events = []
    at = 0
    while at < len(content):
        end = content.index(b"\n", at)
        kind, one, two, offset, size = content[at:end].decode("utf-8", "surrogateescape").split("\t")
        at = end + 1 + int(size)
        events.append(Event(kind, one, two, int(offset), content[end + 1 : at]))
    return events


@dataclass
class _File:
    """What is in a file for sure, and what was done to it since its last flush."""

    safe: bytearray = field(default_factory=bytearray)
    unsafe: list[Event] = field(default_factory=list)

    def flush(self) -> None:
        """Everything is safe now."""
        for event in self.unsafe:
            _apply(self.safe, event, None)
        self.unsafe.clear()

    def after_cut(self, dice: random.Random) -> bytes:
        """What is there after the cut."""
        content = bytearray(self.safe)
        for event in self.unsafe:
            _apply(content, event, dice)
        return bytes(content)


def _apply(content: bytearray, event: Event, dice: random.Random | None) -> None:
    if event.kind == "t":
        if dice is None or dice.random() < 0.5:
            del content[event.offset :]
            content.extend(b"\0" * (event.offset - len(content)))
        return
    start, end = event.offset, event.offset + len(event.data)
    while start < end:
        stop = min(end, (start // BLOCK + 1) * BLOCK)
        if dice is None or dice.random() < 0.5:
            content.extend(b"\0" * (stop - len(content)))
            content[start:stop] = event.data[start - event.offset : stop - event.offset]
        start = stop


class Disk:
    """Follows events; at any time it says what a cut would leave."""

    def __init__(self, folder: str, model: str) -> None:
        self._folder = folder
        self._model = model
        self._names: dict[str, _File | None] = {}  # now; None is a folder
        self._safe: dict[str, _File | None] = {}  # for sure
        self._unsafe: list[Event] = []  # comings and goings that are not sure
        self._files: dict[int, _File] = {}  # file by number of the event that made it
        self.acknowledged = 0

    def follow(self, event: Event) -> None:
        """Take the next event."""
        if event.kind == "=":
            self.acknowledged = event.offset
        elif event.kind in "wt":
            file = self._names.get(event.one)
            if file is not None:
                file.unsafe.append(event)
        elif event.kind == "s":
            self._flush(event.one)
        else:
            made = _File() if event.kind == "c" else None
            if made is not None:
                self._files[id(event)] = made
            _rename(self._names, event, made)
            self._unsafe.append(event)

    def _flush(self, name: str) -> None:
        file = self._names.get(name)
        if file is not None:
            file.flush()
        sure = [event for event in self._unsafe if self._model == "ordered" or _folders(event) <= {name}]
        for event in sure:
            _rename(self._safe, event, self._files.get(id(event)))
        self._unsafe = [event for event in self._unsafe if event not in sure]

    def cut(self, dice: random.Random, into: Path) -> None:
        """Write what is there after a power cut now into a folder."""
        names = dict(self._safe)
        if self._model == "ordered":
            happened: Sequence[Event] = self._unsafe[: dice.randint(0, len(self._unsafe))]
        else:
            happened = [event for event in self._unsafe if dice.random() < 0.5]
        for event in happened:
            _rename(names, event, self._files.get(id(event)))
        contents = {id(file): file.after_cut(dice) for file in names.values() if file is not None}
        for name, file in sorted(names.items()):
            path = into / Path(name).relative_to(self._folder)
            if not _is_reachable(name, names, self._folder):
                continue
            if file is None:
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(contents[id(file)])


def _is_reachable(name: str, names: Mapping[str, _File | None], folder: str) -> bool:
    parent = str(Path(name).parent)
    return parent == folder or (parent in names and _is_reachable(parent, names, folder))


def _folders(event: Event) -> set[str]:
    return {str(Path(name).parent) for name in (event.one, event.two) if name}


def _rename(names: dict[str, _File | None], event: Event, made: _File | None) -> None:
    if event.kind in "cd":
        names.setdefault(event.one, made)
    elif event.kind == "u":
        names.pop(event.one, None)
    elif event.one in names:
        names[event.two] = names[event.one]
        if event.kind == "r":
            del names[event.one]

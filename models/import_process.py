"""Import in child processes: a bad file costs that file, never the session, and no reading ever holds up the window."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

from fitting.messages import DataProblem, Message
from models.children import Children, Jobs, Run
from models.column_cache import ColumnCache
from models.import_child import Read, receive_array, serve
from models.import_header import Found, from_header
from models.readers import HEAD_BYTES, FileContent, ReadError, read_file, readers
from models.readers.choices import ImportChoices
from models.readers.preview import Preview
from models.result import Failure

Choices = ImportChoices | Sequence[ImportChoices] | None  # of all files, or of each

LONGEST = 300.0  # s on the clock for a file, whatever its size ...
LONGEST_PER_BYTE = 2e-6  # ... and this much more for each byte
SAFE_READERS = (
    "biologic_mpr",
    "eclab_text",
    "chi_text",
    "comparison_table",
    "plain_table",
    "delimited_text",
)  # small, ours, without foreign native code
SAFE_SIZE = 64 * 1024 * 1024  # bytes


def read_or_failure(path: Path, choices: ImportChoices | None = None) -> FileContent | Failure:
    """The content of a file, read in this process, or the sentence why it cannot be used."""
    try:
        return read_file(path, choices)
    except DataProblem as problem:
        return Failure.of(str(path), problem)


def read_in_order(paths: Sequence[Path], choices: Choices = None, workers: int = 2) -> Iterator[FileContent | Failure]:
    """Read files for a command: small files of well-known formats here, all others in a child.

    A child takes 0.3 s to start, as long as a whole command on one small file; the formats that are read here are
    ours, without foreign native code, and every reader is fuzzed.
    """
    with FileImporter(workers) as importer:
        tasks = [(path, each, _is_safe(path)) for path, each in zip(paths, _one_each(choices, paths), strict=True)]
        others = [(path, each) for path, each, here in tasks if not here]
        found = importer.read([path for path, _ in others], [each for _, each in others])
        for path, each, here in tasks:
            yield read_or_failure(path, each) if here else next(found)


def _one_each(choices: Choices, paths: Sequence[Path]) -> Sequence[ImportChoices]:
    if choices is None or isinstance(choices, ImportChoices):
        return [choices or ImportChoices()] * len(paths)
    return choices


def _is_safe(path: Path) -> bool:
    try:
        if path.stat().st_size > SAFE_SIZE:
            return False
        with open(path, "rb") as stream:
            head = stream.read(HEAD_BYTES)
    except (OSError, ValueError):
        return True  # there is nothing to read: a sentence, at once
    reader = next((each.NAME for each in readers() if each.claims(head, path)), None)
    return reader is None or reader in SAFE_READERS


class FileImporter:
    """A few child processes that read files, kept for the next files.

    Parameters
    ----------
    workers : int
        How many files are read at once.
    read : callable
        What reads a file in the child; a function of a module.
    cache : ColumnCache, optional
        Where large files are kept for the next time.
    """

    def __init__(self, workers: int = 2, read: Read = read_file, cache: ColumnCache | None = None) -> None:
        self._children = Children(workers, serve, read)
        self._cache = cache

    def __enter__(self) -> FileImporter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(
        self,
        paths: Sequence[Path],
        choices: Choices = None,
        check: Callable[[], None] = lambda: None,
    ) -> Iterator[FileContent | Failure]:
        """Give the content of each file, or the sentence why it cannot be used, in the order of the files.

        Parameters
        ----------
        choices : ImportChoices or a sequence of them
            What a person said of all files, or of each.
        check : callable
            Called every 50 ms; what it raises ends the reading at once.
        """
        tasks = list(zip(paths, _one_each(choices, paths), strict=True))
        is_kept = [self.holds(path, each) for path, each in tasks]
        others = [task for task, kept in zip(tasks, is_kept, strict=True) if not kept]
        with closing(self._read(others, check)) as read:
            for task, kept in zip(tasks, is_kept, strict=True):
                check()
                found = self._cache.load(*task) if kept and self._cache is not None else next(read)
                yield found or next(self._read([task], check))

    def _read(
        self, tasks: Sequence[tuple[Path, ImportChoices]], check: Callable[[], None]
    ) -> Generator[FileContent | Failure, None, None]:
        """Read files in children, in order."""
        run = Run(
            self._children, _Reading([path for path, _ in tasks], [each for _, each in tasks], self._cache), check
        )
        try:
            for found in run.results():
                assert not isinstance(found, Preview)
                yield found
        finally:
            run.close()

    def preview(
        self, path: Path, choices: ImportChoices | None = None, check: Callable[[], None] = lambda: None
    ) -> Preview:
        """The first rows of a file that is safer looked into by a child, as `models.readers.preview.preview`."""
        run = Run(self._children, _Reading([path], _one_each(choices, [path]), None, only_preview=True), check)
        try:
            (found,) = run.results()
        finally:
            run.close()
        return found if isinstance(found, Preview) else Preview(problem=_problem_of(found))

    def holds(self, path: Path, choices: ImportChoices | None = None) -> bool:
        """Whether a file is kept and need not be read."""
        return self._cache is not None and self._cache.holds(path, choices or ImportChoices())

    def close(self) -> None:
        """End all children."""
        self._children.close()


class _Reading(Jobs[Found]):
    """The reading of some files."""

    def __init__(
        self,
        paths: Sequence[Path],
        choices: Sequence[ImportChoices],
        cache: ColumnCache | None,
        only_preview: bool = False,
    ) -> None:
        self._only_preview = only_preview
        self._paths = paths
        self._choices = choices
        self._cache = cache

    def __len__(self) -> int:
        return len(self._paths)

    def question(self, place: int) -> bytes:
        asked = {
            "place": place,
            "file": str(self._paths[place]),
            "choices": self._choices[place].as_json(),
            "only_preview": self._only_preview,
            "cache": None if self._cache is None else str(self._cache.folder),
        }
        return json.dumps(asked).encode()

    def answer(self, connection: Connection) -> Found:
        header = json.loads(connection.recv_bytes())
        if header["kind"] == "kept" and self._cache is not None:
            found = self._cache.load(self._paths[header["place"]], self._choices[header["place"]])
            if found is None:
                raise ValueError("the columns are not those that were written")
            return found
        return from_header(header, lambda points: receive_array(connection, points))

    def given_up(self, place: int, problem: ReadError) -> Found:
        return Failure.of(str(self._paths[place]), problem)

    def longest(self, place: int) -> float:
        return longest(self._paths[place])

    def is_exhausted(self, answer: Found) -> bool:
        return isinstance(answer, Failure) and answer.message.code == "TOO_LARGE"


def _problem_of(found: FileContent | Failure) -> Message | None:
    return found.message if isinstance(found, Failure) else None


def longest(path: Path) -> float:
    """How long the reading of a file may take / s."""
    try:
        return LONGEST + LONGEST_PER_BYTE * path.stat().st_size
    except (OSError, ValueError):
        return LONGEST

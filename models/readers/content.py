"""The bytes of a file: its head, all of it, or block after block; read once where that is enough, and hashed once."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from io import FileIO
from pathlib import Path

from models.readers.problem import ReadError

HEAD = 1 << 20  # bytes
LARGEST_WHOLE = 2 * 1024**3  # bytes of a file that has to lie in memory as a whole
_BLOCK = 1 << 21
_AHEAD = 4  # pieces that wait to be hashed


class Content:
    """A file that is being read.

    Raises
    ------
    ReadError
        ``NOT_READABLE``, from everything that reads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._whole: bytes | None = None
        self._hash = hashlib.sha256()
        self._hashed = 0  # bytes from the beginning
        self._hashing: threading.Thread | None = None
        try:
            found = path.stat()
            self.size, self.modified = found.st_size, found.st_mtime
            if path.is_dir():
                raise ReadError("NOT_READABLE", "This is a folder, not a file.")
            self._file: FileIO = open(path, "rb", buffering=0)  # noqa: SIM115 - closed by `close`
        except (OSError, ValueError) as error:
            raise _unreadable(error) from None
        self.head = self.part(0, HEAD)
        if len(self.head) >= self.size:
            self._whole, self.size = self.head, len(self.head)

    def __len__(self) -> int:
        return self.size

    def close(self) -> None:
        """Let go of the file."""
        if self._hashing is not None:
            self._hashing.join()
        self._file.close()

    def whole(self) -> bytes:
        """All bytes; their hash is worked out beside what is done with them.

        Raises
        ------
        ReadError
            ``TOO_LARGE`` for a file that does not fit into the memory.
        """
        if self._whole is None:
            self.refuse_if_huge()
            self._whole = self.part(0, self.size)
            self.size = len(self._whole)
            if self._hashed == 0:
                self._hashing = threading.Thread(target=self._hash_whole, args=(self._whole,))
                self._hashing.start()
        return self._whole

    def refuse_if_huge(self) -> None:
        """Raise ``TOO_LARGE`` if the numbers of a file that is no text cannot lie in memory."""
        if self.size > LARGEST_WHOLE:
            template = "The file has {size:.1f} GB; files of its kind can be read up to 2 GB."
            raise ReadError("TOO_LARGE", template, size=self.size / 1024**3)

    def pieces(self, start: int, stop: int, size: int) -> Iterator[bytes]:
        """The bytes from start to stop, piece after piece; they are hashed beside what is done with them."""
        self._hash_up_to(start)
        waiting: deque[Future[None]] = deque()
        with ThreadPoolExecutor(1) as beside:
            for place in range(start, stop, size):
                piece = self.part(place, min(size, stop - place))
                if place == self._hashed:
                    waiting.append(beside.submit(self._hash.update, piece))
                    self._hashed += len(piece)
                if len(waiting) > _AHEAD:
                    waiting.popleft().result()
                yield piece

    def blocks(self, start: int, stop: int, room: int) -> Iterator[tuple[bytearray, int]]:
        """The bytes from start to stop, block after block: each a buffer with free room at either end, and its size.

        A buffer may be written on. They come in order, and are hashed on their way.
        """
        self._hash_up_to(start)
        self._seek(start)
        while start < stop:
            buffer = bytearray(room + min(_BLOCK, stop - start) + room)
            size = self._fill(memoryview(buffer)[room:-room])
            if size == 0:
                return
            if start == self._hashed:
                self._hash.update(memoryview(buffer)[room : room + size])
                self._hashed += size
            start += size
            yield buffer, size

    def end_without_nuls(self) -> int:
        """Where the NUL bytes begin that a crash may have left at the end of a file."""
        end, step = self.size, 4096
        while end > 0:
            start = max(0, end - step)
            kept = self.part(start, end - start).rstrip(b"\0")
            if kept:
                return start + len(kept)
            end, step = start, _BLOCK
        return 0

    def sha256(self) -> str:
        """The hash of all bytes."""
        if self._hashing is not None:
            self._hashing.join()
        elif self._whole is not None:
            self._hash.update(memoryview(self._whole)[self._hashed :])
            self._hashed = len(self._whole)
        else:
            self._hash_up_to(self.size)
        return self._hash.hexdigest()

    def _hash_whole(self, whole: bytes) -> None:
        self._hash.update(whole)
        self._hashed = len(whole)

    def _hash_up_to(self, stop: int) -> None:
        if self._hashed < stop:
            for start in range(self._hashed, stop, _BLOCK):
                self._hash.update(self.part(start, min(_BLOCK, stop - start)))
            self._hashed = stop

    def _seek(self, start: int) -> None:
        try:
            self._file.seek(start)
        except (OSError, ValueError) as error:
            raise _unreadable(error) from None

    def part(self, start: int, size: int) -> bytes:
        """Some bytes."""
        self._seek(start)
        try:
            found = self._file.read(size)
            while len(found) < size and (more := self._file.read(size - len(found))):
                found += more
        except MemoryError:
            raise ReadError("TOO_LARGE", "There is not enough memory for this file.") from None
        except (OSError, ValueError) as error:
            raise _unreadable(error) from None
        return found

    def _fill(self, room: memoryview) -> int:
        size = 0
        try:
            while size < len(room) and (got := self._file.readinto(room[size:])):
                size += got
        except (OSError, ValueError) as error:
            raise _unreadable(error) from None
        return size


def _unreadable(error: Exception) -> ReadError:
    if isinstance(error, FileNotFoundError):
        return ReadError("NOT_READABLE", "The file does not exist.")
    if isinstance(error, PermissionError):
        return ReadError("NOT_READABLE", "The file may not be read: the permission is missing.")
    reason = getattr(error, "strerror", None) or str(error)
    return ReadError("NOT_READABLE", "The file could not be read: {reason}.", reason=str(reason))

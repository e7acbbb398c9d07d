"""Files are written whole or not at all, under names that every system accepts."""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from fitting.messages import DataProblem

LOCKED_PAUSES = (0.1, 0.3, 0.6)  # s between the attempts to replace a file that another program holds open
NAME_BYTES = 120  # leaves room for a folder's path within the 260 characters of Windows

_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
_RESERVED |= {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}


class WriteProblem(DataProblem):
    """The file could not be written; the old one, if any, is untouched."""

    @property
    def free_path(self) -> Path | None:
        """Where the same content can be written instead; None where another name does not help."""
        offer = self.message.arguments.get("free_path")
        return Path(str(offer)) if offer else None


def safe_file_name(text: str, fallback: str = "curve") -> str:
    """Return a file name (no folder) for any text, valid on Windows, macOS and Linux.

    Parameters
    ----------
    text : str
        Anything, for example the title of a curve; a short ending such as ``.pdf`` survives the cut of a long name.
    fallback : str
        The name where nothing is left of the text.
    """
    name = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    name = "".join("_" if unicodedata.category(letter)[0] == "C" else letter for letter in name)
    name = re.sub(r'[<>:"/\\|?*]+', "_", name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    name = name if name.strip("_ .") else fallback
    if name.split(".")[0].rstrip(" ").casefold() in _RESERVED:
        name = f"_{name}"
    stem, ending = os.path.splitext(name)
    ending = ending if len(ending) <= 8 else ""
    stem = name[: len(name) - len(ending)]
    room = NAME_BYTES - len(ending.encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + ending


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, if it is not there.

    Raises
    ------
    WriteProblem
        If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_problem(error, folder) from error


def free_path(path: Path) -> Path:
    """Return the first of ``name-2.xlsx``, ``name-3.xlsx`` ... that is not taken."""
    number = 2
    while (candidate := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return candidate


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    WriteProblem
        If it cannot be written; the old file is then as it was.
    """
    with whole_file(path) as stream:
        stream.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Give a stream whose content takes the place of the file when the block ends, and never before.

    Raises
    ------
    WriteProblem
        If the folder, the disk or another program does not let us; the old file is then as it was.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file() and not target.is_dir():
        try:  # a pipe or a device is written to, not replaced
            with open(target, "wb") as stream:
                yield stream
        except OSError as error:
            raise write_problem(error, target) from error
        return
    part = target.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with open(part, "xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, part)
        _replace(part, target)
        settle(target.parent)
    except OSError as error:
        raise write_problem(error, target) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _replace(part: Path, target: Path) -> None:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    for pause in LOCKED_PAUSES:
        try:
            os.replace(part, target)
            return
        except PermissionError:
            time.sleep(pause)
    try:
        os.replace(part, target)
    except PermissionError as error:
        offer = free_path(target)
        raise WriteProblem(
            "FILE_IN_USE",
            "“{file}” is open in another program, often Excel. Close it there and try again, or save as “{offer}”.",
            file=target.name,
            offer=offer.name,
            free_path=str(offer),
        ) from error


def make_lasting_folder(folder: Path) -> None:
    """Make a folder that survives a power cut, with those above it.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    if folder.is_dir():
        return
    make_lasting_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    settle(folder.parent)


def settle(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system can.

    Raises
    ------
    OSError
        If the drive failed, not if it offers no such thing.
    """
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno in (errno.EIO, errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise


def write_problem(error: OSError, target: Path) -> WriteProblem:
    """What an error of the system means for the file that was to be written."""
    code, template = _cause(error)
    reason = error.strerror or type(error).__name__
    return WriteProblem(code, template, file=target.name, folder=str(target.parent), reason=reason)


def _cause(error: OSError) -> tuple[str, str]:
    if isinstance(error, IsADirectoryError):
        return "IS_A_FOLDER", "“{file}” is the name of a folder. Choose another name."
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "NO_FOLDER", "“{file}” was not saved: there is no folder “{folder}”. Choose a folder that exists."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "FOLDER_READ_ONLY", "“{file}” was not saved: “{folder}” may not be written to. Choose another folder."
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "DISK_FULL", "“{file}” was not saved: the disk is full. Make room or choose another disk."
    return "NOT_SAVED", "“{file}” was not saved ({reason}). Choose another folder."

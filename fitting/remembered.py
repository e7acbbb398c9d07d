"""What was once made of an array, kept as long as the array lives: for work that a drag must not repeat.

Keyed by the memory of read-only arrays, so that neither the caller nor the answer knows of it.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")
Key = tuple[object, ...]
Owners = tuple[weakref.ref[object], ...]


def identity(*columns: npt.ArrayLike) -> tuple[Key, Owners]:
    """Return where arrays lie in memory and who owns it; nothing where they may change."""
    key: list[object] = []
    owners: list[weakref.ref[object]] = []
    for column in columns:
        if np.ndim(column) == 0:
            key.append(float(np.asarray(column)))
            continue
        if not isinstance(column, np.ndarray) or column.flags.writeable:
            return (), ()
        owner = column
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        key += [column.__array_interface__["data"][0], column.shape, column.strides, column.dtype.str]
        owners.append(weakref.ref(owner))
    return tuple(key), tuple(owners)


class Memory(Generic[T]):
    """The last few things made of arrays."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Key, tuple[T, Owners]] = {}

    def of(self, make: Callable[[], T], *columns: npt.ArrayLike) -> T:
        """Return what was made of these arrays, else make it."""
        key, owners = identity(*columns)
        known = self._kept.get(key) if key else None
        if known is not None and all(one() is not None for one in known[1]):
            return known[0]
        return self.keep(make(), key, owners)

    def keep(self, made: T, key: Key, owners: Owners) -> T:
        """Keep something under a key; nothing is kept without one."""
        if key:
            for old in list(self._kept):
                if len(self._kept) >= self._most or any(one() is None for one in self._kept[old][1]):
                    self._kept.pop(old, None)
            self._kept[key] = made, owners
        return made

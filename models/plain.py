"""Frozen dataclasses as plain JSON and back, by their declared types: nothing else can come out of what is read.

Arrays are base64 of zlib of little-endian float64; numbers that JSON has not are ``{"number": "nan"}``.
"""

from __future__ import annotations

import base64
import math
import string
import types
import typing
import zlib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, cast

import numpy as np

from fitting.messages import Message

LARGEST_ARRAY = 64 * 1024**2  # bytes
DEEPEST = 40  # levels of one value within another
_NEVER_KEPT = {"Refit": Any}  # what a window that is dragged goes on from: computed anew, never read
WIDEST = 40  # characters that a template may fill a number up to


def as_plain(value: Any) -> Any:
    """A value of dataclasses, mappings, tuples, arrays, texts and numbers as JSON writes it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {"number": str(value)}
    if isinstance(value, Mapping):
        return {str(name): as_plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [as_plain(each) for each in value]
    if isinstance(value, np.ndarray):
        packed = zlib.compress(np.ascontiguousarray(value, dtype="<f8").tobytes(), 1)
        return {"array": base64.b64encode(packed).decode("ascii"), "shape": list(value.shape)}
    if isinstance(value, np.generic):
        return as_plain(value.item())
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_plain(getattr(value, each.name)) for each in fields(value) if each.init}
    raise TypeError(f"{type(value).__name__} is not plain")


def from_plain(kind: Any, entry: Any, depth: int = 0) -> Any:
    """A value of that type from its JSON; what a newer version added is passed over.

    Raises
    ------
    ValueError
        If the JSON is not of that type.
    """
    if depth > DEEPEST:
        raise ValueError("too deep")
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _one_of(typing.get_args(kind), entry, depth)
    if kind is Any:
        return entry
    if kind is float:
        return _number(entry)
    if kind in (str, bool, int, type(None)):
        return _exactly(kind, entry)
    if origin is tuple:
        return _tuple(typing.get_args(kind), entry, depth)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        each = typing.get_args(kind)[1]
        return {name: from_plain(each, value, depth + 1) for name, value in _exactly(dict, entry).items()}
    if origin is np.ndarray:
        return _array(entry)
    if is_dataclass(kind):
        return _dataclass(cast(type, kind), _exactly(dict, entry), depth)
    raise ValueError(f"{kind} is not plain")


def _exactly(kind: type, entry: Any) -> Any:
    if type(entry) is not kind:
        raise ValueError(f"{type(entry).__name__} instead of {kind.__name__}")
    return entry


def _number(entry: Any) -> float:
    if isinstance(entry, dict) and entry.get("number") in ("nan", "inf", "-inf"):
        return float(entry["number"])
    if isinstance(entry, bool) or not isinstance(entry, int | float):
        raise ValueError(f"{type(entry).__name__} instead of a number")
    try:
        return float(entry)
    except OverflowError as error:
        raise ValueError("no such number") from error


def _one_of(kinds: tuple[Any, ...], entry: Any, depth: int) -> Any:
    if type(entry) is int and int in kinds:
        return entry
    for kind in kinds:
        try:
            return from_plain(kind, entry, depth + 1)
        except ValueError:
            continue
    raise ValueError(f"{type(entry).__name__} is none of {kinds}")


def _tuple(kinds: tuple[Any, ...], entry: Any, depth: int) -> tuple[Any, ...]:
    parts = _exactly(list, entry)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = (kinds[0],) * len(parts)
    if len(kinds) != len(parts):
        raise ValueError(f"{len(parts)} parts instead of {len(kinds)}")
    return tuple(from_plain(kind, part, depth + 1) for kind, part in zip(kinds, parts, strict=True))


def _array(entry: Any) -> Any:
    try:
        shape = tuple(int(each) for each in entry["shape"])
        size = 8 * math.prod(shape)
        if not 0 <= size <= LARGEST_ARRAY or any(each < 0 for each in shape):
            raise ValueError("no such array")
        unpacked = zlib.decompressobj().decompress(base64.b64decode(entry["array"], validate=True), size + 1)
    except (KeyError, TypeError, zlib.error, OverflowError) as error:
        raise ValueError("no array") from error
    array = np.frombuffer(unpacked, dtype="<f8").astype(np.float64).reshape(shape)
    array.flags.writeable = False
    return array


def _dataclass(kind: type, entry: dict[str, Any], depth: int) -> Any:
    given = {}
    for each, hint in _typed_fields(kind):
        if each.name in entry:
            given[each.name] = from_plain(hint, entry[each.name], depth + 1)
        elif each.default is MISSING and each.default_factory is MISSING:
            raise ValueError(f"{kind.__name__} without {each.name}")
    made = kind(**given)
    if isinstance(made, Message):
        _check_template(made)
    return made


@cache
def _typed_fields(kind: type) -> tuple[tuple[Field[Any], Any], ...]:
    hints = typing.get_type_hints(kind, localns=_NEVER_KEPT)
    return tuple((each, hints[each.name]) for each in fields(kind) if each.init)


def _check_template(message: Message) -> None:
    """A template may name its arguments and round them: no attributes, no indices, no padding without end.

    Raises
    ------
    ValueError
        If it does something else.
    """
    for _, name, form, conversion in string.Formatter().parse(message.template):
        if name is None:
            continue
        if name != "parts" and name not in message.arguments:
            raise ValueError(f"{message.code}: no argument {name}")
        digits = "".join(letter if letter.isdigit() else " " for letter in form or "").split()
        if conversion or "{" in (form or "") or any(int(each) > WIDEST for each in digits):
            raise ValueError(f"{message.code}: {form}")
    try:
        message.text  # noqa: B018  an argument may not be of the kind that its form wants
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise ValueError(f"{message.code} cannot be said") from error

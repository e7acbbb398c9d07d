"""What a file may not say and a person may: how its text is laid out, the sign of its current, its electrode."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from fitting.messages import Message
from fitting.units import UnknownUnit, si_factor, si_unit
from models.curve import COLUMN_UNITS, Curve, Segment
from models.readers.problem import ReadError
from models.readers.remarks import remark
from models.readers.text_table import looks_binary

DELIMITERS: Mapping[str, str] = {"tab": "\t", "comma": ",", "semicolon": ";", "space": " ", "bar": "|"}
ENCODINGS = ("utf-8", "utf-16", "gb18030", "shift_jis", "cp1252", "latin-1", "cp1251", "big5", "euc_kr")
DECIMALS = (".", ",")
SIGNS = ("as_recorded", "flip")

_LAYOUT = ("delimiter", "decimal", "header_line", "columns")
_SIGNED = ("current", "current_density", "charge")
_BINARY_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"BIO-LOGIC MODULAR")
_TURNED = {"plating": "stripping", "stripping": "plating"}


@dataclass(frozen=True)
class ColumnChoice:
    """What the column at a position (from 0) holds.

    Parameters
    ----------
    quantity : str
        A key of `models.curve.COLUMN_UNITS`.
    unit : str
        A unit of that quantity as people write it, for example ``mA``; ``-ohm`` where the file has the sign turned
        round, as in -Im(Z).
    """

    position: int
    quantity: str
    unit: str

    @property
    def factor(self) -> float:
        """SI value = number * factor."""
        return si_factor(self.unit.removeprefix("-") or "1")[0] * (-1.0 if self.unit.startswith("-") else 1.0)


@dataclass(frozen=True)
class ImportChoices:
    """What a person said about a file; everything that is None is found out from the file itself.

    Parameters
    ----------
    delimiter : str or None
        The character itself, a value of `DELIMITERS`; a blank stands for any run of blanks.
    header_line : int or None
        Line number (from 1) of the column names; 0 where the file has none and begins with its first row.
    columns : tuple of ColumnChoice or None
        All columns to take; the others are skipped by name.
    sheet : str or None
        Name of the sheet of a workbook.
    sign : str or None
        ``as_recorded`` | ``flip`` (the file has plating positive) | None (ask, or what the reader knows).
    electrode_area, electrode_radius : float or None
        m^2 and m. Without an area, a radius gives that of a disk.
    reference_offset : float or None
        V, added to every potential, for example to refer it to Li/Li+.
    reference : str or None
        Name of the electrode that the potentials are against, after the offset was added.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    header_line: int | None = None
    columns: tuple[ColumnChoice, ...] | None = None
    sheet: str | None = None
    sign: str | None = None
    electrode_area: float | None = None
    electrode_radius: float | None = None
    reference_offset: float | None = None
    reference: str | None = None

    @property
    def names_layout(self) -> bool:
        """Whether it says how the text is divided into columns, so that no other reader needs to know."""
        return any(getattr(self, name) is not None for name in _LAYOUT)

    def as_json(self) -> dict[str, Any]:
        """Only what was chosen, as JSON writes it."""
        entry = {each.name: value for each in fields(self) if (value := getattr(self, each.name)) is not None}
        if self.columns is not None:
            entry["columns"] = [[each.position, each.quantity, each.unit] for each in self.columns]
        return entry


def choices_from_json(entry: Mapping[str, Any]) -> ImportChoices:
    """Choices from what `ImportChoices.as_json` gave.

    Raises
    ------
    ReadError
        ``BAD_CHOICE`` if an entry is unknown or its value cannot be.
    """
    known = {each.name for each in fields(ImportChoices)}
    for name in entry:
        if name not in known:
            raise _bad_choice(name, "there is no such choice; there are {names}", names=", ".join(sorted(known)))
    given = dict(entry)
    if given.get("columns") is not None:
        try:
            given["columns"] = tuple(ColumnChoice(int(at), str(name), str(unit)) for at, name, unit in given["columns"])
        except (TypeError, ValueError):
            raise _bad_choice("columns", "each is a position, a quantity and a unit") from None
    return checked(ImportChoices(**given))


def checked(choices: ImportChoices) -> ImportChoices:
    """The same choices, if all of them can be.

    Raises
    ------
    ReadError
        ``BAD_CHOICE``, naming the choice and what it may be.
    """
    allowed = {"sign": SIGNS, "decimal": DECIMALS, "delimiter": tuple(DELIMITERS.values())}
    for name, values in allowed.items():
        if getattr(choices, name) not in (None, *values):
            shown = DELIMITERS if name == "delimiter" else values
            raise _not_one_of(name, shown)
    if choices.delimiter is not None and choices.delimiter == choices.decimal:
        raise _bad_choice("decimal", "it cannot be the delimiter too")
    for name in ("electrode_area", "electrode_radius", "reference_offset"):
        number = getattr(choices, name)
        if number is None:
            continue
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise _bad_choice(name, "it is a number in SI units")
        if name != "reference_offset" and number <= 0:
            raise _bad_choice(name, "it is more than zero")
    for name, kind in (("encoding", str), ("sheet", str), ("reference", str), ("header_line", int)):
        if not isinstance(getattr(choices, name), kind | None):
            reason = "it is a number of a line" if kind is int else "it is a name"
            raise _bad_choice(name, reason)
    if (choices.header_line or 0) < 0:
        raise _bad_choice("header_line", "lines are counted from 1; 0 means that there are no column names")
    _check_encoding(choices.encoding)
    _check_columns(choices.columns)
    return choices


def _check_encoding(encoding: str | None) -> None:
    try:
        is_text = encoding is None or isinstance("a".encode(encoding), bytes)
    except (LookupError, ValueError, TypeError):
        is_text = False
    if not is_text:
        raise _not_one_of("encoding", ENCODINGS)


def _check_columns(columns: Sequence[ColumnChoice] | None) -> None:
    for column in columns or ():
        if column.quantity not in COLUMN_UNITS:
            raise _bad_choice("columns", "a quantity is one of {names}", names=", ".join(COLUMN_UNITS))
        try:
            fits = si_unit(column.unit.removeprefix("-")) == COLUMN_UNITS[column.quantity]
        except UnknownUnit:
            fits = False
        if not fits or column.position < 0:
            raise _bad_choice(
                "columns",
                "{quantity} is measured in {expected} or a multiple, not {unit}",
                quantity=column.quantity.replace("_", " "), expected=COLUMN_UNITS[column.quantity],
                unit=repr(column.unit),
            )  # fmt: skip
    if len({column.position for column in columns or ()}) < len(columns or ()):
        raise _bad_choice("columns", "two of them have one position")
    if len({column.quantity for column in columns or ()}) < len(columns or ()):
        raise _bad_choice("columns", "two of them have one quantity")


def _not_one_of(choice: str, allowed: Iterable[str]) -> ReadError:
    return _bad_choice(choice, "it is one of {allowed}", allowed=", ".join(allowed))


def _bad_choice(choice: str, reason: str, /, **arguments: float | int | str) -> ReadError:
    template = "The import choice {choice} cannot be used: {parts}."
    return ReadError("BAD_CHOICE", template, parts=(remark("BAD_CHOICE", reason, **arguments),), choice=choice)


@dataclass(frozen=True)
class ImportRecipe:
    """Choices under a name, remembered for the files of one instrument (the name of their reader)."""

    name: str
    instrument: str
    choices: ImportChoices


def recipes_as_text(recipes: Sequence[ImportRecipe]) -> str:
    """Recipes as the JSON text that `recipes_from_text` reads."""
    entries = [
        {"name": each.name, "instrument": each.instrument, "choices": each.choices.as_json()} for each in recipes
    ]
    return json.dumps({"import_recipes": entries}, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def recipes_from_text(text: str) -> tuple[ImportRecipe, ...]:
    """Recipes from JSON text.

    Raises
    ------
    ReadError
        ``BAD_CHOICE`` if the text holds no recipes.
    """
    try:
        entries = json.loads(text)["import_recipes"]
        return tuple(
            ImportRecipe(str(entry["name"]), str(entry["instrument"]), choices_from_json(entry["choices"]))
            for entry in entries
        )
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        raise _bad_choice("recipe", "the text holds no import recipes") from None


def chosen(curve: Curve, choices: ImportChoices | None) -> Curve:
    """The curve with the sign, area and reference that a person chose, each with a line in its receipt."""
    if choices is None:
        return curve
    notes: list[Message] = []
    for answered in (_with_sign, _with_offset, _with_reference, _with_electrode):
        curve = answered(curve, choices, notes)
    if not notes:
        return curve
    return replace(curve, receipt=replace(curve.receipt, assumptions=(*curve.receipt.assumptions, *notes)))


def _with_sign(curve: Curve, choices: ImportChoices, notes: list[Message]) -> Curve:
    signed = [name for name in _SIGNED if name in curve.columns]
    if choices.sign is None or not signed:
        return curve
    if choices.sign == "as_recorded":
        template = "sign of the current taken as recorded (plating negative), stated by you"
        notes.append(remark("SIGN_AS_RECORDED", template))
        return replace(curve, sign_convention="plating_negative")
    notes.append(remark("SIGN_TURNED_BY_YOU", "sign of the current turned round by you"))
    columns = {name: -column if name in signed else column for name, column in curve.columns.items()}
    return replace(
        curve, columns=columns, segments=tuple(_turned(part) for part in curve.segments), sign_convention="flipped"
    )


def _turned(part: Segment) -> Segment:
    current = None if part.current is None else -part.current
    return replace(part, kind=_TURNED.get(part.kind, part.kind), current=current)


def _with_offset(curve: Curve, choices: ImportChoices, notes: list[Message]) -> Curve:
    offset = choices.reference_offset
    shifted = [name for name in ("potential", "counter_potential") if name in curve.columns]
    if not offset or not shifted:
        return curve
    template = "{offset:+g} V added to every potential by you (reference)"
    notes.append(remark("REFERENCE_OFFSET", template, offset=float(offset)))
    columns = {name: column + offset if name in shifted else column for name, column in curve.columns.items()}
    return replace(curve, columns=columns)


def _with_reference(curve: Curve, choices: ImportChoices, notes: list[Message]) -> Curve:
    if not choices.reference or "potential" not in curve.columns:
        return curve
    notes.append(remark("REFERENCE_STATED", "potentials against {name}, stated by you", name=choices.reference))
    return replace(curve, metadata={**curve.metadata, "reference_electrode": choices.reference})


def _with_electrode(curve: Curve, choices: ImportChoices, notes: list[Message]) -> Curve:
    area, radius = choices.electrode_area, choices.electrode_radius
    if radius is not None:
        template = "electrode radius {radius:g} µm given by you"
        notes.append(remark("ELECTRODE_RADIUS_GIVEN", template, radius=radius * 1e6))
        curve = replace(curve, metadata={**curve.metadata, "electrode_radius": f"{radius * 1e6:g} um"})
        area = math.pi * radius**2 if area is None else area
    if area is None:
        return curve
    if choices.electrode_area is not None:
        notes.append(remark("ELECTRODE_AREA_GIVEN", "electrode area {area:g} cm², given by you", area=area * 1e4))
    else:
        template = "electrode area {area:g} cm², that of a disk with the radius given by you"
        notes.append(remark("ELECTRODE_AREA_OF_DISK", template, area=area * 1e4))
    return replace(curve, electrode_area=area)


def recoded(content: bytes, choices: ImportChoices) -> bytes:
    """The text in UTF-8, decoded as the person said; a binary file stays as it is.

    Raises
    ------
    ReadError
        ``WRONG_ENCODING`` if the bytes are no text of that encoding.
    """
    encoding = (choices.encoding or "").lower().replace("_", "-")
    wide = encoding.startswith(("utf-16", "utf-32"))
    if not encoding or (looks_binary(content[:4096]) and not wide) or content.startswith(_BINARY_MARKS):
        return content
    if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16-be" if content[0:200:2].count(0) > content[1:200:2].count(0) else "utf-16-le"
    kept = content if wide else content.rstrip(b"\0")
    try:
        return kept.decode(encoding).removeprefix("\ufeff").encode("utf-8") + content[len(kept) :]
    except UnicodeError as error:
        raise ReadError(
            "WRONG_ENCODING",
            "The file is no text in {encoding}: byte {place} does not belong to it. Choose another encoding.",
            encoding=str(choices.encoding), place=getattr(error, "start", 0) + 1,
        ) from None  # fmt: skip


def as_stated(curve: Curve, choices: ImportChoices) -> Curve:
    """The curve of a recoded text, with the encoding that the person said."""
    stated = remark("ENCODING_STATED", "encoding stated by you: {encoding}", encoding=str(choices.encoding))
    receipt = replace(curve.receipt, encoding=choices.encoding, assumptions=(stated, *curve.receipt.assumptions))
    return replace(curve, receipt=receipt)

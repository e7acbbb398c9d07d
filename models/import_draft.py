"""An import in the making: what a person has said of a file, what that gives, and what is still missing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PyQt6.QtCore import QCoreApplication

from fitting.messages import DataProblem, Message
from models.curve import COLUMN_UNITS, Curve
from models.import_process import FileImporter
from models.readers import FileContent
from models.readers.chi_text import OXIDATION_POSITIVE, REDUCTION_POSITIVE
from models.readers.choices import ColumnChoice, ImportChoices
from models.readers.preview import ColumnPreview, Preview, head_of, preview
from models.readers.questions import REFERENCE, open_questions, reference_guess
from models.readers.remarks import SIGN_NOT_STATED
from models.readers.text_table import looks_binary
from models.readers.workbook import is_workbook
from models.result import Failure
from models.translation import message_text, name_in_words

HEAD = 1 << 20  # bytes that are read for the picture of the curve
WHOLE = 1 << 26  # a binary file has no head that could be read alone; up to this size all of it is

# What a person can say; where the head of a long file is refused for another reason, the whole may well be read.
_ASKED = {
    "MISSING_UNIT", "UNKNOWN_UNIT", "WRONG_UNIT", "NOT_RECOGNISED", "NO_HEADINGS", "NO_COLUMNS", "TWO_COLUMNS",
    "AMBIGUOUS_DECIMAL", "ONE_COLUMN", "NO_ROWS", "BAD_CHOICE", "FIELD_COUNT", "BINARY_FILE", "EMPTY_FILE",
}  # fmt: skip

Read = Callable[[Path, ImportChoices], FileContent]
Show = Callable[[Path, ImportChoices], Preview]
Said = Mapping[int, tuple[str | None, str | None]]  # position -> quantity, unit; no quantity: not used


@dataclass(frozen=True)
class Look:
    """What some choices make of a file.

    Parameters
    ----------
    columns : tuple of ColumnPreview
        What each column holds: as a person said, as the file says, or as a guess.
    curve, count : Curve or None, int
        The first curve of the beginning of the file, and how many there are.
    with_guesses : bool
        Whether that curve rests on guesses that nobody has taken yet.
    problem : Message or None
        Why the file cannot be read with what has been said.
    is_cut : bool
        Whether only the beginning of the file was looked at.
    """

    preview: Preview = field(default_factory=Preview)
    columns: tuple[ColumnPreview, ...] = ()
    curve: Curve | None = None
    count: int = 0
    reader: str = ""
    with_guesses: bool = False
    problem: Message | None = None
    is_cut: bool = False

    @property
    def guesses(self) -> tuple[int, ...]:
        """Positions of the columns of which something is only guessed."""
        return tuple(place for place, column in enumerate(self.columns) if is_guess(column))


@dataclass(frozen=True)
class ImportDraft:
    """What a person has said so far.

    Parameters
    ----------
    choices : ImportChoices
        The columns in it come from a recipe or an earlier import; `said` goes before them.
    said : mapping
        What was said of single columns.
    """

    path: Path
    choices: ImportChoices = field(default_factory=ImportChoices)
    said: Said = field(default_factory=dict)

    def choosing(self, **changes: object) -> ImportDraft:
        """The draft with other choices; what was said of columns falls with another division into columns, or sheet."""
        choices = replace(self.choices, **changes)  # type: ignore[arg-type]
        if (choices.delimiter, choices.sheet) != (self.choices.delimiter, self.choices.sheet):
            return ImportDraft(self.path, replace(choices, columns=None))
        return replace(self, choices=choices)

    def saying(self, position: int, quantity: str | None, unit: str | None) -> ImportDraft:
        """The draft with one column said."""
        return replace(self, said={**self.said, position: (quantity, unit)})

    def taking_guesses(self, look: Look) -> ImportDraft:
        """The draft with every guess that is shown taken."""
        said = {place: (look.columns[place].quantity, look.columns[place].unit) for place in look.guesses}
        draft = self
        if said and columns_matter(self, look):
            draft = replace(self, said={**self.said, **said})
        sign = sign_guess(look.curve) if sign_is_missing(draft, look) else None
        guessed = {"sign": sign, "reference": open_reference(draft, look)}
        return draft.choosing(**{name: guess for name, guess in guessed.items() if guess is not None})

    def stated(self, columns: Sequence[ColumnPreview], with_guesses: bool = False) -> ImportChoices:
        """The choices as a reader takes them."""
        if not self.said and not with_guesses:
            return self.choices
        taken = tuple(
            ColumnChoice(place, column.quantity, column.unit)
            for place, column in enumerate(columns)
            if column.quantity and column.unit and (with_guesses or not is_guess(column))
        )
        return replace(self.choices, columns=taken)


def is_guess(column: ColumnPreview) -> bool:
    """Whether what a column holds, or its unit, is only guessed."""
    return column.quantity is not None and "guess" in (column.quantity_origin, column.unit_origin)


def columns_of(shown: Preview, draft: ImportDraft) -> tuple[ColumnPreview, ...]:
    """What every column holds: what was said, else the recipe, else the file or a guess."""
    recipe = None if draft.choices.columns is None else {each.position: each for each in draft.choices.columns}
    columns = []
    for place, found in enumerate(shown.columns):
        column = found
        if place in draft.said:
            column = ColumnPreview(found.heading, *draft.said[place], "given", "given")
        elif recipe is not None and place in recipe:
            column = ColumnPreview(found.heading, recipe[place].quantity, recipe[place].unit, "given", "given")
        elif recipe is not None:
            column = ColumnPreview(found.heading)
        columns.append(column)
    return tuple(columns)


def first_look(draft: ImportDraft, shown_by: Show = preview) -> Look:
    """The first rows of a file with what has been said of it, and guesses for the rest; the curve comes later."""
    shown = shown_by(draft.path, replace(draft.choices, columns=None))
    if shown.columns and not any(column.quantity for column in shown.columns):
        shown = _guessed_by_numbers(shown, draft, shown_by)
    return Look(shown, columns_of(shown, draft))


def _guessed_by_numbers(shown: Preview, draft: ImportDraft, shown_by: Show) -> Preview:
    """Where no column name is known the numbers may still suggest something."""
    nameless = shown_by(draft.path, replace(draft.choices, columns=None, header_line=0))
    if len(nameless.columns) != len(shown.columns):
        return shown
    pairs = zip(nameless.columns, shown.columns, strict=True)
    return replace(shown, columns=tuple(replace(guess, heading=column.heading) for guess, column in pairs))


def with_curve(draft: ImportDraft, look: Look, read: Read) -> Look:
    """The look with the curve that the beginning of the file gives, if need be with the guesses.

    Parameters
    ----------
    read : callable
        Reads a file with some choices, or raises a `DataProblem`.
    """
    found = _tried(draft.path, draft.stated(look.columns), look, read)
    if found.problem is None:
        return _as_read(draft, found)
    if not found.guesses:
        return found
    trial = _tried(draft.path, draft.stated(look.columns, with_guesses=True), look, read)
    return replace(found, curve=trial.curve, count=trial.count, with_guesses=trial.curve is not None)


def _as_read(draft: ImportDraft, look: Look) -> Look:
    """The look in which columns that only the instrument's reader knows are shown as it takes them."""
    if columns_matter(draft, look) or look.curve is None:
        return look
    taken = dict(line.split(" -> ", 1) for line in look.curve.receipt.columns_taken if " -> " in line)
    columns = []
    for column in look.columns:
        quantity = taken.get(column.heading.strip(), "").partition(" / ")[0].replace(" ", "_")
        if quantity in COLUMN_UNITS and (column.quantity is None or is_guess(column)):
            column = ColumnPreview(column.heading, quantity, None, "reader", "reader")
        columns.append(column)
    return replace(look, columns=tuple(columns))


def reader_of(importer: FileImporter, check: Callable[[], None]) -> Read:
    """What reads one file in a child process; `check` is called now and then and may end it."""

    def read(path: Path, choices: ImportChoices) -> FileContent:
        (content,) = importer.read([path], choices, check)
        if isinstance(content, Failure):
            raise DataProblem.of(content.message)
        return content

    return read


def shown_by(importer: FileImporter, check: Callable[[], None]) -> Show:
    """What shows the first rows of a file: of a text at once, of a workbook in a child process."""

    def show(path: Path, choices: ImportChoices) -> Preview:
        try:
            is_text = not is_workbook(head_of(path))
        except DataProblem as problem:
            return Preview(problem=problem.message)
        return preview(path, choices) if is_text else importer.preview(path, choices, check)

    return show


def columns_matter(draft: ImportDraft, look: Look) -> bool:
    """Whether the columns are read as the table says; a reader that knows its instrument needs nobody to say."""
    return bool(draft.said) or draft.choices.columns is not None or look.problem is not None


def sign_is_missing(draft: ImportDraft, look: Look) -> bool:
    """Whether the file has a current but neither it nor the person says its sign."""
    if look.curve is None or draft.choices.sign is not None:
        return False
    return look.curve.sign_convention == "not_stated" and bool({"current", "current_density"} & set(look.curve.columns))


def sign_guess(curve: Curve | None) -> str | None:
    """The sign choice that the reader's guess from the data comes to; None where it could not guess."""
    said = () if curve is None else curve.receipt.assumptions
    guesses = {REDUCTION_POSITIVE: "flip", OXIDATION_POSITIVE: "as_recorded", SIGN_NOT_STATED: "as_recorded"}
    return next((guesses[each.code] for each in said if each.code in guesses), None)


def open_reference(draft: ImportDraft, look: Look) -> str | None:
    """The reference electrode that is guessed where neither the file nor the person names one."""
    if look.curve is None or draft.choices.reference is not None or REFERENCE not in open_questions(look.curve):
        return None
    return reference_guess(look.curve)


def missing(draft: ImportDraft, look: Look) -> tuple[str, ...]:
    """What is still missing, one sentence each; nothing where the file can be read."""
    sentences = []
    if columns_matter(draft, look) and look.guesses:
        names = ", ".join(column_name(look.columns[place], place) for place in look.guesses)
        text = _words("Only guessed so far: {names}. Choose what is true, or take the guesses.")
        sentences.append(text.format(names=names))
    elif look.problem is not None and (look.problem.code in _ASKED or not look.is_cut):
        sentences.append(message_text(look.problem))
    if sign_is_missing(draft, look):
        sentences.append(
            _words("The file does not say the sign of its current, and the numbers do not tell: choose it.")
            if sign_guess(look.curve) is None
            else _words("The file does not say the sign of its current: choose it, or take the guess.")
        )
    return tuple(sentences)


def column_name(column: ColumnPreview, place: int) -> str:
    """The heading of a column; its number where it has none."""
    return f"“{column.heading}”" if column.heading else _words("column {number}").format(number=place + 1)


def quantity_text(quantity: str | None) -> str:
    """What a column holds, in words."""
    return _words("not used") if quantity is None else name_in_words(quantity)


def _tried(path: Path, choices: ImportChoices, look: Look, read: Read) -> Look:
    """The look with the first curve that these choices give, or with the reason why there is none."""
    try:
        content, is_cut = _read_head(path, choices, read)
    except DataProblem as problem:
        return replace(look, problem=problem.message, is_cut=_size(path) > HEAD)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return replace(
            look, problem=Message("NOT_READABLE", "The file could not be read: {reason}.", {"reason": reason})
        )
    return replace(
        look, curve=content.curves[0], count=len(content.curves), reader=content.reader, problem=None, is_cut=is_cut
    )


def _read_head(path: Path, choices: ImportChoices, read: Read) -> tuple[FileContent, bool]:
    """Read a file, of a long one the beginning up to the end of a line."""
    size = _size(path)
    if size <= HEAD:
        return read(path, choices), False
    with open(path, "rb") as stream:
        head = stream.read(HEAD)
    if looks_binary(head[:16384]):
        if size > WHOLE:
            raise DataProblem("TOO_LARGE", "The file is too large for a preview.")
        return read(path, choices), False
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / path.name
        part.write_bytes(head[: head.rfind(b"\n") + 1] or head)
        return read(part, choices), True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _words(text: str) -> str:
    return QCoreApplication.translate("Import", text)

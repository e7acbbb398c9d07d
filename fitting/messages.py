"""What the program has to say about data: a code, a sentence, and the numbers in it.

The sentence stays a template until it is shown, so that it can be translated; `text` is the English one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True)
class Message:
    """One sentence about data, with a stable code.

    Parameters
    ----------
    code : str
        Stable upper-case name, for example ``UNDERSAMPLED``.
    template : str
        English sentence with named fields, for example ``"Only {count} samples before the spike."``.
    arguments : mapping
        Values of the fields. Numbers are given in the unit that the sentence prints.
    value : float or None
        The one number that a script would ask for.
    parts : tuple of Message
        Sentences that this one introduces: they stand where the template has ``{parts}``, for example
        ``"the table {table} was not read: {parts}"``.
    """

    code: str
    template: str
    arguments: Mapping[str, float | int | str] = field(default_factory=dict)
    value: float | None = None
    parts: tuple[Message, ...] = ()

    @property
    def text(self) -> str:
        """The English sentence."""
        return self.template.format(**self.arguments, parts="; ".join(part.text for part in self.parts))


class DataProblem(Exception):
    """A problem of the data, not of the program: one sentence that says what is wrong and what helps."""

    def __init__(
        self,
        code: str,
        template: str,
        value: float | None = None,
        parts: tuple[Message, ...] = (),
        **arguments: float | int | str,
    ) -> None:
        self.message = Message(code, template, arguments, value, parts)
        super().__init__(self.message.text)

    @classmethod
    def of(cls, message: Message) -> Self:
        """The problem that says this."""
        return cls(message.code, message.template, message.value, message.parts, **message.arguments)

    def __reduce__(self) -> tuple[object, ...]:
        """Problems cross process borders whole."""
        return type(self).of, (self.message,)


class FitError(DataProblem):
    """These data give no number: wrong sign, too few points, outside the domain of the equation."""

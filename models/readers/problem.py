"""Why a file cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fitting.messages import DataProblem, Message

LONGEST_WORDS = 300  # characters of a file's own words in a sentence


class ReadError(DataProblem):
    """The file cannot be used; one sentence says why and what helps, with no more than a line of the file's words."""

    def __init__(
        self,
        code: str,
        template: str,
        value: float | None = None,
        parts: tuple[Message, ...] = (),
        **arguments: float | int | str,
    ) -> None:
        super().__init__(code, template, value, parts, **in_one_line(arguments))


def in_one_line(arguments: Mapping[str, float | int | str]) -> dict[str, float | int | str]:
    """What stands in a sentence, with the file's own words shortened to a line without control characters."""
    return {name: _line(given) if isinstance(given, str) else given for name, given in arguments.items()}


def _line(text: str) -> str:
    clean = re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", text[: 4 * LONGEST_WORDS])
    return clean if len(clean) <= LONGEST_WORDS else clean[:LONGEST_WORDS] + "…"

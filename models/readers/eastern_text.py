"""Encodings of eastern texts: told apart by the words that stand in them, because their bytes alone do not tell."""

from __future__ import annotations

import re
from functools import lru_cache

from models.readers.heading_words import EASTERN_WORDS

_ENCODINGS = ("gb18030", "shift_jis", "euc_jp", "euc_kr", "big5", "cp1251")
_HEAD = 16384
_WORD = re.compile("|".join(sorted(EASTERN_WORDS, key=len, reverse=True)))


def eastern_encoding(content: bytes) -> str | None:
    """Return the encoding in which most quantities can be read, or None where no quantity can be read in any.

    The Latin-1 "µA" (B5 41) is valid GB 18030 and valid Shift-JIS: only a word that means something decides.
    """
    best = _likely(content[:_HEAD])
    return best if best and _decodes(content, best) else None


@lru_cache(maxsize=4)  # every reader that looks at a file asks about the same head
def _likely(head: bytes) -> str | None:
    found = {encoding: _words(head, encoding) for encoding in _ENCODINGS}
    best = max(_ENCODINGS, key=lambda encoding: found[encoding])
    return best if found[best] else None


def _words(head: bytes, encoding: str) -> int:
    return len(_WORD.findall(head.decode(encoding, errors="replace").lower()))


def _decodes(content: bytes, encoding: str) -> bool:
    """Whether the text is of this encoding as a whole; a head may end inside a letter."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start >= len(content) - 4
    return True

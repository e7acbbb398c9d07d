"""Bring the translations up to date: ``python -m tests.translations``, or ``make translations``.

Takes in every string that the program says now, takes out what it says no more, and names what waits for its Chinese.
"""

from __future__ import annotations

import sys

from tests.translations.catalogue import CHINESE, complaints, read, updated, write
from tests.translations.said import said


def main() -> int:
    """Update the file; return 1 as long as something is left to do by hand."""
    before = read(CHINESE) if CHINESE.exists() else {}
    strings = said()
    after = updated(before, strings)
    write(CHINESE, after)
    for text in sorted(set(before) - set(after)):
        print(f"taken out: {text} | {before[text]}")
    left = complaints(after, strings)
    for complaint in left:
        print(complaint)
    print(f"{len(after)} sentences in {CHINESE}, {len(left)} to be done by hand")
    return 1 if left else 0


sys.exit(main())

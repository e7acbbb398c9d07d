"""The list of translated sentences: brought up to date, and what is wrong with it."""

from __future__ import annotations

import json
import re
import string
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from models.resources import resource

CHINESE = resource("translations/zh_CN.json")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{4,}")
_TAG = re.compile(r"</?[a-z]+[^>]*>")

# Names and symbols that Chinese electrochemists write as they are.
NAMES = {
    "AICc", "Allen", "Arbin", "Bard", "BioLogic", "Butler", "Chidsey", "Denuault", "Gamry", "Hickling", "Home", "Hush",
    "Jaeger", "Kaplan", "Mahon", "Marcus", "Meier", "Mostany", "NewareNDA", "Oldham", "Scharifker", "Shoup", "Szabo",
    "Tafel", "VersaStudio", "Volmer", "ZView", "aicc", "alpha", "rest", "sigma", "theta",
}  # fmt: skip


def read(file: Path) -> dict[str, str]:
    """The sentences of a file; of two translations of one sentence the first."""
    found: dict[str, str] = {}
    for text, translated in _pairs(file):
        found[text] = found.get(text) or translated
    return found


def twice(file: Path) -> list[str]:
    """What two people translated side by side."""
    count = Counter(text for text, _ in _pairs(file))
    return [f"twice: {text}" for text, times in count.items() if times > 1]


def _pairs(file: Path) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=list)
    return pairs


def write(file: Path, sentences: Mapping[str, str]) -> None:
    """Write one sentence a line, in order."""
    ordered = dict(sorted(sentences.items(), key=lambda pair: (pair[0].lower(), pair[0])))
    file.write_text(json.dumps(ordered, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def updated(sentences: Mapping[str, str], said: Iterable[str]) -> dict[str, str]:
    """Every string that the program says: its translation where there is one, else an empty one to be written."""
    return {text: sentences.get(text) or ("" if _words(text) else text) for text in said}


def complaints(sentences: Mapping[str, str], said: Iterable[str]) -> list[str]:
    """What is missing, obsolete, unfinished or differs in its placeholders."""
    said = set(said)
    found = [f"missing: {text}" for text in said - set(sentences)]
    found += [f"obsolete: {text}" for text in set(sentences) - said]
    for text, translated in sentences.items():
        if not translated:
            found.append(f"not translated: {text}")
        elif _fields(text) != _fields(translated):
            found.append(f"other placeholders: {text} | {translated}")
        elif Counter(_TAG.findall(text)) != Counter(_TAG.findall(translated)):
            found.append(f"other tags: {text} | {translated}")
        elif bool(re.search(r"&\w", text)) != bool(re.search(r"&\w", translated)):
            found.append(f"the key that is underlined: {text} | {translated}")
        elif _words(text) - NAMES and not _HAN.search(translated):
            found.append(f"not Chinese: {text} | {translated}")
        elif text.strip() == text and translated.strip() != translated:
            found.append(f"blanks around: {text} | {translated}")
    return sorted(found)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(re.sub(r"\{[^{}]*\}", "", text)))


def _fields(text: str) -> Counter[tuple[str, str]]:
    """Names and formats of the placeholders."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        return Counter({(text, ""): 1})
    return Counter((name, spec or "") for _, name, spec, _ in parsed if name is not None)

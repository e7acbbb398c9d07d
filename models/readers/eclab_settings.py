"""EC-Lab settings (.mps): what was asked of the instrument, beside the files that hold what it measured."""

from __future__ import annotations

import re
from pathlib import Path

from models.curve import Curve
from models.readers.draft import Draft
from models.readers.eclab_header import note_header
from models.readers.problem import ReadError
from models.readers.text_table import decode

NAME = "eclab_settings"

_LARGEST = 1 << 20  # bytes of a settings file
_MOST_WORDS = 1500  # characters of a technique's settings that are kept
_STEP = re.compile(r"^(?P<name>.+?)(?:_(?P<number>\d\d)_(?P<letters>[A-Z][A-Za-z]{1,7}))?(?:_C\d\d)?$")
_TECHNIQUE = re.compile(r"^Technique : *(\d+) *$", re.MULTILINE)


def claims(head: bytes, path: Path) -> bool:
    """Return whether the content begins as EC-Lab's settings do."""
    return head.lstrip(b"\xef\xbb\xbf").startswith((b"EC-LAB SETTING FILE", b"BT-LAB SETTING FILE"))


def read(content: bytes, path: Path) -> tuple[Curve, ...]:
    """Say what the settings are for; they hold no data.

    Raises
    ------
    ReadError
        Always: SETTINGS_ONLY, naming the techniques of the sequence.
    """
    techniques = re.findall(r"^Technique : *\d+ *\n(.+)$", decode(content).text, re.MULTILINE)
    raise ReadError(
        "SETTINGS_ONLY",
        "This is a settings file of EC-Lab, without data; its sequence is {techniques}. Open the .mpr or .mpt files "
        "that were recorded with it.",
        techniques=", ".join(name.strip() for name in techniques) or "—",
    )


def note_settings_beside(draft: Draft, path: Path, technique: str | None) -> str | None:
    """Take what the settings beside a recording say and the recording does not: technique, area, reference, limits.

    EC-Lab writes ``cell.mps`` beside ``cell_01_OCV.mpr``, ``cell_02_CP.mpr``. Settings that hold another technique
    at the recording's number belong to another experiment and are left alone.

    Returns
    -------
    str or None
        The technique: what the recording says, else what its settings do.
    """
    match = _STEP.match(path.stem)
    found = None if match is None else _settings(path.parent / f"{match['name']}.mps")
    if match is None or found is None:
        return technique
    header, steps = found
    number = int(match["number"] or 1)
    name, words = steps.get(number, ("", ()))
    if not name or (match["letters"] and not _may_abbreviate(match["letters"], name)):
        template = "the settings beside it ({file}) hold no such technique and were not used"
        draft.flag("SETTINGS_DO_NOT_FIT", template, file=f"{match['name']}.mps")
        return technique
    _note_beside(draft, header, f"{match['name']}.mps")
    draft.metadata.setdefault("technique_settings", "; ".join(words)[:_MOST_WORDS])
    return technique or name


def settings_path(path: Path) -> Path | None:
    """Where the settings of a recording would stand."""
    match = _STEP.match(path.stem)
    return None if match is None else path.parent / f"{match['name']}.mps"


def _settings(path: Path) -> tuple[tuple[str, ...], dict[int, tuple[str, tuple[str, ...]]]] | None:
    """The header of a settings file, and name and settings of each technique; None where there is no such file."""
    try:
        if path.stat().st_size > _LARGEST:
            return None
        content = path.read_bytes()
    except OSError:
        return None
    if not claims(content[:64], path):
        return None
    header, *parts = _TECHNIQUE.split(decode(content).text)
    steps = {}
    for number, block in zip(parts[::2], parts[1::2], strict=True):
        name, *lines = [re.sub(r"\s{2,}", " ", line.strip()) for line in block.strip().split("\n")]
        steps[int(number)] = (name, tuple(line for line in lines if line))
    return tuple(header.split("\n")), steps


def _may_abbreviate(letters: str, name: str) -> bool:
    """Whether the letters stand in the name in this order: OCV in Open Circuit Voltage."""
    rest = iter(name.lower())
    return all(letter in rest for letter in letters.lower())


def _note_beside(draft: Draft, header: tuple[str, ...], file: str) -> None:
    said = Draft()
    note_header(said, header)
    new = {name: value for name, value in said.metadata.items() if value and not draft.metadata.get(name)}
    draft.metadata |= new
    parts = [f"{name.replace('_', ' ')}: {value}" for name, value in new.items()]
    if draft.electrode_area is None and said.electrode_area is not None:
        draft.electrode_area = said.electrode_area
        draft.assumptions = [each for each in draft.assumptions if each.code != "ELECTRODE_AREA_DEFAULT"]
        parts.append(f"electrode area: {said.electrode_area * 1e4:g} cm²")
    if parts:
        template = "taken from the settings beside it ({file}): {words}"
        draft.assume("SETTINGS_BESIDE", template, file=file, words="; ".join(parts))

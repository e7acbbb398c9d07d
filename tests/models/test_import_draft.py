"""What a person has said of a file, what that gives, and what is still missing: without a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.import_draft import ImportDraft, Look, first_look, missing, sign_guess, with_curve
from models.readers import read_file
from models.readers.questions import named_reference
from tests.instruments.writers import chi_cv
from tests.instruments.writers_cyclers import maccor


def looked_at(draft: ImportDraft) -> Look:
    return with_curve(draft, first_look(draft), read_file)


def table(folder: Path, head: str, separator: str = ",") -> Path:
    path = folder / "table.csv"
    path.write_text(head + "".join(f"{each}{separator}-0.0{each + 10}\n" for each in range(40)), "utf-8")
    return path


@pytest.mark.parametrize(("oxidation_positive", "guess"), [(True, "as_recorded"), (False, "flip")])
def test_the_sign_that_a_chi_file_does_not_state_is_asked_with_the_readers_guess(
    tmp_path: Path, oxidation_positive: bool, guess: str
) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes(chi_cv(oxidation_positive=oxidation_positive))
    draft = ImportDraft(path)
    look = looked_at(draft)
    assert sign_guess(look.curve) == guess
    assert ["sign" in sentence for sentence in missing(draft, look)] == [True]
    taken = draft.taking_guesses(look)
    assert taken.choices.sign == guess
    assert taken.choices.columns is None
    assert missing(taken, looked_at(taken)) == ()


def test_a_file_that_says_everything_lacks_nothing_and_nothing_is_stated(tmp_path: Path) -> None:
    draft = ImportDraft(table(tmp_path, "time / s,potential / V\n"))
    look = looked_at(draft)
    assert missing(draft, look) == ()
    assert draft.stated(look.columns) == draft.choices
    assert not look.with_guesses


def test_what_is_said_of_one_column_leaves_the_guess_of_the_other_a_guess(tmp_path: Path) -> None:
    draft = ImportDraft(table(tmp_path, "t,E\n")).saying(0, "time", "min")
    look = looked_at(draft)
    assert look.guesses == (1,)
    assert look.curve is not None
    assert look.curve.columns["time"][1] == 60.0
    assert look.with_guesses
    assert "“E”" in missing(draft, look)[0]
    done = draft.saying(1, "potential", "V")
    assert missing(done, looked_at(done)) == ()


def test_columns_that_only_the_instruments_reader_knows_are_shown_as_it_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "cell.txt"
    path.write_bytes(maccor())
    draft = ImportDraft(path)
    look = looked_at(draft)
    held = {column.heading: (column.quantity, column.quantity_origin) for column in look.columns}
    assert held["TestTime"] == ("time", "reader")
    assert missing(draft, look) == () and draft.stated(look.columns) == draft.choices


def test_guesses_follow_the_unit_and_the_reference_electrode_that_a_heading_names(tmp_path: Path) -> None:
    path = tmp_path / "rde.csv"
    path.write_text('Potential Vs. RHE,"Flux, mA / cm2"\n' + "".join(f"-0.0{n},-{n}\n" for n in range(10, 50)))
    draft = ImportDraft(path)
    taken = draft.taking_guesses(looked_at(draft))
    curve = looked_at(taken).curve
    assert curve is not None and taken.choices.reference is None
    assert curve.columns["current_density"][0] == -100.0
    assert named_reference(curve) == "RHE"


def test_another_delimiter_forgets_what_was_said_of_columns(tmp_path: Path) -> None:
    draft = ImportDraft(table(tmp_path, "t,E\n")).saying(0, "time", "min")
    assert draft.choosing(delimiter=";").said == {}
    assert draft.choosing(encoding="utf-8").said == draft.said


def test_a_file_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    draft = ImportDraft(tmp_path / "none.csv")
    assert "does not exist" in missing(draft, looked_at(draft))[0]

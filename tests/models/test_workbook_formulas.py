"""The formulas of the workbook, computed by LibreOffice: the program’s numbers, and others for a changed input."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from models.report.workbook import workbook_bytes
from models.result import Result
from tests.models.test_formulas import FOLLOWING, calculated, spike_result

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None,
    reason="LibreOffice is not installed (Debian: libreoffice-calc-nogui); nothing computes the sheets.",
)


def results() -> list[Result]:
    return [spike_result(), *(calculated(step, method, *texts) for step, method, texts, _ in FOLLOWING)]


def changed(content: bytes, cells: dict[tuple[str, str], float], path: Path) -> Path:
    """The workbook with other inputs, and without what its formulas gave."""
    (path.parent / "original.xlsx").write_bytes(content)
    book = openpyxl.load_workbook(path.parent / "original.xlsx", read_only=True)
    names = {f"xl/worksheets/sheet{number}.xml": title for number, title in enumerate(book.sheetnames, 1)}
    book.close()
    with zipfile.ZipFile(path.parent / "original.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name in names:
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
                for (sheet, cell), value in cells.items():
                    if sheet == names[name]:
                        pattern = rf'(<c r="{cell}"[^>]*><v>)[^<]*'.encode()
                        part, count = re.subn(pattern, rf"\g<1>{value!r}".encode(), part)
                        assert count == 1
            new.writestr(name, part)
    return path


def computed(path: Path) -> dict[str, dict[str, object]]:
    """What LibreOffice makes of a workbook, by sheet and cell."""
    out = path.parent / "computed"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return values(out / path.name)


def values(path: Path) -> dict[str, dict[str, object]]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: {cell.coordinate: cell.value for row in sheet.iter_rows(max_col=60) for cell in row}
        for sheet in book
    }


@pytest.fixture(scope="module")
def content() -> bytes:
    return workbook_bytes(results(), (), None, datetime(2026, 11, 27, tzinfo=UTC))


@pytest.fixture
def formulas(content: bytes, tmp_path: Path) -> dict[tuple[str, str], str]:
    (tmp_path / "formulas.xlsx").write_bytes(content)
    book = openpyxl.load_workbook(tmp_path / "formulas.xlsx")
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows(max_col=60)
        for cell in row
        if cell.data_type == "f"
    }


def cell_of(sheet: dict[str, object], label: str) -> int:
    """The row of an input or a quantity."""
    return next(int(cell[1:]) for cell, value in sheet.items() if value == label and re.fullmatch(r"A\d+", cell))


def test_formulas_speak_of_inputs_by_name(formulas: dict[tuple[str, str], str]) -> None:
    radius = "=(-2)*interfacial_tension*lithium_molar_volume/(faraday*nucleation_overpotential)"
    assert radius in formulas.values()
    assert any(text.startswith("=PI()*diffusion_coefficient*(faraday*concentration/(2*") for text in formulas.values())


@needs_libreoffice
def test_a_recalculation_gives_the_numbers_of_the_program(
    content: bytes, formulas: dict[tuple[str, str], str], tmp_path: Path
) -> None:
    found = computed(changed(content, {}, tmp_path / "again.xlsx"))
    written = values(tmp_path / "original.xlsx")
    assert len(formulas) > 300
    for sheet, cell in formulas:
        one, other = written[sheet][cell], found[sheet][cell]
        if isinstance(one, (int, float)):
            assert isinstance(other, (int, float)), (sheet, cell, other)
            assert math.isclose(one, other, rel_tol=1e-9), (sheet, cell, formulas[sheet, cell])
        else:
            assert one == other, (sheet, cell)


@needs_libreoffice
def test_a_changed_input_computes_everything_that_follows(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "written.xlsx").write_bytes(content)
    before = values(tmp_path / "written.xlsx")
    name = spike_result().title
    tension, spike = (f"C{cell_of(before[name], label)}" for label in ("interfacial tension", "spike potential"))
    deeper = before[name][spike] - 100.0  # mV
    path = changed(content, {(name, tension): 0.9, (name, spike): deeper}, tmp_path / "changed.xlsx")
    after = computed(path)
    sheet = after[name]
    plateau = before[name][f"C{cell_of(before[name], 'plateau potential')}"]
    nucleation, radius = (f"C{cell_of(sheet, label)}" for label in ("nucleation overpotential", "critical radius"))
    assert sheet[nucleation] == pytest.approx(deeper - plateau, rel=1e-9)
    expected = before[name][radius] * 2 * before[name][nucleation] / (deeper - plateau)
    assert sheet[radius] == pytest.approx(expected, rel=1e-9)
    shown = [value for value in after["Electrocrystallization"].values() if isinstance(value, float)]
    assert any(math.isclose(value, expected, rel_tol=1e-9) for value in shown)

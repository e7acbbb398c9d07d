"""The sample project's instrument files: simulated plating curves, and every one of them says so."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fitting.synthetic import chronopotentiogram
from models.curve import Array
from models.whole_file import make_folder, write_whole

SIMULATED = "SIMULATED by Anodescope, not measured"
_AREA = 0.196  # cm², a 5 mm disk
_PAUSE = 140.0  # s between two platings, while the other half of the cycle runs
_FIRST_TIME = 1860.2  # s; the clock of a linked sequence does not begin at zero
_COLUMNS = ("mode", "ox/red", "error", "control changes", "Ns changes", "counter inc.", "Ns", "time/s", "control/mA")


@dataclass(frozen=True)
class _Plating:
    """The parameters of one simulated plating step; lengths in s, potentials in V."""

    spike: float
    plateau: float
    smoothing: float
    duration: float = 600.0
    rise: float = 0.6
    decay: float = 7.0
    start: float = 0.04


@dataclass(frozen=True)
class _Cell:
    """A simulated cell: its file name, electrolyte, current in A and plating steps."""

    name: str
    electrolyte: str
    current: float
    platings: tuple[_Plating, ...]


_CELLS = (
    _Cell(
        "simulated_1M-LiTFSI-DOL-DME_cycling_01_CP.mpt",
        "1 M LiTFSI in DOL/DME 1:1",
        -0.196e-3,
        tuple(
            _Plating(spike, plateau, smoothing, duration=240.0, start=start)
            for spike, plateau, smoothing, start in (
                (0.095, -0.062, 0.014, 0.05), (0.046, -0.058, 0.012, 0.62), (0.024, -0.055, 0.010, 0.71),
                (0.012, -0.053, 0.009, 0.78), (0.0, -0.052, -0.012, 0.83), (0.0, -0.051, -0.012, 0.85),
            )
        ),
    ),
    _Cell(
        "simulated_6M-LiTFSI-DME_01_CP.mpt",
        "6 M LiTFSI in DME",
        -0.196e-3,
        (_Plating(0.062, -0.118, 0.026, rise=1.1, decay=11.0),),
    ),
    _Cell(
        "simulated_1M-LiPF6-EC-DEC_01_CP.mpt",
        "1 M LiPF6 in EC/DEC 1:1",
        -0.196e-3,
        (_Plating(0.138, -0.094, 0.0, rise=0.4, decay=5.0),),
    ),
)  # fmt: skip
_TABLE = _Cell(
    "simulated_1M-LiPF6-EC-DEC_plain-table.csv",
    "1 M LiPF6 in EC/DEC 1:1",
    -0.0196e-3,
    (_Plating(0.081, -0.041, 0.008, rise=2.5, decay=24.0, duration=1200.0),),
)


def write_sample(folder: Path) -> tuple[Path, ...]:
    """Write the sample's instrument files, the same bytes every time, and return their paths.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Raises
    ------
    WriteProblem
        If the files cannot be written.
    """
    make_folder(folder)
    paths = []
    for seed, cell in enumerate(_CELLS):
        path = folder / cell.name
        write_whole(path, _eclab_text(cell, seed).encode("cp1252"))
        paths.append(path)
    path = folder / _TABLE.name
    write_whole(path, _plain_table(_TABLE, len(_CELLS)).encode("utf-8"))
    return (*paths, path)


def _recorded(cell: _Cell, seed: int) -> tuple[list[Array], list[int]]:
    """Return time, potential and current of all platings, one after the other, and where each begins."""
    parts: list[list[Array]] = [[], [], []]
    starts, clock, rows = [], _FIRST_TIME, 0
    for number, plating in enumerate(cell.platings):
        columns = chronopotentiogram(
            current=cell.current, duration=plating.duration, sampling_interval=None, spike_amplitude=plating.spike,
            rise_time=plating.rise, decay_time=plating.decay, charging_time=0.15,
            open_circuit_potential=plating.start, plateau_potential=plating.plateau - plating.smoothing,
            self_smoothing_rise=plating.smoothing, self_smoothing_constant=150.0, noise="white", noise_level=1e-4,
            seed=100 * seed + number,
        ).columns  # fmt: skip
        time = columns["time"] + clock
        starts.append(rows)
        rows += len(time)
        clock = float(time[-1]) + _PAUSE
        for part, column in zip(parts, (time, columns["potential"], columns["current"]), strict=True):
            part.append(column)
    return [np.concatenate(part) for part in parts], starts


def _eclab_text(cell: _Cell, seed: int) -> str:
    """The recording as EC-Lab exports it."""
    (time, potential, current), starts = _recorded(cell, seed)
    header = _header(cell, [*starts, len(time)])
    header[1] = f"Nb header lines : {len(header) + 1:<28d}"
    control = _scientific(cell.current * 1e3, 7)
    rows = [
        "\t".join(
            (
                f"1\t0\t0\t{int(row in starts)}\t0\t0\t0",
                _scientific(t, 15),
                control,
                _scientific(e, 7),
                _scientific(i, 7),
            )
        )
        for row, (t, e, i) in enumerate(zip(time, potential, current * 1e3, strict=True))
    ]
    names = "\t".join((*_COLUMNS, "Ewe/V", "I/mA")) + "\t"
    return "\r\n".join([*header, names, *rows]) + "\r\n"


def _header(cell: _Cell, edges: Sequence[int]) -> list[str]:
    loops = [
        f"Loop {number} from point number {start} to {stop - 1}"
        for number, (start, stop) in enumerate(itertools.pairwise(edges))
    ]
    return [
        "EC-Lab ASCII FILE", "", "", "Chronopotentiometry", "",
        "Run on channel : 1 (simulated)", "User : ", "Potential control : Ewe",
        "Acquisition started on : 01/01/2024 00:00:00.000",
        "Saved on :", f"\tFile : {cell.name}", "Device : none (simulated)",
        "Electrode material : Cu", "Initial state : ", f"Electrolyte : {cell.electrolyte}",
        f"Comments : {SIMULATED}", "Reference electrode : Li/Li+ (0.000 V)",
        f"Electrode surface area : {_AREA:.3f} cm²", "Characteristic mass : 0.001 g",
        "Cycle Definition : Charge/Discharge alternance",
        f"{'Is':<20}{cell.current * 1e3:<20.3f}", f"{'unit Is':<20}{'mA':<20}", "",
        f"Number of loops : {len(loops)}", *loops, "",
    ]  # fmt: skip


def _plain_table(cell: _Cell, seed: int) -> str:
    """The recording as a plain table."""
    (time, potential, current), _ = _recorded(cell, seed)
    rows = [f"{t:.4f},{e:.6f},{i:.6f}" for t, e, i in zip(time - time[0], potential, current * 1e3, strict=True)]
    comments = [f"# {SIMULATED}", f"# Li plating on Cu, {cell.electrolyte}, electrode area {_AREA} cm2"]
    return "\n".join([*comments, "time / s,potential / V,current / mA", *rows]) + "\n"


def _scientific(number: float, digits: int) -> str:
    """A number as EC-Lab writes it, with three digits of exponent: 1.860255353005996E+003."""
    mantissa, exponent = f"{number:.{digits}E}".split("E")
    return f"{mantissa}E{exponent[0]}{int(exponent[1:]):03d}"

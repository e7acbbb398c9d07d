"""What every real file of Gamry, Metrohm and Princeton Applied Research must give.

Points and tables are those of data/INDEX.tsv and of the files' own counts. The sums were computed with gamry-parser
0.4.6 (decimal commas turned to points first), impedance 1.7.1, pyimpspec 5.1.3 and, for what none of them reads, by a
plain loop over ``float()``; not with our readers. Two of them read gp_eispot_data.dta otherwise: see there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ExpectedCurve:
    """One curve: technique, rows, segments, and the sum over the rows of each column."""

    technique: str
    points: int
    sums: Mapping[str, float]
    kinds: tuple[str, ...]
    starts: tuple[int, ...] = (0,)


@dataclass(frozen=True)
class ExpectedFile:
    """One file: its reader and curves, or the code of its refusal; a word that its flags must contain."""

    reader: str = ""
    curves: tuple[ExpectedCurve, ...] = ()
    code: str = ""
    flag: str = ""
    decimal: str = "."
    encoding: str = "utf-8"
    extra: tuple[str, ...] = field(default=())  # columns beside those with sums


def _rest(points: int, time: float, potential: float) -> ExpectedCurve:
    return ExpectedCurve("open_circuit", points, {"time": time, "potential": potential}, ("rest",))


def _curve(
    technique: str, points: int, sums: tuple[float, float, float], kind: str, starts: tuple[int, ...] = (0,)
) -> ExpectedCurve:
    columns = dict(zip(("time", "potential", "current"), sums, strict=True))
    return ExpectedCurve(technique, points, columns, (kind,), starts)


def _spectrum(points: int, **sums: float) -> ExpectedCurve:
    names = {"z_real": "impedance_real", "z_imaginary": "impedance_imaginary"}
    return ExpectedCurve("impedance", points, {names.get(k, k): v for k, v in sums.items()}, ("spectrum",))


_CV = "cyclic_voltammetry"
_CA = "chronoamperometry"
_EIS_EXTRA = ("potential", "current")

FILES: dict[str, ExpectedFile] = {
    "gamry/gp_chronoa_data.dta": ExpectedFile(
        "gamry_dta", (_curve(_CA, 10, (1350.0001, 4.396755, 3.567559e-08), "hold"),),
        flag="announces 5258 rows and holds 10",
    ),
    "gamry/gp_cv_data.dta": ExpectedFile("gamry_dta", (
        _curve(_CV, 10, (5.5, 4.948191, 1.5949048e-08), "sweep"),
        _curve(_CV, 10, (1206.5, 8.935132, 5.881016e-06), "sweep"),
        _curve(_CV, 10, (2806.5, 8.933771, 4.187797e-06), "sweep"),
        _curve(_CV, 10, (4406.5, 8.934288, 3.470854e-06), "sweep"),
        _curve(_CV, 10, (6006.5, 8.93465, 3.034374e-06), "sweep"),
    )),
    "gamry/gp_cv_data_incompleteheader.dta": ExpectedFile(code="TRUNCATED"),
    # Lines 28 to 31 separate some fields by blanks. gamry-parser shifts them (frequency -7.05 Hz); INDEX.tsv counts 6.
    "gamry/gp_eispot_data.dta": ExpectedFile("gamry_dta", (_spectrum(
        6, time=26.0, frequency=16650.1, z_real=1353.2459, z_imaginary=-31.601965, potential=7.795274,
    ),), flag="4 lines do not fit the columns and were left out (line 28, 29, 30, 31)", extra=("current",)),
    "gamry/gp_ocp_data.dta": ExpectedFile(
        "gamry_dta", (_rest(21, 1156.92503, 0.4401566),), flag="announces 99999 rows and holds 21"
    ),
    "gamry/impedancepy_exampleDataGamry.DTA": ExpectedFile("gamry_dta", (
        _rest(387, 19395.1503, -120.801009),
        _spectrum(72, time=7569.0, frequency=973178.0406607, z_real=375919.5774, z_imaginary=-89675.9714,
                  current=-0.000189453646, potential=-24.5599472),
    ), encoding="cp1252"),
    "gamry/nomad_230531-CA-test2.DTA": ExpectedFile(
        "gamry_dta", (_curve(_CA, 105, (504.0, 29.9647544, 0.0143273359955), "hold", (0, 5, 55)),), decimal=","
    ),
    "gamry/nomad_CHRONOA.DTA": ExpectedFile(
        "gamry_dta", (_curve(_CA, 1050, (4992.75, 150.296698908, 0.0077064901643), "hold", (0, 50, 550)),)
    ),
    "gamry/nomad_CHRONOP.DTA": ExpectedFile("gamry_dta", (
        _curve("chronopotentiometry", 11, (55.0, 1.4681673, 0.0001502215527), "stripping", (0, 6)),
    )),
    "gamry/nomad_CVCA.DTA": ExpectedFile("gamry_dta", (
        _curve(_CA, 1000, (10010.0, 499.902902, 0.0063897800127), "hold"),
        _curve(_CV, 751, (5647.52, 62.3201991705, -0.49602892508), "sweep"),
        _curve(_CV, 250, (4382.5, -62.2344009367, 0.03380466999), "sweep"),
    )),
    "gamry/nomad_LSV.DTA": ExpectedFile(
        "gamry_dta", (_curve("linear_sweep", 251, (632.52, 62.848475824, 0.32225136421), "sweep"),), extra=("cycle",)
    ),
    "gamry/nomad_OCP.DTA": ExpectedFile("gamry_dta", (_rest(255, 16646.4, 169.998115),)),
    "gamry/pyimpspec_data.dta": ExpectedFile("gamry_dta", (
        _rest(40, 205.0, -1.3396747),
        _spectrum(29, time=560.0, frequency=35671.6705185322, z_real=10451.939385743595,
                  z_imaginary=-2518.8601004499837, current=1.9013724e-06, potential=-0.00137783028),
    ), decimal=","),
    "gamry/unitpackage_gamry_cv.DTA": ExpectedFile(
        "gamry_dta", (_curve(_CV, 81, (199.26, 6.490415875, -4.38275644e-05), "sweep"),),
        flag="aborted after 81 of 3597 planned points", decimal=",", extra=("cycle",),
    ),
    # The header of the Z60W file announces 41 rows.
    "autolab/FRA_exampleDataAutolab.txt": ExpectedFile("autolab_fra", (
        _spectrum(41, frequency=39982.81128, z_real=0.9341171867518174, z_imaginary=-0.09418938575762138),
    ), encoding="utf-8-sig"),
    # 6487 rows, of which scan 1 holds all 648 measurements; scans 2 to 10 hold nothing but their number.
    "autolab/NOVA_CV_ECSA_0005mV.txt": ExpectedFile("nova_text", (
        ExpectedCurve(_CV, 6487, {"time": 522323.086909261, "potential": 191.0748901367187,
                                  "current": -0.001641631286621091, "cycle": 35647.0},
                      ("sweep",), (0, 655, 1303, 1951, 2599, 3247, 3895, 4543, 5191, 5839)),
    ), flag="5839 of 6487 rows hold no measured value", encoding="utf-8-sig"),
    # 781 rows of discharge, charge and rest with zeros for impedances, then the 31 rows of a spectrum.
    "other/Parstat_EIS.txt": ExpectedFile("versastudio", (
        ExpectedCurve("cycling", 781, {"time": 3051820.0, "potential": 2708.3373262882233,
                                       "current": -3.2529772586275953},
                      ("plating", "rest", "stripping"), (0, 266, 760)),
        _spectrum(31, time=239359.78999399996, frequency=48582.53926944736, z_real=0.648558700165598,
                  z_imaginary=0.013323490706448273, potential=108.50911307334897, current=0.7618184946477404),
    ), flag="this curve is line 2 to 782"),
    "other/VersaStudio_EIS.par": ExpectedFile("versastudio", (
        _spectrum(61, time=7242.082, frequency=442994.68075957015, z_real=23565.73218, z_imaginary=-8720.96623027),
    ), flag="ends at 0.0215444 Hz, before the 0.001 Hz", extra=_EIS_EXTRA),
}  # fmt: skip

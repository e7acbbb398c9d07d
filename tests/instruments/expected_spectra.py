"""What every real file of PalmSens, Ivium, Zahner, ZView and the generic impedance tables must give.

Written from data/INDEX.tsv, the files' own counts, and independent readers: plain json for .pssession (units: the
charge of the chronopotentiogram, 60.47 C, is 0.7 mA times 86,400 s), zahner-analysis 26.42 for .ism and .isw,
pyimpspec 5.1 for Ivium, P00 and ZView. None of the numbers comes from our readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

E_T_I = ("time", "potential", "current")
SPECTRUM = ("frequency", "impedance_real", "impedance_imaginary")
Ends = Mapping[str, tuple[float, float]]  # first and last value, SI


@dataclass(frozen=True)
class Expected:
    """One file: reader, technique, points of each curve, columns, first and last values; or the code of its refusal."""

    reader: str = ""
    technique: str = ""
    points: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    kind: str = ""
    ends: Ends = field(default_factory=dict)  # of the first curve
    flag: str = ""  # a word of a flag of the first curve
    assumption: str = ""  # a word of an assumption of the first curve
    code: str = ""


CIRCUIT: Ends = {
    "frequency": (10000.0, 1.0),
    "impedance_real": (109.00918219439028, 645.4787001504939),
    "impedance_imaginary": (-26.55567987651522, -90.61812830738303),
}
_NO_UNITS = Expected(code="MISSING_UNIT")

FILES: dict[str, Expected] = {
    "palmsens/nomad_01_N2_OCP.pssession": Expected(
        "palmsens", "open_circuit", (61,), E_T_I, "rest",
        {"time": (0.0, 60.0), "potential": (0.9629335403442383, 0.964573860168457)},
    ),
    "palmsens/nomad_05_N2_CP_10mAcm2_24h.pssession": Expected(
        "palmsens", "chronopotentiometry", (1441,), (*E_T_I, "charge"), "stripping",
        {"time": (0.0, 86400.0), "potential": (0.6545724868774414, 0.6939477920532227),
         "current": (0.6999282836914062e-3, 0.6999282836914062e-3), "charge": (0.0, 60.4738037109375)},
    ),
    "palmsens/nomad_palmsens_ca.pssession": Expected(
        "palmsens", "chronoamperometry", (101,), (*E_T_I, "charge"), "hold",
        {"time": (0.0, 10.0), "current": (1.7881393432617188e-6, 0.10731267929077148e-6),
         "charge": (0.0, 2.095598119340025e-6)}, flag="underload",
    ),
    "palmsens/sdk_CV_example.pssession": Expected(
        "palmsens", "cyclic_voltammetry", (437, 436, 436), E_T_I, "sweep",
        {"time": (0.0, 21.8), "potential": (-0.399962, -0.399962), "current": (-5.45671e-6, -8.62244e-6)},
        flag="438 values beside 437 points",
    ),
    "palmsens/pyimpspec_data.pssession": Expected(
        "palmsens", "impedance", (29,), SPECTRUM, "spectrum", CIRCUIT, flag="another spectrum (51 points)"
    ),
    "palmsens/sdk_BatteryCurve.pssession": Expected(
        "palmsens", "impedance", (50,), (*SPECTRUM, "potential", "current"), "spectrum",
        {"frequency": (12500.0, 0.1), "impedance_real": (0.825207, 58.2055),
         "impedance_imaginary": (-0.129783, -13.9544), "potential": (1.439, 1.439),
         "current": (-12.6362e-6, -14.329e-6)}, flag="stands still",
    ),
    "palmsens/sdk_eis_5freq.pssession": Expected(
        "palmsens", "impedance", (5,), SPECTRUM, "spectrum",
        {"frequency": (200000.0, 19.999998), "impedance_real": (569.666, 10603.932),
         "impedance_imaginary": (-32.340022, -405.591)},
    ),
    "ivium/pyimpspec_data.ids": Expected("ivium", "impedance", (29, 29), SPECTRUM, "spectrum", CIRCUIT),
    "zahner/nomad_02_peis_ocv.ism": Expected(
        "zahner", "impedance", (66,), (*SPECTRUM, "time", "potential", "current"), "spectrum",
        {"frequency": (200000.0, 0.1), "impedance_real": (0.05258189351746107, 314.4164171089141),
         "impedance_imaginary": (0.07239652985805593, -446.2396447559387),
         "potential": (-0.2686353611307486, -0.2686353611307486)},
    ),
    "zahner/nomad_21-cp-625ma-5min.isw": Expected(
        "zahner", "chronopotentiometry", (301,), E_T_I, "stripping",
        {"time": (0.0, 300.0), "potential": (1.5004, 1.5072), "current": (0.625, 0.625)}, assumption="mV, mA and ms",
    ),
    "zahner/nomad_21-cp-625ma-5min_c.txt": Expected(code="NO_ROWS"),
    "zplot/impedancepy_Circuit1_EIS_1.z": Expected(
        "zview", "impedance", (48,), (*SPECTRUM, "time"), "spectrum",
        {"frequency": (5e4, 1.0), "impedance_real": (29.036, 75.803), "impedance_imaginary": (0.63662, -0.16244),
         "time": (2.59, 40.85)}, assumption="ZView defines the units",
    ),
    "zplot/impedancepy_ZPlot.z": Expected(
        "zview", "impedance", (21,), (*SPECTRUM, "time"), "spectrum",
        {"frequency": (3e5, 3e3), "impedance_real": (147.77, 613.68), "impedance_imaginary": (-11.335, -137.13)},
        flag="states 56 points and holds 21",
    ),
    "generic_eis/pyimpspec_data.P00": Expected(
        "eis_table", "impedance", (29,), (*SPECTRUM, "time", "potential", "current"), "spectrum",
        {"frequency": (10000.0, 1.0), "impedance_real": (109.0, 645.5), "impedance_imaginary": (-26.556, -90.618),
         "potential": (0.30981, 0.30981), "current": (1.8311e-7, 1.8311e-7)},
    ),
    "generic_eis/pyimpspec_case-multiple-spectra.csv": _NO_UNITS,
    "generic_eis/pyimpspec_case-negative-real-imaginary.csv": _NO_UNITS,
    "generic_eis/pyimpspec_data-header-variant-2.csv": _NO_UNITS,
    "generic_eis/pyimpspec_data-semicolon.csv": _NO_UNITS,
}  # fmt: skip

# Sums over all rows, from zahner-analysis (.ism, .isw) and impedance's readZPlot (.z)
SUMS: dict[str, Mapping[str, float]] = {
    "zahner/nomad_02_peis_ocv.ism": {
        "frequency": 1159585.00036, "impedance_real": 828.1945247456466, "impedance_imaginary": -1927.5617635981946,
        "current": 0.002231094589321705,
    },
    "zahner/nomad_21-cp-625ma-5min.isw": {"potential": 453.5772, "current": 188.125, "time": 45150.0},
    "zplot/impedancepy_Circuit1_EIS_1.z": {
        "frequency": 243101.95497, "impedance_real": 2595.766, "impedance_imaginary": -312.48461
    },
    "zplot/impedancepy_ZPlot.z": {
        "frequency": 1447048.485, "impedance_real": 6141.48, "impedance_imaginary": -2778.253
    },
}  # fmt: skip

# The same spectrum of one test circuit in every format: (heading line of the file, the same with units stated, how
# often it stands in the file, relative precision of the format)
ONE_SPECTRUM: dict[str, tuple[str, str, int, float]] = {
    "generic_eis/pyimpspec_case-multiple-spectra.csv": ("f,Z',Z''", "f / Hz,Z' / ohm,Z'' / ohm", 4, 1e-14),
    "generic_eis/pyimpspec_case-negative-real-imaginary.csv": ("f,-Z',-Z''", "f (Hz),-Z' (ohm),-Z'' (ohm)", 1, 1e-14),
    "generic_eis/pyimpspec_data-header-variant-2.csv": ("freq,Zre,-Zim", "freq[Hz],Zre[Ohm],-Zim[Ω]", 1, 1e-12),
    "generic_eis/pyimpspec_data-semicolon.csv": ("f;Z';Z''", "f/Hz;Z'/Ohm;Z''/Ohm", 1, 1e-14),
    "generic_eis/pyimpspec_data.P00": ("", "", 1, 5e-4),
    "ivium/pyimpspec_data.ids": ("", "", 2, 1e-5),
    "palmsens/pyimpspec_data.pssession": ("", "", 1, 1e-12),
}

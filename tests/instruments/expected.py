"""What every real file of the four first formats must give: a curve, or the code of a true sentence.

Written from data/INDEX.tsv (points, technique), data/README.md (S20's boundaries), the files' own headers (loops,
areas) and galvani's raw columns (Ns, mode); not from what our readers gave.
"""

from __future__ import annotations

from dataclasses import dataclass

E_T_I = ("time", "potential", "current")
SPECTRUM = ("frequency", "impedance_real", "impedance_imaginary")
S20_PLATINGS = (0, 235, 1221, 2191, 3142, 4083, 5015, 5938, 6852, 7761, 8675)
S20_STRIPPINGS = (0, 998, 1989, 2979, 3970, 4963, 5961, 6953, 7951, 8948, 9948)


@dataclass(frozen=True)
class Expected:
    """One file: its technique, points, columns, segments and area, or the code of its refusal."""

    technique: str = ""
    points: int = 0
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    starts: tuple[int, ...] | None = (0,)
    area: float | None = None  # m^2
    code: str = ""


def _cp(points: int, area: float | None = None) -> Expected:
    return Expected("chronopotentiometry", points, E_T_I, ("plating",), area=area)


def _hold(points: int, starts: tuple[int, ...] = (0,), area: float | None = None) -> Expected:
    return Expected("chronoamperometry", points, E_T_I, ("hold",), starts, area)


LI, LFP = 0.196e-4, 0.785e-4

# name: (points, area in the .mpr, rows where Ns changes); the text exports hold the same rows
_LI_CU_PLATING = {
    "LiCu_A4-01_0.1mAcm2_04_CP": (1943, LI), "LiCu_A5-01_1mAcm2_04_CP": (399, LI),
    "LiCu_A6-01_10mAcm2_04_CP": (924, LI), "LiCu_S01_1mAcm2_0.5mAhcm2_SEI12s_04_CP": (385, LI),
    "LiCu_S02_1mAcm2_0.5mAhcm2_SEI60s_04_CP": (361, LI), "LiCu_S03_1mAcm2_0.5mAhcm2_SEI1800s_04_CP": (418, LI),
    "LiCu_S08_1mAcm2_10uAhcm2_04_CP": (244, LI), "LiCu_S20_10cycles_07_CP": (906, None),
    "LiCu_S22_Cu-LFP_02_CP": (4674, LFP), "LiCu_old2.2V_1mAcm2_04_CP": (420, LI),
}  # fmt: skip
_LI_CU_HOLD = {
    "LiCu_A4-01_0.1mAcm2_02_MB": (598, LI, (0, 204)), "LiCu_A5-01_1mAcm2_02_MB": (441, LI, (0, 238)),
    "LiCu_A6-01_10mAcm2_02_MB": (220, LI, (0, 215)), "LiCu_S01_1mAcm2_0.5mAhcm2_SEI12s_02_MB": (157, LI, (0,)),
    "LiCu_S02_1mAcm2_0.5mAhcm2_SEI60s_02_MB": (180, LI, (0,)), "LiCu_S20_10cycles_02_MB": (330, None, (0,)),
    "LiCu_S03_1mAcm2_0.5mAhcm2_SEI1800s_02_MB": (358, LI, (0,)),
}  # fmt: skip
PAIRS = (*_LI_CU_PLATING, *_LI_CU_HOLD, "LiCu_S20_10cycles_04_CP", "LiCu_S20_10cycles_05_MB")

_OCV_COLUMNS = ("time", "potential")

FILES: dict[str, Expected] = {
    **{f"biologic_mpr/{name}.mpr": _cp(points, area) for name, (points, area) in _LI_CU_PLATING.items()},
    **{f"biologic_txt/{name}.txt": _cp(points) for name, (points, _) in _LI_CU_PLATING.items()},
    **{f"biologic_mpr/{name}.mpr": _hold(points, starts, area) for name, (points, area, starts) in _LI_CU_HOLD.items()},
    **{f"biologic_txt/{name}.txt": _hold(points) for name, (points, _, _) in _LI_CU_HOLD.items()},
    **{
        f"biologic_{kind}/LiCu_S20_10cycles_04_CP.{kind}": Expected(
            "chronopotentiometry", 9584, E_T_I, ("plating",), S20_PLATINGS
        )
        for kind in ("mpr", "txt")
    },
    **{
        f"biologic_{kind}/LiCu_S20_10cycles_05_MB.{kind}": Expected(
            "chronopotentiometry", 10946, E_T_I, ("stripping",), S20_STRIPPINGS
        )
        for kind in ("mpr", "txt")
    },
    "biologic_mpr/LiCu_S03_1mAcm2_0.5mAhcm2_SEI1800s_01_OCV.mpr": Expected(
        "open_circuit", 6, _OCV_COLUMNS, ("rest",), area=LI
    ),
    "biologic_txt/LiCu_S03_1mAcm2_0.5mAhcm2_SEI1800s_01_OCV.txt": Expected(
        "open_circuit", 6, _OCV_COLUMNS, ("rest",)
    ),
    "biologic_mpr/LiCu_S03_1mAcm2_0.5mAhcm2_SEI1800s_03_OCV.mpr": Expected(
        "open_circuit", 3, _OCV_COLUMNS, ("rest",), area=LI
    ),
    "biologic_txt/LiCu_SampleTable_2024-07-09.xlsx": Expected(code="NOT_RECOGNISED"),
    # other people's .mpr
    "biologic_mpr/aurora_PEIS.mpr": Expected("impedance", 244, SPECTRUM, ("spectrum",), (0, 61, 122, 183), 1.539e-4),
    "biologic_mpr/bdf_GCPL-0.mpr": Expected("cycling", 4, E_T_I, ("rest",)),
    "biologic_mpr/bdf_MB-1.mpr": Expected("cycling", 13, E_T_I, ("rest", "stripping"), (0, 11)),
    "biologic_mpr/eciru_CuPowder_LP30_LiMetal_operando.mpr": Expected(
        "chronopotentiometry", 19486, E_T_I, ("plating", "rest"), None
    ),
    "biologic_mpr/navani_00_test_04_MB.mpr": Expected("chronoamperometry", 1501, E_T_I, ("hold",)),
    "biologic_mpr/navani_jdb11_gcpl_NaIon_C-24.mpr": Expected(
        "cycling", 46102, E_T_I, ("plating", "rest", "stripping"), None
    ),
    "biologic_mpr/nomad_kmc3_CA.mpr": Expected("chronoamperometry", 600, E_T_I, ("hold",)),
    # other people's .mpt that have no .mpr beside them
    "biologic_mpt/impedancepy_exampleDataBioLogic.mpt": Expected("impedance", 43, SPECTRUM, ("spectrum",)),
    "biologic_mpt/ixdat_Pt_poly_cv_CUT.mpt": Expected("cyclic_voltammetry", 223, E_T_I, ("sweep",)),
    "biologic_mpt/pyeis_ex1.mpt": Expected("impedance", 118, SPECTRUM, ("spectrum",), (0, 59)),
    "biologic_mpt/pyimpspec_metadata.mpt": Expected("impedance", 29, SPECTRUM, ("spectrum",)),
    "biologic_mpt/pyprobe_MB_CA1.txt": Expected("chronopotentiometry", 1397, E_T_I, ("plating", "rest"), (0, 100)),
    "biologic_mpt/unitpackage_eclab_ca.mpt": Expected("chronoamperometry", 38, E_T_I, ("hold",), area=0.5e-4),
    "biologic_mpt/yadg_ocv.old.mpt": Expected("open_circuit", 602, _OCV_COLUMNS, ("rest",), area=1.13e-4),
    # CH Instruments
    "chi/CHI1100B_CV_ferricyanide_100mVs_6seg.csv": Expected(
        "cyclic_voltammetry", 6000, E_T_I, ("sweep",), (0, 1001, 2001, 3001, 4001, 5001)
    ),
    "chi/CHI620E_CA_200steps_1us.csv": Expected(
        "chronoamperometry", 20000, E_T_I, ("hold",), tuple(range(0, 20000, 100))
    ),
    "chi/CHI650E_CV_microelectrode_2seg.csv": Expected("cyclic_voltammetry", 1600, E_T_I, ("sweep",), (0, 801)),
    "chi/CHI650E_CV_microelectrode_excel-edited.csv": Expected(
        "cyclic_voltammetry", 1600, E_T_I, ("sweep",), (0, 801)
    ),
    "chi/CHI660D_it_60min_-1.0V_1.274C.txt": Expected("chronoamperometry", 35988, E_T_I, ("hold",)),
    "chi/CHI760E_CP_201segments.txt": Expected(
        "chronopotentiometry", 136903, E_T_I, ("plating", "stripping"), None
    ),
    "chi/CHI760E_CV_6seg_results.txt": Expected("cyclic_voltammetry", 1400, E_T_I, ("sweep",)),
    "chi/CHI760E_EIS_-0.48V.txt": Expected("impedance", 73, SPECTRUM, ("spectrum",)),
    "chi/CHI_CV_25mVs.txt": Expected("cyclic_voltammetry", 5400, E_T_I, ("sweep",), (0, 1701, 4401)),
}  # fmt: skip

_LOOPS = {"cp": (0, 11, 22, 33), "peis": (0, 21, 42, 63), "ocv": (0, 10, 21, 32)}
_GCPL = tuple(start + loop for loop in (0, 33, 66, 99) for start in (0, 11, 22))

# yadg's files come as .mpr and .mpt of one recording
YADG_PAIRS: dict[str, Expected] = {
    "yadg_ca": Expected("chronoamperometry", 721, E_T_I, ("hold",), area=1.131e-4),
    "yadg_cov.issue_185": Expected("chronoamperometry", 23, E_T_I, ("hold", "rest"), (0, 11)),
    "yadg_cp.issue_149": Expected("chronopotentiometry", 44, E_T_I, ("stripping",), _LOOPS["cp"]),
    "yadg_cp": Expected("chronopotentiometry", 121, E_T_I, ("plating",)),
    "yadg_cv": Expected("cyclic_voltammetry", 5103, E_T_I, ("sweep",)),
    "yadg_cva.issue_202": Expected("cyclic_voltammetry", 455, E_T_I, ("sweep",)),
    "yadg_gcpl.issue_149": Expected("cycling", 132, E_T_I, ("plating", "rest", "stripping"), _GCPL),
    "yadg_gcpl.issue_226.CxN": Expected("cycling", 15, E_T_I, ("plating", "stripping"), (0, 7), 113.1e-6),
    "yadg_lsv": Expected("linear_sweep", 1186, E_T_I, ("sweep",)),
    "yadg_mb.issue_223": Expected("cycling", 108, E_T_I, ("rest", "spectrum"), None),
    "yadg_ocv.issue_149": Expected("open_circuit", 43, _OCV_COLUMNS, ("rest",), _LOOPS["ocv"]),
    "yadg_ocv": Expected("open_circuit", 602, _OCV_COLUMNS, ("rest",), area=1.13e-4),
    "yadg_peis.issue_149": Expected("impedance", 84, SPECTRUM, ("spectrum",), _LOOPS["peis"]),
}
FILES |= {f"biologic_{kind}/{name}.{kind}": found for name, found in YADG_PAIRS.items() for kind in ("mpr", "mpt")}

"""What every real cycler file and workbook must give: a curve, or the code of a true sentence.

Computed from the files by other readers: fastnda 1.3.1 (.nda, .ndax), pandas (text), xlrd and openpyxl (workbooks),
mdb-export (.res); points and techniques agree with data/INDEX.tsv. Not from what our readers gave.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ExpectedCycler:
    """One recording: its numbers in SI.

    Parameters
    ----------
    charge : float
        Integral of the current over the time by trapezoids, in C.
    last_time : float
        In s.
    """

    reader: str
    points: int
    steps: int
    last_time: float
    first_potential: float
    last_potential: float
    lowest_current: float
    highest_current: float
    charge: float
    cycles: int | None
    kinds: tuple[str, ...]


ALL = ("plating", "rest", "stripping")

FILES: dict[str, ExpectedCycler] = {
    "neware/2-1-6_61_07005012.nda": ExpectedCycler(
        "neware", 15567, 1, 3602.11755, 4.02978849, 3.96678448, -1.7001, -0.0996892, -3241.033, None, ("plating",)
    ),
    "neware/TESTCELL0001-B2-2025-M50T_NewareNDA_Investigation.ndax": ExpectedCycler(
        "neware", 77745, 32, 77704.2, 3.58702517, 2.84892797, -5.00032, 5.00034, -4438.217, 7, ALL
    ),
    "neware/ZZZZZZZZTEST.ndax": ExpectedCycler(
        "neware", 301, 1, 300, 1.11745548, 0.141089305, 0, 0, 0, 1, ("rest",)
    ),
    "neware/aurora_nw4-120-6-1-36.ndax": ExpectedCycler(
        "neware", 7257, 15, 60921.7, 4.12573671, 2.74984145, -0.0225001, 0.0225002, -122.4694, 5,
        ("plating", "stripping"),
    ),
    "neware/fastnda_nda8.nda": ExpectedCycler(
        "neware", 46805, 3, 46803, 1.94159997, 0.846300006, -2.6e-05, 0, -0.09367801, 1, ("plating", "rest")
    ),
    "neware/fastnda_nda_v22.nda": ExpectedCycler(
        "neware", 1380, 3, 41298.9, 1.81049991, 2.40009999, 0, 0.0105, 428.5339, 1, ("rest", "stripping")
    ),
    "neware/navani_test.ndax": ExpectedCycler(
        "neware", 1464, 4, 43800, 3.46659994, 1.81049991, -0.0001199, 0.00012, -0.1218796, 1, ALL
    ),
    "neware/new_nda_file.nda": ExpectedCycler(
        "neware", 439, 6, 721.6, -0.0910999998, -0.0951000005, -5.05e-05, 5.05e-05, -0.02274979, 1, ALL
    ),
    "neware/cellpy_neware_uio.csv": ExpectedCycler(
        "neware", 9065, 32, 518538, 2.917, 0.4251, -0.0009918, 0.00099174, -10.71014, 4, ALL
    ),
    "landt/SINTEF_LiGrR2032_Landt.csv": ExpectedCycler(
        "landt", 25162, 4, 262657.764, 2.9215, 0.1086, -0.0002, 0.0002, -18.23534, 2, ALL
    ),
    "other_cyclers/bdf_reference_Landt.bdf.csv": ExpectedCycler(
        "cycler_text", 25162, 4, 262657.764, 2.9215, 0.1086, -0.0002, 0.0002, -18.23534, None, ALL
    ),
    "maccor/cellpy_maccor_002.txt": ExpectedCycler(
        "maccor", 7446, 5, 228590.51, 0.1783, 1.3, -0.0001619, 0.00016152, 0.7696224, 2, ALL
    ),
    "maccor/cellpy_maccor_two.txt": ExpectedCycler("maccor", 213, 1, 12720, 0.1377, 0.149, 0, 0, 0, 1, ("rest",)),
    "other_cyclers/pyprobe_novonix.csv": ExpectedCycler(
        "novonix", 207, 1, 12287.48004, 3.84318331, 4.12864581, 0, 0.499995, 6143.339, 1, ("stripping",)
    ),
    "arbin/navani_bs542_graphite-Li_Channel_11.xlsx": ExpectedCycler(
        "excel", 4526, 5, 1204815.81068, 2.63729858, 0.0722866058, -5.00268e-05, 5.2616e-05, -19.26616, 1, ALL
    ),
    "other_cyclers/cellpy_custom_data_003.xls": ExpectedCycler(
        "excel", 2943, 29, 383556, 2.3304, 0.0499, -0.00163, 0.00163, -7.237619, 14, ALL
    ),
}  # fmt: skip

# Through mdb-export, where it is installed
RES = ExpectedCycler(
    "arbin", 10261, 103, 859077.2406, 3.0976174, 0.2940689, -0.000305267, 0.000306239, 2.886238, 18, ALL
)

# name: the code of the refusal
REFUSED = {
    "biologic_txt/LiCu_SampleTable_2024-07-09.xlsx": "NOT_RECOGNISED",  # a list of samples
    "generic_xlsx/LSV_breakdown_ExampleLSV.xlsx": "MISSING_UNIT",  # "E" and "i" without units
}

# One voltammogram on each sheet of generic_xlsx/RuHex_GCE_CV.xlsx
SWEEPS = {"25 mV s-1": 412, "50 mV s-1": 412, "100 mV s-1": 412, "200 mV s-1": 412}

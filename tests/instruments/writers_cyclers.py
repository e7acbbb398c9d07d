"""Small cycler files and workbooks, written as the cyclers' programs write them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Table = Sequence[Sequence[object]]

# state, seconds in the step, V, mA: rest, discharge (plating), charge (stripping)
RECORDS: list[tuple[str, float, float, float]] = [
    *(("Rest", 10.0 * row, 2.5, 0.0) for row in range(4)),
    *(("CC DChg", 10.0 * row, -0.05 - 0.001 * row, -0.196) for row in range(6)),
    *(("CC Chg", 10.0 * row, 0.05 + 0.001 * row, 0.196) for row in range(5)),
]
STARTS = (0, 4, 10)
KINDS = ("rest", "plating", "stripping")
_STEP = {"Rest": 1, "CC DChg": 2, "CC Chg": 3}
_BEFORE = {"Rest": 0.0, "CC DChg": 30.0, "CC Chg": 80.0}
TIMES = [_BEFORE[state] + seconds for state, seconds, _, _ in RECORDS]


def hms(seconds: float) -> str:
    """00:01:40.000."""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.000"


def stamp(seconds: float) -> str:
    """A date with a time of day."""
    return f"2024-06-14 10:{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def text(rows: Table, delimiter: str = ",", newline: str = "\n", encoding: str = "utf-8", decimal: str = ".") -> bytes:
    """A delimited text."""
    cells = [[str(cell).replace(".", decimal) if isinstance(cell, float) else str(cell) for cell in row]
             for row in rows]  # fmt: skip
    return newline.join([delimiter.join(row) for row in cells] + [""]).encode(encoding)


NEWARE_NAMES = ("DataPoint", "Cycle Index", "Step Index", "Step Type", "Time", "Total Time", "Current(mA)",
                "Voltage(V)", "Capacity(mAh)", "Date")  # fmt: skip
NEWARE_HANZI = ("数据序号", "循环号", "工步号", "工步类型", "时间", "总时间", "电流(mA)", "电压(V)", "容量(mAh)",
                "绝对时间")  # fmt: skip
_HANZI_STATES = {"Rest": "搁置", "CC DChg": "恒流放电", "CC Chg": "恒流充电"}


def neware_rows(names: Sequence[str] = NEWARE_NAMES) -> list[list[object]]:
    """Headings and records of a Neware export."""
    states = _HANZI_STATES if names is NEWARE_HANZI else {state: state for state in _STEP}
    return [list(names), *(
        [number + 1, 1, _STEP[state], states[state], hms(seconds), hms(time), current, volts,
         abs(current) * seconds / 3600, stamp(time)]
        for number, ((state, seconds, volts, current), time) in enumerate(zip(RECORDS, TIMES, strict=True))
    )]  # fmt: skip


def neware_nested(delimiter: str = ",") -> bytes:
    """Cycles, under them steps, under these records, each one field further in."""
    lines: list[list[object]] = [
        ["Cycle ID", "Cap_Chg(mAh)", "Cap_DChg(mAh)"], ["", "Step ID", "Step Name", "Step Time(h:min:s.ms)"],
        ["", "", "Record ID", "Time(h:min:s.ms)", "Voltage(V)", "Current(mA)", "Capacity(mAh)", "DCIR(?)"],
        ["1", "0.00098", "0.00327"],
    ]  # fmt: skip
    for number, (state, seconds, volts, current) in enumerate(RECORDS):
        if number in STARTS:
            lines.append(["", _STEP[state], state, "0:01:00.000"])
        lines.append(["", "", number + 1, hms(seconds), volts, current, abs(current) * seconds / 3600, "-"])
    return text(lines, delimiter)


def landt_rows() -> list[list[object]]:
    """Six lines about the cell; rows have one empty field more than there are names."""
    names = ["channel_index", "cycle_index", "step_index", "date_time_iso_string", "test_time_s", "step_time_s",
             "current_A", "voltage_V", "discharge_capacity_Ah", "charge_capacity_Ah", "step_name"]  # fmt: skip
    words = {"Rest": "rest", "CC DChg": "discharge CC", "CC Chg": "charge CC"}
    about = [["cell model:", *[""] * 10], ["cell id: ", *[""] * 10], ["test: x", *[""] * 10]]
    return [*about, names, *(
        [1, 1, _STEP[state], stamp(time), time, seconds, current * 1e-3, volts, 0.0, 0.0, words[state], ""]
        for (state, seconds, volts, current), time in zip(RECORDS, TIMES, strict=True)
    )]  # fmt: skip


ARBIN_NAMES = ["Data_Point", "Date_Time", "Test_Time(s)", "Step_Time(s)", "Cycle_Index", "Step_Index", "Current(A)",
               "Voltage(V)", "Charge_Capacity(Ah)", "Discharge_Capacity(Ah)"]  # fmt: skip


def arbin_rows(first: int = 0, last: int = len(RECORDS), tab: str = "\t") -> list[list[object]]:
    """Headings and records of an Arbin export; no column tells the state."""
    rows = list(enumerate(zip(RECORDS, TIMES, strict=True)))[first:last]
    return [ARBIN_NAMES, *(
        [number + 1, f"{tab}06/14/2024 10:00:{int(time) % 60:02d}", time, seconds, 1, _STEP[state], current * 1e-3,
         volts, 0.0, abs(current) * 1e-3 * seconds / 3600]
        for number, ((state, seconds, volts, current), time) in rows
    )]  # fmt: skip


def maccor(times: str = "minutes", decimal: str = ".", tail: str = "\t", millivolts: bool = False) -> bytes:
    """A Maccor text: magnitudes of the current, stray bytes in the header, a tab at the end of each row."""
    words = {"Rest": "R", "CC DChg": "D", "CC Chg": "C"}
    names = ["Rec", "Cycle P", "Cycle C", "Step", "TestTime", "StepTime", "Cap. [Ah]", "Current [A]", "Voltage [V]",
             "Md", "ES", "DPT Time"]  # fmt: skip
    if millivolts:
        names[7:9] = ["mAmps", "Volts"]
    lines = ["\t".join(names), ""]
    for number, ((state, seconds, volts, current), time) in enumerate(zip(RECORDS, TIMES, strict=True)):
        shown = [f"{value / 60:.6f}" if times == "minutes" else f"0d {hms(value)[:-1]}" for value in (time, seconds)]
        scale = 1e3 if millivolts else 1.0
        lines.append("\t".join([str(number + 1), "0", "1", str(_STEP[state]), *shown, "0.0",
                                f"{abs(current) * 1e-3 * scale:.8f}", f"{volts * scale:.4f}", words[state], "1",
                                f"06/14/2024 10:0{int(time) // 60}:{int(time) % 60:02d}"]) + tail)  # fmt: skip
    body = "\r\n".join(lines).replace(".", decimal if decimal != "." else ".").encode("cp1252")
    body = body.replace(b"Cap, [", b"Cap. [")
    return b"Name:\tcell\r\nTester\tMaccor #4\r\nDescription\tfirst \x04 \x03 \xff\xff\r\n\r\n" + body + b"\r\n"


def novonix() -> bytes:
    """A Novonix csv: a summary, the protocol on one line, the data in hours."""
    head = '[Summary]\nNovonix UHPC data file\nCell: c1\nArea (cm2): 1.000\n[End Summary]\n[Protocol]\n{"Version":"2",'
    head += '"Steps":[{"Type":3,"Value":1.0},{"Type":7,"Value":2}]}\n[End Protocol]\n[Data]\n'
    names = ["Date and Time", "Cycle Number", "Step Type", "Run Time (h)", "Step Time (h)", "Current (A)",
             "Potential (V)", "Capacity (Ah)", "Temperature (°C)", "Step Number"]  # fmt: skip
    rows = [names, *(
        [stamp(time), 1, 7, time / 3600, seconds / 3600, current * 1e-3, volts, 0.0, 24.6, _STEP[state]]
        for (state, seconds, volts, current), time in zip(RECORDS, TIMES, strict=True)
    )]  # fmt: skip
    return head.encode() + text(rows)


def bdf_rows() -> list[list[object]]:
    """The machine-readable names of the Battery Data Format."""
    names = ["test_time_second", "voltage_volt", "current_ampere", "step_index", "discharging_capacity_ah",
             "ambient_temperature_celsius"]  # fmt: skip
    return [names, *(
        [time, volts, current * 1e-3, _STEP[state], 0.0, 25.0]
        for (state, _, volts, current), time in zip(RECORDS, TIMES, strict=True)
    )]  # fmt: skip


def nda(version: int, stated: int | None = None) -> bytes:
    """A .nda with records of 59 bytes (versions 5 to 8) or 86 bytes (14 to 29)."""
    codes = {"Rest": 4, "CC DChg": 2, "CC Chg": 1}
    body = b""
    for number, (state, seconds, volts, current) in enumerate(RECORDS):
        charge = round(abs(current) * seconds / 1e-4)
        start = struct.pack("<II", number + 1, 0 if version != 8 else 1)
        if version <= 8:
            body += struct.pack("<B", 0x55 if version == 7 else 0) + start
            body += struct.pack("<BBIii8xqqQ4x", _STEP[state], codes[state], int(seconds), round(volts * 1e4),
                                round(current / 1e-4), charge, 0, 0)  # fmt: skip
        else:
            up, down = (charge, 0) if current > 0 else (0, charge)
            body += b"\x55\x00" + start + struct.pack(
                "<HBBQii8xqqqqQi4x", _STEP[state], codes[state], _STEP[state], int(seconds * 1000),
                round(volts * 1e4), round(current / 1e-4), up, down, 0, 0, 0, 1)  # fmt: skip
    head = bytearray(b"NEWARE20240614" + bytes([version]) + bytes(241))
    struct.pack_into("<I", head, 16, 100)
    struct.pack_into("<i", head, 126, 1)  # range 1 mA: steps of 0.1 µA
    size = 59 if version <= 8 else 86
    struct.pack_into("<II", head, 64, len(head), len(body) if stated is None else stated * size)
    return bytes(head) + body


def ndax(records: bool = True) -> bytes:
    """A .ndax with one module of version 2, as early BTS 8 wrote it."""
    codes = {"Rest": 4, "CC DChg": 2, "CC Chg": 1}
    module = bytearray(b"\x01\x00\x02".ljust(517, b"\0"))
    for number, (state, seconds, volts, current) in enumerate(RECORDS if records else []):
        record = bytearray(94)
        record[0:8] = b"\x55\x00\x01\x02\x03\x04\x05\x06"
        struct.pack_into("<IIBB", record, 8, number + 1, 0, _STEP[state], codes[state])
        struct.pack_into("<Qii", record, 23, int(seconds * 1000), round(volts * 1e4), round(current / 1e-4))
        charge = round(abs(current) * seconds / 1e-4)
        struct.pack_into("<qq", record, 43, *((charge, 0) if current > 0 else (0, charge)))
        struct.pack_into("<HBBBBBi", record, 75, 2024, 6, 14, 10, number // 6, number % 6 * 10, 1)
        module += record
    return zipped({"VersionInfo.xml": b"<root/>", "Step.xml": b"<root/>", "data.ndc": bytes(module)})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip of named parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return file.getvalue()


def workbook(sheets: Mapping[str, Table], dimension: str = "", extra: str = "", prologue: str = "") -> bytes:
    """An .xlsx; `dimension` may lie, `extra` is written behind the rows of every sheet, `prologue` before the XML."""
    kind = "http://schemas.openxmlformats.org"
    parts = {"[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{kind}/package/2006/content-types">'
             '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
             '<Default Extension="xml" ContentType="application/xml"/></Types>'}  # fmt: skip
    relation = f"{kind}/officeDocument/2006/relationships"
    parts["_rels/.rels"] = (f'<Relationships xmlns="{kind}/package/2006/relationships"><Relationship Id="r1" '
                            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>')  # fmt: skip
    numbers = range(1, len(sheets) + 1)
    names = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>'
                    for n, name in zip(numbers, sheets, strict=True))  # fmt: skip
    main = f'xmlns="{kind}/spreadsheetml/2006/main"'
    parts["xl/workbook.xml"] = f'<workbook {main} xmlns:r="{relation}"><sheets>{names}</sheets></workbook>'
    links = "".join(f'<Relationship Id="r{n}" Type="{relation}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                    for n in numbers)  # fmt: skip
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{kind}/package/2006/relationships">{links}</Relationships>'
    )
    for number, rows in zip(numbers, sheets.values(), strict=True):
        body = "".join(_row(place, row) for place, row in enumerate(rows, start=1))
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<?xml version="1.0"?>{prologue}<worksheet {main}>{dimension}<sheetData>{body}{extra}</sheetData>'
            "</worksheet>"
        )
    return zipped({name: content.encode() for name, content in parts.items()})


def open_document(sheets: Mapping[str, Table], extra: str = "") -> bytes:
    """An .ods; `extra` is written behind the rows of every sheet."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_open_row, rows))}{extra}</table:table>'
        for name, rows in sheets.items()
    )
    content = (f'<?xml version="1.0"?><office:document-content{spaces}><office:body><office:spreadsheet>{tables}'
               "</office:spreadsheet></office:body></office:document-content>")  # fmt: skip
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = f'<manifest:manifest xmlns:manifest="{space}">{entry}</manifest:manifest>'
    return zipped({"mimetype": kind.encode(), "META-INF/manifest.xml": manifest.encode(),
                   "content.xml": content.encode()})  # fmt: skip


def _open_row(cells: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_open_cell, cells))}</table:table-row>"


def _open_cell(cell: object) -> str:
    if cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, (int, float)):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def _row(number: int, cells: Sequence[object]) -> str:
    written = "".join(_written(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells))
    return f'<row r="{number}">{written}</row>'


def _written(reference: str, cell: object) -> str:
    if isinstance(cell, (int, float)):
        return f'<c r="{reference}"><v>{cell!r}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>' if cell != "" else ""

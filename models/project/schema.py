"""The tables of a project file, what they mean, and the few lines that read them without this program."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

APPLICATION = 0x414E4F44  # "ANOD"
VERSION = 2  # of the tables; a version that older programs cannot use raises OLDEST_READER too
OLDEST_READER = 1
PAGE = 8192  # bytes
FORMAT = "Anodescope project"

# Columns in order, the key first. Every row ends with the CRC-32 of the others; chunk has its numbers behind it.
TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "meta": ("name TEXT PRIMARY KEY", "value TEXT"),
        "source": (
            "sha256 TEXT PRIMARY KEY", "name TEXT", "path TEXT", "size INTEGER", "modified REAL", "reader TEXT",
            "program TEXT",
        ),
        "curve": ("key TEXT PRIMARY KEY", "identity TEXT", "source TEXT", "header TEXT"),
        "chunk": ("curve TEXT", "col TEXT", "seq INTEGER", "codec TEXT", "dtype TEXT", "n INTEGER"),
        "electrolyte": ("place INTEGER PRIMARY KEY", "name TEXT", "what TEXT"),
        "entry": (
            "place INTEGER PRIMARY KEY", "electrolyte INTEGER", "identity TEXT", "curve TEXT", "name TEXT", "what TEXT",
        ),
        "removed": ("identity TEXT PRIMARY KEY", "curve TEXT"),
        "analysis": ("key TEXT PRIMARY KEY", "state TEXT"),
        "result": ("analysis TEXT PRIMARY KEY", "result TEXT", "outcome TEXT"),
        "figure": ("identity TEXT PRIMARY KEY", "place INTEGER", "name TEXT", "what TEXT"),
        "failure": ("place INTEGER PRIMARY KEY", "file TEXT", "message TEXT"),
        "edit": ("place INTEGER PRIMARY KEY", "uuid TEXT", "text TEXT", "what TEXT"),
        "history": ("seq INTEGER PRIMARY KEY", "saved TEXT", "reason TEXT", "what TEXT"),
        "schema_doc": ("name TEXT PRIMARY KEY", "text TEXT"),
    }
)  # fmt: skip
LATER = frozenset({"figure"})  # tables that programs of version 1 leave alone and do not count in `meta`
CRC = "crc32 INTEGER"
NUMBERS = "data BLOB"
KEY_OF_CHUNK = "PRIMARY KEY (curve, col, seq)"


def columns(table: str) -> tuple[str, ...]:
    """The names of a table's columns, CRC and numbers last."""
    names = tuple(each.split()[0] for each in TABLES[table])
    return (*names, "crc32", "data") if table == "chunk" else (*names, "crc32")


def key_columns(table: str) -> tuple[str, ...]:
    """The columns that tell a table's rows apart."""
    return ("curve", "col", "seq") if table == "chunk" else columns(table)[:1]


def statements(tables: tuple[str, ...] = tuple(TABLES)) -> tuple[str, ...]:
    """The SQL that makes the tables."""
    made = []
    for table in tables:
        parts = [*TABLES[table], CRC]
        if table == "chunk":
            parts += [NUMBERS, KEY_OF_CHUNK]
        made.append(f"CREATE TABLE {table} ({', '.join(parts)})")
    return tuple(made)


READER = '''\
import json, sqlite3, sys, zlib
import numpy as np

def column(db, curve, name):
    """One column of a curve, SI units, missing numbers NaN."""
    parts = []
    for seq, codec, dtype, n, crc, data in db.execute(
        "SELECT seq, codec, dtype, n, crc32, data FROM chunk WHERE curve = ? AND col = ? ORDER BY seq", (curve, name)):
        head = json.dumps([curve, name, seq, codec, dtype, n], ensure_ascii=False, separators=(",", ":"))
        assert zlib.crc32(data, zlib.crc32(head.encode())) == crc, "this block is damaged"
        if codec == "shuffle+zlib":  # all first bytes, then all second bytes ... of n numbers of 8 bytes
            data = np.frombuffer(zlib.decompress(data), np.uint8).reshape(8, n).T.tobytes()
        parts.append(np.frombuffer(data, dtype))
    return np.concatenate(parts) if parts else np.empty(0)

db = sqlite3.connect(sys.argv[1])
for name, key, header in db.execute("SELECT entry.name, key, header FROM entry JOIN curve ON curve = key"):
    header = json.loads(header)
    print(name, header["technique"], {c: column(db, key, c) for c in header["columns"]})
'''

DOCUMENT = """\
A project of Anodescope: one SQLite 3 file. Text is UTF-8 or JSON, numbers are little-endian IEEE 754 doubles in SI
units (V, A, m, s, C, ohm, Hz, K), a number that could not be read is NaN. The file is only ever replaced whole.

Every row has crc32: CRC-32 (as in zlib) of the columns before it, in the order of the table, as a compact JSON array
in UTF-8, without escapes of letters that are not ASCII; for chunk, carried on over the bytes of data.

meta         name, value. format; version and oldest_reader: of these tables; project: a name that no other project
             has; revision: counts the saves; saved: when; host, program: by whom; save: a name of that save;
             session, operation: the journal of the session and how far it had come;
             last_edit: the newest step of the history and how many are done; index: how many steps of `edit` are done;
             layout: of the window, JSON; rows: JSON, for each table the number of rows and the sum of their crc32
             modulo 2^32.
source       the instrument's files, which are never written: SHA-256 of the bytes, name, path, bytes, time of last
             change (seconds since 1970), reader, and the version of the program that read it.
curve        key: digest of numbers and header; identity: of file and place within it; source: SHA-256; header: JSON
             with technique, names of columns, number of points, segments (first row, row after the last, kind,
             current), source, receipt (what was read, skipped, assumed, chosen), metadata, electrode area in m^2.
chunk        the numbers of a curve's column: blocks of at most 131072, seq counts them from 0, n is how many. codec is
             raw, or shuffle+zlib: deflated, all first bytes of the numbers before all second bytes and so on.
electrolyte  the electrolytes in their order; what: JSON with everything said of them.
entry        the curves in the order of the tree: the place of their electrolyte, the name that they go by; what: JSON
             with their notes.
removed      curves that were taken out and can come back by undo.
analysis     key: step, method and subject (curve identities and segments); state: JSON with the settings given, whether
             the answer was confirmed, fits kept, and the note.
result       the result of an analysis when the project was saved: as `analyze --json` writes it; outcome: as the
             program shows it again.
figure       figures that are kept: their place in the list, what they are called; what: JSON with everything chosen.
failure      files that could not be used, and why.
edit         the undo history: uuid, text, and what changed, JSON with `before` and `after`.
history      points of time to go back to: tree, analyses, failures and figures as they were, JSON.
schema_doc   this text; python: 20 lines that read every curve with numpy.

Tables and columns that a program does not know it leaves as they are.
"""

"""Stand-ins for two libraries of Windows, for tests under wine only; nothing of it is shipped.

`ucrtbase.dll`: wine's complex functions are empty, and numpy needs them. Here they are mingw's; all else is handed
on to wine's own library, which lies beside it as `ucrtbase_w.dll`. `bcryptprimitives.dll`: wine 8 has none, and what
is written in Rust asks it for random numbers.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

PREFIX = "x86_64-w64-mingw32-"
ONE = (
    "ccos",
    "ccosh",
    "cexp",
    "csin",
    "csinh",
    "ctan",
    "ctanh",
    "csqrt",
    "clog",
    "cproj",
    "conj",
    "cacos",
    "casin",
    "catan",
    "cacosh",
    "casinh",
    "catanh",
)
TWO = ("cpow",)
REAL = {"creal": "__real__ z", "cimag": "__imag__ z", "cabs": "cabs(z)", "carg": "carg(z)"}
HEAD = """
#include <complex.h>
typedef struct { double v[2]; } D;
typedef struct { float v[2]; } F;
static double complex from_d(D a) { double complex z; __real__ z = a.v[0]; __imag__ z = a.v[1]; return z; }
static double complex from_f(F a) { double complex z; __real__ z = a.v[0]; __imag__ z = a.v[1]; return z; }
static D to_d(double complex z) { D a = {{__real__ z, __imag__ z}}; return a; }
static F to_f(double complex z) { F a = {{(float)__real__ z, (float)__imag__ z}}; return a; }
"""


RANDOM = """
#include <windows.h>
#include <ntsecapi.h>
BOOL WINAPI ProcessPrng(PUCHAR to, SIZE_T count) { return RtlGenRandom(to, (ULONG)count); }
"""


def source() -> str:
    """The C of the complex functions, in double and single precision; long double is double on Windows."""
    text = HEAD
    for kind, letter, real in (("D", "d", "double"), ("F", "f", "float")):
        suffix = "f" if letter == "f" else ""
        for name in ONE:
            text += f"{kind} my_{name}{suffix}({kind} a) {{ return to_{letter}({name}(from_{letter}(a))); }}\n"
        for name in TWO:
            call = f"{name}(from_{letter}(a), from_{letter}(b))"
            text += f"{kind} my_{name}{suffix}({kind} a, {kind} b) {{ return to_{letter}({call}); }}\n"
        for name, value in REAL.items():
            body = f"double complex z = from_{letter}(a); return ({real})({value});"
            text += f"{real} my_{name}{suffix}({kind} a) {{ {body} }}\n"
    return text


def local_names() -> dict[str, str]:
    """What the library exports under its own name, and the function that does it."""
    found = {}
    for name in (*ONE, *TWO, *REAL):
        found |= {name: f"my_{name}", f"{name}l": f"my_{name}", f"{name}f": f"my_{name}f"}
    return found


def exported_names(library: Path) -> list[str]:
    """The names that a Windows library exports."""
    listed = subprocess.run([f"{PREFIX}objdump", "-p", library], capture_output=True, text=True, check=True).stdout
    table = listed[listed.index("[Ordinal/Name Pointer] Table") :]
    return re.findall(r"^\s*\[\s*\d+\](?:\s+\+base\[\s*\d+\]\s+[0-9a-f]+)?\s+(\S+)\s*$", table, re.MULTILINE)


def build(wines_own: Path, folder: Path) -> list[Path]:
    """Make the libraries that go into system32.

    Parameters
    ----------
    wines_own : Path
        wine's folder of its own Windows libraries.
    """
    folder.mkdir(parents=True, exist_ok=True)
    original = wines_own / "ucrtbase.dll"
    renamed = folder / "ucrtbase_w.dll"
    renamed.write_bytes(original.read_bytes().replace(b"Wine builtin DLL", bytes(16), 1))  # or wine loads its own
    local = local_names()
    exports = [
        f'"{name}" = {local[name]}' if name in local else f'"{name}" = "ucrtbase_w.{name}"'
        for name in exported_names(original)
    ]
    return [
        renamed,
        _compiled(folder / "ucrtbase.dll", source(), exports),
        _compiled(folder / "bcryptprimitives.dll", RANDOM, ["ProcessPrng"], "-ladvapi32"),
    ]


def _compiled(library: Path, code: str, exports: list[str], *more: str) -> Path:
    definition, file = library.with_suffix(".def"), library.with_suffix(".c")
    definition.write_text(f"LIBRARY {library.name}\nEXPORTS\n" + "\n".join(exports) + "\n")
    file.write_text(code)
    command = [f"{PREFIX}gcc", "-shared", "-static", "-O2", "-o", library, file, definition, *more]
    subprocess.run(command, check=True, capture_output=True)
    return library

"""Run a file of test vectors: python -m tests.fitting.vectors FILE.json.

A vector is {eq, id, inputs, output, rtol}; each module of `tests.fitting.equations` has a dictionary EQUATIONS from
`eq` to a function that takes the inputs by name (numbers) and returns the outputs by name.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from fitting.messages import FitError

Equation = Callable[..., Mapping[str, Any]]


def equations() -> dict[str, Equation]:
    """Return every equation by its name in vector files."""
    names = sorted(file.stem for file in (Path(__file__).parent / "equations").glob("*.py"))
    modules = [import_module(f"tests.fitting.equations.{name}") for name in names]
    return {name: function for module in modules for name, function in module.EQUATIONS.items()}


def complaint(vector: Mapping[str, Any], known: Mapping[str, Equation]) -> str | None:
    """Return what is wrong with the program's answer to a vector, None if nothing is."""
    if vector["eq"] not in known:
        return "no such equation"
    inputs = {name: _number(value) for name, value in vector["inputs"].items()}
    expected = vector["output"]
    try:
        answer = known[vector["eq"]](**inputs)
    except FitError as error:
        return None if "expect" in expected else f"refused: {error}"
    except (TypeError, ValueError, ArithmeticError) as error:  # an input too many or too few: the others still count
        return f"{type(error).__name__}: {error}"
    if "expect" in expected:
        return f"{answer} instead of an error"
    wrong = [
        f"{name} = {answer.get(name)} instead of {value}"
        for name, value in expected.items()
        if not _agrees(answer.get(name), value, float(vector["rtol"]))
    ]
    return "; ".join(wrong) or None


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, str) else value


def _agrees(answer: Any, expected: Any, rtol: float) -> bool:
    if isinstance(expected, bool) or expected is None:
        return answer is expected
    if isinstance(expected, Mapping):
        expected = complex(float(expected["re"]), float(expected["im"]))
    else:
        expected = float(expected)
    if answer is None:
        return False
    return bool(abs(answer - expected) <= rtol * abs(expected))


def run(path: Path) -> tuple[int, int, list[str]]:
    """Return how many vectors of a file hold, how many there are, and a line for each that does not."""
    vectors = json.loads(path.read_text(encoding="utf-8"))["vectors"]
    known = equations()
    found = [(vector["id"], complaint(vector, known)) for vector in vectors]
    failed = [f"{name}: {text}" for name, text in found if text is not None]
    return len(vectors) - len(failed), len(vectors), failed


def main() -> int:
    """Print what failed and how many hold."""
    held, total, failed = run(Path(sys.argv[1]))
    for line in failed:
        print(line)
    print(f"{held} of {total} within tolerance")
    return 0 if held == total else 1


if __name__ == "__main__":
    sys.exit(main())

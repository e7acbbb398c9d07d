import json
from pathlib import Path

import pytest

from fitting.critical_nucleus import critical_radius
from fitting.messages import FitError


def test_critical_radius_by_hand() -> None:
    # 2 * 0.45 J/m2 * 6.94e-3 kg/mol / (96485.33 C/mol * 534 kg/m3 * 0.1 V) = 1.2123e-9 m
    assert critical_radius(-0.1) == pytest.approx(1.21228e-9, rel=1e-4)


def test_half_the_overpotential_doubles_the_radius() -> None:
    assert critical_radius(-0.05) == pytest.approx(2 * critical_radius(-0.1), rel=1e-14)


@pytest.mark.parametrize("overpotential", [0.0, 0.05, float("nan")])
def test_an_overpotential_that_does_not_plate_gives_no_radius(overpotential: float) -> None:
    with pytest.raises(FitError, match="check the sign"):
        critical_radius(overpotential)


def test_the_vectors_of_equation_7() -> None:
    path = Path(__file__).resolve().parents[3] / "shared" / "physics" / "vectors.json"
    if not path.is_file():
        pytest.skip(f"the test vectors are not at {path}")
    vectors = [one for one in json.loads(path.read_text())["vectors"] if one["eq"] == "critical_radius_eq7"]
    assert vectors
    for one in vectors:
        given = {name: float(value) for name, value in one["inputs"].items()}
        radius = critical_radius(given["eta"], given["sigma"], given["M"], given["rho"], int(given["n"]))
        assert radius == pytest.approx(float(one["output"]["r"]), rel=one["rtol"])

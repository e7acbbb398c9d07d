from __future__ import annotations

import pytest

from fitting.messages import Message
from fitting.outcome import Estimate
from fitting.quantity import Quantity
from models.number_text import interval_text, unit_text, value_text
from models.translation import message_text
from tests.translators import speaking

DIFFUSION = Quantity("diffusion_coefficient", "D", "m^2/s", "cm^2/s", "")
POTENTIAL = Quantity("spike_potential", "E", "V", "mV", "")


@pytest.mark.parametrize(
    ("estimate", "quantity", "value", "bare", "interval"),
    [
        (
            Estimate(3.0001e-10, "m^2/s", 6e-13, (2.9883e-10, 3.0119e-10)),
            DIFFUSION,
            "(3.0001 ± 0.0060) × 10⁻⁶",
            "3.0001 × 10⁻⁶",
            "(2.9883 … 3.0119) × 10⁻⁶",
        ),
        (Estimate(-0.1763, "V", 0.0012, (-0.1787, -0.1739)), POTENTIAL, "−176.3 ± 1.2", "−176.3", "−178.7 … −173.9"),
        (Estimate(-0.0, "V", 0.0012, (-0.0024, 0.0024)), POTENTIAL, "−0.0 ± 1.2", "−0.0", "−2.4 … 2.4"),
    ],
)
def test_numbers_are_rounded_to_their_error_and_small_ones_have_a_power_of_ten(
    estimate: Estimate, quantity: Quantity, value: str, bare: str, interval: str
) -> None:
    assert value_text(estimate, quantity) == value
    assert value_text(estimate, quantity, with_error=False) == bare
    assert interval_text(estimate, quantity) == interval


def test_units_have_their_powers_raised() -> None:
    assert [unit_text(unit) for unit in ("mA/cm^2", "mA s^0.5/cm^2", "1/(cm^2 s)", "1", "degC")] == [
        *("mA cm⁻²", "mA s⁰·⁵ cm⁻²", "cm⁻² s⁻¹", "", "°C"),
    ]


@pytest.mark.usefixtures("qapp")
def test_the_kinds_of_segments_in_a_sentence_are_words_of_the_language() -> None:
    message = Message("NO_STEP", "It has: {kinds}.", {"kinds": "plating, rest"})
    with speaking({"It has: {kinds}.": "它有：{kinds}。", "plating": "沉积", "rest": "静置"}):
        assert message_text(message) == "它有：沉积, 静置。"

from __future__ import annotations

import pytest

from models.document import Document
from models.spike_glance import glimpse_of
from models.spike_table import SpikeTable
from models.steps import step_named
from models.subject import Part
from tests.curves import content_of, plating_curve, rest_curve
from tests.models.test_document import wait_until


def test_until_a_spike_is_read_the_table_says_what_a_glance_sees(document: Document) -> None:
    step = step_named("electrocrystallization")
    assert step is not None
    table = SpikeTable(document, step)
    document.add_files([content_of(plating_curve(platings=2))])
    column = list(table.headings()).index("E_sp / mV")
    first = table.index(0, column).data()
    assert first.startswith("≈ −")
    wait_until(lambda: all(analysis.result is not None for analysis in table.analyses))
    read = table.index(0, column).data()
    seen, found = (float(text.removeprefix("≈ ").replace("−", "-")) for text in (first, read))
    assert seen == pytest.approx(found, abs=1.5)


def test_a_curve_without_platings_has_no_glimpse() -> None:
    assert glimpse_of(Part(rest_curve(), 0)) is None

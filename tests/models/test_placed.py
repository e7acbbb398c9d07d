from __future__ import annotations

from models.electrolyte import CurveEntry, Electrolyte
from models.placed import placed
from tests.plating_results import plating_results


def test_results_go_by_the_names_and_electrolytes_of_the_tree() -> None:
    results = plating_results(count=50, platings=2)
    identity = results[0].subject[0].curve.identity
    series = (Electrolyte("moved here", (CurveEntry(identity, "called so"),)),)
    found = placed(results, series)
    assert [result.title for result in found] == ["called so #1", "called so #2"]
    assert found[0].subject[0].curve is found[1].subject[0].curve
    assert found[0].subject[0].curve.metadata["electrolyte"] == "moved here"
    assert results[0].title == "S20 #1"


def test_what_the_file_states_and_the_tree_keeps_stays_as_it_is() -> None:
    results = plating_results(count=50, platings=1)
    curve = results[0].subject[0].curve
    series = (Electrolyte("1 M LiTFSI DOL/DME", (CurveEntry(curve.identity, curve.name),)),)
    assert placed(results, series)[0].subject[0].curve is curve
    assert placed(results, ())[0].subject[0].curve is curve

"""What is known about the review's tables without their cells: how they rank, where they contradict each other."""

from __future__ import annotations

from dataclasses import dataclass

from fitting.decisive_step import AUTHORS_ORDER
from fitting.messages import Message

SOURCE = "Wang, Wu, Yao, Zhang, Lithium Metal Anode in Electrochemical Perspective, ChemElectroChem 2024"


@dataclass(frozen=True)
class KnownPair:
    """A correlation that was computed from the printed Table 2 (14 electrolytes in 4 series)."""

    quantity: str
    outcome: str
    pooled: tuple[float, float] | None  # Spearman's rho and p; None where the headings make pooling meaningless
    within: tuple[float, float]


TABLE_2 = (
    KnownPair("transference number", "stabilized cycles", (-0.71, 0.004), (0.64, 0.058)),
    KnownPair("transference number", "coulombic efficiency", (-0.03, 0.91), (0.72, 0.049)),
    KnownPair("diffusion coefficient", "coulombic efficiency", None, (-0.37, 0.46)),
    KnownPair("diffusion coefficient", "stabilized cycles", None, (-0.58, 0.16)),
)

# Table 3: induction period : self-smoothing time from ... to, and the coulombic efficiency of the group
TABLE_3 = (("1:1", "1:3", 0.98), ("1:10", "1:15", 0.97), ("1:20", "1:100", 0.94))

# Cycles at 0.2 mA/cm2 of the same electrolyte in Table 2 and in Table 4
CYCLES_2_AND_4 = ((60, 62), (40, 45), (97, 95), (220, 200))

NAMES = {2: "Table 2", 3: "Table 3", 4: "Table 4"}


def authors_claim() -> Message:
    """The review's order of the steps."""
    text = (
        "The authors' claim: {order}. It is quoted, not computed; the tables, as far as they are known here, do not "
        "establish it: Table 2 has at most 4 per series, and no single series of 4 can reach 0.05."
    )
    return Message("AUTHORS_CLAIM", text, {"order": AUTHORS_ORDER.replace("self_", "self-").replace("_", " ")})


def not_shipped(table: int) -> Message:
    """Why a table is not analysed cell by cell."""
    text = (
        "{name} is not shipped: its cells stand in the article and are not copied here. Type them into "
        "table_{table}.csv as resources/review/README.md says and give the folder with --tables; no cell is made up "
        "meanwhile."
    )
    return Message("TABLE_NOT_SHIPPED", text, {"name": NAMES[table], "table": table}, table)


def known_of_table_2() -> tuple[Message, ...]:
    """What was computed from Table 2 before, and its headings."""
    notes = []
    for pair in TABLE_2:
        values: dict[str, float | int | str] = {"quantity_name": pair.quantity, "outcome": pair.outcome}
        values |= {"within": pair.within[0], "q": pair.within[1]}
        if pair.pooled is None:
            text = (
                "Computed earlier from the printed Table 2: {quantity_name} and {outcome}, {within:+.2f} (p {q:.2g}) "
                "within the series; pooling means nothing, because the headings of the groups print different powers."
            )
            notes.append(Message("KNOWN_CORRELATION", text, values, pair.within[0]))
            continue
        values |= {"pooled": pair.pooled[0], "p": pair.pooled[1]}
        text = (
            "Computed earlier from the printed Table 2: {quantity_name} and {outcome}, pooled {pooled:+.2f} "
            "(p {p:.2g}) but {within:+.2f} (p {q:.2g}) within the series: Simpson's paradox."
        )
        notes.append(Message("SIMPSON", text, values, pair.within[0]))
    text = (
        "So Table 2 does not support that mass transfer does not matter: that reading uses the pooled view. Neither "
        "does it prove the opposite: four pairs were tried on 14 electrolytes, and Holm's correction leaves none below "
        "0.05 (a second computation, sampled, had p 0.02 for the transference number and the efficiency)."
    )
    return (*notes, Message("ORDER_NOT_ESTABLISHED", text), header_typo())


def header_typo() -> Message:
    """The heading of group 2 of Table 2."""
    text = (
        'Table 2 heads D with "x10^5" in group 2 where the others have 6: read literally that is 2.5e-5 to 4.2e-5 '
        "cm²/s, ten times what the same solvent has in group 4. It is a likely misprint; it is taken as printed. "
        "Ranks within the series do not depend on it."
    )
    return Message("HEADER_TYPO", text, {}, 5.0)


def known_of_table_3() -> Message:
    """The order of Table 3's groups."""
    text = (
        "In Table 3 the larger ratio of induction period to self-smoothing time goes with the higher efficiency "
        "({groups}), and the ranges do not overlap. But three groups in perfect order have a two-sided p of "
        "{smallest:.2f}: they cannot rank."
    )
    groups = "; ".join(f"{low}–{high}: {100 * efficiency:.0f} %" for low, high, efficiency in TABLE_3)
    return Message("ORDER_OF_THREE_GROUPS", text, {"groups": groups, "smallest": 1 / 3}, 1 / 3)


def known_of_table_4() -> tuple[Message, ...]:
    """The curvatures of Table 4."""
    signs = (
        "Computed earlier from the printed Table 4: cycles against current density peak for 6M (0.5 mA/cm²) and LHCE "
        "(0.7 to 1 mA/cm²), Mix has the opposite curvature, and DS follows a parabola with an R² of 0.44. One "
        "parabola for all is not supported: it has 3 parameters for 4 points each, 1 degree of freedom."
    )
    title = "The text calls Table 4 a table of coulombic efficiencies; it lists cycles."
    return Message("CURVATURES_DIFFER", signs, {}, 1.0), Message("TITLE_DIFFERS", title)


def disagreements() -> tuple[Message, ...]:
    """Cycles at 0.2 mA/cm2 in Tables 2 and 4."""
    return tuple(disagreement(None, float(second), float(fourth)) for second, fourth in CYCLES_2_AND_4)


def disagreement(electrolyte: str | None, second: float, fourth: float) -> Message:
    """One electrolyte whose cycles at 0.2 mA/cm2 differ between Tables 2 and 4."""
    text = "Stabilized cycles at 0.2 mA/cm²{of}: {second:g} in Table 2, {fourth:g} in Table 4."
    of = "" if electrolyte is None else f", {electrolyte}"
    return Message("TABLES_DISAGREE", text, {"of": of, "second": second, "fourth": fourth}, fourth - second)

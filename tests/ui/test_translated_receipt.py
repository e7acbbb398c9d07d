"""A translated sentence is what the window shows of a receipt; what scripts read stays English."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from fitting.messages import Message
from models.curve import Curve, Receipt
from models.document import Document
from models.inspection import content_as_json, content_as_text
from models.readers import FileContent
from models.readers.file_receipt import file_receipt
from models.readers.remarks import remark, technique_judged
from models.translation import message_text
from tests.curves import plating_curve
from tests.translators import speaking
from tests.ui.conftest import OpenWindow
from ui.receipt_dialog import ReceiptDialog

CHINESE = {
    "time stands still in {count} steps": "时间有 {count} 步停顿",
    "technique judged by what was controlled: {technique}": "根据控制方式判断的技术：{technique}",
    "open circuit": "开路",
    "sheet {sheet} was refused: {parts}": "未采用工作表 {sheet}：{parts}",
    "current": "电流",
    "{name} (all zero)": "{name}（全为零）",
    "time": "时间",
}
STILL = remark("TIME_STANDS_STILL", "time stands still in {count} steps", count=7)
COLUMNS = {"columns_taken": ("t/s -> time / s",), "columns_skipped": ("Bias (all zero)",)}
RECEIPT = Receipt(flags=(STILL,), assumptions=(technique_judged("open_circuit"),), **COLUMNS)
SHOWN = ("时间有 7 步停顿", "根据控制方式判断的技术：开路")


@pytest.fixture
def curve() -> Curve:
    return replace(plating_curve(), receipt=RECEIPT)


def test_the_dialog_shows_the_translated_sentences(qtbot: QtBot, curve: Curve) -> None:
    document = Document()
    with speaking(CHINESE):
        dialog = ReceiptDialog(document, curve)
    qtbot.addWidget(dialog)
    assert all(sentence in dialog.table.as_text() for sentence in (*SHOWN, "t/s → 时间 / s", "Bias（全为零）"))
    document.close()


def test_the_tool_tip_of_the_tree_shows_the_translated_sentences(open_window: OpenWindow, curve: Curve) -> None:
    model = open_window(curve).data_panel.model
    with speaking(CHINESE):
        tip = model.index_of(curve.identity).data(Qt.ItemDataRole.ToolTipRole)
    assert all(sentence in tip.splitlines() for sentence in SHOWN)


def test_the_text_of_a_file_is_translated_but_its_json_is_not(qapp: object, curve: Curve) -> None:
    content = FileContent(curve.source.file, "ab", "biologic_mpr", (curve,), file_receipt((curve,)))
    with speaking(CHINESE):
        text, written = content_as_text(content), content_as_json(content)["receipt"]
    assert all(f"note: {sentence}" in text for sentence in SHOWN)
    assert written["flags"] == ["time stands still in 7 steps"]
    assert written["assumptions"] == ["technique judged by what was controlled: open circuit"]


def test_a_sentence_within_a_sentence_is_translated_too(qapp: object) -> None:
    why = Message("WHY", "time stands still in {count} steps", {"count": 2})
    with speaking(CHINESE):
        assert message_text(remark("SHEET_REFUSED", "sheet {sheet} was refused: {parts}", why, sheet="a")) == (
            "未采用工作表 a：时间有 2 步停顿"
        )


def test_a_name_is_translated_but_not_the_file_s_own_words(qapp: object) -> None:
    with speaking(CHINESE):
        assert message_text(Message("A", "{quantity}", {"quantity": "current"})) == "电流"
        assert message_text(Message("A", "{name}", {"name": "current"})) == "current"


def test_words_of_ours_within_a_sentence_are_translated(qapp: object) -> None:
    with speaking({"before": "之前", "the finite cell": "有限电池", "{when}: {word}": "{when}：{word}"}):
        assert message_text(Message("A", "{when}: {word}", {"when": "before", "word": "the finite cell"})) == (
            "之前：有限电池"
        )

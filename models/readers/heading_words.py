"""The words for the quantities of a curve in the languages that instruments and people write headings in."""

from __future__ import annotations

_WORDS: dict[str, str] = {
    "time": (
        "zeit, testzeit, laufzeit, temps, temps écoulé, tiempo, tempo, durée, 時間, 经过时间, 测试时间, 시간, время"
    ),
    "potential": (
        "spannung, zellspannung, elektrodenpotential, potentiel, tension, potencial, voltaje, tensión, potenziale, "
        "tensione, tensão, 電圧, 電位, 電壓, 전압, 전위, потенциал, напряжение"
    ),
    "current": "strom, stromstärke, courant, corriente, corrente, intensité, 電流, 전류, ток, сила тока",
    "current_density": (
        "stromdichte, densité de courant, densidad de corriente, densità di corrente, densidade de corrente, "
        "電流密度, 전류밀도, 전류 밀도, плотность тока"
    ),
    "charge": "ladung, carga, carica, 電気量, 電荷, 电荷, 전하량, 전하, заряд",
    "capacity": "kapazität, capacité, capacidad, capacità, capacidade, 용량, ёмкость, емкость",
    "cycle": "zyklus, zyklusnummer, zyklen, ciclo, cycle index, サイクル, 循环序号, 사이클, цикл",
    "frequency": "frequenz, fréquence, frecuencia, frequenza, frequência, 周波数, 頻率, 주파수, частота",
}

OTHER_WORDS: dict[str, str] = {word: name for name, words in _WORDS.items() for word in words.split(", ")}
EASTERN_WORDS: tuple[str, ...] = (
    "时间", "电压", "电位", "电势", "电流", "频率", "循环", "容量", "电量",
    *(word for word in OTHER_WORDS if not any(letter < "Ѐ" for letter in word) and len(word) > 1),
)  # fmt: skip

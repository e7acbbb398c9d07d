"""Settings are typed: what the file holds that makes no sense is the default."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models.settings import LANGUAGE, SETTINGS, SYSTEM, Setting, chosen_language, store

NUMBER = Setting("number", "", "", "", 5.0, lower=1.0, upper=60.0)
SWITCH = Setting("switch", "", "", "", True)


@pytest.fixture(autouse=True)
def nothing_chosen() -> Iterator[None]:
    store().clear()
    yield
    store().clear()


def test_nothing_chosen_is_the_default() -> None:
    assert all(setting.read() == setting.default for setting in SETTINGS)


@pytest.mark.parametrize(("setting", "value"), [(NUMBER, 12.5), (SWITCH, False), (LANGUAGE, "zh_CN")])
def test_a_choice_is_read_back_with_its_type(setting: Setting, value: float | bool | str) -> None:
    setting.keep(value)
    assert setting.read() == value
    assert type(setting.read()) is type(setting.default)


@pytest.mark.parametrize(
    ("setting", "text"), [(NUMBER, "600"), (NUMBER, "many"), (SWITCH, "perhaps"), (LANGUAGE, "tlh")]
)
def test_nonsense_in_the_file_is_the_default(setting: Setting, text: str) -> None:
    store().setValue(setting.name, text)
    assert setting.read() == setting.default


def test_the_default_is_not_written() -> None:
    LANGUAGE.keep("zh_CN")
    LANGUAGE.keep(SYSTEM)
    assert not store().contains(LANGUAGE.name)


def test_the_language_of_the_desktop_is_overruled_by_a_choice() -> None:
    assert chosen_language() == "en"
    LANGUAGE.keep("zh_CN")
    assert chosen_language() == "zh_CN"


def test_every_setting_has_a_name_of_its_own_and_words() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    assert all(setting.title and setting.sentence and setting.group for setting in SETTINGS)
    assert all(setting.understood(str(setting.default)) == setting.default for setting in SETTINGS)

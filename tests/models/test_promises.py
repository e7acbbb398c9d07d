"""The thirteen promises to whoever works with the program, each with the tests that fail when it is broken."""

from __future__ import annotations

import ast

import pytest

from tests.conftest import ROOT

PROMISES = {
    "1 an edit you saw is an edit you keep": (
        "models/test_trust.py::test_nothing_is_lost",
        "models/test_project_life.py::test_any_life_of_a_project_equals_the_model",
        "models/test_project.py::test_work_without_a_name_survives_a_crash_and_a_second_one",
        "ui/test_error_dialog.py::test_a_crash_below_python_leaves_a_log_and_every_edit",
    ),
    "2 your project file is always whole": (
        "models/test_trust.py::test_nothing_is_lost",
        "models/test_project_saving.py::test_a_virus_scanner_that_holds_the_file_for_a_while_is_waited_for",
        "models/test_project_saving.py::test_a_save_that_failed_after_it_took_hold_is_harmless_to_try_again",
    ),
    "3 we never change your raw data": (
        "models/test_project_saving.py::test_raw_files_are_never_touched_and_their_identity_is_kept",
        "models/test_folder_export.py::test_sources_are_the_same_changed_or_not_there",
    ),
    "4 nothing is guessed silently": ("ui/test_receipt.py", "models/test_readers_remarks.py"),
    "5 a bad file costs that file, never the session": (
        "models/test_hostile_files.py",
        "models/test_import_process.py",
    ),
    "6 if we crash, you restart where you were": (
        "models/test_project.py::test_after_a_crash_the_edits_since_the_save_come_back_and_can_be_undone",
        "ui/test_project_actions.py::test_recovered_edits_are_told_and_undone_with_one_click",
    ),
    "7 damage is detected, named and partly repaired": (
        "models/test_project_file.py::test_one_damaged_block_costs_its_rows_and_nothing_else",
        "models/test_project_file.py::test_of_a_project_whose_end_is_missing_the_good_curves_come_back",
        "ui/test_project_actions.py::test_a_damaged_project_opens_as_a_copy_with_a_notice",
    ),
    "8 time machine": (
        "ui/test_project_actions.py::test_history_points_and_backups_are_one_menu_away",
        "models/test_backups.py::test_of_half_a_year_seven_days_four_weeks_and_six_months_stay",
        "models/test_backups.py::test_a_clock_that_jumps_prunes_nothing_and_orders_nothing_anew",
    ),
    "9 readable in twenty years without us": (
        "models/test_project_file.py::test_the_file_says_how_it_is_read_and_twenty_lines_of_numpy_do_it",
        "models/test_folder_export.py::test_every_curve_reads_back_to_the_last_digit",
    ),
    "10 versions do not break or strip each other": (
        "models/test_project_file.py::test_what_a_newer_program_added_survives_and_its_version_stands",
        "models/test_project_file.py::test_an_old_project_goes_through_the_chain_and_is_saved_as_a_new_one",
        "models/test_project_file.py::test_a_project_that_only_a_newer_program_can_read_is_left_to_it",
    ),
    "11 no code in data": (
        "test_layout.py::test_the_product_keeps",
        "models/test_project_file.py::test_nothing_in_a_project_is_run",
        "models/test_project_file.py::test_what_could_act_is_refused_by_name",
    ),
    "12 two windows cannot fight": (
        "models/test_project.py::test_a_second_window_works_on_a_copy_and_says_who_holds_the_project",
        "models/test_project.py::test_a_file_that_another_computer_changed_is_not_replaced_unasked",
    ),
    "13 exports are atomic and inert": (
        "models/test_whole_file.py",
        "models/test_folder_export.py::test_words_of_a_table_never_become_a_formula",
        "models/test_folder_export.py::test_a_folder_that_is_there_is_left_alone_and_one_that_fails_leaves_nothing",
    ),
}


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_has_its_tests(promise: str) -> None:
    for place in PROMISES[promise]:
        file, _, name = place.partition("::")
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in names or (not name and any(each.startswith("test_") for each in names)), place

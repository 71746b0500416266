"""The faults and the hostile input, as a table: case, tried, survived, lost. ``python tests/torture.py [pytest options]``

Every case is a set of tests that also run in ``make test``, there with fewer moments, smaller files and fewer pages; here they are run in
full (``MASARAT_TORTURE``) and counted together. Exit code 1 when anything was lost, left out or not found.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("encodings and binary files", ("tests/ingest/test_encoding.py",)),
    ("damaged, empty, foreign and endless files", (
        "tests/ingest/test_files.py::test_bad_input_costs_one_clear_line_and_nothing_else",
        "tests/ingest/test_files.py::test_parquet_of_wrong_types_is_refused",
        "tests/ingest/test_files.py::test_one_bad_line_does_not_cost_its_neighbours",
        "tests/ingest/test_files.py::test_a_line_beyond_measure_is_passed_over",
        "tests/ingest/test_files.py::test_gzip_bombs_stop_early",
        "tests/ingest/test_files.py::test_ids_taken_twice",
    )),
    ("hostile and huge files, bombs, pipes, names of files, archives", ("tests/ingest/test_hostile.py", "tests/ingest/test_archives.py")),
    ("addresses inside the network, endless pages, rebinding", ("tests/ingest/test_web.py",)),
    ("any text through extraction", (
        "tests/test_properties.py::test_extraction_of_newslike_noise_meets_the_contract",
        "tests/test_properties.py::test_extraction_of_any_unicode_meets_the_contract",
        "tests/test_properties.py::test_extraction_survives_hostile_text",
    )),
    ("sentences made to be slow", (
        "tests/test_growth.py",
        "tests/ingest/test_clean.py::test_patterns_are_linear_on_repetitions_of_their_own_words",
    )),
    ("builds killed at every step, full disks, power cuts", (
        "tests/store/test_faults.py::test_a_build_may_be_killed_at_any_moment",
        "tests/store/test_faults.py::test_without_room_the_old_store_stands_and_the_message_says_so",
        "tests/store/test_faults.py::test_a_damaged_part_is_done_again",
        "tests/store/test_faults.py::test_a_store_that_cannot_stand_there_is_said",
        "tests/store/test_build.py::test_a_killed_build_leaves_the_old_store_and_goes_on",
        "tests/store/test_build.py::test_a_fault_while_writing_leaves_the_old_store",
    )),
    ("two builds; damaged, older, newer and replaced stores", (
        "tests/store/test_build.py::test_two_builds_do_not_meet",
        "tests/store/test_build.py::test_readers_of_a_replaced_store_keep_the_old_and_can_open_the_new",
        "tests/store/test_build.py::test_a_store_that_cannot_be_read_says_so",
        "tests/store/test_faults.py::test_a_store_damaged_anywhere_gives_a_sentence",
    )),
    ("every record accounted for; the same store in any order", (
        "tests/store/test_build.py::test_the_balance_adds_up_with_every_kind_of_fault",
        "tests/store/test_build.py::test_same_input_same_tables_for_any_order_and_number_of_processes",
    )),
    ("filters and addresses of pages", (
        "tests/store/test_filters.py::test_untrusted_parameters_never_raise_and_nothing_malformed_gets_through",
        "tests/store/test_filters.py::test_any_filter_survives_the_url",
        "tests/store/test_filters.py::test_sql_has_one_parameter_for_every_mark",
        "tests/store/test_query.py::test_readers_cannot_write_or_reach_other_files",
        "tests/e2e/test_pages.py::test_page_unknown_values_are_dropped_with_a_note",
    )),
    ("downloads", (
        "tests/store/test_exports.py::test_any_text_survives_csv_up_to_the_guard_and_control_characters",
        "tests/store/test_exports.py::test_nothing_becomes_a_formula",
        "tests/store/test_exports.py::test_timelinejs_escapes_what_it_shows",
        "tests/store/test_exports.py::test_control_characters_break_no_xml",
    )),
    ("hostile articles on every page and in every export", (
        "tests/e2e/test_hostile.py",
        "tests/e2e/test_pages.py::test_page_hostile_article_stays_text",
    )),
    ("uploads of strangers", (
        "tests/dashboard/test_limits.py",
        "tests/dashboard/test_jobs.py",
        "tests/e2e/test_ways.py::test_add_article_is_extracted_and_stays_in_its_session",
        "tests/e2e/test_ways.py::test_add_takes_files_and_says_what_it_could_not_read",
        "tests/e2e/test_ways.py::test_a_deployment_may_switch_adding_off_and_a_missing_store_says_what_to_do",
    )),
    ("what is installed is what was locked", (
        "tests/test_house.py::test_locks_hold_a_hash_for_every_package",
        "tests/test_house.py::test_locks_agree_with_requirements",
        "tests/test_house.py::test_locks_hold_all_that_their_packages_ask_for",
        "tests/test_house.py::test_whatever_is_installed_is_checked_by_its_hash",
    )),
)  # fmt: skip


class Tally:
    """What became of each test: passed, failed, skipped."""

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[str, str]] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = report.nodeid.split("[")[0]
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[test, report.outcome] += 1

    def of(self, tests: tuple[str, ...], outcome: str) -> int:
        """How many of ``tests`` (files or functions) had ``outcome``."""
        mine = [(test, n) for (test, what), n in self.outcomes.items() if what == outcome]
        return sum(n for test, n in mine if any(test == t or test.startswith(f"{t}::") for t in tests))


def main() -> int:
    """Run and print; 0 when everything was tried and nothing lost."""
    os.environ["MASARAT_TORTURE"] = "1"
    tally, began = Tally(), time.monotonic()
    wanted = [str(ROOT / test) for _, tests in CASES for test in tests]
    code = pytest.main(["-q", "--no-header", "-p", "no:cacheprovider", *sys.argv[1:], *wanted], plugins=[tally])
    print(f"\n{'case':58} {'tried':>6} {'survived':>9} {'lost':>5} {'left out':>9}")
    for name, tests in CASES:
        survived, lost, left_out = (tally.of(tests, outcome) for outcome in ("passed", "failed", "skipped"))
        print(f"{name:58} {survived + lost:6} {survived:9} {lost:5} {left_out:9}")
    everything = tuple(test for _, tests in CASES for test in tests)
    survived, lost, left_out = (tally.of(everything, outcome) for outcome in ("passed", "failed", "skipped"))
    print(f"{'all':58} {survived + lost:6} {survived:9} {lost:5} {left_out:9}\n{time.monotonic() - began:.0f} seconds")
    return 0 if code == pytest.ExitCode.OK and not left_out and all(tally.of(tests, "passed") for _, tests in CASES) else 1


if __name__ == "__main__":
    result = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(result)  # DuckDB's binding reports leaks at length when Python takes itself down

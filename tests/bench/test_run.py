"""The ratios, the import times and the pairs that are measured."""

from __future__ import annotations

import json

import pytest

from bench import pairs, run


def test_the_ratio_to_a_peer_is_the_geometric_mean_where_both_succeeded():
    rows = {
        "a": {"mb": 1, "apidiff": {"least_s": 1.0}, "peer": {"least_s": 2.0}},
        "b": {"mb": 1, "apidiff": {"least_s": 1.0}, "peer": {"least_s": 8.0}},
        "c": {"mb": 1, "apidiff": {"least_s": 1.0}, "peer": {"failed": "no"}},
        "d": {"mb": 1, "apidiff": {"failed": "no"}, "peer": {"least_s": 9.0}},
    }
    assert run._mean_ratios(rows) == {"peer": 4.0}


def test_the_table_has_a_row_for_each_pair_and_says_what_fails():
    figures = {"least_s": 0.123, "peak_mb": 45.6}
    rows = {"box": {"mb": 3.5, "apidiff": figures, "peer": {"failed": "no"}}}
    assert run.table(rows).splitlines()[2] == "| box | 3.5 | 0.12 s, 46 MB | fails |"


def test_import_time_counts_the_module_and_what_it_imports_and_not_the_start_of_python():
    times = run.import_time("json")
    assert times["total_ms"] > 0
    assert "json.decoder" in times["slowest_ms"]
    assert not {"site", "encodings", "json"} & set(times["slowest_ms"])


def test_a_generated_pair_is_made_once_and_again_only_when_its_recipe_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(pairs, "OUT", tmp_path)
    code = "(lambda d: (d, revised(d, {n})))(description(Shape(resources=1)))"
    first = pairs.generated("p", code.format(n=1))
    written = first.base.stat().st_mtime_ns, first.revision.read_text()
    again = pairs.generated("p", code.format(n=1))
    assert (again.base.stat().st_mtime_ns, again.revision.read_text()) == written
    changed = pairs.generated("p", code.format(n=3))
    assert changed.revision.read_text() != written[1]
    assert json.loads(changed.base.read_text())["openapi"] == "3.1.0"


def test_the_size_of_a_pair_is_that_of_both_sides(tmp_path):
    for side in ("base", "revision"):
        (tmp_path / side).write_text("x" * 100)
    assert pairs.Pair("p", tmp_path / "base", tmp_path / "revision").size_bytes == 200


@pytest.mark.parametrize("side", ["base", "revision"])
def test_real_pairs_name_files_that_exist(side):
    found = list(pairs.real_pairs())
    if not found:
        pytest.skip("the shared corpus is not beside this checkout")
    assert all(getattr(pair, side).is_file() for pair in found)

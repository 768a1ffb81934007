# SPDX-License-Identifier: Apache-2.0
"""`measure demand --input FILE`: what is read, what is told, what is refused."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from omotenashi.insight.forecasts.files import BadFile
from omotenashi.insight.forecasts.inputs import answer
from omotenashi.insight.measures.params import BadParameter


def asked(path: Path, **values: str) -> dict[str, Any]:
    return answer(name="demand", path=path, columns="", values=values, today=date(2026, 1, 1))


def written(path: Path, *, days: int, stock: bool = False, gone: int = 0) -> Path:
    """One piece every day, two on Saturdays; on the last `gone` days nothing, because nothing was there."""
    lines = ["date,sku,qty" + (",stock" if stock else "")]
    for n in range(days):
        day, had = date(2025, 1, 6) + timedelta(days=n), n < days - gone
        lines.append(f"{day},T,{(2 if n % 7 == 5 else 1) if had else 0}" + (f",{9 if had else 0}" if stock else ""))
    path.write_text("\n".join(lines))
    return path


def test_an_even_demand_is_foretold_to_the_piece(tmp_path: Path) -> None:
    found = asked(written(tmp_path / "a.csv", days=210))
    [row] = found["rows"]
    assert (found["answers"], found["refused"], found["as_of"]) == (True, [], "2025-08-04")
    # Eight a week; lead time and review are a week each.
    assert [round(one, 1) for one in row["weeks"]] == [8.0] * 8
    assert (round(row["expected"], 1), row["class"], "proposal" in row) == (16.0, "daily", False)
    assert row["reorder_point"] == 23
    assert row["target"] == 31


def test_days_without_stock_are_no_demand_of_zero(tmp_path: Path) -> None:
    found = asked(written(tmp_path / "a.csv", days=210, stock=True, gone=21))
    [row] = found["rows"]
    assert found["population"]["out_days"] == 21
    assert [round(one, 1) for one in row["weeks"]] == [8.0] * 8
    assert (row["held"], row["proposal"]) == (0, row["target"])


def test_too_little_is_refused_with_a_reason(tmp_path: Path) -> None:
    found = asked(written(tmp_path / "a.csv", days=80))
    assert (found["answers"], found["rows"], [one["code"] for one in found["refused"]]) == (False, [], ["too_short"])


def test_bad_files_and_parameters_are_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", days=100)
    with pytest.raises(BadParameter):
        asked(path, service="200")
    with pytest.raises(BadParameter):
        asked(path, horizon="3")
    (tmp_path / "b.csv").write_text("date,qty\n2025-01-01,3\n")
    with pytest.raises(BadFile, match="product"):
        asked(tmp_path / "b.csv")

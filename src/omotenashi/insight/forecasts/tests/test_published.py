# SPDX-License-Identifier: Apache-2.0
"""Published parameters reproduced from public data, through the same door as `omotenashi measure NAME --input FILE`.

The files lie beside the project and are not part of it; without them these tests are skipped.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from omotenashi.insight.forecasts import inputs

DATA = Path(__file__).parents[6] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the public data sets are not at {DATA}")
CDNOW = DATA / "ltv" / "CDNOW_sample.txt"
COLUMNS = "customer=2,date=3,amount=5"
WITHIN = {"r": 0.002, "alpha": 0.02, "a": 0.01, "b": 0.03}
PARETO_WITHIN = {"r": 0.003, "alpha": 0.05, "s": 0.005, "beta": 0.15}


def expected(name: str) -> dict[str, Any]:
    """The published numbers of one id."""
    entries = json.loads((DATA / "expected.json").read_text("utf-8"))
    found: dict[str, Any] = next(entry["expected"] for entry in entries if entry["id"] == name)
    return found


def ask(name: str, path: Path, *, columns: str = "", **values: str) -> dict[str, Any]:
    """The answer as JSON."""
    answered = inputs.answer(name=name, path=path, columns=columns, values=values, today=date(2026, 1, 1))
    read: dict[str, Any] = json.loads(json.dumps(answered))
    return read


@pytest.fixture(scope="module")
def bought() -> dict[str, Any]:
    """BG/NBD on CDNOW, 39 weeks fitted and 39 kept back."""
    return ask("bgnbd", CDNOW, columns=COLUMNS, calibration_end="1997-09-30", holdout="273", horizon="39")


def test_cdnow_is_counted_as_published(bought: dict[str, Any]) -> None:
    found = bought["population"]
    assert {
        "rows": found["rows"],
        "customers": found["customers"],
        "repeat_tx_cal": found["repeat_transactions"],
        "zero_repeaters": found["zero_repeaters"],
        "holdout_tx_39wk": found["holdout_transactions"],
    } == expected("LTV-D1")


def test_bgnbd_is_fitted_as_published(bought: dict[str, Any]) -> None:
    published = expected("LTV-D2")
    fit = bought["fit"]
    assert fit["parameters"] == {name: pytest.approx(published[name], abs=away) for name, away in WITHIN.items()}
    assert fit["log_likelihood"] == pytest.approx(published["LL"], abs=0.05)
    summary = ask("bgnbd", DATA / "ltv" / "cdnow_customers_summary.csv")["fit"]
    assert summary["parameters"] == {name: pytest.approx(published[name], abs=away) for name, away in WITHIN.items()}


def test_pareto_nbd_is_fitted_as_published() -> None:
    published = expected("LTV-D3")
    answer = ask("pareto-nbd", CDNOW, columns=COLUMNS, calibration_end="1997-09-30")
    fit = answer["fit"]
    assert fit["parameters"] == {name: pytest.approx(published[name], abs=away) for name, away in PARETO_WITHIN.items()}
    assert fit["log_likelihood"] == pytest.approx(published["LL"], abs=0.05)
    assert {name: round(error, 3) for name, error in fit["standard_errors"].items()} == {
        "r": 0.048, "alpha": 0.843, "s": 0.187, "beta": pytest.approx(6.211, abs=0.02),
    }  # fmt: skip
    assert answer["population"]["expected_of_new"] == pytest.approx(expected("LTV-D5")["pnbd_EX52"], abs=0.001)


def test_gamma_gamma_is_fitted_as_published() -> None:
    published = expected("LTV-D4")
    answer = ask("gamma-gamma", DATA / "ltv" / "cdnow_customers_summary_with_transactions.csv")
    fit = answer["fit"]
    assert fit["customers"] == 946
    assert [fit["parameters"][name] for name in ("p", "q")] == pytest.approx([published["p"], published["q"]], abs=0.02)
    assert fit["parameters"]["gamma"] == pytest.approx(published["v"], abs=0.1)
    assert fit["log_likelihood"] == pytest.approx(published["LL"], abs=0.05)
    by_name = {row["customer"]: row["expected_spend"] for row in answer["rows"]}
    assert [by_name[name] for name in "12369"] == pytest.approx(published["E"], abs=0.01)


def test_the_customer_of_the_published_example_is_expected_as_often(bought: dict[str, Any]) -> None:
    one = next(row for row in bought["rows"] if row["customer"] == "0001")
    assert (one["frequency"], round(one["recency"], 2), round(one["T"], 2)) == (2, 30.43, 38.86)
    assert one["expected"] == pytest.approx(expected("LTV-D5")["bg"], abs=0.001)


def test_zero_for_everybody_is_told_beside_the_error(bought: dict[str, Any]) -> None:
    held = bought["holdout"]
    assert round(held["mae_of_zero"], 4) == 0.7985
    assert sum(group["customers"] for group in held["groups"]) == 2357
    assert sum(group["customers"] * group["actual"] for group in held["groups"]) == pytest.approx(1882)
    assert sum(group["customers"] * group["expected"] for group in held["groups"]) == pytest.approx(held["expected"])
    # The tenth with the highest forecasts bought what was said, within two standard errors.
    best = held["groups"][-1]
    assert abs(best["expected"] - best["actual"]) < 2 * best["error"]


def test_online_retail_does_not_show_who_leaves_and_the_models_say_so(tmp_path: Path) -> None:
    path = tmp_path / "retail.parquet"
    duckdb.sql(f"""COPY (SELECT CustomerID AS customer, InvoiceDate::date AS date, sum(Quantity * UnitPrice) AS amount
        FROM read_parquet('{DATA}/transactions/online_retail.parquet') WHERE CustomerID IS NOT NULL
        AND InvoiceNo NOT LIKE 'C%' AND Quantity > 0 AND UnitPrice > 0 GROUP BY ALL) TO '{path}'""")
    for name in ("bgnbd", "pareto-nbd", "ltv-forecast"):
        answer = ask(name, path)
        assert (answer["answers"], [one["code"] for one in answer["refused"]], answer["rows"]) == (
            False,
            ["dropout_not_identified"],
            [],
        )

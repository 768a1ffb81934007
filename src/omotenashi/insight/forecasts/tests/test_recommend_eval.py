# SPDX-License-Identifier: Apache-2.0
"""`recommend-eval` and `coupons`: any file of anybody's, and the published numbers where the data are there."""

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from omotenashi.insight.forecasts import inputs
from omotenashi.insight.forecasts.asked.logs import read_log
from omotenashi.insight.forecasts.files import BadFile
from omotenashi.insight.measures.params import BadParameter

DATA = Path(__file__).parents[6] / "shared" / "data"
published = pytest.mark.skipif(not DATA.is_dir(), reason=f"the public data sets are not at {DATA}")


def expected(name: str) -> dict[str, Any]:
    """The published numbers of one id."""
    entries = json.loads((DATA / "expected.json").read_text("utf-8"))
    found: dict[str, Any] = next(entry["expected"] for entry in entries if entry["id"] == name)
    return found


def ask(name: str, path: Path, other: Path | None = None, *, columns: str = "", **values: str) -> dict[str, Any]:
    """The answer as JSON."""
    answered = inputs.answer(name=name, path=path, other=other, columns=columns, values=values, today=date(2026, 1, 1))
    read: dict[str, Any] = json.loads(json.dumps(answered, default=str))
    return read


def marks(answer: dict[str, Any], method: str) -> dict[str, float]:
    """Precision, recall and nDCG of a method."""
    row = next(one for one in answer["rows"] if one["method"] == method)
    return {"P": row["precision"], "R": row["recall"], "N": row["ndcg"]}


@published
def test_movielens_is_ranked_as_published() -> None:
    folder, wanted = DATA / "recommend" / "ml100k", expected("REC-D1")
    answer = ask(
        "recommend-eval", folder / "mcrec_train.tsv", folder / "mcrec_test.txt", methods="popular,neighbours,ease,svd"
    )
    assert answer["population"]["evaluated_users"] == 942
    for method, name, within in (
        ("ease", "EASE_l2_458", 2e-4),
        ("neighbours", "ItemKNN_jaccard_k161", 2e-4),
        ("popular", "TopPop", 5e-4),
        ("svd", "PureSVD13", 1e-3),
    ):
        assert marks(answer, method) == {key: pytest.approx(value, abs=within) for key, value in wanted[name].items()}
    assert [row["method"] for row in answer["rows"]] == ["ease", "svd", "neighbours", "popular"]


@published
def test_coupons_are_counted_as_published_and_never_multiplied() -> None:
    folder, wanted = DATA / "completejourney", expected("CJ-D2")
    answer = ask("coupons", folder / "coupon_redemptions.parquet", folder / "coupons.parquet", limit="3")
    top = [[int(row["coupon"]), row["redemptions"]] for row in answer["rows"]]
    assert {**{name: answer["population"].get(name) for name in wanted}, "top": top} == wanted


PAIRS = [("ann", "tea"), ("ann", "cup"), ("bob", "tea"), ("bob", "cup"), ("cid", "ink"), ("cid", "pen"), ("dan", "tea")]
FORMS = {
    "headed.csv": "Customer ID,StockCode,Quantity\n" + "".join(f"{user},{item},1\n" for user, item in PAIRS),
    "semicolons.csv": "顧客番号;商品コード\n" + "".join(f"{user};{item}\n" for user, item in PAIRS),
    "plain.tsv": "".join(f"{user}\t{item}\t4\n" for user, item in PAIRS),
    "ratings.dat": "".join(f"{user}::{item}::4::978300760\n" for user, item in PAIRS),
    "atoms.inter": "user_id:token\titem_id:token\n" + "".join(f"{user}\t{item}\n" for user, item in PAIRS),
    "words.txt": "".join(f"{user} {item}\n" for user, item in PAIRS),
    "lists.txt": "ann tea cup\nbob tea cup\ncid ink pen\ndan tea\n",
    "swapped.csv": "product_id,household_id\n" + "".join(f"{item},{user}\n" for user, item in PAIRS),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_log_is_read_in_whatever_form_it_comes(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(FORMS[name], "utf-8")
    log = read_log(path)
    assert sorted(zip(log.users.tolist(), log.items.tolist(), strict=True)) == sorted(PAIRS)


def test_parquet_and_zipped_files_are_read_too(tmp_path: Path) -> None:
    zipped = tmp_path / "log.csv.gz"
    zipped.write_bytes(gzip.compress(FORMS["headed.csv"].encode()))
    parquet = tmp_path / "log.parquet"
    duckdb.sql(f"COPY (SELECT 7 AS \"userId\", unnest(['x', 'y']) AS \"movieId\", 4.5 AS rating) TO '{parquet}'")
    assert (len(read_log(zipped).users), read_log(parquet).items.tolist()) == (7, ["x", "y"])
    assert read_log(parquet).users.tolist() == ["7", "7"]


def test_what_was_taken_back_and_what_names_nobody_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text("CustomerID,StockCode,Quantity,InvoiceDate\n1,A,2,2011-01-05\n1,B,-1,2011-01-06\n,C,1,2011-01-07\n")
    log = read_log(path)
    assert (log.items.tolist(), log.rows) == (["A"], 3)


def test_columns_are_called_by_name_or_place(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("wer,was,wann\n1,A,2024-01-01\n2,B,2024-01-02\n")
    assert read_log(path, columns="user=wer,item=was,date=wann").users.tolist() == ["1", "2"]
    assert read_log(path, columns="customer=wer,product=2").items.tolist() == ["A", "B"]
    with pytest.raises(BadParameter):
        read_log(path, columns="nobody=wer")


@pytest.mark.parametrize(("text", "said"), [("", "empty"), ("customer,colour\n1,red\n", "no column for “item”")])
def test_a_file_that_cannot_be_read_says_why(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "given.csv"
    path.write_text(text)
    with pytest.raises(BadFile, match=said):
        ask("recommend-eval", path)


def test_without_a_second_file_the_latest_part_is_kept_back(tmp_path: Path) -> None:
    rows = [(user, item, f"2024-01-{1 + place:02}") for place, item in enumerate("abcde") for user in range(8)]
    path = tmp_path / "log.csv"
    path.write_text("user,item,date\n" + "".join(f"{user},{item},{day}\n" for user, item, day in rows))
    answer = ask("recommend-eval", path, methods="popular", share="20", k="1")
    told = answer["population"]
    assert (told["holdout"], told["interactions"], told["test_interactions"], told["evaluated_users"]) == (
        "time",
        32,
        8,
        8,
    )
    assert marks(answer, "popular") == {"P": 1.0, "R": 1.0, "N": 1.0}
    last = ask("recommend-eval", path, methods="popular", holdout="last")["population"]
    days = ask("recommend-eval", path, methods="popular", holdout="2")["population"]
    assert (last["test_interactions"], days["test_interactions"]) == (8, 16)


def test_a_file_may_say_itself_what_is_kept_back(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "user,item,split,date\n1,a,train,2024-01-09\n2,a,train,2024-01-09\n2,b,train,2024-01-09\n1,b,test,2024-01-01\n"
    )
    told = ask("recommend-eval", path, methods="popular", k="1")
    assert (told["population"]["holdout"], told["population"]["test_interactions"]) == ("part", 1)
    assert marks(told, "popular") == {"P": 1.0, "R": 1.0, "N": 1.0}


def test_what_is_not_known_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(FORMS["headed.csv"])
    for name, value in (("methods", "magic"), ("similarity", "magic"), ("holdout", "time"), ("k", "many")):
        with pytest.raises(BadParameter):
            ask("recommend-eval", path, None, columns="", **{name: value})
    with pytest.raises(BadFile, match="second file"):
        ask("basket", path, path)


def test_a_coupon_for_many_products_is_one_redemption(tmp_path: Path) -> None:
    used, goods = tmp_path / "used.csv", tmp_path / "goods.csv"
    used.write_text("coupon,customer\nA,1\nA,2\nB,1\n")
    goods.write_text("coupon,product\nA,x\nA,y\nA,z\nB,x\nC,y\n")
    answer = ask("coupons", used, goods)
    assert answer["population"] == {
        "redemptions": 3, "upcs_redeemed": 2, "customers": 2, "products_with_coupon": 3, "coupon_upcs": 3,
        "never_redeemed": 1, "unknown_coupons": 0, "naive_join_rows": 7,
    }  # fmt: skip
    assert [(row["coupon"], row["redemptions"], row["customers"], row["products"]) for row in answer["rows"]] == [
        ("A", 2, 2, 3), ("B", 1, 1, 1),
    ]  # fmt: skip
    assert ask("coupons", used)["population"] == {"redemptions": 3, "upcs_redeemed": 2, "customers": 2}

# SPDX-License-Identifier: Apache-2.0
"""名寄せ of files against published results, and against Japanese doubles that are made here."""

import random
from itertools import combinations

import pytest

from omotenashi.people.customers.actions import matching_files as files
from omotenashi.people.customers.tests.shared import expected, rows


def test_the_rules_of_the_linking_guide_give_its_candidates_histogram_and_matches() -> None:
    left, right = (files.read(rows(f"data/identity/febrl_dataset4{half}.csv")) for half in "ab")
    answer = files.match_by_rules(left, right)
    asked = expected("ID-D1")["expected"]
    assert answer["counts"]["candidates"] == asked["candidates"]
    assert answer["counts"]["histogram"] == asked["score_hist"]
    assert len(answer["pairs"]) == asked["matches"]


def test_two_files_are_linked_without_labels_nearly_perfectly() -> None:
    left, right = (files.read(rows(f"data/identity/febrl_dataset4{half}.csv")) for half in "ab")
    answer = files.match(left, right)
    right_ones = sum(pair["left"].replace("org", "dup-0") == pair["right"] for pair in answer["pairs"])
    assert f1(right_ones, len(answer["pairs"]), 5000) >= 0.995


def test_a_file_is_deduplicated_precisely() -> None:
    people = rows("data/identity/splink_fake_1000.csv")
    answer = files.match(files.read(people))
    of = {person["unique_id"]: person["cluster"] for person in people}
    true = sum(of[a] == of[b] for a, b in combinations(of, 2))
    right = sum(of[pair["left"]] == of[pair["right"]] for pair in answer["pairs"])
    assert right / len(answer["pairs"]) >= 0.99
    assert f1(right, len(answer["pairs"]), true) >= 0.82


def test_japanese_doubles_meet_in_any_writing() -> None:
    people, true = japanese(seed=7)
    answer = files.match(files.read(people))
    found = {tuple(sorted((pair["left"], pair["right"]))) for pair in answer["pairs"]}
    assert len(found & true) / len(found) >= 0.98
    assert len(found & true) / len(true) >= 0.90


def test_columns_that_say_nothing_are_refused_by_name() -> None:
    with pytest.raises(files.NothingToCompare) as refusal:
        files.read([{"colour": "red", "cluster": "1"}])
    assert refusal.value.args == ("colour", "cluster")


def f1(right: int, said: int, true: int) -> float:
    return 2 * right / (said + true)


def japanese(*, seed: int, people: int = 400) -> tuple[list[dict[str, str]], set[tuple[str, str]]]:
    """People of whom every third stands twice: 全角, half-width kana, old characters, addresses in other words."""
    draw = random.Random(seed)
    made: list[dict[str, str]] = []
    true = set()
    for number in range(people):
        one = _person(draw)
        made.append({"顧客ID": f"A{number}", **one})
        if number % 3 == 0:
            made.append({"顧客ID": f"B{number}", **_again(one, draw)})
            true.add((f"A{number}", f"B{number}"))
    return made, true


_FAMILY = [("髙橋", "高橋", "タカハシ"), ("渡邊", "渡辺", "ワタナベ"), ("齋藤", "斎藤", "サイトウ"), ("佐藤", "佐藤", "サトウ"),
           ("山﨑", "山崎", "ヤマザキ"), ("濱田", "浜田", "ハマダ"), ("鈴木", "鈴木", "スズキ"), ("大野", "大野", "オオノ"),
           ("廣瀬", "広瀬", "ヒロセ"), ("櫻井", "桜井", "サクライ"), ("伊藤", "伊藤", "イトウ"), ("中村", "中村", "ナカムラ")]  # fmt: skip
_GIVEN = [("花子", "ハナコ"), ("太郎", "タロウ"), ("優子", "ユウコ"), ("翔太", "ショウタ"), ("陽菜", "ヒナ"), ("健一", "ケンイチ"),
          ("美咲", "ミサキ"), ("大輔", "ダイスケ"), ("真理", "マリ"), ("直樹", "ナオキ"), ("京子", "キョウコ"), ("涼", "リョウ")]  # fmt: skip
_TOWNS = [("1540024", "東京都世田谷区三軒茶屋"), ("1500042", "東京都渋谷区宇田川町"), ("2200012", "神奈川県横浜市西区みなとみらい"),
          ("5300001", "大阪府大阪市北区梅田"), ("4600008", "愛知県名古屋市中区栄"), ("8100001", "福岡県福岡市中央区天神")]  # fmt: skip
_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")


def _person(draw: random.Random) -> dict[str, str]:
    family, given, town = draw.choice(_FAMILY), draw.choice(_GIVEN), draw.choice(_TOWNS)
    block, lot, house = draw.randint(1, 5), draw.randint(1, 30), draw.randint(1, 20)
    return {
        "氏名": f"{family[0]} {given[0]}",
        "カナ": f"{family[2]} {given[1]}",
        "生年月日": f"{draw.randint(1950, 2004)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
        "電話": f"090-{draw.randint(1000, 9999)}-{draw.randint(1000, 9999)}",
        "メール": f"{draw.randrange(10**8)}@example.jp",
        "郵便番号": town[0],
        "住所": f"{town[1]}{block}丁目{lot}番{house}号",
    }


def _again(one: dict[str, str], draw: random.Random) -> dict[str, str]:
    import jaconv

    other = dict(one)
    family, given = one["氏名"].split(" ")
    new = {old: plain for old, plain, _kana in _FAMILY}
    other["氏名"] = draw.choice([f"{new[family]}　{given}", f"{new[family]}{given}", f"{family} {given} 様"])
    other["カナ"] = draw.choice(
        [jaconv.z2h(one["カナ"]), jaconv.kata2hira(one["カナ"]), one["カナ"].replace(" ", "　"), ""]
    )
    other["住所"] = draw.choice(
        [
            one["住所"].replace("丁目", "-").replace("番", "-").replace("号", ""),
            one["住所"].translate(_WIDE),
            f"{one['住所']} ハイツ101",
        ]
    )
    other["郵便番号"] = draw.choice([f"〒{one['郵便番号'][:3]}-{one['郵便番号'][3:]}", ""])
    other["電話"] = draw.choice([one["電話"].replace("-", "").translate(_WIDE), "", "090-0000-1111"])
    other["メール"] = draw.choice(["", f"masked{draw.randrange(10**9)}@mall.example.com"])
    if draw.random() < 0.2:
        other["生年月日"] = draw.choice(["", f"{one['生年月日'][:-1]}{(int(one['生年月日'][-1]) + 1) % 10}"])
    return other

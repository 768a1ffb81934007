# SPDX-License-Identifier: Apache-2.0
"""名寄せ, the pure part: headers, likeness, weights, groups, and what may be accepted."""

from omotenashi.people.customers.rules.matching import fields, grouping, headers, priors, review, similarity, vetoes
from omotenashi.people.customers.rules.matching import model as models
from omotenashi.people.customers.rules.matching.comparing import PERSON
from omotenashi.people.customers.rules.matching.grouping import Pair
from omotenashi.people.customers.rules.matching.model import Chances, Model
from omotenashi.people.customers.rules.matching.planning import PERSON_PLAN, block_values


def test_headers_are_known_in_both_languages_and_answers_are_not_asked() -> None:
    assert headers.find(["rec_id", " given_name", " date_of_birth"]) == {
        "rec_id": "id", " given_name": "given", " date_of_birth": "birth",
    }  # fmt: skip
    assert headers.find(["氏名", "カナ", "電話番号"]) == {"氏名": "name", "カナ": "kana", "電話番号": "phone"}
    assert [headers.is_answer(name) for name in ("cluster", "true_match_id", "surname")] == [True, True, False]


def test_the_same_human_in_two_writings_is_one_record() -> None:
    one = fields.record(
        {"name": "髙橋 花子", "kana": "ﾀｶﾊｼ ﾊﾅｺ", "phone": "０９０−１２３４−５６７８", "birth": "1990/1/2"}
    )
    other = fields.record(
        {"name": "高橋　花子 様", "kana": "たかはし はなこ", "phone": "09012345678", "birth": "1990-01-02"}
    )
    assert one == other


def test_likeness_is_that_of_the_literature() -> None:
    assert round(similarity.jaro_winkler("martha", "marhta"), 4) == 0.9611
    assert round(similarity.jaro_winkler("dixon", "dicksonx"), 4) == 0.8133
    assert (similarity.levenshtein("kitten", "sitting"), similarity.damerau("0912", "0921")) == (3, 1)


def test_a_chain_of_likely_pairs_does_not_make_its_ends_one() -> None:
    pairs = [Pair("a", "b", 5.0), Pair("b", "c", 4.0)]
    assert grouping.groups(pairs, weigh=lambda _a, _b: -20.0) == [["a", "b"]]
    assert grouping.groups(pairs, weigh=lambda _a, _b: 3.0) == [["a", "b", "c"]]


def test_one_to_one_keeps_the_surest_partner() -> None:
    pairs = [Pair("a", "x", 3.0), Pair("a", "y", 9.0), Pair("b", "y", 5.0), Pair("b", "x", 1.0)]
    assert [(pair.left, pair.right) for pair in grouping.one_to_one(pairs)] == [("a", "y"), ("b", "x")]


def test_points_on_both_sides_need_two_people() -> None:
    assert review.verdict(money_on_both=False, seconded_by="", by="ken") == "join"
    assert review.verdict(money_on_both=True, seconded_by="", by="ken") == "wait"
    assert review.verdict(money_on_both=True, seconded_by="ken", by="ken") == "wait"
    assert review.verdict(money_on_both=True, seconded_by="ken", by="mia") == "join"


def test_the_precision_of_what_was_reviewed_is_wilsons() -> None:
    found = review.precision(right=48, reviewed=50)
    assert (round(found.low, 3), round(found.high, 3)) == (0.865, 0.989)
    assert (review.precision(right=0, reviewed=0).low, review.precision(right=0, reviewed=0).high) == (0.0, 1.0)


def test_a_model_survives_being_kept() -> None:
    model = flat()
    assert models.from_json(models.as_json(model)) == model


def test_a_missing_value_says_nothing() -> None:
    model = flat()
    assert models.score(model, {}, {"birth": "19900102"}).weight == models.prior_weight(model)


def test_kana_and_kanji_say_nothing_about_each_other() -> None:
    evidence = models.score(flat(), {"family_kana": "サトウ"}, {"family_kana": "佐藤"}).evidence
    assert {one.level for one in evidence} == {"missing"}


def test_two_who_share_a_block_share_its_value() -> None:
    one = block_values({"given_kana": "ハナコ", "birth": "19900102"})
    other = block_values({"given_kana": "ハナコ", "birth": "19900102", "phone": "+819012345678"})
    assert set(one) <= set(other)
    assert block_values({"gender": "f"}) == []


def flat() -> Model:
    chances = {one.field: tuple(Chances(0.5, 0.01) for _ in range(len(one.levels) + 1)) for one in PERSON}
    return Model(PERSON_PLAN, 0.001, chances, {one.field: {} for one in PERSON}, 100)


def test_no_score_outweighs_another_name_and_another_birth_or_another_sex() -> None:
    hana = {"given_kana": "ハナコ", "given": "花子", "birth": "19900102", "gender": "f"}
    assert not vetoes.vetoed(hana, {"given_kana": "ハナコ", "birth": "19990102", "gender": "f"})
    assert not vetoes.vetoed(hana, {"given_kana": "ユウコ", "birth": "19900102"})
    assert not vetoes.vetoed(hana, {"given_kana": "ユウコ"})
    assert vetoes.vetoed(hana, {"given_kana": "ユウコ", "birth": "19700528"})
    assert vetoes.vetoed(hana, {**hana, "gender": "m"})


def test_two_partners_who_are_not_one_leave_both_in_doubt_unless_one_is_much_surer() -> None:
    pairs = [Pair("x", "y", 9.0), Pair("x", "z", 7.0)]
    both = {("x", "y"), ("x", "z")}
    assert vetoes.rivals(pairs, agree=lambda _a, _b: False) == both
    assert vetoes.rivals(pairs, agree=lambda _a, _b: True) == set()
    sure = [Pair("x", "y", 17.0), Pair("x", "z", 7.0)]
    assert vetoes.rivals(sure, agree=lambda _a, _b: False) == {("x", "z")}


def test_the_prior_falls_as_the_shop_grows_so_that_a_score_says_the_same() -> None:
    # In a shop of n persons n/40 pairs are one human and show 20 bits; each person has ten look-alikes of 8 bits.
    found = []
    for records in (1_500, 5_000, 100_000, 1_000_000):
        guess = 1e-5
        spread = [(20.0 + models.bits(guess), records // 40), (8.0 + models.bits(guess), 10 * records)]
        settled = priors.settle(spread, prior=guess, records=records)
        found.append(settled * records)
        low, high = priors.bounds(records)
        assert low <= settled <= high
        # What is said fits what is: the probabilities sum up to the matches of the prior.
        shift = models.bits(settled) - models.bits(guess)
        said = sum(count * models.probability(weight + shift) for weight, count in spread)
        assert abs(said / (settled * records * (records - 1) / 2) - 1) < 0.01 or settled in (low, high)
    assert found == sorted(found, reverse=True)
    assert priors.settle([], prior=0.5, records=1_000) == priors.MOST / 1_000


def test_a_batch_is_proposed_as_low_as_it_is_right_as_a_whole() -> None:
    assert review.accept_from([0.9999] * 30 + [0.96] * 5) == 0.95
    assert review.accept_from([0.9999] * 3 + [0.96] * 5) == 0.99
    assert review.accept_from([]) == 0.99

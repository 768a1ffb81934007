# SPDX-License-Identifier: Apache-2.0
"""名寄せ of the retailer's own persons: search, propose, decide, undo; on a real PostgreSQL."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from omotenashi.people.customers import ports, queries
from omotenashi.people.customers.actions import links, matching, registrations
from omotenashi.people.customers.actions.matching import searching, training
from omotenashi.people.customers.actions.registrations import CustomerRecord, Identifier
from omotenashi.people.customers.models import LinkSuggestion, MatchRecord
from omotenashi.people.customers.rules.matching import model as models

NOW = datetime(2026, 11, 22, tzinfo=UTC)
pytestmark = pytest.mark.django_db

_FAMILIES = ("佐藤サトウ", "鈴木スズキ", "高橋タカハシ", "田中タナカ", "伊藤イトウ", "渡辺ワタナベ", "山本ヤマモト", "中村ナカムラ",
             "小林コバヤシ", "加藤カトウ")  # fmt: skip
_GIVENS = (
    "花子ハナコ",
    "太郎タロウ",
    "優子ユウコ",
    "翔太ショウタ",
    "健一ケンイチ",
    "美咲ミサキ",
    "大輔ダイスケ",
    "真理マリ",
    "直樹ナオキ",
)


@pytest.fixture
def shop() -> tuple[UUID, UUID]:
    """Ninety people, and one of them a second time with a mistyped phone and a masked mail; give both of her."""
    records = [_record(number) for number in range(90)]
    registrations.register(records, source="ec", now=NOW)
    again = CustomerRecord(
        identifiers=(Identifier("external:mall", "R-1"), Identifier("phone", "09019000002"), Identifier("email", "m1@mask.example.com")),
        fields={**_record(2).fields, "name": "髙橋　優子", "kana": "ﾀｶﾊｼ ﾕｳｺ", "address": "三軒茶屋１－３－２　ハイツ101"},
        observed_at=NOW,
    )  # fmt: skip
    outcome = registrations.register([again], source="mall", now=NOW)[0]
    first = registrations.register([_record(2)], source="ec", now=NOW)[0]
    assert outcome.person_id and first.person_id
    return first.person_id, outcome.person_id


def test_a_mall_order_with_a_masked_mail_is_proposed_and_joined_and_undone(shop: tuple[UUID, UUID]) -> None:
    found = search()
    assert {(one.a_id, one.b_id) for one in found} == {tuple(sorted(shop))}
    accepted = matching.accept(found[0].pk, by="staff:ken", now=NOW, money_on_both=False)
    assert accepted.outcome == "joined"
    assert queries.person_of(shop[0]) == queries.person_of(shop[1])
    assert matching.undo(found[0].pk, by="staff:ken", now=NOW)
    assert queries.person_of(shop[0]) != queries.person_of(shop[1])
    assert [one.pk for one in LinkSuggestion.objects.filter(state="open")] == [found[0].pk]
    assert matching.accept(found[0].pk, by="staff:ken", now=NOW, money_on_both=False).outcome == "joined"


def test_who_was_kept_apart_is_not_offered_again(shop: tuple[UUID, UUID]) -> None:
    found = search()
    assert matching.reject(found[0].pk, by="staff:ken", now=NOW).outcome == "apart"
    assert search() == []
    with pytest.raises(links.LinkRefused):
        links.link(*shop, by="x", reason="", cause_kind="suggestion", cause_id="x", now=NOW)
    assert matching.undo(found[0].pk, by="staff:ken", now=NOW)
    assert queries.open_suggestions() == 1


def test_points_on_both_sides_wait_for_a_second_person(shop: tuple[UUID, UUID]) -> None:
    found = search()[0]
    assert matching.accept(found.pk, by="ken", now=NOW, money_on_both=True).outcome == "waiting"
    assert matching.accept(found.pk, by="ken", now=NOW, money_on_both=True).outcome == "waiting"
    assert queries.person_of(shop[0]) != queries.person_of(shop[1])
    assert matching.accept(found.pk, by="mia", now=NOW, money_on_both=True).outcome == "joined"


def test_accepting_many_is_undone_as_one(shop: tuple[UUID, UUID]) -> None:
    search()
    batch = matching.accept_above(least=0.9, by="ken", now=NOW, money_on_both=lambda _one: False)
    assert (batch.joined, batch.waiting, batch.refused) == (1, 0, 0)
    assert matching.undo_batch(batch.batch_id, by="ken", now=NOW) == 1
    assert queries.person_of(shop[0]) != queries.person_of(shop[1])


def test_two_live_numbers_of_one_series_are_left_to_people(shop: tuple[UUID, UUID]) -> None:
    registrations.register(
        [CustomerRecord(identifiers=(Identifier("external:mall", "R-1"), Identifier("member_no", "M00777")), observed_at=NOW)],
        source="mall", now=NOW,
    )  # fmt: skip
    found = search()
    batch = matching.accept_above(least=0.9, by="ken", now=NOW, money_on_both=lambda _one: False)
    assert (len(found), batch.joined, batch.waiting, batch.refused) == (1, 0, 1, 0)
    assert matching.accept(found[0].pk, by="ken", now=NOW, money_on_both=False).outcome == "joined"


def test_of_two_partners_who_are_not_one_none_is_taken_at_once(shop: tuple[UUID, UUID]) -> None:
    # Another woman of the same name in the same house, born on another day; the third record says no birth.
    fields = _record(2).fields
    bare = {name: said for name, said in fields.items() if name != "birth_date"}
    records = [
        CustomerRecord(identifiers=(Identifier("external:app", key),), fields=said, observed_at=NOW)
        for key, said in (("T-1", {**fields, "birth_date": "1999-11-23"}), ("T-2", bare))
    ]
    other, bare_one = (registrations.register([record], source="app", now=NOW)[0].person_id for record in records)
    assert other and bare_one
    search()
    LinkSuggestion.objects.all().delete()
    for partner, weight in ((shop[0], 9.0), (other, 8.0)):
        a, b = sorted((bare_one, partner))
        LinkSuggestion.objects.create(
            a_id=a, b_id=b, probability=0.99, weight=weight, evidence=[], evidence_hash="", proposed_at=NOW
        )
    batch = matching.accept_above(least=0.9, by="ken", now=NOW, money_on_both=lambda _one: False)
    assert (batch.joined, batch.waiting) == (0, 2)
    # Once one of the two is rejected by somebody, the other is no longer in doubt.
    matching.reject(LinkSuggestion.objects.get(weight=8.0).pk, by="ken", now=NOW)
    batch = matching.accept_above(least=0.9, by="ken", now=NOW, money_on_both=lambda _one: False)
    assert (batch.joined, batch.waiting) == (1, 0)


def test_a_new_member_is_found_by_the_index_with_the_weights_of_the_engine(shop: tuple[UUID, UUID]) -> None:
    known = search()[0]
    LinkSuggestion.objects.all().delete()
    assert matching.compare([shop[1]], now=NOW) == 1
    again = LinkSuggestion.objects.get(state="open")
    assert (again.evidence_hash, round(again.weight, 9)) == (known.evidence_hash, round(known.weight, 9))


def test_the_engine_and_plain_python_give_one_weight(shop: tuple[UUID, UUID]) -> None:
    search()
    newest = training.newest()
    assert newest is not None
    table = training.records()
    scored = ports.linker().score([table], model=newest[1], above=-30.0).to_pylist()
    known = searching._records(UUID(row["left"]) for row in scored)  # the same reading
    known |= searching._records(UUID(row["right"]) for row in scored)
    apart = [
        abs(models.score(newest[1], known[UUID(row["left"])], known[UUID(row["right"])]).weight - row["weight"])
        for row in scored
    ]
    assert len(apart) > 10
    assert max(apart) < 1e-9


def test_a_suggestion_is_replaced_when_the_evidence_changes(shop: tuple[UUID, UUID]) -> None:
    old = search()[0]
    registrations.register(
        [CustomerRecord(identifiers=(Identifier("external:mall", "R-1"),), fields={"gender": "female"}, observed_at=NOW)],
        source="mall", now=NOW,
    )  # fmt: skip
    matching.index(shop, now=NOW)
    matching.compare(shop, now=NOW)
    assert dict(LinkSuggestion.objects.values_list("pk", "state"))[old.pk] == "superseded"
    assert queries.open_suggestions() == 1


def test_an_erased_person_leaves_neither_record_nor_words(shop: tuple[UUID, UUID]) -> None:
    search()
    matching.forget([shop[1]])
    assert not MatchRecord.objects.filter(person_id=shop[1]).exists()
    assert [(one.state, one.evidence) for one in LinkSuggestion.objects.all()] == [("superseded", [])]


def test_a_search_that_is_called_off_proposes_nothing(shop: tuple[UUID, UUID]) -> None:
    run = matching.ask(scope="all", by="ken", now=NOW)
    assert matching.ask(scope="all", by="mia", now=NOW).pk == run.pk
    assert matching.cancel(run.pk, now=NOW)
    assert matching.carry_out(run.pk, now=NOW).cancelled_at == NOW
    assert LinkSuggestion.objects.count() == 0


def search() -> list[LinkSuggestion]:
    matching.run(now=NOW)
    return list(LinkSuggestion.objects.filter(state="open").order_by("-weight"))


def _record(number: int) -> CustomerRecord:
    family, given = _FAMILIES[number % 10], _GIVENS[number % 9]
    place = [next(i for i, sign in enumerate(word) if "ァ" <= sign <= "ヺ") for word in (family, given)]
    return CustomerRecord(
        identifiers=(
            Identifier("member_no", f"M{number:05d}"),
            Identifier("phone", f"090100{number:05d}"),
            Identifier("email", f"mail{number * 7919}@example.jp"),
        ),
        fields={
            "name": f"{family[: place[0]]} {given[: place[1]]}",
            "kana": f"{family[place[0] :]} {given[place[1] :]}",
            "birth_date": f"{1950 + number * 7 % 50}-{number % 12 + 1:02d}-{number * 5 % 28 + 1:02d}",
            "postal_code": "1540024",
            "prefecture": "東京都",
            "city": "世田谷区",
            "address": f"三軒茶屋{number // 20 + 1}丁目{number % 20 + 1}番2号",
        },
        observed_at=NOW,
    )

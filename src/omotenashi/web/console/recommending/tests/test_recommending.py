# SPDX-License-Identifier: Apache-2.0
"""レコメンド in the office: who may see it, what it says before and after a night, the products, the card of 顧客カルテ."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from omotenashi.commerce.catalogue.models import Product, Variant
from omotenashi.insight.models import Likeness, Recommendation, RecommendModel
from omotenashi.people.staff.models import AuditEntry
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db
PAGE = "/console/figures/recommend/"
DAY = date(2026, 1, 1)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def trade(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record with orders."""
    monkeypatch.setattr("omotenashi.insight.queries.span", lambda: (DAY, DAY))


def night(*, method: str = "ease", judged: bool = True, **more: Any) -> RecommendModel:
    """A night as `recommend` leaves it."""
    marks = {"precision": 0.1, "recall": 0.2, "ndcg_truncated": 0.3, "map": 0.1, "hit_rate": 0.625, "coverage": 0.5}
    methods = {"popular": {**marks, "ndcg": 0.1}, "ease": {**marks, "ndcg": 0.15}} if judged else {}
    told = {"methods": methods, "asked": 44 if judged else 3, "kept_back": 90, "from_day": "2025-11-01", "k": 10,
            "purchases": 900, "persons": 80, "products": 3, "coming_again": 1, "due": 7}  # fmt: skip
    facts = {"finished_at": NOW, "as_of": DAY, "method": method, "people": 80, "products": 3, "told": told}
    return RecommendModel.objects.create(**{"started_at": NOW, **facts, **more})


def products() -> list[Product]:
    """Tea, a cup and ink, with what goes with them."""
    made = []
    for number, (code, name) in enumerate((("T1", "煎茶 山の端"), ("C1", "汲出し 五客"), ("I1", "墨"))):
        one = Product.objects.create(code=code, name=name, published_at=NOW, tokens=[code.lower(), name], changed_in=0)
        Variant.objects.create(product=one, sku=f"{code}-1")
        others = [other for other in range(3) if other != number]
        Likeness.objects.create(
            product_id=one.id, number=number, buyers=40 - number, again=12, cycle_days=58 if number == 0 else 0,
            similar=others, similar_people=[21, 9], together=others[:1], together_baskets=[5],
        )  # fmt: skip
        made.append(one)
    return made


def offered(person: UUID, version: int) -> Recommendation:
    """What one person is offered: ink because of tea, a cup that many buy, and tea again."""
    return Recommendation.objects.create(
        person_id=person, version=version, products=[2, 1], because=[0, -1], people=[37, 39], due=[0],
        due_dates=[date(2026, 1, 9)], due_cycles=[58], due_own=[False], as_of=DAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "status", "file"),
    [("headquarters", 200, 200), ("manager", 200, 200), ("developer", 200, 403), ("clerk", 403, 403)],
)
def test_recommendations_are_for_those_who_may_see_figures(role: str, status: int, file: int) -> None:
    night()
    client = shop.signed_in(role)
    seen = client.get(PAGE)
    assert [seen.status_code, client.get(f"{PAGE}runs/newest/").status_code] == [status] * 2
    assert client.get(f"{PAGE}products/").status_code == file
    assert (f"{PAGE}products/" in seen.content.decode()) == (file == 200)
    posts = [client.post(f"{PAGE}{part}").status_code for part in ("runs/", "runs/newest/cancellation/")]
    assert posts == [302 if status == 200 else 403] * 2


def test_before_the_first_night_the_page_offers_one_and_asks_only_once() -> None:
    client = shop.signed_in()
    assert "Nothing was recommended yet" in client.get(PAGE).content.decode()
    said = [client.post(f"{PAGE}runs/", follow=True).content.decode() for _ in range(2)]
    assert ["The methods will be compared." in one for one in said] == [True, False]
    assert "Somebody has asked for it already." in said[1]


def test_without_orders_the_page_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("omotenashi.insight.queries.span", lambda: (None, None))
    page = shop.signed_in().get(PAGE).content.decode()
    assert ("No numbers yet" in page, "Compare anew" in page) == (True, False)


def test_the_page_says_who_won_and_by_how_much() -> None:
    night()
    page = shop.signed_in().get(PAGE).content.decode()
    assert "nDCG 50% above bestsellers" in page
    assert ("63%" in page or "62%" in page, "no method beats the bestsellers" in page) == (True, False)
    assert page.index("<td>EASE") < page.index("<td>Bestsellers")


def test_the_page_admits_when_nothing_beats_the_bestsellers_and_when_too_few_were_asked() -> None:
    night(method="popular")
    client = shop.signed_in()
    assert "no method beats the bestsellers yet" in client.get(PAGE).content.decode()
    night(method="popular", judged=False)
    page = client.get(PAGE).content.decode()
    assert ("Only 3 customers bought something new" in page, "The methods compared" in page) == (True, False)


def test_a_product_is_found_and_shows_what_goes_with_it() -> None:
    night()
    tea, cup, _ink = products()
    client = shop.signed_in()
    page = client.get(PAGE).content.decode()
    assert "Usually bought again after 58 days (12 of 40 customers did)." in page
    chosen = client.get(f"{PAGE}?product={cup.id}").content.decode()
    assert "Bought once and kept" in chosen
    assert f'href="?product={tea.id}#goes-with"' in chosen
    nobody = client.get(f"{PAGE}?q=zzzzz&product=nonsense").content.decode()
    assert "No product of that name was ever bought." in nobody


def test_all_pairs_come_as_a_file() -> None:
    night()
    products()
    answer = shop.signed_in().get(f"{PAGE}products/")
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert AuditEntry.objects.get(permission="measures.export").subject == "recommend"
    assert (len(lines), lines[0], lines[1]) == (
        10, "Product,Kind,Goes with,Customers", "T1,Bought by the same customers,C1,21",
    )  # fmt: skip


def test_a_run_shows_its_stage_and_can_be_stopped() -> None:
    run = night(finished_at=None, stage="ranking", done=3, steps=4)
    client = shop.signed_in()
    assert "Ranking for every customer" in client.get(PAGE).content.decode()
    said = [client.post(f"{PAGE}runs/newest/cancellation/", follow=True).content.decode() for _ in range(2)]
    assert ["It stops at its next step." in one for one in said] == [True, False]
    RecommendModel.objects.filter(pk=run.pk).update(cancelled_at=NOW)
    assert client.get(f"{PAGE}runs/newest/")["HX-Refresh"] == "true"
    assert "The last run was stopped." in client.get(PAGE).content.decode()


def test_the_card_says_what_to_offer_and_why() -> None:
    version = night().version
    products()
    _node, person = shop.person(1, name="山田 花子")
    client = shop.signed_in("clerk")
    offered(person, version)
    card = client.get(f"/console/customers/{person}/more/").content.decode()
    assert "Usually bought again after 58 days" in card
    assert "37 customers bought it together with “煎茶 山の端”." in card
    assert "Bought by 39 customers." in card
    assert card.index("煎茶 山の端") < card.index("墨") < card.index("汲出し 五客")


def test_the_card_speaks_japanese_and_is_not_there_before_the_first_night() -> None:
    _node, person = shop.person(1, name="山田 花子")
    client = shop.signed_in(language="ja")
    assert "次におすすめ" not in client.get(f"/console/customers/{person}/more/").content.decode()
    offered(person, night().version)
    products()
    card = client.get(f"/console/customers/{person}/more/").content.decode()
    assert "次におすすめ" in card
    assert "「煎茶 山の端」と両方を買った方 37人" in card

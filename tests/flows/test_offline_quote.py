# SPDX-License-Identifier: Apache-2.0
"""What a till asks without a line is what the house would have asked: prices that switch, lists, campaigns, points."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from omotenashi.base import clock
from omotenashi.commerce.catalogue import actions as catalogue
from omotenashi.commerce.catalogue.actions import prices
from omotenashi.commerce.catalogue.models import Variant
from omotenashi.commerce.checkout import actions as checkout
from omotenashi.commerce.checkout import queries
from omotenashi.commerce.loyalty import actions as loyalty
from omotenashi.places.locations.models import Location
from omotenashi.web.register.offline.engine import micros
from omotenashi.web.register.tests import world
from tests.flows.scripts import in_node

pytestmark = pytest.mark.django_db
SALES = 30
_FILES = {"quote": "./register/offline/quote.ts", "catalogue": "./register/offline/catalogue.ts"}
_EACH = """(() => {
  const kept = new catalogue.Catalogue(said.snapshot);
  return said.asked.map(({ sale, at, points }) => {
    const member = said.snapshot.members.find(({ id }) => id === sale.member) ?? null;
    return quote.quoted(sale, { said: said.snapshot, catalogue: kept, member, pointsLeft: points, at });
  });
})()"""


@pytest.fixture
def client() -> Any:
    """A shop with lists that begin and end, a price that switches in an hour, and campaigns."""
    world.furnish()
    now = clock.now()
    soon = now + timedelta(hours=1)
    prices.open_list(code="SALE", channel="STORE", priority=5, start=soon, end=soon + timedelta(hours=1))
    prices.open_list(code="STORE", channel="STORE", priority=1, tax_included=False)
    changes = [
        prices.PriceChange(sku="SHIRT", list="SALE", amount=1500),
        prices.PriceChange(sku="CAP", list="STORE", amount=999),
        prices.PriceChange(sku="CAP", list="STORE", amount=1234, start=soon),
    ]
    prices.set_prices(changes, now=now)
    terms = [
        ("P", {"kind": "points_rate", "value": 150, "members_only": True, "without_tax": True}),
        ("T", {"kind": "percent", "value": 15, "skus": ["TEA"], "min_quantity": 2}),
        ("B", {"kind": "bundle", "buy": 2, "get": 1, "categories": ["衣"], "value": 50}),
        ("EC", {"kind": "amount", "value": 300, "channels": ["EC"]}),
    ]
    for code, said in terms:
        loyalty.save_campaign(loyalty.CampaignRecord(code=code, name=f"{code} 割", terms=said), now=now)
    return world.signed_in()


def test_thirty_sales_now_and_later_cost_what_the_house_says(client: Any) -> None:
    person, node = world.member(700)
    world.open_drawer()
    world.post(client, "api-sales", world.sale(world.line("TEA"), cash=1080, member=str(person)))
    snapshot = client.get(reverse("register:snapshot")).json()
    left = snapshot["members"][0]["points"]
    draw = Random(36)  # the same sales in every run
    asked = [_asked(draw, str(person), left) for _ in range(SALES)]
    theirs = in_node(_EACH, {"snapshot": snapshot, "asked": asked}, files=_FILES)
    ours = [_house(each, node) for each in asked]
    assert [(mine, other) for mine, other in zip(ours, map(_told, theirs), strict=True) if mine != other][:1] == []
    assert len({each["total"] for each in theirs}) > SALES / 3


def _asked(draw: Random, person: str, left: int) -> dict[str, Any]:
    at = clock.now() + draw.choice((timedelta(), timedelta(minutes=90), timedelta(hours=30)))
    lines = [
        {
            "key": str(uuid4()), "sku": sku, "quantity": draw.randint(1, 5), "mode": "carry_out", "location": None,
            "price": draw.choice((None, None, None, 777)), "reason": "", "discount": 0, "coupon": 0,
        }
        for sku in draw.sample(("SHIRT", "CAP", "TEA"), draw.randint(1, 3))
    ]  # fmt: skip
    member = draw.choice((None, person))
    points = draw.choice((0, 100, 5_000)) if member else 0
    sale = {"id": str(uuid4()), "lines": lines, "member": member, "points": points, "coupons": [], "tenders": []}
    return {"sale": sale, "at": micros(at), "points": left if member else 0}


def _house(asked: dict[str, Any], node: UUID) -> Any:
    sale, at = asked["sale"], clock.now().fromtimestamp(asked["at"] / 1e6, tz=clock.now().tzinfo)
    variants = dict(Variant.objects.values_list("sku", "pk"))
    lines = [
        checkout.SaleLine(variant_id=variants[x["sku"]], quantity=x["quantity"], price=x["price"])
        for x in sale["lines"]
    ]
    found = queries.quote_sale(
        lines, shop_id=Location.objects.get(code="GINZA").pk, uids=[UUID(x["key"]) for x in sale["lines"]], at=at,
        asked=queries.Asked(
            channel="STORE", location="GINZA", node_ids=(node,) if sale["member"] else (), points=sale["points"]
        ),
    )  # fmt: skip
    taken = [(x.gross, x.discount, x.coupon, x.amount, x.points, x.earned) for x in found.lines]
    taxes = [(tax.rate, tax.total, tax.tax) for tax in found.taxes]
    campaigns = sorted((name, amount) for _code, name, amount, _points in found.campaigns if amount)
    return (taken, found.total, found.points, found.to_pay, found.earned, taxes, campaigns)


def _told(quote: dict[str, Any]) -> Any:
    names = ("gross", "discount", "coupon", "amount", "points", "earned")
    taken = [tuple(line[name] for name in names) for line in quote["lines"]]
    taxes = [(tax["rate"], tax["total"], tax["tax"]) for tax in quote["taxes"]]
    campaigns = sorted((each["name"], each["amount"]) for each in quote["campaigns"])
    return (taken, quote["total"], quote["points"], quote["to_pay"], quote["earned"], taxes, campaigns)


def test_the_snapshot_is_asked_for_once_and_names_nobody(client: Any) -> None:
    person, _node = world.member(700)
    world.open_drawer()
    world.post(client, "api-sales", world.sale(world.line("TEA"), cash=1080, member=str(person)))
    first = client.get(reverse("register:snapshot"))
    version = first.headers["ETag"].strip('"')
    again = client.get(reverse("register:snapshot"), headers={"If-None-Match": version})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    [kept] = first.json()["members"]
    assert (kept["id"], kept["points"] >= 700, len(kept["codes"])) == (str(person), True, 2)
    said = first.content.decode()
    assert [word for word in ("髙﨑", "800000000012", "090") if word in said] == []
    loyalty.save_campaign(
        loyalty.CampaignRecord(code="N", name="N", terms={"kind": "percent", "value": 1}), now=clock.now()
    )
    assert client.get(reverse("register:snapshot"), headers={"If-None-Match": version}).status_code == 200


def test_the_snapshot_asks_as_often_for_one_article_as_for_many(client: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("register:snapshot"))
        return len(seen)

    asked()
    before = asked()
    catalogue.register([catalogue.ProductRecord(sku=f"S{n}", code=f"S{n}", name="x", price=n) for n in range(30)])
    assert asked() == before

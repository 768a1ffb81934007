# SPDX-License-Identifier: Apache-2.0
"""返品: from the wish to the money, with what goes back said before to the yen."""

from uuid import UUID

import pytest
from django.test import Client

from omotenashi.base import clock
from omotenashi.commerce.fulfilment.models import Fulfilment, GoodsReturn, GoodsReturnLine
from omotenashi.commerce.fulfilment.tests import desk
from omotenashi.commerce.fulfilment.tests.desk import Bought, Want
from omotenashi.commerce.orders.models import OrderLine, Return
from omotenashi.commerce.payments.models import Refund
from omotenashi.places.locations.models import Location
from omotenashi.web.console.tests import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shops(db: None) -> None:
    shop.opened()
    desk.furnish()


@pytest.fixture
def sent() -> Bought:
    """Three shirts for 5,800 after a coupon of 800, 1,000 of it paid with points, 55 points earned."""
    want = Want(sku="SHIRT", quantity=3, amount=5_800, coupon=800, points=1_000, earned=55)
    bought = desk.bought(want)
    desk.work(bought.task, "accept", "start_picking", "pack", "ship", carrier="yamato")
    return bought


def _client(role: str, place: str = "") -> Client:
    person = shop.hired(role)
    if place:
        person.location = Location.objects.get(code=place)
        person.save()
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend=shop.BACKEND)
    return client


def _begun(client: Client, bought: Bought, pieces: int = 1, reason: str = "damaged") -> UUID:
    line = OrderLine.objects.get(order_id=bought.order_id)
    answer = client.post(
        f"/console/returns/new/{bought.order_id}/", {f"line-{line.pk}": str(pieces), "reason": reason, "key": "n"}
    )
    assert answer.status_code == 302
    return GoodsReturn.objects.get().pk


def _step(client: Client, one: UUID, step: str, **said: str) -> int:
    return client.post(f"/console/returns/{one}/steps/", {"step": step, "key": "k", **said}).status_code


def _back(client: Client, one: UUID) -> tuple[int, int, int, int, int]:
    back = client.get(f"/console/returns/{one}/").context["back"]
    return back.amount, back.refunded, back.points_back, back.points_taken, back.coupon


def test_what_is_said_to_go_back_at_each_step_is_what_goes_back_in_the_end(sent: Bought) -> None:
    office = _client("headquarters")
    one = _begun(office, sent)
    line = GoodsReturnLine.objects.get()
    foreseen = (1_933, 1_933, 333, 18, 266)
    assert _back(office, one) == foreseen
    assert _step(office, one, "approved") == 302
    assert _back(office, one) == foreseen
    assert _step(office, one, "received", place="UMEDA", **{f"came-{line.pk}": "1"}) == 302
    assert _step(office, one, "inspected", **{f"bucket-{line.pk}": "damaged"}) == 302
    assert _back(office, one) == foreseen
    assert (Return.objects.count(), Refund.objects.count()) == (0, 0)
    for _twice in range(2):
        assert _step(office, one, "resolved") == 302
    assert _back(office, one) == foreseen
    assert (Return.objects.count(), desk.levels("SHIRT")["UMEDA"]) == (1, (3, 0, 1))
    assert sorted(Refund.objects.values_list("to_kind", "amount")) == [("points", 333), ("qr", 1_600)]
    assert desk.breaches(clock.now()) == []


def test_a_clerk_receives_at_the_own_shop_and_somebody_who_leads_decides(sent: Bought) -> None:
    clerk, manager = _client("clerk", "UMEDA"), _client("manager", "UMEDA")
    one = _begun(clerk, sent)
    line = GoodsReturnLine.objects.get()
    assert _step(clerk, one, "approved") == 403
    assert _step(manager, one, "approved") == 302
    assert _step(clerk, one, "received", place="GINZA", **{f"came-{line.pk}": "1"}) == 403
    assert _step(clerk, one, "received", place="UMEDA", **{f"came-{line.pk}": "1"}) == 302
    assert _step(_client("developer"), one, "inspected") == 403
    assert _step(clerk, one, "inspected", **{f"bucket-{line.pk}": "on_hand"}) == 302
    assert _step(clerk, one, "resolved") == 403
    assert _step(manager, one, "resolved") == 302
    assert GoodsReturn.objects.get().state == "resolved"


def test_more_than_the_customer_has_and_a_wish_that_comes_late_are_refused_in_words(sent: Bought) -> None:
    office = _client("headquarters")
    line = OrderLine.objects.get()
    address = f"/console/returns/new/{sent.order_id}/"
    for pieces, reason, waive, said in (
        ("4", "damaged", "", "So many pieces were not handed over, or are on their way back already."),
        ("0", "damaged", "", "Choose at least one piece."),
        ("1", "size", "", "The time for a change of mind is over. Somebody who leads may allow it all the same."),
    ):
        posted = {f"line-{line.pk}": pieces, "reason": reason, "waive": waive, "key": pieces + reason}
        answer = office.post(address, posted, follow=True)
        assert [str(one) for one in answer.context["messages"]][-1] == said
    assert GoodsReturn.objects.count() == 0
    office.post(address, {f"line-{line.pk}": "1", "reason": "size", "waive": "1", "key": "w"})
    assert GoodsReturn.objects.get().state == "requested"


def test_the_list_knows_where_each_stands_and_reads_as_often_with_one_as_with_two(sent: Bought) -> None:
    office = _client("headquarters")
    _begun(office, sent)
    rows = office.get("/console/returns/?view=new").context["page"].rows
    assert [(row.label, row.cells["state"][1], row.cells["pieces"]) for row in rows] == [
        (Fulfilment.objects.get().order.number, "Return asked for", 1)
    ]
    few = shop.queries_of(office, "/console/returns/")
    line = OrderLine.objects.get()
    office.post(f"/console/returns/new/{sent.order_id}/", {f"line-{line.pk}": "1", "reason": "wrong", "key": "second"})
    office.get("/console/returns/")  # says what was just done
    assert (GoodsReturn.objects.count(), shop.queries_of(office, "/console/returns/")) == (2, few)
    assert office.get("/console/returns/?view=due").context["page"].rows == []


def test_a_declined_return_pays_nothing_and_says_why(sent: Bought) -> None:
    office = _client("headquarters")
    one = _begun(office, sent)
    assert _step(office, one, "declined", reason="worn") == 302
    found = GoodsReturn.objects.get()
    assert (found.state, found.note, Refund.objects.count()) == ("declined", "worn", 0)
    assert office.get(f"/console/returns/{one}/").context["back"] is None

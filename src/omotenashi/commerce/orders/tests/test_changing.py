# SPDX-License-Identifier: Apache-2.0
"""Changing the way of goods that have not left yet."""

import pytest

from omotenashi.commerce.orders.actions import changing, states
from omotenashi.commerce.orders.actions.changing import Changed, ContactDetails, Delivery, Mode
from omotenashi.commerce.orders.models import Contact, LogEntry, Order
from omotenashi.commerce.orders.tests.drafts import line, placed, stocked, wanted
from omotenashi.commerce.orders.tests.records import NOW

pytestmark = pytest.mark.django_db
PICKUP = Delivery(Mode.PICKUP, "GINZA")


@pytest.fixture(autouse=True)
def _shop(db: None) -> None:
    stocked()


def test_from_home_to_the_shop_gives_the_shipping_back_once() -> None:
    made = placed(shipping=550)
    lines = {made.lines[0]: PICKUP}
    done = [changing.change(made.order_id, lines, shipping=0, key="x", now=NOW) for _ in range(2)]
    assert done == [Changed(550), Changed(550, is_repeat=True)]
    kept = line(made.lines[0])
    assert (kept.mode, kept.wish.code if kept.wish else "") == ("pickup", "GINZA")
    assert (Order.objects.get().payable, LogEntry.objects.filter(kind="changed").count()) == (1100, 1)


def test_another_address_takes_the_place_of_the_first() -> None:
    made = placed(recipient=ContactDetails(name="花子", address="渋谷区"))
    changing.change(made.order_id, {}, recipient=ContactDetails(name="花子", address="港区"), key="x", now=NOW)
    assert Contact.objects.get().address == "港区"


@pytest.mark.parametrize(
    "said",
    [{"shipping": 551}, {"shipping": -1}, {"place": "NOWHERE"}, {"left": True}],
    ids=lambda said: next(iter(said)),
)
def test_what_cannot_be_changed_stays_as_it_was(said: dict[str, object]) -> None:
    made = placed(wanted("A"), wanted("B"), shipping=550)
    if said.pop("left", False):
        states.handed_over(made.order_id, {made.lines[1]: 1}, key="h", now=NOW)
    way = Delivery(Mode.PICKUP, str(said.pop("place", "GINZA")))
    with pytest.raises(changing.NotPossible):
        changing.change(made.order_id, dict.fromkeys(made.lines, way), key="x", now=NOW, **said)  # type: ignore[arg-type]  # as parametrized
    assert ([line(uid).mode for uid in made.lines], Order.objects.get().shipping_total) == (["ship", "ship"], 550)

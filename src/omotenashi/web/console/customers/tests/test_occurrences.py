# SPDX-License-Identifier: Apache-2.0
"""Whatever our own record tells of a customer reads as a sentence, with names for codes."""

import importlib
from collections.abc import Iterator

from django.apps import apps
from django.utils import translation

from omotenashi.people.customers.events import CustomerEvent
from omotenashi.web.console.customers import telling
from omotenashi.web.console.customers.happened import REPEATED
from omotenashi.web.console.customers.occurrences import SAID, named, tell


def _told(kind: type) -> Iterator[str]:
    """The names of all events of customers that no other event is made of."""
    below: list[type] = kind.__subclasses__()
    for one in below:
        yield from _told(one)
    if not below:
        yield f"{kind.__module__.split('.')[-2]}.{kind.__name__}"


def test_every_event_of_a_customer_reads_as_a_sentence() -> None:
    for config in apps.get_app_configs():
        if importlib.util.find_spec(f"{config.name}.events"):
            importlib.import_module(f"{config.name}.events")
    ours = {name for name in _told(CustomerEvent) if apps.is_installed(f"{_home(name)}")}
    assert sorted(ours - set(SAID) - set(telling._OWN) - REPEATED) == []


def _home(name: str) -> str:
    return next((config.name for config in apps.get_app_configs() if config.label == name.partition(".")[0]), "")


@translation.override("en")
def test_a_code_is_told_by_its_name_and_an_old_entry_lacks_nothing() -> None:
    names = {"location": {"UMEDA": "梅田店"}, "tier": {"gold": "ゴールド"}, "before": {"regular": "レギュラー"}}
    ready = named({"number": "00000022", "location": "UMEDA"}, names)
    ranked = named({"tier": "gold", "before": "regular"}, names)
    assert tell("fulfilment.PickupReady", ready) == {
        "title": "Order 00000022 waits to be collected", "detail": "梅田店", "state": "", "channel": "",
    }  # fmt: skip
    assert tell("loyalty.TierChanged", ranked) == {
        "title": "The rank is now ゴールド", "detail": "It was レギュラー.", "state": "", "channel": "",
    }  # fmt: skip
    assert tell("fulfilment.Delivered", {}) == {
        "title": "A parcel of order  arrived", "detail": "", "state": "", "channel": "",
    }  # fmt: skip
    assert tell("Product Viewed", {}) is None


@translation.override("ja")
def test_a_contract_is_told_with_its_product_its_turn_and_the_reason_of_its_end() -> None:
    names = {"product": {"TEA": "深蒸し煎茶"}}
    sent = named({"product": "TEA", "cycle": 3, "order_number": "E-9"}, names)
    ended = named({"product": "TEA", "number": "T-1", "reason": "余っている"}, names)
    assert tell("orders.SubscriptionDelivered", sent) == {
        "title": "定期 3回目：深蒸し煎茶をお届け", "detail": "E-9", "state": "", "channel": "",
    }  # fmt: skip
    assert tell("orders.SubscriptionCancelled", ended) == {
        "title": "深蒸し煎茶の定期を解約", "detail": "余っている", "state": "bad", "channel": "",
    }  # fmt: skip

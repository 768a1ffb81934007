# SPDX-License-Identifier: Apache-2.0
"""Find an order by whatever the customer has in hand: receipt, order number, e-receipt, member card, phone number."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from omotenashi.base.text import forms, phone
from omotenashi.commerce.orders.actions import codes
from omotenashi.commerce.orders.models import Document, Order
from omotenashi.people.customers import queries as customers
from omotenashi.people.customers.actions import cards
from omotenashi.people.customers.models import Node

MOST = 12


def orders_for(text: str, *, asker: str, now: datetime) -> list[Order]:
    """Give the orders that a text means, the newest first. Raises codes.TooManyTries."""
    said = forms.plain(text).rstrip("/").rpartition("/")[2]
    if not said:
        return []
    looks = (_by_number(said), _by_receipt(said), _by_code(said, asker=asker, now=now), _by_member(said, now=now))
    for look in looks:
        found = list(look.select_related("location", "channel").order_by("-placed_at")[:MOST])
        if found:
            return found
    return []


def _by_number(said: str) -> QuerySet[Order]:
    return Order.objects.filter(number=said)


def _by_receipt(said: str) -> QuerySet[Order]:
    series, dash, number = said.rpartition("-")
    if not (dash and number.isascii() and number.isdigit()):
        return Order.objects.none()
    known = Document.objects.filter(series_id=series, number=int(number[:18]))
    return Order.objects.filter(pk__in=known.values("order_id"))


def _by_code(said: str, *, asker: str, now: datetime) -> QuerySet[Order]:
    """The QR on a receipt, or the address of an order's page."""
    try:
        read = cards.read_link(said, now=now)
    except cards.BadCode:
        order_id = codes.find(said, asker=asker, now=now) if len(said) > 20 else None
        return Order.objects.filter(pk=order_id) if order_id else Order.objects.none()
    return _by_number(read.number) if isinstance(read, cards.Receipt) else Order.objects.none()


def _by_member(said: str, *, now: datetime) -> QuerySet[Order]:
    try:
        persons: Iterable[UUID] = [cards.scan(said, now=now).person_id]
    except cards.BadCode:
        number = phone.e164(said) if sum(map(str.isdigit, said)) >= 9 else None
        known = Node.objects.filter(type="phone", value=number, erased_at=None)[:5] if number else []
        persons = customers.persons_of(node.pk for node in known).values()
    nodes = [node.pk for person in set(persons) for node in customers.nodes_of(person)]
    return Order.objects.filter(node_id__in=nodes, cancelled_at=None) if nodes else Order.objects.none()
